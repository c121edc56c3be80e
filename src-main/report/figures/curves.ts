// Loss, gradient norm and, where there is a dynamic one, loss scale over steps as one SVG picture: a column of panels per recipe, a colour per
// learning rate, a line per seed. All panels of a row share their axis. A line that ends in NaN or Inf ends in a cross; a triangle stands where a
// trigger acted. Pure.
import { ticks } from 'd3-array';
import { interpolateViridis } from 'd3-scale-chromatic';
import { curveScale, type CurveScale } from './curve-scale.ts';
import { decimate } from './decimate.ts';
import { footerLines, type FigureFacts } from './facts.ts';
import { crossMark, type Box } from './marks.ts';
import { formatLearningRate, formatNumber } from '../language/numbers.ts';
import { recipeName } from '../language/recipe-name.ts';
import { element, label, polyline, svgDocument, titled, type Svg } from './svg.ts';
import { fitText, textWidth, wrapText } from './text.ts';
import { lineColour, THEMES, type Theme, type ThemeName } from './theme.ts';
import type { Label } from '../../analysis/labels/labels.ts';
import type { Words } from '../language/language.ts';
import { rowText } from '../language/row-text.ts';
import type { RowSetting } from '../../analysis/grid/rows.ts';

export interface CurveRun {
  readonly recipe: string;
  readonly learningRate: number;
  readonly rowValue: number;
  readonly seed: number;
  readonly label: Label | null;
  /** Whether it ended with NaN or Inf. */
  readonly nonfinite: boolean;
  /** One value a point; what is not finite breaks the line. */
  readonly loss: ArrayLike<number>;
  /** The step of each point, counted from 0; null or absent: 0, 1, 2 and so on. */
  readonly step?: ArrayLike<number> | null;
  readonly gradientNorm: ArrayLike<number> | null;
  /** Of a dynamic loss scale; null or absent: there was none. */
  readonly lossScale?: ArrayLike<number> | null;
  /** Where triggers of its precision program acted, and what they did in one sentence. */
  readonly actions: readonly { readonly step: number; readonly message: string }[];
}

export interface CurvesOptions {
  readonly title: string;
  /** Which runs are drawn, and why these. */
  readonly selection: string;
  readonly theme: ThemeName;
  readonly facts: FigureFacts;
  readonly idPrefix?: string;
  readonly width?: number;
  readonly words: Words;
  readonly rowSetting: RowSetting;
}

const WIDTH = 1180;
const LEAST_WIDTH = 680;
const MARGIN = 24;
const LEFT = 62;
const GAP = 22;
const PANEL = { least: 210, most: 520, height: 170 };
const HEADING = 24;
const X_AXIS = 42;
const SIZE = 10.5;
const TITLE_SIZE = 17;

interface Group {
  readonly name: string;
  readonly runs: readonly CurveRun[];
}

interface Colouring {
  readonly of: (run: CurveRun) => string;
  readonly entries: readonly { readonly text: string; readonly colour: string }[];
}

/** By recipe where several learning rates are drawn, else all in one. */
function groupsOf(runs: readonly CurveRun[], learningRates: readonly number[], words: Words): Group[] {
  if (learningRates.length === 1)
    return [{ name: words.figures.curves.atRate(formatLearningRate(learningRates[0]!)), runs }];
  return [...Map.groupBy(runs, (run) => run.recipe)].map(([recipe, own]) => ({
    name: recipeName(recipe, null, words),
    runs: own,
  }));
}

function colouringOf(
  runs: readonly CurveRun[],
  learningRates: readonly number[],
  theme: ThemeName,
  words: Words,
): Colouring {
  if (learningRates.length === 1) {
    const recipes = [...new Set(runs.map((run) => run.recipe))];
    return {
      of: (run) => lineColour(recipes.indexOf(run.recipe)),
      entries: recipes.map((recipe, index) => ({
        text: recipeName(recipe, null, words),
        colour: lineColour(index),
      })),
    };
  }
  const [from, to] = theme === 'light' ? [0, 0.86] : [0.3, 1];
  const colour = (index: number) =>
    interpolateViridis(from + ((to - from) * index) / Math.max(1, learningRates.length - 1));
  return {
    of: (run) => colour(learningRates.indexOf(run.learningRate)),
    entries: learningRates.map((rate, index) => ({ text: formatLearningRate(rate), colour: colour(index) })),
  };
}

