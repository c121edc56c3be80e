// Where the panels of curves lie and what each holds: groups, colours, scales and words. No drawing, so that the screen finds the curve at the
// pointer by the same numbers.
import { interpolateViridis } from 'd3-scale-chromatic';
import type { RowSetting } from '../../analysis/grid/rows.ts';
import type { Words } from '../language/language.ts';
import { formatLearningRate, formatNumber } from '../language/numbers.ts';
import { recipeName } from '../language/recipe-name.ts';
import { MOST_LINES, MOST_RATES } from './curve-bands.ts';
import { inRange, stepsOf, type Colouring, type CurveRun, type PanelContext } from './curve-line.ts';
import { curveScale, type CurveAxis } from './curve-scale.ts';
import type { StepRange } from './curve-span.ts';
import { curvesFinding, endings, type CurveTally } from './curve-tally.ts';
import type { FigureFacts } from './facts.ts';
import type { Box } from './marks.ts';
import { wrapText } from './text.ts';
import { lineColour, lineDashes, THEMES, type ThemeName } from './theme.ts';

export interface CurvesOptions {
  /** Of the study. */
  readonly title: string;
  /** How all runs ended that these stand for, which may be more than are drawn. */
  readonly tallies: readonly CurveTally[];
  /** What the title tells: runs that were not chosen by how they ended; null: nothing but the name of the study. */
  readonly told: readonly CurveTally[] | null;
  /** Which runs are drawn, and why these; may be empty. */
  readonly selection: string;
  /** Of loss and gradient norm; absent: robust. */
  readonly axis?: CurveAxis | undefined;
  /** The steps that are shown; absent or null: all of them. */
  readonly range?: StepRange | null | undefined;
  readonly theme: ThemeName;
  readonly facts: FigureFacts;
  readonly idPrefix?: string;
  readonly width?: number;
  readonly words: Words;
  readonly rowSetting: RowSetting;
}

const WIDTH = 1180;
/** Of a picture, where there is room for it; and of one in less room, which is scaled down. */
const LEAST_WIDTH = 680;
const NARROWEST = 440;
export const MARGIN = 24;
const LEFT = 62;
const GAP = 22;
export const TITLE_LINE = 22;
export const TITLE_SIZE = 17;
const PANEL = { least: 210, most: 520 };
/** The loss is what is looked at first. */
const LOSS_HEIGHT = 210;
const OTHER_HEIGHT = 140;
const ROW_GAP = 14;
const HEADING = 24;
const X_AXIS = 42;
export const SIZE = 10.5;

interface Group {
  readonly name: string;
  readonly recipes: readonly string[];
  readonly runs: readonly CurveRun[];
}

/** The panels of one heading, from above. */
interface PanelGroup extends Group {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  /** Whether it is the first of its row, which has the numbers of the axes. */
  readonly isFirst: boolean;
  readonly panels: readonly { readonly name: string; readonly context: PanelContext; readonly box: Box }[];
}

export interface CurvesLayout {
  /** Of the figure, in pixels; inner: without its margins. */
  readonly width: number;
  readonly inner: number;
  /** Where the panels begin and end. */
  readonly top: number;
  readonly bottom: number;
  readonly colouring: Colouring;
  readonly colouredBy: string;
  /** Whether medians and bands stand in the place of lines. */
  readonly banded: boolean;
  /** Whether a run leaves its axis. */
  readonly leaves: boolean;
  /** What the curves have found, in lines; the name of the study where nothing is known. */
  readonly heading: readonly string[];
  readonly selection: string;
  readonly subtitle: readonly string[];
  /** By group, how its runs ended. */
  readonly counted: readonly (readonly string[])[];
  readonly groups: readonly PanelGroup[];
}

