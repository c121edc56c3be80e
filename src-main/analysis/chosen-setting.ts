// Which setting of a recipe one would train at: least unstable first, then the lowest loss; and what is lost there against the
// baseline, seed by seed.
import type { Cell, ChosenSetting } from './grid.ts';
import { meanOf, pooledVariance, type SeedSpread } from './seed-spread.ts';
import { isJudged, type Tally } from './tally.ts';

/**
 * Of the cells that the baseline has measured too, the one with the lowest upper end of P(unstable), then the lowest share,
 * then the lowest median tail. `cells`, `tallies` and `baseline` in the same order.
 */
export function chosenSetting(
  cells: readonly Cell[],
  tallies: readonly Tally[],
  baseline: readonly Tally[],
): ChosenSetting | null {
  const rank = ({ interval, share, medianTail }: Cell) => [
    interval?.high ?? 1,
    share ?? 1,
    medianTail !== null && Number.isFinite(medianTail) ? medianTail : Infinity,
  ];
  let best: number | null = null;
  cells.forEach((cell, index) => {
    if (cell.finished === 0 || baseline[index]!.outcomes.length === 0) return;
    if (best === null || isLess(rank(cell), rank(cells[best]!))) best = index;
  });
  if (best === null) return null;
  const { learningRate, batchSize } = cells[best]!;
  return { learningRate, batchSize, tailRatio: tailRatio(tallies[best]!, baseline[best]!) };
}

/** By the first number in which they differ. */
function isLess(a: readonly number[], b: readonly number[]): boolean {
  const at = a.findIndex((value, index) => value !== b[index]);
  return at >= 0 && a[at]! < b[at]!;
}

/** null where a run has no finite tail loss: a ratio of the others would not be that of the cell. */
function tailRatio(own: Tally, baseline: Tally): SeedSpread | null {
  const tails = (cell: Tally) => new Map(cell.runs.filter(isJudged).map((run) => [run.seed, run.tailLoss]));
  const others = tails(baseline);
  const pairs = [...tails(own)].filter(([seed]) => others.has(seed));
  const ratios = pairs.map(([seed, tail]) => Math.log((tail ?? NaN) / (others.get(seed) ?? NaN)));
  if (ratios.length === 0 || !ratios.every(Number.isFinite)) return null;
  return {
    seeds: ratios.length,
    mean: meanOf(ratios),
    ...pooledVariance([ratios]),
    resolution: 0,
    roundings: 0,
  };
}
