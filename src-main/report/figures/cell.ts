// One cell of a map: what state it is in, and how it is drawn so that it also reads without colour. The colour is the
// measured value of that cell alone; nothing is smoothed or filled in from neighbours.
import type { Cell, CellPenalty } from '../../analysis/grid/grid.ts';
import type { Label } from '../../analysis/labels/labels.ts';
import type { Thresholds } from '../../analysis/labels/thresholds.ts';
import type { Words } from '../language/language.ts';
import type { MeasureScale } from './measure.ts';
import {
  finiteInterval,
  formatLearningRate,
  formatLoss,
  formatLevel,
  formatPercentInterval,
  formatSigned,
  UNKNOWN,
} from '../language/numbers.ts';
import {
  crossMark,
  dashedOutline,
  dottedOutline,
  hatchFill,
  intervalBar,
  questionMark,
  rectangle,
  stopMark,
  type Box,
  type HatchDensity,
} from './marks.ts';
import { element, label, titled, type Svg } from './svg.ts';
import { textWidth } from './text.ts';
import { inkOn, valueColour, type Theme } from './theme.ts';
import type { CellState } from '../language/shown.ts';
import { rowText } from '../language/row-text.ts';
import type { RowSetting } from '../../analysis/grid/rows.ts';

export const MEASURED: ReadonlySet<CellState> = new Set<CellState>(['stable', 'mixed', 'unstable']);

/** `unstableShare` is the threshold of that name: a cell with at least that share of unstable runs is unstable. */
export function cellState(cell: Cell, unstableShare: number): CellState {
  if (cell.finished > 0) {
    const share = cell.unstable / cell.finished;
    return share >= unstableShare ? 'unstable' : share > 0 ? 'mixed' : 'stable';
  }
  if (unjudgedOf(cell) > 0) return 'unjudged';
  if (cell.failed > 0 && cell.failed >= cell.planned) return 'failed';
  return cell.planned > 0 ? 'waiting' : 'absent';
}

export function unjudgedOf({ labels }: Cell): number {
  return labels.unjudged ?? 0;
}

/** Whose runs a cell of a study with imported and with trained ones has; null: none that have finished. */
export function originsIn(cell: Cell): 'imported' | 'trained' | 'both' | null {
  const ended = cell.finished + unjudgedOf(cell);
  if (ended === 0) return null;
  return cell.imported === 0 ? 'trained' : cell.imported === ended ? 'imported' : 'both';
}

/** Runs that are still to come, or were left out by a refined sweep. */
function notRunOf(cell: Cell): number {
  return cell.planned - cell.finished - cell.failed - unjudgedOf(cell);
}

/** Whether some runs of a measured cell were not run, or cannot be judged. */
export function isPartial(cell: Cell): boolean {
  return cell.finished > 0 && cell.finished + cell.failed < cell.planned;
}

/** Unstable cells are hatched densely, cells with some unstable runs sparsely. */
export function hatchOf(state: CellState): HatchDensity | null {
  return state === 'unstable' ? 'dense' : state === 'mixed' ? 'sparse' : null;
}

/** Of a measured cell. A tail loss that is not finite is as bad as any; what is not known has no place on the scale. */
export function cellColour(cell: Cell, { recipe, scale, theme }: CellContext): string {
  const value = scale.valueOf(recipe, cell);
  if (value !== null) return scale.colourAt(scale.badness(value));
  return isLost(cell, scale) ? valueColour(1) : theme.rule;
}

/** Whether a measured cell has no value because a loss was not finite. */
export function isLost({ medianTail, labels }: Cell, { measure }: MeasureScale): boolean {
  const isLoss = measure === 'tail' || measure === 'gap';
  return isLoss && medianTail === null && (labels.nonfinite !== undefined || labels.stopped !== undefined);
}

export interface CellContext {
  readonly recipe: string;
  /** What it is called. */
  readonly name: string;
  /** What the colours show. */
  readonly scale: MeasureScale;
  readonly thresholds: Thresholds;
  readonly theme: Theme;
  readonly idPrefix: string;
  readonly words: Words;
  readonly rowSetting: RowSetting;
}