/** By recipe where several learning rates are drawn, else all in one. */
function groupsOf(runs: readonly CurveRun[], learningRates: readonly number[], words: Words): Group[] {
  if (learningRates.length === 1)
    return [
      {
        name: words.figures.curves.atRate(formatLearningRate(learningRates[0]!)),
        recipes: [...new Set(runs.map(({ recipe }) => recipe))],
        runs,
      },
    ];
  return [...Map.groupBy(runs, (run) => run.recipe)].map(([recipe, own]) => ({
    name: recipeName(recipe, null, words),
    recipes: [recipe],
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
    const entries = recipes.map((recipe, index) => ({
      text: recipeName(recipe, null, words),
      colour: lineColour(index),
      dashes: lineDashes(index),
    }));
    return { of: (run) => entries[recipes.indexOf(run.recipe)]!, entries };
  }
  const [from, to] = theme === 'light' ? [0, 0.86] : [0.3, 1];
  const colour = (index: number) =>
    interpolateViridis(from + ((to - from) * index) / Math.max(1, learningRates.length - 1));
  const places = new Map(learningRates.map((rate, index) => [rate, index]));
  const stride = Math.ceil(learningRates.length / MOST_RATES);
  const entries = learningRates.map((rate, index) => ({
    text: formatLearningRate(rate),
    colour: colour(index),
    dashes: undefined,
  }));
  return {
    of: (run) => entries[places.get(run.learningRate)!]!,
    entries: entries.filter((_, index) => index % stride === 0 || index === entries.length - 1),
  };
}

/** Which runs a cut axis does not hold, and how far they go; null: it holds all. */
function cutSentence(
  name: string,
  shown: readonly ArrayLike<number>[],
  { scale: { cutAbove }, words }: PanelContext,
): string | null {
  if (cutAbove === null) return null;
  let [beyond, most] = [0, -Infinity];
  for (const curve of shown) {
    let highest = -Infinity;
    for (const value of Array.from(curve)) {
      if (Number.isFinite(value) && value > highest) highest = value;
    }
    if (highest > cutAbove) beyond += 1;
    most = Math.max(most, highest);
  }
  const { cut } = words.figures.curves;
  return cut(name, formatNumber(cutAbove, 3), beyond, shown.length, formatNumber(most, 3));
}

/** Of the steps that are shown. */
function shownValues(run: CurveRun, values: ArrayLike<number> | null, range: StepRange): ArrayLike<number> {
  if (values === null) return [];
  const isShown = inRange(run, range);
  const shown: number[] = [];
  for (let index = 0; index < values.length; index++) if (isShown(index)) shown.push(values[index]!);
  return shown.length === values.length ? values : shown;
}

export function curvesLayout(runs: readonly CurveRun[], options: CurvesOptions): CurvesLayout {
  const theme = THEMES[options.theme];
  const { words } = options;
  const { figures } = words;
  const learningRates = [...new Set(runs.map((run) => run.learningRate))].sort((a, b) => a - b);
  const groups = groupsOf(runs, learningRates, words);
  const colouring = colouringOf(runs, learningRates, options.theme, words);
  const steps = runs.reduce((most, run) => Math.max(most, stepsOf(run)), 1);
  const range = options.range ?? { from: 0, to: steps };
  const widest = Math.max(NARROWEST, options.width ?? WIDTH);
  const room = widest - 2 * MARGIN - LEFT;
  const most = Math.max(1, Math.floor((room + GAP) / (PANEL.least + GAP)));
  const bands = Math.ceil(groups.length / most);
  const columns = Math.ceil(groups.length / Math.max(1, bands));
  const panelWidth = Math.min(PANEL.most, (room - (columns - 1) * GAP) / Math.max(1, columns));
  const used = 2 * MARGIN + LEFT + columns * panelWidth + (columns - 1) * GAP;
  const width = Math.max(Math.min(LEAST_WIDTH, widest), Math.ceil(used));
  const inner = width - 2 * MARGIN;

  const kinds = [
    { name: figures.curves.loss, values: (run: CurveRun): ArrayLike<number> | null => run.loss },
    { name: figures.curves.gradientNorm, values: (run: CurveRun) => run.gradientNorm },
    { name: figures.curves.lossScale, values: (run: CurveRun) => run.lossScale ?? null },
  ].filter(({ values }) => runs.some((run) => values(run) !== null));
  const contexts = kinds.map(({ name, values }) => {
    const shown = runs.map((run) => shownValues(run, values(run), range));
    const context = {
      theme,
      range,
      colouring,
      values,
      words,
      rowSetting: options.rowSetting,
      scale: curveScale(shown, name === figures.curves.lossScale ? 'whole' : (options.axis ?? 'robust')),
    };
    return { name, context, cut: cutSentence(name, shown, context) };
  });

  const banded = groups.some((group) => group.runs.length > MOST_LINES);
  const cuts = contexts.flatMap(({ cut }) => cut ?? []);
  const selection = words.numbers.sentences(
    [
      options.selection,
      options.range ? figures.curves.shownSteps(range.from, range.to, steps) : '',
      banded ? figures.curves.bands : figures.curves.lines,
      ...cuts,
    ].filter((part) => part !== ''),
  );
  const talliesOf = ({ recipes }: Group) => options.tallies.filter(({ recipe }) => recipes.includes(recipe));
  const counted = groups.map((group) =>
    banded ? wrapText(endings(talliesOf(group), words), panelWidth, SIZE) : [],
  );
  const finding = (options.told && curvesFinding(options.told, words)) ?? options.title;
  const heading = wrapText(finding, inner, TITLE_SIZE, true);
  const panelsAt = HEADING + 13 * Math.max(0, ...counted.map((lines) => lines.length));
  const subtitle = wrapText(selection, inner, SIZE + 1);
  const top = MARGIN + 14 + TITLE_LINE * heading.length + 15 * subtitle.length + 12;
  const heightOf = (row: number) => (row === 0 ? LOSS_HEIGHT : OTHER_HEIGHT);
  const rowAt = (row: number) => (row === 0 ? 0 : LOSS_HEIGHT + (row - 1) * OTHER_HEIGHT + row * ROW_GAP);
  const bandHeight = panelsAt + rowAt(kinds.length) + X_AXIS;
  const panels = groups.map(({ name, recipes, runs: own }, index): PanelGroup => {
    const [band, column] = [Math.floor(index / columns), index % columns];
    const x = MARGIN + LEFT + column * (panelWidth + GAP);
    const y = top + band * bandHeight;
    return {
      name,
      recipes,
      runs: own,
      x,
      y,
      width: panelWidth,
      isFirst: column === 0,
      panels: contexts.map((each, row) => ({
        ...each,
        box: { x, y: y + panelsAt + rowAt(row), width: panelWidth, height: heightOf(row) },
      })),
    };
  });
  return {
    width,
    inner,
    top,
    bottom: top + bands * bandHeight,
    colouring,
    colouredBy: learningRates.length === 1 ? figures.curves.recipe : figures.learningRate,
    banded,
    heading,
    selection,
    subtitle,
    counted,
    leaves: cuts.length > 0,
    groups: panels,
  };
}
