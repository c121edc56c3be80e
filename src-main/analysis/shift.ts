// How far the edge of one recipe lies from the baseline's, in decades of learning rate, paired by seed: the two edges of a
// seed come from the same weights and batches. Negative: the recipe becomes unstable at lower learning rates.
import { edgeOf } from './edge.ts';
import { rowEdges, varianceOfEdges, type RowEdges } from './edge-intervals.ts';
import type { Interval } from './grid.ts';
import { meanOf, pooledVariance, spreadInterval, unresolved } from './seed-spread.ts';
import { count, tallyCells, type GridRun, type Tally } from './tally.ts';
import type { Thresholds } from './thresholds.ts';

export interface Shift {
  /** log10 of LR50 of the recipe over that of the baseline. */
  readonly decades: number;
  /** null with fewer than three seeds in common. */
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
  return [...recipes]
    .filter(([recipe]) => recipe !== baseline)
    .map(([recipe, ownRuns]) => shiftOf(recipe, rowsOf(ownRuns, thresholds), base, thresholds));
}

interface Row extends RowEdges {
  /** log10 of LR50 of all seeds together. */
  readonly edge: number;
}

function rowsOf(runs: readonly GridRun[], thresholds: Thresholds): Map<number, Row> {
  const rows = Map.groupBy(tallyCells(runs, thresholds), ({ batchSize }) => batchSize);
  return new Map([...rows].map(([batchSize, row]) => [batchSize, { ...rowEdges(row), edge: edgeAt(row) }]));
}

function edgeAt(row: readonly Tally[]): number {
  return Math.log10(edgeOf(row.map((cell) => count(cell))).learningRate ?? NaN);
}

interface Pair {
  readonly batchSize: number;
  readonly decades: number;
  /** Differences of the seeds that both have run, by seed. */
  readonly bySeed: ReadonlyMap<number, number>;
  readonly resolution: number;
}

function shiftOf(
  recipe: string,
  own: ReadonlyMap<number, Row>,
  base: ReadonlyMap<number, Row>,
  { confidence }: Thresholds,
): EdgeShift {
  const [ownVariance, baseVariance] = [own, base].map((rows) => varianceOfEdges([...rows.values()]).variance);
  const sizes = [...own.keys()].sort((a, b) => a - b);
  const pairs = sizes.flatMap((batchSize): Pair[] => {
    const [of, from] = [own.get(batchSize)!, base.get(batchSize)];
    if (!from || !of.isInside || !from.isInside) return [];
    const bySeed = [...of.bySeed].flatMap(([seed, edge]) =>
      from.bySeed.has(seed) ? [[seed, edge - from.bySeed.get(seed)!] as const] : [],
    );
    const resolution = unresolved(of.gap, ownVariance!) + unresolved(from.gap, baseVariance!);
    return [{ batchSize, decades: of.edge - from.edge, bySeed: new Map(bySeed), resolution }];
  });
  const pooled = pooledVariance(pairs.map(({ bySeed }) => [...bySeed.values()]));
  const shiftAt = ({ decades, bySeed, resolution }: Pair): Shift => {
    const values = [...bySeed.values()];
    const spread = { seeds: values.length, mean: meanOf(values), ...pooled, resolution, roundings: 2 };
    return { decades, interval: spreadInterval(spread, decades, confidence) };
  };
  return {
    recipe,
    rows: sizes.map((batchSize) => {
      const pair = pairs.find((other) => other.batchSize === batchSize);
      return { batchSize, shift: pair ? shiftAt(pair) : null };
    }),
    mean: pairs.length === 0 ? null : meanShift(pairs, confidence),
  };
}

/** Of each seed the mean over the batch sizes, since its rows are not independent. */
function meanShift(pairs: readonly Pair[], confidence: number): Shift {
  const decades = meanOf(pairs.map((pair) => pair.decades));
  const seeds = [...pairs[0]!.bySeed.keys()].filter((seed) => pairs.every(({ bySeed }) => bySeed.has(seed)));
  if (seeds.length < 2) return { decades, interval: null };
  const values = seeds.map((seed) => meanOf(pairs.map(({ bySeed }) => bySeed.get(seed)!)));
  const spread = {
    seeds: seeds.length,
    mean: meanOf(values),
    ...pooledVariance([values]),
    resolution: pairs.reduce((sum, { resolution }) => sum + resolution, 0) / pairs.length ** 2,
    roundings: 2 * pairs.length,
  };
  return { decades, interval: spreadInterval(spread, decades, confidence) };
}
