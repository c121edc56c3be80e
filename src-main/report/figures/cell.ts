// One cell of a map: what state it is in, and how it is drawn so that it also reads without colour. The colour is the
// measured value of that cell alone; nothing is smoothed or filled in from neighbours.
import type { Cell } from '../../analysis/grid.ts';
import { finiteInterval, formatLearningRate, formatLoss, formatPercentInterval } from './numbers.ts';
import { element, label, polyline, titled, type Svg } from './svg.ts';
import { textWidth } from './text.ts';
import { inkOn, valueColour, type Theme } from './theme.ts';

/** What a map colours by: the share of unstable runs, or the median tail loss. */
export type MapValue = 'unstable' | 'tail';

/**
 * `absent`: not in the plan; `waiting`: planned, nothing finished; `failed`: every attempt broke for outside reasons;
 * then measured ones, by the share of unstable runs: none, fewer than half, half or more.
 */
export type CellState = 'absent' | 'waiting' | 'failed' | 'stable' | 'mixed' | 'unstable';

export const MEASURED: ReadonlySet<CellState> = new Set<CellState>(['stable', 'mixed', 'unstable']);

export function cellState(cell: Cell): CellState {
  if (cell.finished > 0) {
    const share = cell.unstable / cell.finished;
    return share >= 0.5 ? 'unstable' : share > 0 ? 'mixed' : 'stable';
  }
  if (cell.failed > 0 && cell.failed >= cell.planned) return 'failed';
  return cell.planned > 0 ? 'waiting' : 'absent';
}

/** Whether runs of a measured cell are still to come. */
export function isPartial(cell: Cell): boolean {
  return cell.finished > 0 && cell.finished + cell.failed < cell.planned;
}

/** How tail losses become colours: `low` and below is the start of the scale, `high` and above its end. */
export interface TailScale {
  readonly low: number;
  readonly high: number;
}

export function cellColour(cell: Cell, value: MapValue, scale: TailScale): string {
  if (value === 'unstable') return valueColour(cell.unstable / cell.finished);
  const tail = cell.medianTail;
  if (tail === null || Number.isNaN(tail)) return valueColour(1);
  const span = scale.high - scale.low;
  return valueColour(span > 0 ? (tail - scale.low) / span : tail > scale.low ? 1 : 0);
}

const STATE_WORDS: Readonly<Record<CellState, string>> = {
  absent: 'not part of the plan',
  waiting: 'not yet run',
  failed: 'failed for outside reasons',
  stable: '',
  mixed: '',
  unstable: '',
};

/** Everything the cell says, in words: its accessible name and tooltip. */
export function describeCell(recipe: string, cell: Cell): string {
  const place = `${recipe}, learning rate ${formatLearningRate(cell.learningRate)}, batch size ${cell.batchSize}`;
  const state = cellState(cell);
  if (!MEASURED.has(state)) return `${place}: ${STATE_WORDS[state]}`;
  const interval = finiteInterval(cell.interval);
  const parts = [
    `${cell.unstable} of ${cell.finished} runs unstable` +
      (interval ? ` (95 % interval ${formatPercentInterval(interval)})` : ''),
    `median tail loss ${cell.medianTail === null ? 'not known' : formatLoss(cell.medianTail)}`,
  ];
  const labels = Object.entries(cell.labels).filter(([, count]) => count > 0);
  if (labels.length > 0) parts.push(labels.map(([name, count]) => `${count} ${name}`).join(', '));
  if (isPartial(cell)) parts.push(`${cell.planned - cell.finished - cell.failed} runs to come`);
  if (cell.failed > 0) parts.push(`${cell.failed} failed for outside reasons`);
  if (cell.provisional) parts.push('a label is provisional');
  return `${place}: ${parts.join('; ')}`;
}

