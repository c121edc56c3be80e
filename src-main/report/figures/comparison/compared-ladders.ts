// Several ladders on one axis of sizes: a row for each recipe, its edge and its penalty against the size of the model, a line for each study, and
// one scale for all rows. Pure.
import { ticks } from 'd3-array';
import type { LadderMeasureName } from '../../../analysis/ladder/measures.ts';
import type { RecipeLadder } from '../../../analysis/ladder/recipe-ladder.ts';
import { normalQuantile } from '../../../analysis/statistics/normal.ts';
import type { Words } from '../../language/language.ts';
import { ladderValue } from '../../language/ladder-text.ts';
import { formatNats } from '../../language/numbers.ts';
import type { Box } from '../marks.ts';
import { paddedEnds, type Ends } from '../padded-ends.ts';
import { rateTicks } from '../rate-ticks.ts';
import { formatSize, sizeTicks } from '../size-axis.ts';
import { gapMark, gapsOf, stretches } from '../size-gaps.ts';
import { SMALL_MAP_SIZE as SIZE } from '../small-map.ts';
import { element, label, polyline, titled, type Svg } from '../svg.ts';
import { fitText } from '../text.ts';
import type { Theme } from '../theme.ts';
import { valueRules } from '../value-rules.ts';
import type { ComparedStudy } from './compared-study.ts';
import { studyDot } from './study-dot.ts';

const MEASURES = ['edge', 'penalty'] as const satisfies readonly LadderMeasureName[];
type Measure = (typeof MEASURES)[number];

/** One ladder of one study. */
interface Line {
  /** Number of the study among those compared. */
  readonly study: number;
  readonly name: string;
  /** Factor from a standard error to half of an interval. */
  readonly arm: number;
  readonly ladder: RecipeLadder;
}

export interface ComparedLadders {
  /** What the sizes are counted in. */
  readonly sizeIn: string;
  readonly recipes: readonly string[];
  readonly lines: readonly Line[];
  /** Whether some size has no value. */
  readonly hasGaps: boolean;
}

const PANEL = { height: 130, heading: 40, below: 40, left: 60 };
const ROW_HEIGHT = PANEL.heading + PANEL.height + PANEL.below;
/** Studies at one size are drawn so far apart, so that their bars can be told apart. */
const ASIDE = 4;
const PIXELS_A_TICK = 55;

/** Of the studies whose sizes are counted in the unit of most of them; null where those are fewer than two. */
export function comparedLadders(studies: readonly ComparedStudy[]): ComparedLadders | null {
  const units = Map.groupBy(
    studies.flatMap(({ ladder }, study) => (ladder ? [{ study, ladder }] : [])),
    ({ ladder }) => ladder.sizeIn,
  );
  const [largest] = [...units].toSorted(([, a], [, b]) => b.length - a.length);
  if (!largest || largest[1].length < 2) return null;
  const [sizeIn, sized] = largest;
  const lines = sized.flatMap(({ study, ladder }) => {
    const { name, analysis } = studies[study]!;
    const arm = normalQuantile((1 + analysis.thresholds.confidence) / 2);
    return ladder.ladders.map((each): Line => ({ study, name, arm, ladder: each }));
  });
  return {
    sizeIn,
    recipes: [...new Set(lines.map(({ ladder }) => ladder.recipe))],
    lines,
    hasGaps: lines.some(({ ladder }) => gapsOf(ladder).length > 0),
  };
}

/** Pixels that they take from top to bottom. */
export function laddersHeight({ recipes }: ComparedLadders): number {
  return recipes.length * ROW_HEIGHT;
}

export function drawComparedLadders(
  { sizeIn, recipes, lines }: ComparedLadders,
  { x, y, width }: Omit<Box, 'height'>,
  { theme, words }: { readonly theme: Theme; readonly words: Words },
): Svg[] {
  const panelWidth = (width - MEASURES.length * PANEL.left) / MEASURES.length;
  const sizes = paddedEnds(
    lines.flatMap(({ ladder: { fit, missing } }) => [
      ...fit.points.map(({ octaves }) => octaves),
      ...missing.map(({ size }) => Math.log2(size)),
    ]),
    0.06,
    1,
  );
  const axis = sizeIn === 'parameters' ? words.ladder.parameters : sizeIn;
  const names = recipes.map((recipe, row) =>
    label(fitText(recipe, width - PANEL.left, 11, true), x + PANEL.left, y + row * ROW_HEIGHT + 16, {
      'font-size': 11,
      'font-weight': 'bold',
    }),
  );
  const panels = MEASURES.flatMap((measure, column) => {
    const own = lines.filter(({ ladder }) => ladder.measure === measure);
    const values = valueEnds(own, measure);
    return recipes.flatMap((recipe, row) => {
      const shown = own.filter(({ ladder }) => ladder.recipe === recipe);
      // The baseline has no penalty.
      if (shown.length === 0) return [];
      const box = {
        x: x + PANEL.left + column * (panelWidth + PANEL.left),
        y: y + row * ROW_HEIGHT + PANEL.heading,
        width: panelWidth,
        height: PANEL.height,
      };
      return drawPanel(shown, { measure, sizes, values, axis }, box, theme, words);
    });
  });
  return [...names, ...panels];
}

