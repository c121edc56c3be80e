// The coordinate check as a picture: a row for each parametrisation, a panel for each kind of activation, size against width on log
// scales, a line for every number of steps. Where lines lie flat, training does not depend on the width. Pure.
import { curveScale, type CurveScale } from './curve-scale.ts';
import type { Words } from '../language/language.ts';
import { formatNumber, formatSigned } from '../language/numbers.ts';
import { element, label, polyline, svgDocument, titled, type Svg } from './svg.ts';
import { fitText, wrapText } from './text.ts';
import { THEMES, valueColour, type Theme, type ThemeName } from './theme.ts';
import type { Box } from './marks.ts';

export interface CoordinatePoint {
  readonly parametrisation: string;
  readonly coordinate: string;
  readonly width: number;
  readonly step: number;
  /** Mean over seeds. */
  readonly value: number;
}

export interface CoordinatesFigureOptions {
  readonly title: string;
  readonly caption: string;
  readonly theme: ThemeName;
  /** What is told above a panel: how it grows with the width. */
  readonly slopeOf: (parametrisation: string, coordinate: string) => string;
  readonly words: Words;
  readonly idPrefix?: string;
}

const MARGIN = 24;
const AXIS = 44;
const PANEL = { width: 168, height: 150, heading: 40, below: 24, gap: 46 };
const SIZE = 10;

interface Axes {
  readonly widths: readonly number[];
  readonly steps: readonly number[];
  readonly y: CurveScale;
  readonly theme: Theme;
  readonly words: Words;
}

export function coordinatesFigure(
  points: readonly CoordinatePoint[],
  options: CoordinatesFigureOptions,
): string {
  const { title, idPrefix = 'coordinates', slopeOf, words } = options;
  const nameOf = (coordinate: string) => words.coordinates.names[coordinate] ?? coordinate;
  const theme = THEMES[options.theme];
  const rows = [...new Set(points.map(({ parametrisation }) => parametrisation))];
  const columns = [...new Set(points.map(({ coordinate }) => coordinate))];
  const widths = [...new Set(points.map((point) => point.width))].sort((a, b) => a - b);
  const steps = [...new Set(points.map(({ step }) => step))].sort((a, b) => a - b);
  const width = 2 * MARGIN + AXIS + columns.length * (PANEL.width + PANEL.gap) - PANEL.gap + 8;
  const band = PANEL.heading + PANEL.height + PANEL.below + 8;
  const bottom = 40 + rows.length * band;
  const caption = wrapText(options.caption, width - 2 * MARGIN, SIZE);
  const panels = columns.map((coordinate, column) => {
    const ofKind = points.filter((point) => point.coordinate === coordinate);
    // One scale for all parametrisations, so that they can be compared.
    const axes = { widths, steps, y: curveScale([ofKind.map(({ value }) => value)], 'whole'), theme, words };
    return rows.map((row, index) => {
      const x = MARGIN + AXIS + column * (PANEL.width + PANEL.gap);
      const box = { x, y: 40 + index * band + PANEL.heading, width: PANEL.width, height: PANEL.height };
      const own = ofKind.filter(({ parametrisation }) => parametrisation === row);
      return [
        label(fitText(`${row}: ${nameOf(coordinate)}`, PANEL.width, 11, true), x, box.y - 20, {
          'font-size': 11,
          'font-weight': 'bold',
        }),
        label(fitText(slopeOf(row, coordinate), PANEL.width + PANEL.gap - 6, SIZE), x, box.y - 7, {
          'font-size': SIZE,
          fill: theme.quiet,
        }),
        drawPanel(own, box, axes),
      ];
    });
  });
  return svgDocument(
    {
      width,
      height: bottom + 14 * caption.length + 34,
      title,
      description: rows
        .flatMap((row) => columns.map((column) => `${row}, ${nameOf(column)}: ${slopeOf(row, column)}.`))
        .join(' '),
      idPrefix,
      background: theme.background,
      ink: theme.ink,
    },
    label(fitText(title, width - 2 * MARGIN, 15, true), MARGIN, 26, {
      'font-size': 15,
      'font-weight': 'bold',
    }),
    panels,
    legend(steps, bottom + 8, theme, words),
    caption.map((line, index) =>
      label(line, MARGIN, bottom + 34 + 14 * index, { 'font-size': SIZE, fill: theme.quiet }),
    ),
  );
}

