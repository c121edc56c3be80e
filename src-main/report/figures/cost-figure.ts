// The expected cost of a full run under two recipes as distributions over what is not known. Pure.
import { ticks } from 'd3-array';
import type { Decision, RecipeCost } from '../../analysis/decision/decide.ts';
import { formatNumber } from './numbers.ts';
import { element, label, polyline, svgDocument, type Svg } from './svg.ts';
import { lineColour, THEMES, type ThemeName } from './theme.ts';

const WIDTH = 680;
const PLOT = { left: 24, top: 34, width: 632, height: 150 };
const BINS = 60;
const SIZE = 10.5;
/** The axis ends where this share of the draws has: a long tail would flatten the rest. */
const SHOWN = 0.97;

export function costFigure({ baseline, recipe }: Decision, themeName: ThemeName, idPrefix = 'cost'): string {
  const theme = THEMES[themeName];
  const both = [baseline, recipe];
  const low = Math.min(...both.map(({ totals }) => totals[0]!));
  const high = Math.max(
    ...both.map(({ totals }) => totals[Math.floor(SHOWN * (totals.length - 1))]!),
    low + 1,
  );
  const x = (dollars: number) => PLOT.left + ((dollars - low) / (high - low)) * PLOT.width;
  const densities = both.map(({ totals }) => binned(totals, low, high));
  const top = Math.max(...densities.flat());
  const floor = PLOT.top + PLOT.height;
  const curve = (values: readonly number[], index: number): Svg => {
    const points = values.map(
      (value, bin) =>
        [PLOT.left + ((bin + 0.5) / BINS) * PLOT.width, floor - (value / top) * PLOT.height] as const,
    );
    const colour = lineColour(index);
    const area = `${polyline([[points[0]![0], floor], ...points, [points.at(-1)![0], floor]])}Z`;
    return element(
      'g',
      {},
      element('path', { d: area, fill: colour, 'fill-opacity': '0.18' }),
      element('path', {
        d: polyline(points),
        fill: 'none',
        stroke: colour,
        'stroke-width': 2,
        'stroke-dasharray': index === 0 ? undefined : '7 3',
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
  return svgDocument(
    {
      width: WIDTH,
      height: floor + 62,
      title: 'Expected cost of a full run',
      description: both.map((each) => `${each.recipe}: ${inWords(each)}`).join('; '),
      idPrefix,
      background: theme.background,
      ink: theme.ink,
    },
    label('Expected cost of a full run, US dollars', PLOT.left, 18, {
      'font-size': 12,
      'font-weight': 'bold',
    }),
    densities.map(curve),
    both.map(median),
    element('path', {
      d: polyline([
        [PLOT.left, floor],
        [PLOT.left + PLOT.width, floor],
      ]),
      stroke: theme.quiet,
    }),
    ticks(low, high, 6).map((dollars) =>
      label(`${formatNumber(dollars / 1000)}k`, x(dollars), floor + 15, {
        'font-size': SIZE,
        'text-anchor': 'middle',
      }),
    ),
    both.map((each, index) => [
      element('rect', {
        x: PLOT.left,
        y: floor + 25 + 16 * index,
        width: 16,
        height: 8,
        fill: lineColour(index),
      }),
      label(`${each.recipe}: ${inWords(each)}`, PLOT.left + 24, floor + 33 + 16 * index, {
        'font-size': SIZE,
      }),
    ]),
  );
}

function inWords({ cost }: RecipeCost): string {
  const dollars = (value: number) => `${formatNumber(Math.round(value / 100) / 10)}k`;
  return `half of the draws below ${dollars(cost.median)}, 95 % between ${dollars(cost.interval.low)} and ${dollars(cost.interval.high)}`;
}

/** Share of the draws in each of BINS equal bins; what lies beyond `high` is not drawn. */
function binned(totals: readonly number[], low: number, high: number): number[] {
  const counts = Array<number>(BINS).fill(0);
  for (const total of totals) {
    const bin = Math.floor(((total - low) / (high - low)) * BINS);
    if (bin < BINS) counts[bin]! += 1;
  }
  return counts.map((count) => count / totals.length);
}
