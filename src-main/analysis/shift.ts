// How far the edge of one recipe lies from the baseline's, in decades of learning rate, paired by seed: both edges of a
// resample come from the same seeds. Negative: the recipe becomes unstable at lower learning rates.
import { drawSeeds, percentileInterval } from './bootstrap.ts';
import { edgeOf, resampledEdges } from './edge.ts';
import type { Interval } from './grid.ts';
import { count, tallyCells, type GridRun, type Tally } from './tally.ts';
import type { Thresholds } from './thresholds.ts';

export interface Shift {
  /** log10 of LR50 of the recipe over that of the baseline. */
  readonly decades: number;
  /** null with a single seed. An edge that a resample puts outside the tested range counts as its end. */
  readonly interval: Interval | null;
}

export interface EdgeShift {
  readonly recipe: string;
  /** null where either edge lies outside the tested learning rates. */
  readonly rows: readonly { readonly batchSize: number; readonly shift: Shift | null }[];
  /** Mean over the batch sizes that have a shift; null where none has. */
  readonly mean: Shift | null;
}

/** One entry for every recipe but the baseline, in order of first appearance. */
export function edgeShifts(
  runs: readonly GridRun[],
  { baseline, thresholds }: { readonly baseline: string; readonly thresholds: Thresholds },
): EdgeShift[] {
  const recipes = Map.groupBy(runs, ({ recipe }) => recipe);
  const base = rowsOf(recipes.get(baseline) ?? [], thresholds);
  const drawn = drawSeeds([...new Set(runs.map(({ seed }) => seed))]);
  return [...recipes]
    .filter(([recipe]) => recipe !== baseline)
    .map(([recipe, ownRuns]) => {
      const own = rowsOf(ownRuns, thresholds);
      const pairs = [...own.keys()]
        .sort((a, b) => a - b)
        .map((batchSize) => ({ batchSize, of: own.get(batchSize)!, from: base.get(batchSize) ?? [] }));
      const inside = pairs.filter(({ of, from }) => isInside(of) && isInside(from));
      const shifts = inside.map(decades);
      const resampled = inside.map(({ of, from }) => {
        const edges = resampledEdges(from, drawn);
        return resampledEdges(of, drawn).map((edge, resample) => edge - edges[resample]!);
      });
      const rows = pairs.map((pair) => {
        const index = inside.indexOf(pair);
        const shift =
          index < 0 ? null : { decades: shifts[index]!, interval: interval(resampled[index]!, thresholds) };
        return { batchSize: pair.batchSize, shift };
      });
      const mean = meanOf(shifts);
      const means = drawn.drawn.map((_, at) => meanOf(resampled.map((values) => values[at]!)) ?? NaN);
      return {
        recipe,
        rows,
        mean: mean === null ? null : { decades: mean, interval: interval(means, thresholds) },
      };
    });
}

interface Pair {
  readonly of: readonly Tally[];
  readonly from: readonly Tally[];
}

function rowsOf(runs: readonly GridRun[], thresholds: Thresholds): Map<number, Tally[]> {
  return Map.groupBy(tallyCells(runs, thresholds), ({ batchSize }) => batchSize);
}

function isInside(row: readonly Tally[]): boolean {
  return edgeOf(row.map((cell) => count(cell))).side === 'inside';
}

/** log10 of one edge over another, both of which lie inside. */
function decades({ of, from }: Pair): number {
  const edge = (row: readonly Tally[]) => Math.log10(edgeOf(row.map((cell) => count(cell))).learningRate!);
  return edge(of) - edge(from);
}

/** null where there are none; a resample in which an edge is not known does not count. */
function meanOf(values: readonly number[]): number | null {
  const known = values.filter((value) => !Number.isNaN(value));
  return known.length === 0 ? null : known.reduce((sum, value) => sum + value, 0) / known.length;
}

function interval(values: readonly number[], { confidence }: Thresholds): Interval | null {
  return percentileInterval(
    values.filter((value) => !Number.isNaN(value)),
    confidence,
  );
}