interface PanelContext {
  readonly theme: Theme;
  readonly steps: number;
  readonly scale: CurveScale;
  readonly colouring: Colouring;
  readonly values: (run: CurveRun) => ArrayLike<number> | null;
  readonly words: Words;
  readonly rowSetting: RowSetting;
}

/** Steps that a run's curves reach over. */
function stepsOf(run: CurveRun): number {
  const points = Math.max(run.loss.length, run.gradientNorm?.length ?? 0);
  if (!run.step) return points;
  let last = 0;
  for (let index = 0; index < points; index++) last = Math.max(last, stepOf(run, index));
  return last + 1;
}

/** A file may come from anyone: a step that is no number is the place of its point. */
function stepOf({ step }: CurveRun, index: number): number {
  const at = step?.[index];
  return at !== undefined && at >= 0 && at < Infinity ? at : index;
}

function drawRun(run: CurveRun, box: Box, context: PanelContext): Svg | null {
  const values = context.values(run);
  if (values === null || values.length === 0) return null;
  const colour = context.colouring.of(run);
  const xOf = (step: number) => box.x + ((step + 1) / context.steps) * box.width;
  const x = (index: number) => xOf(stepOf(run, index));
  const y = (value: number) => box.y + box.height - context.scale.at(value) * box.height;
  const columns = Math.max(1, Math.round((stepsOf(run) / context.steps) * box.width));
  const segments = decimate(values, columns).map((segment) =>
    segment.map(([index, value]) => [x(index), y(value)] as const),
  );
  const d = segments
    .map((points) => polyline(points.length === 1 ? [points[0]!, points[0]!] : points))
    .join('');
  const last = segments.at(-1)?.at(-1);
  const end = last ?? [x(values.length - 1), box.y + 8];
  const { figures, labels } = context.words;
  const recipe = recipeName(run.recipe, null, context.words);
  const cell = figures.cellName(
    recipe,
    formatLearningRate(run.learningRate),
    rowText(context.rowSetting, run.rowValue, context.words),
  );
  const name = figures.curves.run(cell, run.seed, run.label && labels[run.label]);
  return element(
    'g',
    { class: 'curve', 'data-recipe': run.recipe, 'data-seed': String(run.seed) },
    titled(name),
    d !== '' &&
      element('path', {
        d,
        fill: 'none',
        stroke: colour,
        'stroke-width': 1.2,
        'stroke-opacity': '0.85',
        'stroke-linejoin': 'round',
        'stroke-linecap': 'round',
      }),
    run.actions.map(({ step, message }) => {
      const value = values[Math.min(step, values.length - 1)]!;
      if (!Number.isFinite(value)) return null;
      const [left, top] = [xOf(step), y(value)];
      const d = `M${left.toFixed(2)} ${(top - 2).toFixed(2)}l4 -7h-8z`;
      return element(
        'path',
        { class: 'action', d, fill: colour, stroke: context.theme.background, 'stroke-width': 0.8 },
        titled(`${name}. ${message}`),
      );
    }),
    run.nonfinite && [
      crossMark(end[0], end[1], 4.2, context.theme.background, 4),
      crossMark(end[0], end[1], 4.2, colour, 2),
    ],
  );
}