/** What a cell is told by. */
type Told = Pick<CellContext, 'name' | 'thresholds' | 'words' | 'rowSetting'>;

/** Everything the cell says, in words: its accessible name and tooltip. */
export function describeCell(cell: Cell, told: Told): string {
  const { place, parts } = cellText(cell, told);
  return told.words.figures.describedCell(place, parts);
}

/** Where the cell is, and each thing that it says. */
export function cellText(
  cell: Cell,
  { name, thresholds, words, rowSetting }: Told,
): { readonly place: string; readonly parts: readonly string[] } {
  const { figures, labels: names, numbers } = words;
  const place = figures.cellName(name, rateText(cell, words), rowText(rowSetting, cell.rowValue, words));
  const state = cellState(cell, thresholds.unstableShare);
  const leftOut = cell.leftOut > 0 ? [figures.leftOutRows(cell.leftOut)] : [];
  if (!MEASURED.has(state)) {
    const said = state === 'absent' && cell.leftOut > 0 ? [] : [figures.states[state]];
    return { place, parts: [...said, ...leftOut] };
  }
  const interval = finiteInterval(cell.interval);
  const parts = [
    figures.unstableRuns(
      cell.unstable,
      cell.finished,
      interval &&
        figures.levelInterval(
          formatLevel(thresholds.confidence, words),
          formatPercentInterval(interval, words),
        ),
    ),
    cell.medianTail === null ? figures.unknownTail : figures.medianTail(formatLoss(cell.medianTail)),
  ];
  if (cell.seeds < cell.finished) parts.push(figures.ofSeeds(cell.seeds));
  if (cell.penalty !== null) parts.push(penaltyWords(cell.penalty, words));
  const labels = (Object.entries(cell.labels) as [Label, number][]).filter(([, count]) => count > 0);
  if (labels.length > 0) {
    parts.push(numbers.list(labels.map(([label, count]) => figures.labelCount(count, names[label]))));
  }
  if (notRunOf(cell) > 0) parts.push(figures.notRun(notRunOf(cell)));
  if (cell.failed > 0) parts.push(figures.failedRuns(cell.failed));
  if (cell.provisional) parts.push(figures.provisional);
  parts.push(...leftOut);
  return { place, parts };
}

/** The learning rate of a cell; of a column of several, also those that it has. */
function rateText({ learningRate, lowestRate, highestRate }: Cell, { figures, numbers }: Words): string {
  const column = formatLearningRate(learningRate);
  if (lowestRate === null || highestRate === null) return column;
  const [low, high] = [formatLearningRate(lowestRate), formatLearningRate(highestRate)];
  return figures.rateAmong(column, low === high ? low : numbers.range(low, high));
}

/** "penalty +0.012 nats (+0.008 to +0.016), 3 pairs" */
function penaltyWords({ nats, interval, pairs }: CellPenalty, { figures, numbers }: Words): string {
  const range = interval && numbers.range(formatSigned(interval.low), formatSigned(interval.high));
  return figures.penalty(formatSigned(nats), range, pairs);
}

const COUNT_SIZE = 11.5;
const DETAIL_SIZE = 10;
/** Below these the cell keeps its colour, hatch, outline and bar, and leaves its words to the tooltip. */
const ROOM = { bar: 14, textPadding: 6, oneLine: 32, twoLines: 46 } as const;

/** How a cell looks before any words: a cell that has not been measured has the colour of the empty panel. */
export function cellLook(
  cell: Cell,
  context: CellContext,
): { readonly state: CellState; readonly colour: string; readonly hatch: HatchDensity | null } {
  const state = cellState(cell, context.thresholds.unstableShare);
  const colour = MEASURED.has(state) ? cellColour(cell, context) : context.theme.panel;
  return { state, colour, hatch: hatchOf(state) };
}

