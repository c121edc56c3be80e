// A ladder of sizes as a picture: a panel for each measure, its value against the size of the model, a line of points for each recipe, what
// the smaller sizes said of the largest one beside what it measured, and the band of what is expected beyond, as far as was tested. Where
// budgets were compared, a last panel has the penalty of the largest size against its tokens. Pure.
import { ticks } from 'd3-array';
import { LADDER_MEASURES, type LadderMeasureName } from '../../analysis/ladder/measures.ts';
import type { BudgetCurves } from '../../analysis/ladder/budget-curves.ts';
import type { HeldOut } from '../../analysis/ladder/ladder.ts';
import type { RecipeLadder } from '../../analysis/ladder/recipe-ladder.ts';
import type { Words } from '../language/language.ts';
import { heldOutBudgetWords, heldOutWords, isTested, ladderValue } from '../language/ladder-text.ts';
import type { Box } from './marks.ts';
import { element, label, polyline, svgDocument, titled, type Svg } from './svg.ts';
import { fitText, wrapText } from './text.ts';
import { gapMark, gapsOf, stretches } from './size-gaps.ts';
import { formatSize, sizeTicks } from './size-axis.ts';
import { paddedEnds } from './padded-ends.ts';
import { rateTicks } from './rate-ticks.ts';
import { valueRules } from './value-rules.ts';
import { lineColour, THEMES, type Theme, type ThemeName } from './theme.ts';

export interface LadderFigureOptions {
  readonly title: string;
  /** What sizes are counted in: `parameters`, or a setting. */
  readonly sizeIn: string;
  /** Of the intervals, by the thresholds of the study. */
  readonly confidence: number;
  /** What several budgets say; null or not given: there is one. */
  readonly byTokens?: BudgetCurves | null;
  /** A sentence each, under the panels. */
  readonly sentences: readonly string[];
  readonly theme: ThemeName;
  readonly words: Words;
  /** Pixels that there are; where they are few, panels stand below each other. */
  readonly width?: number;
  readonly idPrefix?: string;
}

const MARGIN = 24;
const AXIS = 56;
const PANEL = { width: 340, height: 240, heading: 30, below: 40, gap: 78 };
const COLUMNS = 2;
/** Below so many pixels two panels side by side are too small to be read. */
const NARROW = 640;
const SIZE = 10.5;
const ROW = 15;
const TITLE = { size: 15, row: 19 };
/** Recipes at one size are drawn so far apart, so that their bars can be told apart. */
const ASIDE = 5;
const PADDING = 0.06;

interface Axes {
  readonly from: number;
  readonly to: number;
  readonly low: number;
  readonly high: number;
}

export function ladderFigure(ladders: readonly RecipeLadder[], options: LadderFigureOptions): string {
  const { title, sizeIn, confidence, words, byTokens = null, idPrefix = 'ladder' } = options;
  const theme = THEMES[options.theme];
  const measures = LADDER_MEASURES.filter((name) => ladders.some(({ measure }) => measure === name));
  const recipes = [...new Set(ladders.map(({ recipe }) => recipe))];
  const isNarrow = options.width !== undefined && options.width < NARROW;
  const axis = sizeIn === 'parameters' ? words.ladder.parameters : sizeIn;
  const contents: readonly Panel[] = [
    ...measures.map((measure): Panel => ({
      ladders: ladders.filter((ladder) => ladder.measure === measure),
      recipes,
      measure,
      heading: words.ladder.measures[measure],
      axis,
      tell: (heldOut) => heldOutWords(measure, heldOut, confidence, words),
    })),
    ...(byTokens ? [tokensPanel(byTokens, recipes, confidence, words)] : []),
  ];
  const columns = isNarrow ? 1 : Math.min(COLUMNS, Math.max(1, contents.length));
  const legendColumns = isNarrow ? 1 : LEGEND_COLUMNS;
  const width = 2 * MARGIN + columns * (AXIS + PANEL.width) + (columns - 1) * (PANEL.gap - AXIS);
  const band = PANEL.heading + PANEL.height + PANEL.below;
  const heading = wrapText(title, width - 2 * MARGIN, TITLE.size, true);
  const top = 40 + TITLE.row * (heading.length - 1);
  const bottom = top + Math.ceil(contents.length / columns) * band;
  const hasGaps = ladders.some((ladder) => gapsOf(ladder).length > 0);
  const said = [
    ...options.sentences,
    ...(hasGaps ? [words.ladder.gaps] : []),
    ...(byTokens ? tokensNotes(byTokens, words) : []),
  ];
  const lines = said.flatMap((sentence) => wrapText(sentence, width - 2 * MARGIN, SIZE));
  const panels = contents.map((panel, index) => {
    const box = {
      x: MARGIN + AXIS + (index % columns) * (PANEL.width + PANEL.gap),
      y: top + Math.floor(index / columns) * band + PANEL.heading,
      width: PANEL.width,
      height: PANEL.height,
    };
    return drawPanel(panel, box, theme, words);
  });
  const legendTop = bottom + 6;
  const legendRows = Math.ceil(recipes.length / legendColumns) + Math.ceil(LEGEND_MARKS / legendColumns);
  const captionTop = legendTop + ROW * legendRows + 8;
  return svgDocument(
    {
      width,
      height: captionTop + ROW * lines.length + 8,
      title,
      description: options.sentences.join(' '),
      idPrefix,
      background: theme.background,
      ink: theme.ink,
    },
    heading.map((line, index) =>
      label(line, MARGIN, 26 + TITLE.row * index, { 'font-size': TITLE.size, 'font-weight': 'bold' }),
    ),
    panels,
    legend(recipes, legendTop, legendColumns, (width - 2 * MARGIN) / legendColumns, theme, words),
    lines.map((line, index) =>
      label(line, MARGIN, captionTop + ROW * index, { 'font-size': SIZE, fill: theme.quiet }),
    ),
  );
}

