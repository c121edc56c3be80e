// Where a recipe would hurt: a row for every operand of a product, layer by layer, a column for every probed step, a panel for
// every recipe; the colour is what rounding would lose. Pure.
import { formatLearningRate, formatPercent } from '../language/numbers.ts';
import { element, label, svgDocument, titled, type Svg } from './svg.ts';
import { fitText, wrapText } from './text.ts';
import { recipeName } from '../language/recipe-name.ts';
import { THEMES, valueColour, type Theme, type ThemeName } from './theme.ts';
import { ENGLISH } from '../language/language.ts';
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

export const PROBE_MEASURES = ['underflow', 'overflow', 'error'] as const;
export type ProbeMeasure = (typeof PROBE_MEASURES)[number];

export interface ProbeFigureOptions {
  readonly title: string;
  readonly theme: ThemeName;
  readonly measure: ProbeMeasure;
  readonly idPrefix?: string;
}

/** Decibels of signal over error at the dark end of the scale; at its bright end the error is as large as the signal. */
const CLEAN = 60;

interface Scale {
  readonly caption: string;
  readonly from: string;
  readonly to: string;
  /** 0 for nothing lost, 1 for all. */
  readonly of: (cell: ProbeCell) => number;
}

const SCALES: Readonly<Record<ProbeMeasure, Scale>> = {
  underflow: {
    caption: 'Colour: share of non-zero values that rounding takes to zero',
    from: '0 %',
    to: '100 %',
    of: ({ underflow }) => underflow,
  },
  overflow: {
    caption: 'Colour: share of values beyond the largest of the format',
    from: '0 %',
    to: '100 %',
    of: ({ overflow }) => overflow,
  },
  error: {
    caption: 'Colour: signal over rounding error',
    from: `${CLEAN} dB or more`,
    to: '0 dB: the error is as large as the signal',
    of: ({ signalToError }) => 1 - Math.max(0, signalToError) / CLEAN,
  },
};

const MARGIN = 24;
const NAMES = 250;
const PANEL = { width: 230, gap: 18, heading: 26, most: 4 };
const ROW = 11;
const SIZE = 8.5;
const FOOTER = 10.5;

export function probeFigure(cells: readonly ProbeCell[], options: ProbeFigureOptions): string {
  const { title, measure, idPrefix = 'probe' } = options;
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
    `Steps ${steps[0] ?? 0} to ${steps.at(-1) ?? 0}. ${SCALES[measure].caption}.`,
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
      label(fitText(recipeName(recipe, null, ENGLISH), PANEL.width, 12, true), x, y + 18, {
        'font-size': 12,
        'font-weight': 'bold',
      }),
      panelCells(own, { x, y: y + PANEL.heading }, { operands, steps, measure }),
      stepNames(steps, x, y + PANEL.heading + operands.length * ROW + 13, theme),
    ];
  });
  return svgDocument(
    {
      width,
      height: bottom + 15 * caption.length + 34,
      title,
      description: recipes.map((recipe) => worstOf(recipe, cells, measure)).join(' '),
      idPrefix,
      background: theme.background,
      ink: theme.ink,
    },
    label(fitText(title, width - 2 * MARGIN, 15, true), MARGIN, 26, {
      'font-size': 15,
      'font-weight': 'bold',
    }),
    recipes.length === 0 && label('None of these recipes rounds an operand of a product.', MARGIN, 60),
    panels,
    caption.map((line, index) =>
      label(line, MARGIN, bottom + 8 + 15 * index, { 'font-size': FOOTER, fill: theme.quiet }),
    ),
    scaleBar(SCALES[measure], bottom + 15 * caption.length + 2, theme),
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

export function probeTitle({ baseline, learningRate, rowSetting, rowValue, seed }: ProbedRun): string {
  const rate = formatLearningRate(learningRate);
  return `What other recipes would lose: ${baseline}, learning rate ${rate}, ${rowText(rowSetting, rowValue, ENGLISH)}, seed ${seed}`;
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
  axes: { readonly operands: Operands; readonly steps: readonly number[]; readonly measure: ProbeMeasure },
): Svg[] {
  const { operands, steps, measure } = axes;
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
        fill: valueColour(SCALES[measure].of(cell)),
      },
      titled(describeProbe(cell)),
    ),
  );
}

function stepNames(steps: readonly number[], x: number, y: number, theme: Theme): Svg[] {
  if (steps.length === 0) return [];
  const style = { 'font-size': SIZE, fill: theme.quiet };
  return [
    label(`step ${steps[0]!}`, x, y, style),
    label(String(steps.at(-1)!), x + PANEL.width, y, { ...style, 'text-anchor': 'end' }),
  ];
}

function scaleBar({ from, to }: Scale, y: number, theme: Theme): Svg[] {
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

function describeProbe(cell: ProbeCell): string {
  const { recipe, step, underflow, overflow, signalToError } = cell;
  const losses = `${formatPercent(underflow)} % lost to underflow, ${formatPercent(overflow)} % beyond the largest`;
  return `${recipeName(recipe, null, ENGLISH)}, ${operandName(cell)}, step ${step}: ${losses}, signal over error ${signalToError.toFixed(1)} dB`;
}

function worstOf(recipe: string, cells: readonly ProbeCell[], measure: ProbeMeasure): string {
  const { of } = SCALES[measure];
  const own = cells.filter((cell) => cell.recipe === recipe);
  return `Worst of ${describeProbe(own.reduce((a, b) => (of(b) > of(a) ? b : a)))}.`;
}