/** Colour, hatch and outlines of one cell: what lies under the edge line. */
export function drawCell(cell: Cell, box: Box, context: CellContext): Svg {
  const { theme } = context;
  const { state, colour, hatch } = cellLook(cell, context);
  const attributes = {
    class: `cell ${state}`,
    'data-recipe': context.recipe,
    'data-learning-rate': String(cell.learningRate),
    'data-row': String(cell.rowValue),
    'data-state': state,
    'data-provisional': cell.provisional ? 'true' : undefined,
  };
  const name = titled(describeCell(cell, context));
  if (!MEASURED.has(state)) {
    const empty = rectangle(box, 0, { fill: colour, stroke: theme.background, 'stroke-width': 1 });
    const radius = Math.min(9, 0.25 * Math.min(box.width, box.height));
    const mark =
      state === 'failed'
        ? crossMark(box.x + box.width / 2, box.y + box.height / 2, radius, theme.ink, 2)
        : state === 'waiting'
          ? dashedOutline(box, theme.quiet)
          : state === 'unjudged'
            ? questionMark(box.x + box.width / 2, box.y + box.height / 2, radius, theme.ink)
            : null;
    return element('g', attributes, name, empty, mark);
  }
  const outline = isPartial(cell) ? dashedOutline : cell.provisional ? dottedOutline : null;
  return element(
    'g',
    attributes,
    name,
    rectangle(box, 0, { fill: colour, stroke: theme.background, 'stroke-width': 1 }),
    hatch && rectangle(box, 0.5, { fill: hatchFill(context.idPrefix, hatch, colour) }),
    outline?.(box, inkOn(colour)),
  );
}

/** Words and interval of one cell, drawn over the edge line; takes no pointer, so that the cell below has the tooltip. */
export function drawCellText(cell: Cell, box: Box, context: CellContext): Svg | null {
  if (cell.finished === 0) return null;
  const colour = cellColour(cell, context);
  const ink = inkOn(colour);
  const count = `${cell.unstable}/${cell.finished}`;
  const { measure } = context.scale;
  const tail = cell.medianTail === null ? null : formatLoss(cell.medianTail);
  const value = context.scale.valueOf(context.recipe, cell);
  const shown = measure === 'tail' ? tail : value === null ? null : context.scale.show(value);
  const [first, second] = measure === 'unstable' ? [count, tail] : [shown ?? UNKNOWN, count];
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
  };
  // What lies beneath the words is covered: an outline of letters in the cell's colour would be in a PDF as a second text.
  const ground = (text: string, y: number, size: number, bold: boolean) => {
    const width = textWidth(text, size, bold) + 3;
    const box = { x: middle - width / 2, y: y - 0.82 * size, width, height: 1.06 * size };
    return rectangle(box, 0, { fill: colour, 'fill-opacity': '0.85', rx: 2 });
  };
  const barInset = Math.min(8, 0.16 * box.width);
  const bar = { ...box, x: box.x + barInset, width: box.width - 2 * barInset };
  return element(
    'g',
    { class: 'cell-text', 'pointer-events': 'none' },
    showFirst && ground(first, top, COUNT_SIZE, true),
    showFirst && label(first, middle, top, { ...words, 'font-size': COUNT_SIZE, 'font-weight': 'bold' }),
    showSecond && ground(second, top + 13, DETAIL_SIZE, false),
    showSecond && label(second, middle, top + 13, { ...words, 'font-size': DETAIL_SIZE }),
    showFirst &&
      cell.labels.stopped !== undefined &&
      middle - textWidth(first, COUNT_SIZE, true) / 2 - 12 > box.x &&
      stopMark(middle - textWidth(first, COUNT_SIZE, true) / 2 - 7, top - 4, ink),
    showFirst &&
      cell.failed > 0 &&
      middle + textWidth(count, COUNT_SIZE, true) / 2 + 12 < box.x + box.width &&
      crossMark(middle + textWidth(first, COUNT_SIZE, true) / 2 + 7, top - 4, 2.6, ink, 1.5),
    box.width >= ROOM.bar &&
      intervalBar(bar, box.y + box.height - Math.min(9, box.height / 3), cell, ink, colour),
  );
}
