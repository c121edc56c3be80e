// One cell of a map: what state it is in, and how it is drawn so that it also reads without colour. The colour is the
// measured value of that cell alone; nothing is smoothed or filled in from neighbours.
import type { Cell } from '../../analysis/grid.ts';
import type { Label } from '../../analysis/labels.ts';
import type { Thresholds } from '../../analysis/thresholds.ts';
import { ENGLISH, type Words } from '../language/language.ts';
import {
  finiteInterval,
  formatLearningRate,
  formatLoss,
  formatPercent,
  formatPercentInterval,
} from './numbers.ts';
import {
  crossMark,
  dashedOutline,
  dottedOutline,
  hatchFill,
  intervalBar,
  rectangle,
  type Box,
  type HatchDensity,
} from './marks.ts';
import { element, label, titled, type Svg } from './svg.ts';
import { textWidth } from './text.ts';
import { inkOn, valueColour, type Theme } from './theme.ts';

/** What a map colours by: the share of unstable runs, or the median tail loss. */
export type MapValue = 'unstable' | 'tail';

/**
 * `absent`: not in the plan; `waiting`: planned, nothing finished; `failed`: every attempt broke for outside reasons;
 * then measured ones, by the share of unstable runs: none, some, too many.
 */
export type CellState = 'absent' | 'waiting' | 'failed' | 'stable' | 'mixed' | 'unstable';

export const MEASURED: ReadonlySet<CellState> = new Set<CellState>(['stable', 'mixed', 'unstable']);

/** `unstableShare` is the threshold of that name: a cell with at least that share of unstable runs is unstable. */
export function cellState(cell: Cell, unstableShare: number): CellState {
  if (cell.finished > 0) {
    const share = cell.unstable / cell.finished;
    return share >= unstableShare ? 'unstable' : share > 0 ? 'mixed' : 'stable';
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
  /** Whether some tail is above `high`. */
  readonly clipped: boolean;
}

/** Unstable cells are hatched densely, cells with some unstable runs sparsely. */
export function hatchOf(state: CellState): HatchDensity | null {
  return state === 'unstable' ? 'dense' : state === 'mixed' ? 'sparse' : null;
}

export function cellColour(cell: Cell, value: MapValue, scale: TailScale): string {
  if (value === 'unstable') return valueColour(cell.unstable / cell.finished);
  const tail = cell.medianTail;
  if (tail === null || Number.isNaN(tail)) return valueColour(1);
  const span = scale.high - scale.low;
  return valueColour(span > 0 ? (tail - scale.low) / span : tail > scale.low ? 1 : 0);
}

export interface CellContext {
  readonly recipe: string;
  readonly value: MapValue;
  readonly scale: TailScale;
  readonly thresholds: Thresholds;
  readonly theme: Theme;
  readonly idPrefix: string;
  /** English where not given. */
  readonly words?: Words;
}

/** Everything the cell says, in words: its accessible name and tooltip. */
export function describeCell(cell: Cell, { recipe, thresholds, words = ENGLISH }: CellContext): string {
  const { figures, labels: names, numbers } = words;
  const place = figures.place(recipe, formatLearningRate(cell.learningRate), cell.batchSize);
  const state = cellState(cell, thresholds.unstableShare);
  if (!MEASURED.has(state)) return figures.describedCell(place, [figures.states[state]]);
  const interval = finiteInterval(cell.interval);
  const parts = [
    figures.unstableRuns(
      cell.unstable,
      cell.finished,
      interval &&
        figures.levelInterval(
          numbers.percent(formatPercent(thresholds.confidence)),
          formatPercentInterval(interval, words),
        ),
    ),
    cell.medianTail === null ? figures.unknownTail : figures.medianTail(formatLoss(cell.medianTail)),
  ];
  const labels = (Object.entries(cell.labels) as [Label, number][]).filter(([, count]) => count > 0);
  if (labels.length > 0) {
    parts.push(numbers.list(labels.map(([name, count]) => figures.labelCount(count, names[name]))));
  }
  if (isPartial(cell)) parts.push(figures.toCome(cell.planned - cell.finished - cell.failed));
  if (cell.failed > 0) parts.push(figures.failedRuns(cell.failed));
  if (cell.provisional) parts.push(figures.provisional);
  return figures.describedCell(place, parts);
}

const COUNT_SIZE = 11.5;
const DETAIL_SIZE = 10;
/** Below these the cell keeps its colour, hatch, outline and bar, and leaves its words to the tooltip. */
const ROOM = { bar: 14, textPadding: 6, oneLine: 32, twoLines: 46 } as const;

/** Colour, hatch and outlines of one cell: what lies under the edge line. */
export function drawCell(cell: Cell, box: Box, context: CellContext): Svg {
  const { theme, thresholds } = context;
  const state = cellState(cell, thresholds.unstableShare);
  const attributes = {
    class: `cell ${state}`,
    'data-recipe': context.recipe,
    'data-learning-rate': String(cell.learningRate),
    'data-batch-size': String(cell.batchSize),
    'data-state': state,
    'data-provisional': cell.provisional ? 'true' : undefined,
  };
  const name = titled(describeCell(cell, context));
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
  const density = hatchOf(state);
  const outline = isPartial(cell) ? dashedOutline : cell.provisional ? dottedOutline : null;
  return element(
    'g',
    attributes,
    name,
    rectangle(box, 0, { fill: colour, stroke: theme.background, 'stroke-width': 1 }),
    density && rectangle(box, 0.5, { fill: hatchFill(context.idPrefix, density, colour) }),
    outline?.(box, inkOn(colour)),
  );
}

/** Words and interval of one cell, drawn over the edge line; takes no pointer, so that the cell below has the tooltip. */
export function drawCellText(cell: Cell, box: Box, context: CellContext): Svg | null {
  if (cell.finished === 0) return null;
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
