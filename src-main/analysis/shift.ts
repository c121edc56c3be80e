// How far the edge of one recipe lies from the baseline's, in decades of learning rate, paired by seed: both edges of a
// resample come from the same seeds. Negative: the recipe becomes unstable at lower learning rates.
import { overResamples, percentileInterval, type SeedWeights } from './bootstrap.ts';
import { clampedEdge, edgeOf } from './edge.ts';
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
  const seeds = [...new Set(runs.map(({ seed }) => seed))];
  return [...recipes]
    .filter(([recipe]) => recipe !== baseline)
    .map(([recipe, ownRuns]) => {
      const own = rowsOf(ownRuns, thresholds);
      const pairs = [...own.keys()]
        .sort((a, b) => a - b)
        .map((batchSize) => ({ batchSize, of: own.get(batchSize)!, from: base.get(batchSize) ?? [] }));
      const inside = pairs.filter(({ of, from }) => isInside(of) && isInside(from));
      const resamples = overResamples(seeds, (weights) => inside.map((pair) => decades(pair, weights)));
      const shiftAt = (index: number): Shift => ({
        decades: decades(inside[index]!)!,
        interval: interval(
          resamples.map((values) => values[index]!),
          thresholds,
        ),
      });
      const rows = pairs.map((pair) => {
        const index = inside.indexOf(pair);
        return { batchSize: pair.batchSize, shift: index < 0 ? null : shiftAt(index) };
      });
      const mean = meanOf(inside.map((pair) => decades(pair)));
      return {
        recipe,
        rows,
        mean: mean === null ? null : { decades: mean, interval: interval(resamples.map(meanOf), thresholds) },
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

function decades({ of, from }: Pair, weights?: SeedWeights): number | null {
  const edge = clampedEdge(of.map((cell) => count(cell, weights)));
  const baseline = clampedEdge(from.map((cell) => count(cell, weights)));
  return edge === null || baseline === null ? null : edge - baseline;
}

function meanOf(values: readonly (number | null)[]): number | null {
  const known = values.filter((value) => value !== null);
  return known.length === 0 ? null : known.reduce((sum, value) => sum + value, 0) / known.length;
}

function interval(values: readonly (number | null)[], { confidence }: Thresholds): Interval | null {
  return percentileInterval(
    values.filter((value) => value !== null),
    confidence,
  );
}
