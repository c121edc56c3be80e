// How sure edges and their shifts are: what the seeds of a row say alone, with a variance that all rows of a recipe share.
import { edgeOf } from './edge.ts';
import { edgeOfSeed, gapAround, seedsOf } from './seed-rows.ts';
import { meanOf, pooledVariance, unresolved, type SeedSpread } from './seed-spread.ts';
import { count, type Tally } from './tally.ts';

export interface RowEdges {
  /** log10 of each seed's edge, by seed. */
  readonly bySeed: ReadonlyMap<number, number>;
  /** Whether the edge of all seeds together lies within the tested learning rates. */
  readonly isInside: boolean;
  /** Decades between the tested learning rates around it. */
  readonly gap: number;
}

export function rowEdges(row: readonly Tally[]): RowEdges {
  const bySeed = new Map(seedsOf(row).map((seed) => [seed, edgeOfSeed(row, seed)]));
  const { learningRate, side } = edgeOf(row.map((cell) => count(cell)));
  const place = learningRate === null ? (side === 'above' ? Infinity : -Infinity) : Math.log10(learningRate);
  return { bySeed, isInside: side === 'inside', gap: gapAround(row, place) };
}

/** Variance of a seed's edge, from the rows whose edge lies inside; from all rows where none does. */
export function varianceOfEdges(rows: readonly RowEdges[]): { variance: number; degreesOfFreedom: number } {
  const inside = rows.filter(({ isInside }) => isInside);
  return pooledVariance((inside.length > 0 ? inside : rows).map(({ bySeed }) => [...bySeed.values()]));
}

/** One for each row of a recipe; null where no seed has run. */
export function edgeSpreads(rows: readonly RowEdges[]): (SeedSpread | null)[] {
  const pooled = varianceOfEdges(rows);
  return rows.map(({ bySeed, gap }) => {
    const edges = [...bySeed.values()];
    if (edges.length === 0) return null;
    const resolution = unresolved(gap, pooled.variance);
    return { seeds: edges.length, mean: meanOf(edges), ...pooled, resolution, roundings: 1 };
  });
}
