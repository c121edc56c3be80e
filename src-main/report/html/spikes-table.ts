// Spike scores of the runs of each recipe, and the sharpness of its outputs over that of its twins under the baseline.
import { formatNumber, UNKNOWN } from '../figures/numbers.ts';
import { table, tag, type Html } from './markup.ts';
import type { ReportSource } from './source.ts';

export function spikesTable({ runs, analysis, words }: ReportSource): Html[] {
  const { numbers, report } = words;
  const share = (value: number) => numbers.percent(formatNumber(100 * value, 2));
  const scores = (values: readonly number[]) => {
    const sorted = values.toSorted((a, b) => a - b);
    if (sorted.length === 0) return UNKNOWN;
    return share(sorted[sorted.length >> 1]!) + numbers.inBrackets(share(sorted.at(-1)!));
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
      .filter((ratio) => ratio !== null)
      .sort((a, b) => a - b);
    return [
      recipe,
      scores(own.map(({ lossSpikeScore }) => lossSpikeScore)),
      scores(own.map(({ gradientSpikeScore }) => gradientSpikeScore)),
      `${own.filter(({ label }) => label === 'spiky').length}/${own.length}`,
      recipe === analysis.baseline
        ? report.baseline
        : ratios.length === 0
          ? UNKNOWN
          : formatNumber(ratios[ratios.length >> 1]!) +
            numbers.inBrackets(numbers.range(formatNumber(ratios[0]!), formatNumber(ratios.at(-1)!))),
    ];
  });
  return [tag('h2', {}, report.spikes), table(report.spikeColumns, rows)];
}
