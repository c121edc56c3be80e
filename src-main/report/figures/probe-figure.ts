// Where a recipe would hurt: a row for every operand of a product, layer by layer, a column for every probed step, a panel for
// every recipe; the colour is what rounding would lose. Pure.
import { formatLearningRate, formatPercent } from '../language/numbers.ts';
import { element, label, svgDocument, titled, type Svg } from './svg.ts';
import { fitText, wrapText } from './text.ts';
import { recipeName } from '../language/recipe-name.ts';
import { THEMES, valueColour, type Theme, type ThemeName } from './theme.ts';
import type { Words } from '../language/language.ts';
import type { ProbeMeasure } from '../language/shown.ts';
import type { RowSetting } from '../../analysis/grid/rows.ts';
import { rowText } from '../language/row-text.ts';

export interface ProbeCell {
  readonly recipe: string;
  readonly step: number;
  /** The product and its side, e.g. "layer0 qkv input gradient/a". */
  readonly operand: string;
  /** What the operand is, e.g. "linear.inputGradient.gradient". */
  readonly site: string;
  readonly underflow: number;
  readonly overflow: number;
  readonly signalToError: number;
}

export interface ProbeFigureOptions {
  readonly title: string;
  readonly theme: ThemeName;
  readonly measure: ProbeMeasure;
  readonly words: Words;
  readonly idPrefix?: string;
}

/** Decibels of signal over error at the dark end of the scale; at its bright end the error is as large as the signal. */
const CLEAN = 60;

/** 0 for nothing lost, 1 for all. */
const LOST: Readonly<Record<ProbeMeasure, (cell: ProbeCell) => number>> = {
  underflow: ({ underflow }) => underflow,
  overflow: ({ overflow }) => overflow,
  error: ({ signalToError }) => 1 - Math.max(0, signalToError) / CLEAN,
};

const MARGIN = 24;
const NAMES = 250;
const PANEL = { width: 230, gap: 18, heading: 26, most: 4 };
const ROW = 11;
const SIZE = 8.5;
const FOOTER = 10.5;

export function probeFigure(cells: readonly ProbeCell[], options: ProbeFigureOptions): string {
  const { title, measure, words, idPrefix = 'probe' } = options;
  const theme = THEMES[options.theme];
  const recipes = [...new Set(cells.map(({ recipe }) => recipe))];
  const operands = [...new Map(cells.map((cell) => [cell.operand, operandName(cell)]))];
  const steps = [...new Set(cells.map(({ step }) => step))].sort((a, b) => a - b);
  const across = Math.max(1, Math.min(PANEL.most, recipes.length));
  const width = 2 * MARGIN + NAMES + across * (PANEL.width + PANEL.gap);
  const band = PANEL.heading + operands.length * ROW + 34;
  const top = 42;
  const bottom = top + band * Math.ceil(recipes.length / across);
  const caption = wrapText(
    words.probe.steps(steps[0] ?? 0, steps.at(-1) ?? 0, words.probe.captions[measure]),
    width - 2 * MARGIN,
    FOOTER,
  );
  const panels = recipes.map((recipe, index) => {
    const [row, column] = [Math.floor(index / across), index % across];
    const x = MARGIN + NAMES + column * (PANEL.width + PANEL.gap);
    const y = top + row * band;
    const own = cells.filter((cell) => cell.recipe === recipe);
    return [
      column === 0 && operandNames(operands, y + PANEL.heading),
      label(fitText(recipeName(recipe, null, words), PANEL.width, 12, true), x, y + 18, {
        'font-size': 12,
        'font-weight': 'bold',
      }),
      panelCells(own, { x, y: y + PANEL.heading }, { operands, steps, measure, words }),
      stepNames(steps, x, y + PANEL.heading + operands.length * ROW + 13, theme, words),
    ];
  });
  return svgDocument(
    {
      width,
      height: bottom + 15 * caption.length + 34,
      title,
      description: words.numbers.sentences(recipes.map((recipe) => worstOf(recipe, cells, measure, words))),
      idPrefix,
      background: theme.background,
      ink: theme.ink,
    },
    label(fitText(title, width - 2 * MARGIN, 15, true), MARGIN, 26, {
      'font-size': 15,
      'font-weight': 'bold',
    }),
    recipes.length === 0 && label(words.probe.none, MARGIN, 60),
    panels,
    caption.map((line, index) =>
      label(line, MARGIN, bottom + 8 + 15 * index, { 'font-size': FOOTER, fill: theme.quiet }),
    ),
    scaleBar(measure, bottom + 15 * caption.length + 2, theme, words),
  );
}