function drawGrid(box: Box, context: PanelContext, numbered: boolean): Svg {
  const { theme, scale, steps } = context;
  const lines = scale.ticks.map(({ value, text }) => {
    const y = box.y + box.height - scale.at(value) * box.height;
    return [
      element('path', {
        d: polyline([
          [box.x, y],
          [box.x + box.width, y],
        ]),
        stroke: theme.rule,
        'stroke-width': 0.6,
      }),
      numbered && label(text, box.x - 7, y + 3.8, { 'text-anchor': 'end', 'font-size': SIZE }),
    ];
  });
  const marks = ticks(0, steps, Math.max(2, Math.floor(box.width / 80))).map((step) => {
    const x = box.x + (step / steps) * box.width;
    return element('path', {
      d: polyline([
        [x, box.y + box.height],
        [x, box.y + box.height + 4],
      ]),
      stroke: theme.quiet,
    });
  });
  const frame = element('rect', { ...box, fill: 'none', stroke: theme.rule });
  return element('g', { class: 'axes' }, lines, marks, frame);
}

function stepNumbers(box: Box, { steps, theme, words }: PanelContext): Svg {
  const bottom = box.y + box.height;
  const numbers = ticks(0, steps, Math.max(2, Math.floor(box.width / 80)));
  return element(
    'g',
    { 'font-size': SIZE, 'text-anchor': 'middle' },
    numbers.map((step) => label(formatNumber(step, 6), box.x + (step / steps) * box.width, bottom + 15.5)),
    label(words.figures.curves.step, box.x + box.width / 2, bottom + 31, { fill: theme.quiet }),
  );
}

function drawLegend(
  x: number,
  y: number,
  width: number,
  colouring: Colouring,
  runs: readonly CurveRun[],
  theme: Theme,
  { figures }: Words,
  name: string,
) {
  let [at, top] = [x, y];
  const drawn: Svg[] = [label(name, x, y + 4, { 'font-size': SIZE, fill: theme.quiet })];
  at += textWidth(name, SIZE) + 14;
  const entries: { text: string; draw: (at: number, top: number) => Svg }[] = colouring.entries.map(
    ({ text, colour }) => ({
      text: fitText(text, width / 2, SIZE),
      draw: (left, middle) =>
        element('path', {
          d: polyline([
            [left, middle],
            [left + 22, middle],
          ]),
          stroke: colour,
          'stroke-width': 2.4,
        }),
    }),
  );
  if (runs.some((run) => run.nonfinite))
    entries.push({
      text: figures.curves.endedNonfinite,
      draw: (left, middle) => crossMark(left + 14, middle, 4.2, theme.ink, 2),
    });
  if (runs.some((run) => run.actions.length > 0))
    entries.push({
      text: figures.curves.acted,
      draw: (left, middle) => element('path', { d: `M${left + 14} ${middle + 4}l4 -7h-8z`, fill: theme.ink }),
    });
  for (const { text, draw } of entries) {
    const wide = 28 + textWidth(text, SIZE);
    if (at > x && at + wide > x + width) {
      at = x;
      top += 20;
    }
    drawn.push(draw(at, top), label(text, at + 28, top + 4, { 'font-size': SIZE }));
    at += wide + 20;
  }
  return { drawn: element('g', { class: 'legend' }, drawn), height: top - y + 12 };
}