export interface Box {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

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

export function hatchFill(prefix: string, state: CellState, colour: string): string | null {
  if (state !== 'unstable' && state !== 'mixed') return null;
  const tone = inkOn(colour) === '#ffffff' ? 'light' : 'dark';
  return `url(#${prefix}-hatch-${state === 'unstable' ? 'dense' : 'sparse'}-${tone})`;
}

function rectangle(box: Box, inset: number, attributes: Record<string, string | number | undefined>): Svg {
  return element('rect', {
    x: box.x + inset,
    y: box.y + inset,
    width: Math.max(0, box.width - 2 * inset),
    height: Math.max(0, box.height - 2 * inset),
    ...attributes,
  });
}

export function crossMark(x: number, y: number, radius: number, colour: string, strokeWidth: number): Svg {
  const path =
    polyline([
      [x - radius, y - radius],
      [x + radius, y + radius],
    ]) +
    polyline([
      [x - radius, y + radius],
      [x + radius, y - radius],
    ]);
  return element('path', {
    d: path,
    stroke: colour,
    'stroke-width': strokeWidth,
    'stroke-linecap': 'round',
    fill: 'none',
  });
}

/** Outlines that say that a cell is not the last word: runs to come (dashes), or a provisional label (dots). */
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

export interface CellContext {
  readonly recipe: string;
  readonly value: MapValue;
  readonly scale: TailScale;
  readonly theme: Theme;
  readonly idPrefix: string;
}

const COUNT_SIZE = 11.5;
const DETAIL_SIZE = 10;
/** Below these the cell keeps its colour, hatch, outline and bar, and leaves its words to the tooltip. */
const ROOM = { bar: 14, textPadding: 6, oneLine: 32, twoLines: 46 } as const;

/** Colour, hatch and outlines of one cell: what lies under the edge line. */
export function drawCell(cell: Cell, box: Box, context: CellContext): Svg {
  const state = cellState(cell);
  const { theme } = context;
  const attributes = {
    class: `cell ${state}`,
    'data-recipe': context.recipe,
    'data-learning-rate': String(cell.learningRate),
    'data-batch-size': String(cell.batchSize),
    'data-state': state,
    'data-provisional': cell.provisional ? 'true' : undefined,
  };
  const name = titled(describeCell(context.recipe, cell));
  if (!MEASURED.has(state)) {
    const empty = rectangle(box, 0, { fill: theme.panel, stroke: theme.background, 'stroke-width': 1 });
    const radius = Math.min(9, 0.25 * Math.min(box.width, box.height));
    const mark =
      state === 'failed'
        ? crossMark(box.x + box.width / 2, box.y + box.height / 2, radius, theme.ink, 2)
        : state === 'waiting'
          ? dashedOutline(box, theme.quiet)
          : null;
    return element('g', attributes, name, empty, mark);
  }
  const colour = cellColour(cell, context.value, context.scale);
  const hatch = hatchFill(context.idPrefix, state, colour);
  const outline = isPartial(cell) ? dashedOutline : cell.provisional ? dottedOutline : null;
  return element(
    'g',
    attributes,
    name,
    rectangle(box, 0, { fill: colour, stroke: theme.background, 'stroke-width': 1 }),
    hatch !== null && rectangle(box, 0.5, { fill: hatch }),
    outline?.(box, inkOn(colour)),
  );
}

/** Words and interval of one cell, drawn over the edge line; takes no pointer, so that the cell below has the tooltip. */
export function drawCellText(cell: Cell, box: Box, context: CellContext): Svg | null {
  if (!MEASURED.has(cellState(cell))) return null;
  const colour = cellColour(cell, context.value, context.scale);
  const ink = inkOn(colour);
  const count = `${cell.unstable}/${cell.finished}`;
  const tail = cell.medianTail === null ? null : formatLoss(cell.medianTail);
  const [first, second] = context.value === 'unstable' ? [count, tail] : [tail ?? '–', count];
  const fits = (text: string, size: number, bold: boolean) =>
    textWidth(text, size, bold) + ROOM.textPadding <= box.width;
  const showFirst = box.height >= ROOM.oneLine && fits(first, COUNT_SIZE, true);
  const showSecond =
    showFirst && second !== null && box.height >= ROOM.twoLines && fits(second, DETAIL_SIZE, false);
  const middle = box.x + box.width / 2;
  const top = box.y + (box.height - 7) / 2 + (showSecond ? -1 : 5);
  const words = {
    'text-anchor': 'middle',
    fill: ink,
    stroke: colour,
    'stroke-width': 3,
    'stroke-linejoin': 'round',
    'paint-order': 'stroke',
  };
  const barInset = Math.min(8, 0.16 * box.width);
  const bar = { ...box, x: box.x + barInset, width: box.width - 2 * barInset };
  return element(
    'g',
    { class: 'cell-text', 'pointer-events': 'none' },
    showFirst && label(first, middle, top, { ...words, 'font-size': COUNT_SIZE, 'font-weight': 'bold' }),
    showSecond && label(second, middle, top + 13, { ...words, 'font-size': DETAIL_SIZE }),
    showFirst &&
      cell.failed > 0 &&
      middle + textWidth(count, COUNT_SIZE, true) / 2 + 12 < box.x + box.width &&
      crossMark(middle + textWidth(first, COUNT_SIZE, true) / 2 + 7, top - 4, 2.6, ink, 1.5),
    box.width >= ROOM.bar &&
      intervalBar(bar, box.y + box.height - Math.min(9, box.height / 3), cell, ink, colour),
  );
}