/** The run whose tensors were looked at. */
export interface ProbedRun {
  readonly baseline: string;
  readonly learningRate: number;
  readonly rowSetting: RowSetting;
  readonly rowValue: number;
  readonly seed: number;
}

export function probeTitle(
  { baseline, learningRate, rowSetting, rowValue, seed }: ProbedRun,
  words: Words,
): string {
  const row = rowText(rowSetting, rowValue, words);
  return words.probe.title(baseline, formatLearningRate(learningRate), row, seed);
}

/** "layer0 qkv input gradient: gradient". */
export function operandName({ operand, site }: Pick<ProbeCell, 'operand' | 'site'>): string {
  return `${operand.replace(/\/[ab]$/, '')}: ${site.split('.').at(-1)!}`;
}

type Operands = readonly (readonly [operand: string, name: string])[];

function operandNames(operands: Operands, y: number): Svg[] {
  return operands.map(([, name], row) =>
    label(fitText(name, NAMES - 12, SIZE), MARGIN + NAMES - 8, y + row * ROW + 8.5, {
      'font-size': SIZE,
      'text-anchor': 'end',
    }),
  );
}

function panelCells(
  cells: readonly ProbeCell[],
  at: { readonly x: number; readonly y: number },
  axes: {
    readonly operands: Operands;
    readonly steps: readonly number[];
    readonly measure: ProbeMeasure;
    readonly words: Words;
  },
): Svg[] {
  const { operands, steps, measure, words } = axes;
  const rows = new Map(operands.map(([operand], index) => [operand, index]));
  const columns = new Map(steps.map((step, index) => [step, index]));
  const width = PANEL.width / Math.max(1, steps.length);
  return cells.map((cell) =>
    element(
      'rect',
      {
        x: at.x + columns.get(cell.step)! * width,
        y: at.y + rows.get(cell.operand)! * ROW,
        width,
        height: ROW - 1,
        fill: valueColour(LOST[measure](cell)),
      },
      titled(describeProbe(cell, words)),
    ),
  );
}

function stepNames(steps: readonly number[], x: number, y: number, theme: Theme, words: Words): Svg[] {
  if (steps.length === 0) return [];
  const style = { 'font-size': SIZE, fill: theme.quiet };
  return [
    label(words.probe.step(steps[0]!), x, y, style),
    label(String(steps.at(-1)!), x + PANEL.width, y, { ...style, 'text-anchor': 'end' }),
  ];
}

function scaleBar(measure: ProbeMeasure, y: number, theme: Theme, { numbers, probe }: Words): Svg[] {
  const [from, to] =
    measure === 'error'
      ? [probe.cleanest(CLEAN), probe.dirtiest]
      : [numbers.percent('0'), numbers.percent('100')];
  const style = { 'font-size': FOOTER, fill: theme.quiet };
  const bar = Array.from({ length: 20 }, (_, i) =>
    element('rect', { x: MARGIN + 100 + 8 * i, y, width: 8, height: 10, fill: valueColour(i / 19) }),
  );
  return [
    label(from, MARGIN + 94, y + 9, { ...style, 'text-anchor': 'end' }),
    ...bar,
    label(to, MARGIN + 266, y + 9, style),
  ];
}

function describeProbe(cell: ProbeCell, words: Words): string {
  const { recipe, step, underflow, overflow, signalToError } = cell;
  const percent = (share: number) => words.numbers.percent(formatPercent(share));
  return words.probe.cell(recipeName(recipe, null, words), operandName(cell), step, {
    underflow: percent(underflow),
    overflow: percent(overflow),
    ratio: `${signalToError.toFixed(1)} dB`,
  });
}

function worstOf(recipe: string, cells: readonly ProbeCell[], measure: ProbeMeasure, words: Words): string {
  const lost = LOST[measure];
  const own = cells.filter((cell) => cell.recipe === recipe);
  return words.probe.worst(
    describeProbe(
      own.reduce((a, b) => (lost(b) > lost(a) ? b : a)),
      words,
    ),
  );
}
