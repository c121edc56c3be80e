// Where the panels of curves lie and what each holds: groups, colours, scales and words. No drawing, so that the screen finds the curve at the
// pointer by the same numbers.
import { interpolateViridis } from 'd3-scale-chromatic';
import type { RowSetting } from '../../analysis/grid/rows.ts';
import type { Words } from '../language/language.ts';
import { formatLearningRate, formatNumber } from '../language/numbers.ts';
import { recipeName } from '../language/recipe-name.ts';
import { endings, MOST_LINES } from './curve-bands.ts';
import { stepsOf, type Colouring, type CurveRun, type PanelContext } from './curve-line.ts';
import { curveScale, type CurveAxis } from './curve-scale.ts';
import type { FigureFacts } from './facts.ts';
import type { Box } from './marks.ts';
import { wrapText } from './text.ts';
import { lineColour, THEMES, type ThemeName } from './theme.ts';

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
export const MARGIN = 24;
const LEFT = 62;
const GAP = 22;
const PANEL = { least: 210, most: 520, height: 170 };
const HEADING = 24;
const X_AXIS = 42;
export const SIZE = 10.5;

interface Group {
  readonly name: string;
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
  readonly selection: string;
  readonly subtitle: readonly string[];
  /** By group, how its runs ended. */
  readonly counted: readonly (readonly string[])[];
  readonly groups: readonly PanelGroup[];
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

export function curvesLayout(runs: readonly CurveRun[], options: CurvesOptions): CurvesLayout {
  const theme = THEMES[options.theme];
  const { words } = options;
  const { figures } = words;
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
  const panels = groups.map(({ name, runs: own }, index): PanelGroup => {
    const [band, column] = [Math.floor(index / columns), index % columns];
    const x = MARGIN + LEFT + column * (panelWidth + GAP);
    const y = top + band * bandHeight;
    return {
      name,
      runs: own,
      x,
      y,
      width: panelWidth,
      isFirst: column === 0,
      panels: contexts.map((each, row) => ({
        ...each,
        box: { x, y: y + heading + row * (PANEL.height + 14), width: panelWidth, height: PANEL.height },
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
    selection,
    subtitle,
    counted,
    leaves: cuts.length > 0,
    groups: panels,
  };
}
