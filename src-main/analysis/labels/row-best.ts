// L* and LR*: what the runs of one row (one recipe, one batch size) show that can be learned there, and from which learning
// rate on. They are what other runs are judged by, so that no single run may move them much: a run that failed or is missing
// is replaced by what the other learning rates say of its seed, and LR* is the lowest that any one seed less would give.
import { median } from '../statistics/median.ts';
import type { Thresholds } from './thresholds.ts';

/** A run of the row. `tail`: nats per token; null where it has none. */
export interface RowRun {
  readonly learningRate: number;
  readonly seed: number;
  readonly tail: number | null;
}

export interface RowBest {
  /** L*: the lowest tail of a learning rate, a mean over seeds. */
  readonly tail: number;
  /** LR*: the lowest learning rate whose mean tail, over the seeds that trained, lies within two standard errors of L*. */
  readonly learningRate: number;
  /** The lowest learning rate at which half of the runs or more learned their share; null where none did. */
  readonly learnsFrom: number | null;
}

interface Column {
  readonly learningRate: number;
  readonly runs: number;
  /** Tails of its runs that have trained, by seed. */
  readonly tails: ReadonlyMap<number, number>;
}

/**
 * `known`: the level that learning is counted from, H1 or else l0; null where neither is known. null: no run has a tail.
 *
 * A run has trained where it learned the share `stalledShare` of what the best median did. L* is taken over the learning rates
 * at which more than half of the runs have. Where there is none, over those at which every run has a tail, and where there is
 * none of those either, over all. LR* may also be one at which fewer have trained: there, steps are not all that is missing.
 */
export function bestOfRow(
  runs: readonly RowRun[],
  known: number | null,
  thresholds: Thresholds,
): RowBest | null {
  const columns = columnsOf(runs);
  const medians = columns.map(({ tails, runs: all }) => medianOf(tails, all));
  const lowest = least(medians);
  const bar = known === null ? Infinity : known - thresholds.stalledShare * Math.max(0, known - lowest);
  const trained = columns
    .map((column) => ({ ...column, tails: new Map([...column.tails].filter(([, tail]) => tail <= bar)) }))
    .filter(({ tails }) => tails.size > 0);
  const isMost = ({ tails, runs: all }: Column) => 2 * tails.size > all;
  if (!trained.some(isMost)) {
    const whole = columns.filter(({ tails, runs: all }) => tails.size === all);
    const some = whole.length > 0 ? whole : columns.filter(({ tails }) => tails.size > 0);
    return some.length === 0 ? null : { ...standOf(some, () => true, thresholds), learnsFrom: null };
  }
  const half = trained.find(({ tails, runs: all }) => 2 * tails.size >= all)!;
  const learnsFrom = known !== null && lowest < known ? half.learningRate : null;
  return { ...standOf(trained, isMost, thresholds), learnsFrom };
}

/** Learning rates ascending. Sorted, not grouped by a map: numbers below 1 all have the same hash. */
function columnsOf(runs: readonly RowRun[]): Column[] {
  const columns: { learningRate: number; runs: number; tails: Map<number, number> }[] = [];
  for (const { learningRate, seed, tail } of runs.toSorted((a, b) => a.learningRate - b.learningRate)) {
    if (columns.at(-1)?.learningRate !== learningRate)
      columns.push({ learningRate, runs: 0, tails: new Map() });
    const column = columns.at(-1)!;
    column.runs += 1;
    if (tail !== null) column.tails.set(seed, tail);
  }
  return columns;
}

/** Over all runs of the cell: one without a tail is worse than any. */
function medianOf(tails: ReadonlyMap<number, number>, runs: number): number {
  const missing = Array<number>(Math.max(0, runs - tails.size)).fill(Infinity);
  return median([...tails.values(), ...missing]) ?? Infinity;
}

/** Tails that may be filled in, over all columns: more would be seeds that hardly any two learning rates share. */
const MOST_FILLED = 1_000_000;

/** L* and LR* of columns that each have a tail; L* is that of one that `mayBeBest`. */
function standOf(
  columns: readonly Column[],
  mayBeBest: (column: Column) => boolean,
  thresholds: Thresholds,
): Omit<RowBest, 'learnsFrom'> {
  const mayBe = columns.map(mayBeBest);
  const leastOf = (means: readonly number[]) => least(means.filter((_, i) => mayBe[i]));
  const seeds = [...new Set(columns.flatMap(({ tails }) => [...tails.keys()]))];
  const isPaired = seeds.length * columns.length <= MOST_FILLED;
  const table = columns.map((column, index) =>
    isPaired
      ? filled(column, columns.slice(Math.max(0, index - REACH), index + REACH + 1), seeds)
      : [...column.tails.values()],
  );
  const sums = table.map((tails) => tails.reduce((sum, tail) => sum + tail, 0));
  const means = sums.map((sum, i) => sum / table[i]!.length);
  const lowest = leastOf(means);
  const best = means.findIndex((mean, i) => mayBe[i] && mean === lowest);
  const deviation = scatterOf(columns.slice(0, best + 1)) ?? scatterOf(columns) ?? thresholds.loneSeedScatter;
  const firstWithin = (each: readonly number[], count: number): number => {
    const slack = Math.max((thresholds.bestErrors * deviation) / Math.sqrt(count), thresholds.lossTolerance);
    const limit = leastOf(each) + slack;
    return each.findIndex((mean) => mean <= limit);
  };
  const count = table[best]!.length;
  let first = firstWithin(means, count);
  for (let seed = 0; isPaired && count > 1 && seed < count; seed++) {
    const without = sums.map((sum, i) => (sum - table[i]![seed]!) / (count - 1));
    first = Math.min(first, firstWithin(without, count - 1));
  }
  return { tail: means[best]!, learningRate: columns[first]!.learningRate };
}

/** Neighbours on either side that tell how a seed differs from others. */
const REACH = 4;

/** The tail of every seed; where the column has none, its own mean and by how much the seed differs from others nearby. */
function filled({ tails }: Column, nearby: readonly Column[], seeds: readonly number[]): number[] {
  const own = meanOf([...tails.values()]);
  return seeds.map((seed) => {
    const tail = tails.get(seed);
    if (tail !== undefined) return tail;
    const differences = nearby.flatMap((column) => {
      const there = column.tails.get(seed);
      const others = [...tails.keys()].flatMap((other) => column.tails.get(other) ?? []);
      return there === undefined || others.length === 0 ? [] : [there - meanOf(others)];
    });
    return own + (differences.length > 0 ? meanOf(differences) : 0);
  });
}

/**
 * Standard deviation of a tail over seeds: the median of the columns' variances, so that one bad seed in one of them does
 * not widen it; null where no column has two seeds. The median of a variance of n - 1 degrees of freedom lies below the
 * variance by the factor (1 - 2 / (9 (n - 1)))^3 (Wilson and Hilferty).
 */
function scatterOf(columns: readonly Column[]): number | null {
  const variances = columns
    .map(({ tails }) => [...tails.values()])
    .filter((tails) => tails.length > 1)
    .map((tails) => {
      const mean = meanOf(tails);
      const freedom = tails.length - 1;
      const variance = tails.reduce((sum, tail) => sum + (tail - mean) ** 2, 0) / freedom;
      return variance / (1 - 2 / (9 * freedom)) ** 3;
    });
  const middle = median(variances);
  return middle === null ? null : Math.sqrt(middle);
}

function meanOf(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

/** Math.min takes no more values than the stack has room for. */
function least(values: readonly number[]): number {
  return values.reduce((a, b) => Math.min(a, b), Infinity);
}