function axesOf(ladders: readonly RecipeLadder[]): Axes {
  const octaves = ladders.flatMap((ladder) => [
    ...[...ladder.fit.points, ...ladder.ahead].map((each) => each.octaves),
    ...gapsOf(ladder).map(({ size }) => Math.log2(size)),
  ]);
  const values = ladders.flatMap(({ fit, ahead }) => [
    ...fit.points.flatMap(({ value, error }) => [value - error, value + error]),
    ...fit.heldOut.slice(0, 1).flatMap(({ interval }) => [interval.low, interval.high]),
    ...ahead.flatMap(({ interval }) => [interval.low, interval.high]),
  ]);
  const { low: from, high: to } = paddedEnds(octaves, PADDING, 1);
  const { low, high } = paddedEnds(values, PADDING, 1e-3);
  return { from, to, low, high };
}

interface Panel {
  readonly ladders: readonly RecipeLadder[];
  readonly recipes: readonly string[];
  readonly measure: LadderMeasureName;
  readonly heading: string;
  readonly axis: string;
  /** How the held-out value came out. */
  readonly tell: (heldOut: HeldOut) => string;
}

/** What is said of the panel of tokens: no test and no band that it does not have, and which recipes have nothing in it. */
function tokensNotes({ ladders }: BudgetCurves, { ladder, numbers }: Words): string[] {
  const lacking = ladders.filter(({ fit }) => fit.points.length === 0).map(({ recipe }) => recipe);
  const tested = isTested(ladders) ? [ladder.byTokensTested] : [];
  return [
    numbers.sentences([ladder.byTokensNote, ...tested]),
    ...(ladders.some(({ ahead }) => ahead.length > 1) ? [ladder.byTokensAhead] : []),
    ...(lacking.length > 0 ? [ladder.byTokensLacking(numbers.list(lacking))] : []),
  ];
}

function tokensPanel(
  { parameters, ladders }: BudgetCurves,
  recipes: readonly string[],
  confidence: number,
  words: Words,
): Panel {
  const size = Math.log2(parameters);
  return {
    ladders,
    recipes,
    measure: 'penalty',
    heading: words.ladder.byTokens(formatSize(size)),
    axis: words.ladder.tokensEach,
    tell: (heldOut) => heldOutBudgetWords('penalty', { ...heldOut, octaves: size }, confidence, words),
  };
}

function drawPanel(panel: Panel, box: Box, theme: Theme, words: Words): Svg[] {
  const { ladders, measure, heading, axis } = panel;
  const axes = axesOf(ladders);
  const x = (octaves: number) => box.x + (box.width * (octaves - axes.from)) / (axes.to - axes.from);
  const y = (value: number) => box.y + box.height * (1 - (value - axes.low) / (axes.high - axes.low));
  const style = { 'font-size': SIZE, fill: theme.quiet };
  const marks = measure === 'edge' ? rateTicks(axes.low, axes.high) : ticks(axes.low, axes.high, 5);
  return [
    label(fitText(heading, box.width, 12, true), box.x, box.y - 10, {
      'font-size': 12,
      'font-weight': 'bold',
    }),
    element('rect', { ...box, fill: theme.panel }),
    ...valueRules(
      box,
      { values: marks, text: (value) => ladderValue(measure, value), hasZero: measure === 'penalty' },
      y,
      SIZE,
      theme,
    ),
    ...sizeTicks(axes.from, axes.to).map((octaves) =>
      label(formatSize(octaves), x(octaves), box.y + box.height + 15, {
        ...style,
        'text-anchor': 'middle',
      }),
    ),
    label(axis, box.x + box.width / 2, box.y + box.height + 31, {
      ...style,
      'text-anchor': 'middle',
    }),
    ...ladders.map((ladder) => drawLadder(ladder, panel, x, y, box.y + box.height - 7, words)),
  ];
}

