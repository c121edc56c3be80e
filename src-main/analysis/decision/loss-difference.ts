// How far two losses lie apart, from a few runs of each: the mean difference with what its interval and its draws need. Runs of
// the same seed and origin are compared in pairs, since they share weights; without two in common the runs stand on their own, if all are
// of one origin.
import type { Interval } from '../statistics/interval.ts';
import { unitOf } from '../headline/penalty.ts';
import { LEAST_SEEDS } from './outlook.ts';
import { seedKey, type SeedOfOrigin } from '../grid/tally.ts';
import { tQuantile } from '../statistics/student.ts';

export interface SeedLoss extends SeedOfOrigin {
  /** Nats per token. */
  readonly loss: number;
}

export interface LossDifference {
  /** Nats, the first less the second. */
  readonly mean: number;
  readonly standardError: number;
  readonly degreesOfFreedom: number;
  /** Seeds that it rests on. */
  readonly seeds: number;
}

/**
 * null where one of the two has no run, or where they would be compared over two origins. One run each says nothing of its spread: then it is taken to be `assumedSpread`, with one
 * degree of freedom. Seeds that differ by the same to the last digit have the scatter of that digit all the same.
 */
export function lossDifference(
  own: readonly SeedLoss[],
  other: readonly SeedLoss[],
  { assumedSpread }: { readonly assumedSpread: number },
): LossDifference | null {
  if (own.length === 0 || other.length === 0) return null;
  const twins = new Map(other.map((run) => [seedKey(run), run.loss]));
  const pairs = own.flatMap((run) => {
    const twin = twins.get(seedKey(run));
    return twin === undefined ? [] : [run.loss - twin];
  });
  const unit = unitOf([...own, ...other].map(({ loss }) => loss));
  // Two losses that were rounded to the unit, each uniform.
  const least = unit ** 2 / 6;
  if (pairs.length > 1 || (pairs.length === 1 && own.length + other.length === 2)) {
    const n = pairs.length;
    const variance = n > 1 ? varianceOf(pairs) : assumedSpread ** 2;
    return {
      mean: meanOf(pairs),
      standardError: Math.sqrt(Math.max(variance, least) / n),
      degreesOfFreedom: Math.max(1, n - 1),
      seeds: n,
    };
  }
  if (new Set([...own, ...other].map(({ origin }) => origin)).size > 1) return null;
  return unpaired(
    own.map(({ loss }) => loss),
    other.map(({ loss }) => loss),
    assumedSpread,
    least,
  );
}

/** B. L. Welch 1947, doi 10.1093/biomet/34.1-2.28. */
function unpaired(
  own: readonly number[],
  other: readonly number[],
  assumedSpread: number,
  least: number,
): LossDifference {
  const parts = [own, other].map((values) => ({
    part: Math.max(values.length > 1 ? varianceOf(values) : assumedSpread ** 2, least) / values.length,
    freedom: Math.max(1, values.length - 1),
  }));
  const variance = parts.reduce((sum, { part }) => sum + part, 0);
  const spread = parts.reduce((sum, { part, freedom }) => sum + part ** 2 / freedom, 0);
  return {
    mean: meanOf(own) - meanOf(other),
    standardError: Math.sqrt(variance),
    degreesOfFreedom: Math.max(1, variance ** 2 / spread),
    seeds: Math.min(own.length, other.length),
  };
}

/** Student's t; null with fewer than three seeds. */
export function differenceInterval(difference: LossDifference, confidence: number): Interval | null {
  const { mean, standardError, degreesOfFreedom, seeds } = difference;
  if (seeds < LEAST_SEEDS) return null;
  const half = tQuantile((1 + confidence) / 2, degreesOfFreedom) * standardError;
  return { low: mean - half, high: mean + half };
}

/** The same with so many more seeds that scatter as those so far. */
export function withMoreSeeds(difference: LossDifference, more: number): LossDifference {
  const { seeds, standardError, degreesOfFreedom } = difference;
  const factor = (seeds + more) / seeds;
  return {
    ...difference,
    seeds: seeds + more,
    standardError: standardError / Math.sqrt(factor),
    degreesOfFreedom: degreesOfFreedom * factor,
  };
}

function meanOf(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

function varianceOf(values: readonly number[]): number {
  const mean = meanOf(values);
  return values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / (values.length - 1);
}
