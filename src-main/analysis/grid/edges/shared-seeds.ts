// How much of what a seed adds to its runs is the same in other rows and under the other recipe, told by how the seeds' own edges
// vary together: runs of a seed share weights and batches and may fail together. Nothing here knows of edges of rows.
import type { Lattice } from './lattice.ts';
import type { RowBeliefs } from './row-belief.ts';
import type { RowRuns } from './row-runs.ts';
import type { Scatter } from './scatter.ts';

/** Shares of the variance that a seed adds: in all rows of both recipes, in one row of both, in all rows of one recipe. */
export interface Sharing {
  readonly everywhere: number;
  readonly ofRow: number;
  readonly ofRecipe: number;
}

export interface LikelySharing {
  readonly sharing: Sharing;
  readonly weight: number;
}

/** Rows of one recipe in the order of the batch sizes; null where a row has none. */
export interface SeedSource {
  readonly rows: readonly (RowRuns | null)[];
  /** The likeliest one. */
  readonly scatter: Scatter;
}

/** What the runs of a row show of the seeds' own edges. */
interface SeedEdges {
  readonly recipe: number;
  readonly row: number;
  /** Deviation from the mean over seeds, in decades, by seed. */
  readonly deviations: ReadonlyMap<number, number>;
  /** Variance of what a seed adds, and of the error with which its runs show it. */
  readonly added: number;
  readonly error: number;
}

/** Steps from none to all of it. */
const PARTS = 4;
/** Rows of a recipe from which it is told, at most. */
const MOST_ROWS = 6;

const steps = (most: number) => Array.from({ length: most + 1 }, (_, i) => i);
const SHARINGS: readonly Sharing[] = steps(PARTS).flatMap((a) =>
  steps(PARTS - a).flatMap((b) =>
    steps(PARTS - a - b).map((c) => ({ everywhere: a / PARTS, ofRow: b / PARTS, ofRecipe: c / PARTS })),
  ),
);
const OF_ONE = SHARINGS.filter(({ ofRow, ofRecipe }) => ofRow === 0 && ofRecipe === 0);

/**
 * Of one recipe, or of two over the same seeds; before the runs each is as likely. Covariances over seeds of the deviations are
 * taken to follow Wishart's distribution. Weights sum to 1.
 */
export function likelySharings(
  sources: readonly SeedSource[],
  beliefs: RowBeliefs,
  lattice: Lattice,
): readonly LikelySharing[] {
  const edges = sources.flatMap((source, recipe) => seedEdges(source, recipe, beliefs, lattice));
  const seeds = [...new Set(edges.flatMap(({ deviations }) => [...deviations.keys()]))];
  const freedom = Math.max(0, seeds.length - 1);
  const found = edges.map((a) => edges.map((b) => covariance(a, b)));
  const candidates = sources.length > 1 ? SHARINGS : OF_ONE;
  const logs = candidates.map((sharing) => {
    const expected = edges.map((a) => edges.map((b) => expectedCovariance(a, b, sharing)));
    return (-freedom / 2) * deviance(expected, found);
  });
  const most = Math.max(...logs);
  const weights = logs.map((log) => Math.exp(log - most));
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  return candidates.map((sharing, i) => ({ sharing, weight: weights[i]! / total }));
}

function seedEdges(
  { rows, scatter }: SeedSource,
  recipe: number,
  beliefs: RowBeliefs,
  { step }: Lattice,
): SeedEdges[] {
  const measured = [...rows.entries()].filter((entry): entry is [number, RowRuns] => entry[1] !== null);
  const every = Math.max(1, measured.length / MOST_ROWS);
  const some = measured.filter((_, i) => Math.floor(i / every) > Math.floor((i - 1) / every));
  return some.map(([row, { seeds }]) => {
    const moments = seeds.map(({ pattern }) => momentsOf(beliefs.likelihood(pattern, scatter).values));
    const mean = moments.reduce((sum, of) => sum + of.mean, 0) / seeds.length;
    const error = moments.reduce((sum, of) => sum + of.variance, 0) / seeds.length;
    return {
      recipe,
      row,
      deviations: new Map(seeds.map(({ seed }, i) => [seed, step * (moments[i]!.mean - mean)])),
      added: scatter.ofSeed ** 2,
      error: step ** 2 * error,
    };
  });
}

function momentsOf(values: Float64Array): { readonly mean: number; readonly variance: number } {
  let [total, first, second] = [0, 0, 0];
  values.forEach((value, place) => {
    total += value;
    first += value * place;
    second += value * place * place;
  });
  const mean = first / total;
  return { mean, variance: Math.max(0, second / total - mean * mean) + 1 / 12 };
}

function expectedCovariance(a: SeedEdges, b: SeedEdges, sharing: Sharing): number {
  if (a === b) return a.added + a.error;
  const ofRow = a.row === b.row ? sharing.ofRow : 0;
  const ofRecipe = a.recipe === b.recipe ? sharing.ofRecipe : 0;
  return Math.sqrt(a.added * b.added) * (sharing.everywhere + ofRow + ofRecipe);
}

/** Over the seeds of both. */
function covariance(a: SeedEdges, b: SeedEdges): number {
  let [sum, seeds] = [0, 0];
  for (const [seed, value] of a.deviations) {
    const other = b.deviations.get(seed);
    if (other === undefined) continue;
    sum += value * other;
    seeds++;
  }
  return seeds > 1 ? sum / (seeds - 1) : 0;
}

/** ln |expected| + tr(expected^-1 found), by Cholesky's decomposition. */
function deviance(expected: readonly (readonly number[])[], found: readonly (readonly number[])[]): number {
  const n = expected.length;
  const root = expected.map((row) => [...row]);
  let sum = 0;
  for (let j = 0; j < n; j++) {
    for (let k = 0; k < j; k++) {
      for (let i = j; i < n; i++) root[i]![j]! -= root[i]![k]! * root[j]![k]!;
    }
    const diagonal = Math.sqrt(Math.max(Number.EPSILON, root[j]![j]!));
    sum += 2 * Math.log(diagonal);
    for (let i = j + 1; i < n; i++) root[i]![j]! /= diagonal;
    root[j]![j] = diagonal;
  }
  for (let column = 0; column < n; column++) {
    const x = found.map((row) => row[column]!);
    for (let i = 0; i < n; i++) {
      for (let k = 0; k < i; k++) x[i]! -= root[i]![k]! * x[k]!;
      x[i]! /= root[i]![i]!;
    }
    for (let i = n - 1; i >= column; i--) {
      for (let k = i + 1; k < n; k++) x[i]! -= root[k]![i]! * x[k]!;
      x[i]! /= root[i]![i]!;
    }
    sum += x[column]!;
  }
  return sum;
}
