// Colours and sizes of the figures, light and dark. The scale of values is cividis, which reads the same with and without
// colour vision and turns into an even ramp in grey; the colours of lines are Okabe and Ito's.
import { interpolateCividis, interpolatePuOr } from 'd3-scale-chromatic';

export type ThemeName = 'light' | 'dark';

export interface Theme {
  readonly background: string;
  /** Where a panel has no measured cell. */
  readonly panel: string;
  readonly ink: string;
  readonly quiet: string;
  readonly rule: string;
  /** The edge line and the casing that keeps it visible on any colour. */
  readonly edge: string;
  readonly edgeCasing: string;
  /** Of the stack: where a recipe trains, where it fails although another trains, and where both fail. */
  readonly trains: string;
  readonly lost: string;
  readonly plate: string;
}

export const THEMES: Readonly<Record<ThemeName, Theme>> = {
  light: {
    background: '#ffffff',
    panel: '#f6f6f4',
    ink: '#1b1b1f',
    quiet: '#5c5c66',
    rule: '#c9c9d0',
    edge: '#c8102e',
    edgeCasing: '#ffffff',
    trains: '#0a356d',
    lost: '#d55e00',
    plate: '#e6e6eb',
  },
  dark: {
    background: '#16171b',
    panel: '#1f2026',
    ink: '#f1f1f4',
    quiet: '#a9abb5',
    rule: '#4a4c56',
    edge: '#ff4d5e',
    edgeCasing: '#101114',
    trains: '#b8dbff',
    lost: '#c65500',
    plate: '#2b2d35',
  },
};

/** Okabe-Ito without yellow and black, which vanish on a white or a dark page. */
const LINES = ['#0072b2', '#e69f00', '#009e73', '#d55e00', '#cc79a7', '#56b4e9'];

export const LINE_COLOURS = LINES.length;

export function lineColour(index: number): string {
  return LINES[index % LINES.length]!;
}

/** Of lines that share a colour with one before; undefined: drawn through. */
const DASHES = [undefined, '7 2.5', '2.5 2.5', '9 2.5 2.5 2.5'];

export function lineDashes(index: number): string | undefined {
  return DASHES[Math.floor(index / LINES.length) % DASHES.length];
}

/** cividis at t in [0, 1]; values outside are clamped, NaN counts as the worst. */
export function valueColour(t: number): string {
  const clamped = Number.isNaN(t) ? 1 : Math.min(1, Math.max(0, t));
  return hexColour(interpolateCividis(clamped));
}

/** Purple at 0, pale at 1/2, orange at 1; told apart with every colour vision. */
export function divergingColour(t: number): string {
  return hexColour(interpolatePuOr(Math.min(1, Math.max(0, t))));
}

/** "rgb(0, 34, 78)", as d3 writes colours, as #00224e. */
function hexColour(rgb: string): string {
  const channels = rgb.match(/\d+/g)!.map(Number);
  return `#${channels.map((channel) => channel.toString(16).padStart(2, '0')).join('')}`;
}

/** Relative luminance of #rrggbb by WCAG 2. */
export function luminance(colour: string): number {
  const [red, green, blue] = [1, 3, 5].map((at) => {
    const channel = parseInt(colour.slice(at, at + 2), 16) / 255;
    return channel <= 0.04045 ? channel / 12.92 : ((channel + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * red! + 0.7152 * green! + 0.0722 * blue!;
}

/** Near-black or near-white, whichever stands out more on the colour. */
export function inkOn(colour: string): string {
  return luminance(colour) > 0.18 ? '#101114' : '#ffffff';
}
