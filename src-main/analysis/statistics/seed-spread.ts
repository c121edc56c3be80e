// Intervals over seeds by Student's t. Runs of one seed share weights and batches and tend to fail together, so a seed is the
// unit that is drawn, not a run; and with three to five seeds a bootstrap over them covers half of what it claims (measured
// by bench/coverage.ts). To what the seeds show is added what the tested grid cannot resolve. Numbers only, no runs.
import type { Interval } from './interval.ts';
import { tQuantile } from './student.ts';

export interface SeedSpread {
  readonly seeds: number;
  /** Mean over seeds of what each seed alone says. */
  readonly mean: number;
  /** Variance of one seed's value, and the degrees of freedom it was estimated with. */
  readonly variance: number;
  readonly degreesOfFreedom: number;
  /** Variance of what lies between tested values; more seeds do not shrink it. */
  readonly resolution: number;
  /** Edges that were rounded to the grid independently of each other. */
  readonly roundings: number;
}

/** Fewer seeds have no interval, unless a measure says otherwise. */
const LEAST_SEEDS = 3;

/**
 * Half the width of the interval; null where seeds are too few to tell their spread. Of the resolution only what the scatter
 * of the seeds does not show already is added.
 */
export function halfWidth(
  spread: SeedSpread,
  confidence: number,
  leastSeeds: number = LEAST_SEEDS,
): number | null {
  const { seeds, variance, degreesOfFreedom, resolution, roundings } = spread;
  if (seeds < leastSeeds || degreesOfFreedom < leastSeeds - 1) return null;
  const ofSeeds = tQuantile((1 + confidence) / 2, degreesOfFreedom) ** 2 * (variance / seeds);
  const ofGrid = Math.max(0, resolution - variance / seeds);
  return Math.sqrt(ofSeeds + resolutionQuantile(roundings, confidence) ** 2 * ofGrid);
}

/** The interval around the mean over seeds, made wide enough to hold `estimate`; null where there is none. */
export function spreadInterval(
  spread: SeedSpread,
  estimate: number,
  confidence: number,
  leastSeeds?: number,
): Interval | null {
  const half = halfWidth(spread, confidence, leastSeeds);
  if (half === null) return null;
  return { low: Math.min(estimate, spread.mean - half), high: Math.max(estimate, spread.mean + half) };
}

/** Mean and spread of values that share one variance with those of other groups, e.g. of the other batch sizes. */
export function pooledVariance(groups: readonly (readonly number[])[]): {
  variance: number;
  degreesOfFreedom: number;
} {
  let [squares, degreesOfFreedom] = [0, 0];
  for (const values of groups.filter(({ length }) => length > 1)) {
    squares += covarianceOf(values, values) * (values.length - 1);
    degreesOfFreedom += values.length - 1;
  }
  return { variance: degreesOfFreedom > 0 ? squares / degreesOfFreedom : 0, degreesOfFreedom };
}

export function meanOf(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

/** Of two lists of the same length, with n - 1 in the denominator. */
export function covarianceOf(a: readonly number[], b: readonly number[]): number {
  const [meanA, meanB] = [meanOf(a), meanOf(b)];
  return a.reduce((sum, value, i) => sum + (value - meanA) * (b[i]! - meanB), 0) / (a.length - 1);
}

/**
 * Variance of the error that a mean over seeds has because edges are seen only between tested values `gap` apart. Where all
 * seeds agree, the edge lies anywhere in the gap: gap^2/12. Where they scatter with standard deviation w the gaps average
 * out: of a mean over normal values no more is left than gap^2/12 exp(-4 pi^2 w^2 / gap^2), by which the first harmonic of the
 * rounding falls (W. F. Sheppard 1898, doi 10.1112/plms/s1-29.1.353). `variance` is that of the rounded edges, w^2 + gap^2/12.
 */
export function unresolved(gap: number, variance: number): number {
  if (gap === 0) return 0;
  const rounding = gap ** 2 / 12;
  return rounding * Math.exp((-4 * Math.PI ** 2 * Math.max(0, variance - rounding)) / gap ** 2);
}

/** In standard deviations: one rounding is uniform, two have a triangular sum, more are taken to be normal. */
function resolutionQuantile(roundings: number, confidence: number): number {
  if (roundings === 1) return confidence * Math.sqrt(3);
  if (roundings === 2) return (1 - Math.sqrt(1 - confidence)) * Math.sqrt(6);
  return tQuantile((1 + confidence) / 2, 1e4);
}