function colourOf(step: number, steps: readonly number[]): string {
  // The brightest end of the scale does not show on white.
  return valueColour((0.85 * steps.indexOf(step)) / Math.max(1, steps.length - 1));
}

function drawPanel(
  points: readonly CoordinatePoint[],
  box: Box,
  { widths, steps, y, theme, words }: Axes,
): Svg[] {
  const [low, high] = [Math.log2(widths[0]!), Math.log2(widths.at(-1)!)];
  const xOf = (width: number) =>
    box.x + 10 + (box.width - 20) * (high > low ? (Math.log2(width) - low) / (high - low) : 0.5);
  const yOf = (value: number) => box.y + box.height * (1 - y.at(value));
  const lines = steps.flatMap((step) => {
    const own = points
      .filter((point) => point.step === step && Number.isFinite(point.value))
      .sort((a, b) => a.width - b.width);
    if (own.length === 0) return [];
    const fill = colourOf(step, steps);
    return [
      element('path', {
        d: polyline(own.map(({ width, value }) => [xOf(width), yOf(value)])),
        stroke: fill,
        'stroke-width': 1.4,
        fill: 'none',
      }),
      ...own.map(({ width, value }) =>
        element(
          'circle',
          { cx: xOf(width), cy: yOf(value), r: 2, fill },
          titled(words.coordinates.point(width, step, formatNumber(value))),
        ),
      ),
    ];
  });
  const style = { 'font-size': SIZE, fill: theme.quiet };
  return [
    element('rect', { ...box, fill: theme.panel }),
    ...y.ticks.flatMap(({ value, text }) => [
      element('path', {
        d: polyline([
          [box.x, yOf(value)],
          [box.x + box.width, yOf(value)],
        ]),
        stroke: theme.rule,
        'stroke-width': 0.5,
        fill: 'none',
      }),
      label(text, box.x - 5, yOf(value) + 3.5, { ...style, 'text-anchor': 'end' }),
    ]),
    ...lines,
    ...widths.map((width) =>
      label(String(width), xOf(width), box.y + box.height + 14, { ...style, 'text-anchor': 'middle' }),
    ),
  ];
}

function legend(steps: readonly number[], y: number, theme: Theme, { coordinates }: Words): Svg[] {
  return [
    label(coordinates.after, MARGIN, y + 4, { 'font-size': SIZE, fill: theme.quiet }),
    ...steps.flatMap((step, index) => {
      const x = MARGIN + 34 + 34 * index;
      return [
        element('circle', { cx: x, cy: y, r: 3, fill: colourOf(step, steps) }),
        label(String(step), x + 6, y + 4, { 'font-size': SIZE, fill: theme.quiet }),
      ];
    }),
    label(coordinates.steps, MARGIN + 34 + 34 * steps.length, y + 4, {
      'font-size': SIZE,
      fill: theme.quiet,
    }),
  ];
}

/** "slope +0.52 (+0.41 to +0.63)": the power of the width with which something grows. */
export function growthWords(
  growth: {
    readonly slope: number;
    readonly interval: { readonly low: number; readonly high: number } | null;
  } | null,
  { coordinates, numbers }: Words,
): string {
  if (growth === null) return coordinates.noSlope;
  const { slope, interval } = growth;
  const range = interval && numbers.range(formatSigned(interval.low, 2), formatSigned(interval.high, 2));
  return coordinates.slope(formatSigned(slope, 2), range);
}