/** An SVG document. Without runs, a picture that says so. */
export function curvesFigure(runs: readonly CurveRun[], options: CurvesOptions): string {
  const theme = THEMES[options.theme];
  const { words } = options;
  const { figures } = words;
  const idPrefix = options.idPrefix ?? 'curves';
  const learningRates = [...new Set(runs.map((run) => run.learningRate))].sort((a, b) => a - b);
  const groups = groupsOf(runs, learningRates, words);
  const colouring = colouringOf(runs, learningRates, options.theme, words);
  const steps = runs.reduce((most, run) => Math.max(most, stepsOf(run)), 1);
  const widest = Math.max(LEAST_WIDTH, options.width ?? WIDTH);
  const room = widest - 2 * MARGIN - LEFT;
  const most = Math.max(1, Math.floor((room + GAP) / (PANEL.least + GAP)));
  const bands = Math.ceil(groups.length / most);
  const columns = Math.ceil(groups.length / Math.max(1, bands));
  const panelWidth = Math.min(PANEL.most, (room - (columns - 1) * GAP) / Math.max(1, columns));
  const used = 2 * MARGIN + LEFT + columns * panelWidth + (columns - 1) * GAP;
  const width = Math.max(LEAST_WIDTH, Math.ceil(used));
  const inner = width - 2 * MARGIN;

  const kinds = [
    { name: figures.curves.loss, values: (run: CurveRun): ArrayLike<number> | null => run.loss },
    { name: figures.curves.gradientNorm, values: (run: CurveRun) => run.gradientNorm },
    { name: figures.curves.lossScale, values: (run: CurveRun) => run.lossScale ?? null },
  ].filter(({ values }) => runs.some((run) => values(run) !== null));
  const contexts = kinds.map(({ name, values }) => ({
    name,
    context: {
      theme,
      steps,
      colouring,
      values,
      words,
      rowSetting: options.rowSetting,
      scale: curveScale(runs.map((run) => values(run) ?? [])),
    },
  }));

  const subtitle = wrapText(options.selection, inner, SIZE + 1);
  const top = MARGIN + 24 + 15 * subtitle.length + 12;
  const bandHeight = HEADING + kinds.length * (PANEL.height + 14) - 14 + X_AXIS + 14;
  const drawn = groups.map((group, index): Svg => {
    const [band, column] = [Math.floor(index / columns), index % columns];
    const x = MARGIN + LEFT + column * (panelWidth + GAP);
    const y = top + band * bandHeight;
    const parts = contexts.map(({ name, context }, row): Svg => {
      const box = { x, y: y + HEADING + row * (PANEL.height + 14), width: panelWidth, height: PANEL.height };
      const middle = box.y + box.height / 2;
      const axisName = context.scale.logarithmic ? figures.logScale(name) : name;
      return element(
        'g',
        { class: 'panel' },
        element('rect', { ...box, fill: theme.panel }),
        drawGrid(box, context, column === 0),
        group.runs.map((run) => drawRun(run, box, context)),
        column === 0 &&
          label(axisName, MARGIN + 10, middle, {
            'font-size': SIZE,
            'text-anchor': 'middle',
            fill: theme.quiet,
            transform: `rotate(-90 ${MARGIN + 10} ${middle.toFixed(2)})`,
          }),
        row === contexts.length - 1 && stepNumbers(box, context),
      );
    });
    const heading = fitText(group.name, panelWidth, 13, true);
    return element(
      'g',
      { class: 'group' },
      titled(group.name),
      label(heading, x, y + 14, { 'font-size': 13, 'font-weight': 'bold' }),
      parts,
    );
  });

  const legendTop = top + bands * bandHeight + 12;
  const legendName = learningRates.length === 1 ? figures.curves.recipe : figures.learningRate;
  const legend =
    runs.length > 0 ? drawLegend(MARGIN, legendTop, inner, colouring, runs, theme, words, legendName) : null;
  const footer = footerLines(options.facts, inner, SIZE, words);
  const footerTop = legend ? legendTop + legend.height + 22 : top + 60;
  const nonfinite = runs.filter((run) => run.nonfinite).length;
  return svgDocument(
    {
      width,
      height: Math.ceil(footerTop + 15 * footer.length + MARGIN - 8),
      title: options.title,
      description: figures.curves.description(runs.length, options.selection, nonfinite),
      idPrefix,
      background: theme.background,
      ink: theme.ink,
    },
    label(fitText(options.title, inner, TITLE_SIZE, true), MARGIN, MARGIN + 14, {
      'font-size': TITLE_SIZE,
      'font-weight': 'bold',
    }),
    subtitle.map((line, index) =>
      label(line, MARGIN, MARGIN + 34 + 15 * index, { 'font-size': SIZE + 1, fill: theme.quiet }),
    ),
    runs.length === 0 && label(figures.curves.none, MARGIN, top + 22, { 'font-size': 13 }),
    drawn,
    legend?.drawn,
    footer.map((line, index) =>
      label(line, MARGIN, footerTop + 15 * index, { 'font-size': SIZE, fill: theme.quiet }),
    ),
  );
}
