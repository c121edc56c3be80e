// The marks of a cell that read without colour: hatches, outlines, crosses and interval bars. The legend shows the same.
import type { Cell } from '../../analysis/grid/grid.ts';
import { finiteInterval } from '../language/numbers.ts';
import { element, label, polyline, type Svg } from './svg.ts';
import { inkOn } from './theme.ts';

export interface Box {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

export type HatchDensity = 'dense' | 'sparse';

const HATCH_GAP = { dense: 5, sparse: 10 } as const;

/** The hatch patterns a figure refers to; `prefix` keeps two figures of one page apart. */
export function hatchPatterns(prefix: string): Svg {
  const patterns: Svg[] = [];
  for (const density of ['dense', 'sparse'] as const) {
    for (const [tone, stroke] of [
      ['dark', '#101114'],
      ['light', '#ffffff'],
    ] as const) {
      const gap = HATCH_GAP[density];
      patterns.push(
        element(
          'pattern',
          {
            id: `${prefix}-hatch-${density}-${tone}`,
            width: gap,
            height: gap,
            patternUnits: 'userSpaceOnUse',
            patternTransform: 'rotate(45)',
          },
          element('rect', {
            width: 1,
            height: gap,
            fill: stroke,
            'fill-opacity': tone === 'dark' ? '0.5' : '0.55',
          }),
        ),
      );
    }
  }
  return element('defs', {}, patterns);
}

/** The paint of a hatch that shows on the colour. */
export function hatchFill(prefix: string, density: HatchDensity, colour: string): string {
  const tone = inkOn(colour) === '#ffffff' ? 'light' : 'dark';
  return `url(#${prefix}-hatch-${density}-${tone})`;
}

export function rectangle(
  box: Box,
  inset: number,
  attributes: Record<string, string | number | undefined>,
): Svg {
  return element('rect', {
    x: box.x + inset,
    y: box.y + inset,
    width: Math.max(0, box.width - 2 * inset),
    height: Math.max(0, box.height - 2 * inset),
    ...attributes,
  });
}

export function crossPath(x: number, y: number, radius: number): string {
  return (
    polyline([
      [x - radius, y - radius],
      [x + radius, y + radius],
    ]) +
    polyline([
      [x - radius, y + radius],
      [x + radius, y - radius],
    ])
  );
}

export function crossMark(x: number, y: number, radius: number, colour: string, strokeWidth: number): Svg {
  return element('path', {
    d: crossPath(x, y, radius),
    stroke: colour,
    'stroke-width': strokeWidth,
    'stroke-linecap': 'round',
    fill: 'none',
  });
}

/** Of a cell whose runs nothing judges. */
export function questionMark(x: number, y: number, radius: number, colour: string): Svg {
  const size = 2 * radius;
  return label('?', x, y + 0.35 * size, {
    'text-anchor': 'middle',
    'font-size': size,
    'font-weight': 'bold',
    fill: colour,
  });
}

/** Outlines that say that a cell is not the last word: runs not run (dashes), or a provisional label (dots). */
export function dashedOutline(box: Box, colour: string): Svg {
  return rectangle(box, 2.5, {
    fill: 'none',
    stroke: colour,
    'stroke-width': 1.2,
    'stroke-dasharray': '5 3',
    rx: 2,
  });
}

export function dottedOutline(box: Box, colour: string): Svg {
  return rectangle(box, 2.5, {
    fill: 'none',
    stroke: colour,
    'stroke-width': 1.6,
    'stroke-dasharray': '0.1 3.4',
    'stroke-linecap': 'round',
    rx: 2,
  });
}

/** What is told of a cell that was not run: an empty circle for stable, an empty diamond for unstable; never a colour. */
export function inferredMark(x: number, y: number, isStable: boolean, colour: string): Svg {
  const stroke = { fill: 'none', stroke: colour, 'stroke-width': 1.2 };
  if (isStable) return element('circle', { cx: x, cy: y, r: 3.6, ...stroke });
  const d = `${polyline([
    [x, y - 4.6],
    [x + 4.6, y],
    [x, y + 4.6],
    [x - 4.6, y],
  ])}Z`;
  return element('path', { d, ...stroke });
}

/** A smaller cell has no room beside the triangle. */
const LEFT_OUT_ROOM = { width: 26, height: 16 };
const BESIDE_WORDS = 66;

/** Runs that were trained here, beside imported ones of other cells (a dot) or of this one (a ring). */
export function originMark({ x, y, height }: Box, origins: 'trained' | 'both', colour: string): Svg {
  return element('circle', {
    class: 'origin',
    cx: x + 6,
    // Between the interval of the edge and that of the cell.
    cy: y + height / 2,
    r: 2.4,
    fill: origins === 'trained' ? colour : 'none',
    stroke: colour,
    'stroke-width': 1.1,
    'pointer-events': 'none',
  });
}

/** Rows that are missing from a cell: an empty triangle at its right, and how many, where there is room. */
export function leftOutMark({ x, y, width, height }: Box, rows: number, colour: string): Svg {
  const hasRoom = width >= LEFT_OUT_ROOM.width && height >= LEFT_OUT_ROOM.height;
  // Beside the words of the cell, where these leave room: above them lies the interval of the edge.
  const top = y + (width >= BESIDE_WORDS ? height / 2 - 3.5 : 4);
  const [right, from] = hasRoom ? [x + width - 4, top] : [x + width / 2 + 3.5, y + height / 2 - 3.5];
  const d = `${polyline([
    [right - 7, from + 7],
    [right - 3.5, from],
    [right, from + 7],
  ])}Z`;
  return element(
    'g',
    { class: 'left-out', 'pointer-events': 'none' },
    element('path', { d, fill: 'none', stroke: colour, 'stroke-width': 1.2 }),
    hasRoom &&
      label(String(rows), right - 9, from + 7, { 'text-anchor': 'end', 'font-size': 9, fill: colour }),
  );
}

/** A small filled square, as a stop sign. */
export function stopMark(x: number, y: number, colour: string): Svg {
  return element('rect', { x: x - 2.5, y: y - 2.5, width: 5, height: 5, fill: colour });
}

/** A bar from 0 to 1 over the box's width, with the interval as a thick line and the measured share as a dot. */
export function intervalBar(box: Box, y: number, cell: Cell, ink: string, casing: string): Svg | null {
  const interval = finiteInterval(cell.interval);
  if (interval === null) return null;
  const at = (share: number) => box.x + Math.min(1, Math.max(0, share)) * box.width;
  const line = (from: number, to: number) =>
    polyline([
      [from, y],
      [to, y],
    ]);
  const ends = [box.x, box.x + box.width].map((x) =>
    polyline([
      [x, y - 2],
      [x, y + 2],
    ]),
  );
  const track = line(box.x, box.x + box.width) + ends.join('');
  return element(
    'g',
    { class: 'interval', fill: 'none' },
    element('path', { d: track, stroke: casing, 'stroke-width': 4 }),
    element('path', { d: track, stroke: ink, 'stroke-width': 0.8, 'stroke-opacity': '0.6' }),
    element('path', { d: line(at(interval.low), at(interval.high)), stroke: ink, 'stroke-width': 2.4 }),
    element('circle', {
      cx: at(cell.unstable / cell.finished),
      cy: y,
      r: 3,
      fill: ink,
      stroke: casing,
      'stroke-width': 1,
    }),
  );
}
