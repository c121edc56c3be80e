// Loss, gradient norm and, where there is a dynamic one, loss scale over steps as one SVG picture: a column of panels per recipe, a colour per
// learning rate, a line per seed, or for many runs medians and a band. All panels of a row share their axis. Pure.
import { ticks } from 'd3-array';
import { interpolateViridis } from 'd3-scale-chromatic';
import { drawBands, endings, MOST_LINES } from './curve-bands.ts';
import { drawCurveLegend } from './curve-legend.ts';
import { drawRun, stepsOf, type Colouring, type CurveRun, type PanelContext } from './curve-line.ts';
import { curveScale, type CurveAxis } from './curve-scale.ts';
import { footerLines, type FigureFacts } from './facts.ts';
import type { Box } from './marks.ts';
import { formatLearningRate, formatNumber } from '../language/numbers.ts';
import { recipeName } from '../language/recipe-name.ts';
import { element, label, polyline, svgDocument, titled, type Svg } from './svg.ts';
import { fitText, wrapText } from './text.ts';
import { lineColour, THEMES, type ThemeName } from './theme.ts';
import type { Words } from '../language/language.ts';
import type { RowSetting } from '../../analysis/grid/rows.ts';

export interface CurvesOptions {
  readonly title: string;
  /** Which runs are drawn, and why these; may be empty. */
  readonly selection: string;
  /** Of loss and gradient norm; absent: robust. */
  readonly axis?: CurveAxis | undefined;
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

/** Which runs a cut axis does not hold, and how far they go; null: it holds all. */
function cutSentence(
  name: string,
  runs: readonly CurveRun[],
  { scale: { cutAbove }, values, words }: PanelContext,
): string | null {
  if (cutAbove === null) return null;
  const highest = runs.flatMap((run) => {
    const finite = Array.from(values(run) ?? []).filter(Number.isFinite);
    const most = finite.reduce((a, b) => Math.max(a, b), -Infinity);
    return most > cutAbove ? [most] : [];
  });
  const most = highest.reduce((a, b) => Math.max(a, b), -Infinity);
  const { cut } = words.figures.curves;
  return cut(name, formatNumber(cutAbove, 3), highest.length, runs.length, formatNumber(most, 3));
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
      scale: curveScale(
        runs.map((run) => values(run) ?? []),
        name === figures.curves.lossScale ? 'whole' : (options.axis ?? 'robust'),
      ),
    },
  }));

  const banded = groups.some((group) => group.runs.length > MOST_LINES);
  const cuts = contexts.flatMap(({ name, context }) => cutSentence(name, runs, context) ?? []);
  const selection = words.numbers.sentences(
    [options.selection, banded ? figures.curves.bands : figures.curves.lines, ...cuts].filter(
      (part) => part !== '',
    ),
  );
  const counted = groups.map((group) =>
    banded ? wrapText(endings(group.runs, words), panelWidth, SIZE) : [],
  );
  const heading = HEADING + 13 * Math.max(0, ...counted.map((lines) => lines.length));
  const subtitle = wrapText(selection, inner, SIZE + 1);
  const top = MARGIN + 24 + 15 * subtitle.length + 12;
  const bandHeight = heading + kinds.length * (PANEL.height + 14) - 14 + X_AXIS + 14;
  const drawn = groups.map((group, index): Svg => {
    const [band, column] = [Math.floor(index / columns), index % columns];
    const x = MARGIN + LEFT + column * (panelWidth + GAP);
    const y = top + band * bandHeight;
    const parts = contexts.map(({ name, context }, row): Svg => {
      const box = { x, y: y + heading + row * (PANEL.height + 14), width: panelWidth, height: PANEL.height };
      const middle = box.y + box.height / 2;
      const axisName = context.scale.logarithmic ? figures.logScale(name) : name;
      return element(
        'g',
        { class: 'panel' },
        element('rect', { ...box, fill: theme.panel }),
        drawGrid(box, context, column === 0),
        banded ? drawBands(group.runs, box, context) : group.runs.map((run) => drawRun(run, box, context)),
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
    const name = fitText(group.name, panelWidth, 13, true);
    return element(
      'g',
      { class: 'group' },
      titled(group.name),
      label(name, x, y + 14, { 'font-size': 13, 'font-weight': 'bold' }),
      counted[index]!.map((line, place) =>
        label(line, x, y + 28 + 13 * place, { 'font-size': SIZE, fill: theme.quiet }),
      ),
      parts,
    );
  });

  const legendTop = top + bands * bandHeight + 12;
  const legendName = learningRates.length === 1 ? figures.curves.recipe : figures.learningRate;
  const legend =
    runs.length > 0
      ? drawCurveLegend(MARGIN, legendTop, inner, colouring, runs, theme, words, {
          name: legendName,
          leaves: cuts.length > 0,
          banded,
        })
      : null;
  const footer = footerLines(options.facts, inner, SIZE, words);
  const footerTop = legend ? legendTop + legend.height + 22 : top + 60;
  const nonfinite = runs.filter((run) => run.nonfinite).length;
  return svgDocument(
    {
      width,
      height: Math.ceil(footerTop + 15 * footer.length + MARGIN - 8),
      title: options.title,
      description: figures.curves.description(runs.length, selection, nonfinite),
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