function valueEnds(lines: readonly Line[], measure: Measure): Ends {
  const ends = lines.flatMap(({ ladder, arm }) =>
    ladder.fit.points.flatMap(({ value, error }) => [value - arm * error, value + arm * error]),
  );
  return paddedEnds([...ends, ...(measure === 'penalty' ? [0] : [])], 0.08, 1e-3);
}

interface Axes {
  readonly measure: Measure;
  readonly sizes: Ends;
  readonly values: Ends;
  readonly axis: string;
}

function drawPanel(
  lines: readonly Line[],
  { measure, sizes, values, axis }: Axes,
  box: Box,
  theme: Theme,
  words: Words,
): Svg[] {
  const x = (octaves: number) => box.x + (box.width * (octaves - sizes.low)) / (sizes.high - sizes.low);
  const y = (value: number) => box.y + (box.height * (values.high - value)) / (values.high - values.low);
  const style = { 'font-size': SIZE, fill: theme.quiet, 'text-anchor': 'middle' };
  const isEdge = measure === 'edge';
  const marks = isEdge ? rateTicks(values.low, values.high) : ticks(values.low, values.high, 4);
  const most = Math.max(1, Math.floor(box.width / PIXELS_A_TICK));
  return [
    label(fitText(words.comparison.ladder[measure], box.width, SIZE), box.x, box.y - 7, {
      'font-size': SIZE,
    }),
    element('rect', { ...box, fill: theme.panel }),
    ...valueRules(
      box,
      { values: marks, text: (value) => ladderValue(measure, value), hasZero: !isEdge },
      y,
      SIZE,
      theme,
    ),
    ...sizeTicks(sizes.low, sizes.high, most).map((octaves) =>
      label(formatSize(octaves), x(octaves), box.y + box.height + 14, style),
    ),
    label(fitText(axis, box.width, SIZE), box.x + box.width / 2, box.y + box.height + 28, style),
    ...lines.map((line, index) => {
      const aside = ASIDE * (index - (lines.length - 1) / 2);
      const at = (octaves: number) => x(octaves) + aside;
      return drawLine(line, measure, at, y, box.y + box.height - 6, theme, words);
    }),
  ];
}

function drawLine(
  { study, name, arm, ladder }: Line,
  measure: Measure,
  x: (octaves: number) => number,
  y: (value: number) => number,
  bottom: number,
  theme: Theme,
  words: Words,
): Svg {
  const dot = studyDot(study, theme);
  const { recipe, fit } = ladder;
  const gaps = gapsOf(ladder);
  const told = (octaves: number, what: string) =>
    titled(`${name}, ${recipe}, ${formatSize(octaves)}: ${what}`);
  return element(
    'g',
    {},
    stretches(fit.points, gaps).map((points) =>
      element('path', {
        d: polyline(points.map(({ octaves, value }) => [x(octaves), y(value)])),
        stroke: dot.stroke,
        'stroke-width': 1.4,
        fill: 'none',
      }),
    ),
    fit.points.map(({ octaves, value, error }) =>
      element(
        'g',
        {},
        element('path', {
          d: polyline([
            [x(octaves), y(value - arm * error)],
            [x(octaves), y(value + arm * error)],
          ]),
          stroke: dot.stroke,
          'stroke-width': 1.2,
        }),
        element('circle', { cx: x(octaves), cy: y(value), r: 3, ...dot }),
        told(octaves, valueWords(measure, value, arm * error)),
      ),
    ),
    gaps.map((gap) =>
      gapMark(gap, `${name}, ${recipe}`, { x: x(Math.log2(gap.size)), y: bottom, colour: dot.stroke }, words),
    ),
  );
}

function valueWords(measure: Measure, value: number, half: number): string {
  if (measure === 'penalty') return `${formatNats(value, half)} ±${formatNats(half, half).replace('+', '')}`;
  const [low, high] = [value - half, value + half].map((end) => ladderValue(measure, end));
  return `${ladderValue(measure, value)} (${low} – ${high})`;
}