function drawLadder(
  ladder: RecipeLadder,
  { recipes, measure, tell }: Panel,
  x: (octaves: number) => number,
  y: (value: number) => number,
  bottom: number,
  words: Words,
): Svg {
  const { recipe, fit, ahead } = ladder;
  const gaps = gapsOf(ladder);
  const index = recipes.indexOf(recipe);
  const colour = lineColour(index);
  const aside = ASIDE * (index - (recipes.length - 1) / 2);
  const at = (octaves: number, value: number) => [x(octaves) + aside, y(value)] as const;
  const upright = (octaves: number, low: number, high: number) =>
    polyline([at(octaves, low), at(octaves, high)]);
  const [heldOut] = fit.heldOut;
  const value = (number: number) => ladderValue(measure, number);
  return element(
    'g',
    {},
    ahead.length > 1 &&
      element('path', {
        d: `${polyline([
          ...ahead.map(({ octaves, interval }) => at(octaves, interval.high)),
          ...ahead.toReversed().map(({ octaves, interval }) => at(octaves, interval.low)),
        ])}Z`,
        fill: colour,
        'fill-opacity': '0.16',
      }),
    ahead.length > 1 &&
      element('path', {
        d: polyline(ahead.map(({ octaves, expected }) => at(octaves, expected))),
        stroke: colour,
        'stroke-width': 1.4,
        'stroke-dasharray': '5 3',
        fill: 'none',
      }),
    stretches(fit.points, gaps).map((points) =>
      element('path', {
        d: polyline(points.map(({ octaves, value: measured }) => at(octaves, measured))),
        stroke: colour,
        'stroke-width': 1.4,
        fill: 'none',
      }),
    ),
    gaps.map((gap) => gapMark(gap, recipe, { x: x(Math.log2(gap.size)) + aside, y: bottom, colour }, words)),
    heldOut &&
      element(
        'g',
        {},
        element('path', {
          d: upright(heldOut.octaves, heldOut.interval.low, heldOut.interval.high),
          stroke: colour,
          'stroke-width': 7,
          'stroke-opacity': '0.35',
          fill: 'none',
        }),
        titled(`${recipe}: ${tell(heldOut)}`),
      ),
    fit.points.map(({ octaves, value: measured, error }) =>
      element(
        'g',
        {},
        element('path', {
          d: upright(octaves, measured - error, measured + error),
          stroke: colour,
          'stroke-width': 1.2,
          fill: 'none',
        }),
        element('circle', {
          cx: x(octaves) + aside,
          cy: y(measured),
          r: 3.2,
          fill: colour,
        }),
        titled(`${recipe}, ${formatSize(octaves)}: ${value(measured)}`),
      ),
    ),
  );
}

const LEGEND_COLUMNS = 3;
/** What is told besides the recipes. */
const LEGEND_MARKS = 3;

function legend(
  recipes: readonly string[],
  top: number,
  columns: number,
  column: number,
  theme: Theme,
  words: Words,
): Svg[] {
  const { measured, heldOut, ahead } = words.ladder.legend;
  const place = (index: number) => ({
    x: MARGIN + column * (index % columns),
    y: top + ROW * Math.floor(index / columns),
  });
  const first = columns * Math.ceil(recipes.length / columns);
  const text = (words: string, index: number) => {
    const { x, y } = place(index);
    return label(fitText(words, column - 34, SIZE), x + 26, y + 4, { 'font-size': SIZE });
  };
  const [one, two, three] = [0, 1, 2].map((index) => place(first + index));
  const ink = theme.quiet;
  return [
    ...recipes.flatMap((recipe, index) => {
      const { x, y } = place(index);
      return [element('circle', { cx: x + 10, cy: y, r: 4, fill: lineColour(index) }), text(recipe, index)];
    }),
    element('path', {
      d: polyline([
        [one!.x + 10, one!.y - 6],
        [one!.x + 10, one!.y + 6],
      ]),
      stroke: ink,
      'stroke-width': 1.2,
    }),
    element('circle', { cx: one!.x + 10, cy: one!.y, r: 3.2, fill: ink }),
    text(measured, first),
    element('path', {
      d: polyline([
        [two!.x + 10, two!.y - 6],
        [two!.x + 10, two!.y + 6],
      ]),
      stroke: ink,
      'stroke-width': 7,
      'stroke-opacity': '0.35',
    }),
    text(heldOut, first + 1),
    element('rect', {
      x: three!.x,
      y: three!.y - 5,
      width: 20,
      height: 10,
      fill: ink,
      'fill-opacity': '0.16',
    }),
    element('path', {
      d: polyline([
        [three!.x, three!.y],
        [three!.x + 20, three!.y],
      ]),
      stroke: ink,
      'stroke-width': 1.4,
      'stroke-dasharray': '5 3',
    }),
    text(ahead, first + 2),
  ];
}
