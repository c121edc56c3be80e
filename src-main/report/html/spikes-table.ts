// Spike scores of the runs of each recipe, and the sharpness of its outputs over that of its twins under the baseline.
import { median } from '../../analysis/statistics/median.ts';
import { formatNumber, UNKNOWN } from '../language/numbers.ts';
import { recipeName } from '../language/recipe-name.ts';
import { table, tag, type Html } from './markup.ts';
import type { ReportSource } from './source.ts';

export function spikesTable({ runs, analysis, words }: ReportSource): Html[] {
  const { numbers, report } = words;
  const share = (value: number) => numbers.percent(formatNumber(100 * value, 2));
  const scores = (values: readonly number[]) => {
    const middle = median(values);
    return middle === null ? UNKNOWN : share(middle) + numbers.inBrackets(share(Math.max(...values)));
  };
  const byRecipe = Map.groupBy(
    runs.filter(({ state, label }) => state === 'finished' && label !== null),
    ({ recipe }) => recipe,
  );
  const rows = analysis.recipes.map(({ recipe, cells }) => {
    const own = byRecipe.get(recipe) ?? [];
    const ratios = cells
      .flat()
      .map(({ sharpnessRatio }) => sharpnessRatio)
      .filter((ratio) => ratio !== null);
    const middle = median(ratios);
    return [
      recipeName(recipe, analysis, words),
      scores(own.map(({ lossSpikeScore }) => lossSpikeScore)),
      scores(own.map(({ gradientSpikeScore }) => gradientSpikeScore)),
      `${own.filter(({ label }) => label === 'spiky').length}/${own.length}`,
      recipe === analysis.baseline
        ? report.baseline
        : middle === null
          ? UNKNOWN
          : formatNumber(middle) +
            numbers.inBrackets(
              numbers.range(formatNumber(Math.min(...ratios)), formatNumber(Math.max(...ratios))),
            ),
    ];
  });
  return [
    tag('h2', {}, report.spikes),
    table(report.spikeColumns, rows),
    tag('p', { class: 'quiet' }, report.sharpnessNote),
  ];
}
