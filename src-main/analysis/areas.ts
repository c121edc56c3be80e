// The stable area of a recipe and its ratio to the baseline's, with intervals over seeds. Areas of cells are in region.ts.
import { rowEdges, varianceOfEdges } from './edge-intervals.ts';
import type { Interval } from './grid.ts';
import { cellAreas, extents } from './region.ts';
import { areaOfSeed, seedsOf, turns } from './seed-rows.ts';
import { ratioInterval, type RatioSpread } from './ratio.ts';
import {
  covarianceOf,
  meanOf,
  pooledVariance,
  spreadInterval,
  unresolved,
  type SeedSpread,
} from './seed-spread.ts';
import { count, isStable, type Tally } from './tally.ts';
import type { Thresholds } from './thresholds.ts';

export interface Areas {
  readonly area: number;
  readonly areaInterval: Interval | null;
  readonly areaRatio: number | null;
  readonly areaRatioInterval: Interval | null;
  /** What the ratio's interval was made of, to tell what more seeds would do; null where there is none. */
  readonly areaRatioSpread: RatioSpread | null;
}

export function areas(cells: readonly Tally[], baseline: readonly Tally[], thresholds: Thresholds): Areas {
  const sizes = cellAreas(cells);
  const area = stableArea(cells, sizes, thresholds);
  const whole = cells.reduce((sum, { outcomes }, i) => sum + (outcomes.length > 0 ? sizes[i]! : 0), 0);
  const bySeed = seedsOf(cells).map((seed) => areaOfSeed(cells, sizes, seed));
  const spread = spreadOf(cells, sizes, bySeed, thresholds);
  const interval = spreadInterval(spread, area, thresholds.confidence);

  const [own, base] = shared(cells, baseline);
  const sharedSizes = cellAreas(own);
  const [ownArea, baseArea] = [own, base].map((some) => stableArea(some, sharedSizes, thresholds)) as [
    number,
    number,
  ];
  const areaRatio = baseArea === 0 ? null : ownArea / baseArea;
  const areaRatioSpread = areaRatio === null ? null : ratioSpread(own, base, sharedSizes, thresholds);
  const ratios = areaRatioSpread && ratioInterval(areaRatioSpread, thresholds.confidence);
  return {
    area,
    areaInterval: interval && { low: Math.max(0, interval.low), high: Math.min(whole, interval.high) },
    areaRatio,
    areaRatioInterval: ratios && {
      low: Math.max(0, Math.min(ratios.low, areaRatio!)),
      high: Math.max(ratios.high, areaRatio!),
    },
    areaRatioSpread,
  };
}

/** A cell whose share is the threshold itself has the edge in its middle: half of it is stable. */
function stableArea(cells: readonly Tally[], sizes: readonly number[], thresholds: Thresholds): number {
  return cells.reduce((sum, cell, i) => {
    const { unstable, finished } = count(cell);
    const isHalf = finished > 0 && unstable / finished === thresholds.unstableShare;
    return sum + (isHalf ? 0.5 : isStable(count(cell), thresholds) ? 1 : 0) * sizes[i]!;
  }, 0);
}

/** The cells that both have measured, in the same order. */
function shared(cells: readonly Tally[], baseline: readonly Tally[]): [Tally[], Tally[]] {
  const key = ({ batchSize, learningRate }: Tally) => `${batchSize} ${learningRate}`;
  const twins = new Map(baseline.filter(isMeasured).map((cell) => [key(cell), cell]));
  const own = cells.filter((cell) => isMeasured(cell) && twins.has(key(cell)));
  return [own, own.map((cell) => twins.get(key(cell))!)];
}

function isMeasured({ outcomes }: Tally): boolean {
  return outcomes.length > 0;
}

/**
 * `values`: the areas of the seeds. A seed's own area has no share to compare with a threshold: it stands for the threshold 1/2. For another one, the mean is
 * moved by as much as the threshold moves the area of all seeds together.
 */
function spreadOf(
  cells: readonly Tally[],
  sizes: readonly number[],
  values: readonly number[],
  thresholds: Thresholds,
): SeedSpread {
  const moved =
    thresholds.unstableShare === 0.5
      ? 0
      : stableArea(cells, sizes, thresholds) -
        stableArea(cells, sizes, { ...thresholds, unstableShare: 0.5 });
  return {
    seeds: values.length,
    mean: meanOf(values) + moved,
    ...pooledVariance([values]),
    ...resolutionOf(cells),
  };
}

/** Seeds that both have run are compared in pairs; without two of them there is no interval. */
function ratioSpread(
  own: readonly Tally[],
  base: readonly Tally[],
  sizes: readonly number[],
  thresholds: Thresholds,
): RatioSpread | null {
  const others = new Set(seedsOf(base));
  const seeds = seedsOf(own).filter((seed) => others.has(seed));
  if (seeds.length < 2) return null;
  const [top, bottom] = [own, base].map((cells) => seeds.map((seed) => areaOfSeed(cells, sizes, seed)));
  return {
    top: spreadOf(own, sizes, top!, thresholds),
    bottom: spreadOf(base, sizes, bottom!, thresholds),
    covariance: covarianceOf(top!, bottom!),
  };
}

/** Every turn of a row is known only to the gap in which it lies, times the height of the row. */
function resolutionOf(cells: readonly Tally[]): Pick<SeedSpread, 'resolution' | 'roundings'> {
  const rows = [...Map.groupBy(cells, ({ batchSize }) => batchSize)];
  const heights = extents(rows.map(([batchSize]) => Math.log2(batchSize)));
  const { variance } = varianceOfEdges(rows.map(([, row]) => rowEdges(row)));
  const parts = rows.flatMap(([batchSize, row]) =>
    turns(row).map((gap) => heights.get(Math.log2(batchSize))! ** 2 * unresolved(gap, variance)),
  );
  return { resolution: parts.reduce((sum, part) => sum + part, 0), roundings: parts.length };
}
