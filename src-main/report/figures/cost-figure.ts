// The expected cost of a full run under the baseline and every other recipe as distributions over what is not known. Pure.
import { ticks } from 'd3-array';
import type { Decision } from '../../analysis/decision/decide.ts';
import type { RecipeCost } from '../../analysis/decision/recipe-cost.ts';
import type { Words } from '../language/language.ts';
import { formatMoney } from '../language/numbers.ts';
import { densityOf } from './density.ts';
import { element, label, polyline, svgDocument, type Svg } from './svg.ts';
import { fitText } from './text.ts';
import { lineColour, THEMES, type ThemeName } from './theme.ts';

const WIDTH = 680;
const PLOT = { left: 24, top: 34, width: 632, height: 150 };
const SIZE = 10.5;
const LEGEND_ROW = 16;
/** The axis ends where this share of the draws has: a long tail would flatten the rest. */
const SHOWN = 0.97;
/** Recipes drawn at most: the baseline, the one decided on, and the next cheapest. */
const MOST_RECIPES = 6;
const DASHES = [undefined, '7 3', '2 3', '9 3 2 3', '4 4', '1 2'];

interface CostOptions {
  readonly theme: ThemeName;
  readonly words: Words;
  readonly idPrefix?: string;
}

export function costFigure(decision: Decision, options: CostOptions): string {
  const { words, idPrefix = 'cost' } = options;
  const { money } = words.numbers;
  const theme = THEMES[options.theme];
  const drawn = recipesOf(decision);
  const low = Math.min(...drawn.map(({ totals }) => totals[0]!));
  const high = Math.max(
    ...drawn.slice(0, 2).map(({ totals }) => totals[Math.floor(SHOWN * (totals.length - 1))]!),
    low + 1,
  );
  const x = (dollars: number) => PLOT.left + ((Math.min(high, dollars) - low) / (high - low)) * PLOT.width;
  const densities = drawn.map(({ totals }) => densityOf(totals, low, high));
  const top = Math.max(...densities.flatMap((density) => density.map(([, value]) => value)));
  const floor = PLOT.top + PLOT.height;
  const curve = (density: readonly (readonly [number, number])[], index: number): Svg => {
    const points = density.map(
      ([dollars, value]) => [x(dollars), floor - (value / top) * PLOT.height] as const,
    );
    const colour = lineColour(index);
    const area = `${polyline([[points[0]![0], floor], ...points, [points.at(-1)![0], floor]])}Z`;
    return element(
      'g',
      {},
      index < 2 && element('path', { d: area, fill: colour, 'fill-opacity': '0.18' }),
      element('path', {
        d: polyline(points),
        fill: 'none',
        stroke: colour,
        'stroke-width': index < 2 ? 2 : 1.3,
        'stroke-dasharray': DASHES[index],
      }),
    );
  };
  const median = ({ cost }: RecipeCost, index: number) =>
    element('path', {
      d: polyline([
        [x(cost.median), floor],
        [x(cost.median), PLOT.top - 4 + 10 * index],
      ]),
      stroke: lineColour(index),
      'stroke-width': 1.5,
    });
  const inWords = ({ recipe, cost }: RecipeCost): string => {
    const dollars = (value: number) => formatMoney(value, words);
    const { spread } = words.figures.cost;
    return spread(recipe, dollars(cost.median), dollars(cost.interval.low), dollars(cost.interval.high));
  };
  return svgDocument(
    {
      width: WIDTH,
      height: floor + 30 + LEGEND_ROW * drawn.length,
      title: words.figures.cost.title,
      description: words.numbers.semicolons(drawn.map(inWords)),
      idPrefix,
      background: theme.background,
      ink: theme.ink,
    },
    label(words.figures.cost.axis(money.unit), PLOT.left, 18, { 'font-size': 12, 'font-weight': 'bold' }),
    densities.map(curve),
    drawn.slice(0, 2).map(median),
    element('path', {
      d: polyline([
        [PLOT.left, floor],
        [PLOT.left + PLOT.width, floor],
      ]),
      stroke: theme.quiet,
    }),
    ticks(low, high, 6).map((dollars) =>
      label(formatMoney(dollars, words), x(dollars), floor + 15, {
        'font-size': SIZE,
        'text-anchor': 'middle',
      }),
    ),
    drawn.map((each, index) => {
      const y = floor + 29 + LEGEND_ROW * index;
      return [
        element('path', {
          d: polyline([
            [PLOT.left, y],
            [PLOT.left + 22, y],
          ]),
          stroke: lineColour(index),
          'stroke-width': index < 2 ? 3 : 1.5,
          'stroke-dasharray': DASHES[index],
        }),
        label(fitText(inWords(each), PLOT.width - 30, SIZE), PLOT.left + 30, y + 4, { 'font-size': SIZE }),
      ];
    }),
  );
}

/** The baseline first, then the recipe that is decided on. */
function recipesOf({ baseline, recipe, costs }: Decision): RecipeCost[] {
  const others = costs
    .map((compared) => compared.recipe)
    .filter((other) => other.recipe !== recipe.recipe)
    .toSorted((a, b) => a.cost.median - b.cost.median);
  return [baseline, recipe, ...others].slice(0, MOST_RECIPES);
}
