// The interval of a ratio of two means by Fieller's theorem (E. C. Fieller 1954, doi 10.1111/j.2517-6161.1954.tb00159.x): all
// r for which top - r bottom may be 0. Unlike a linear approximation it says when the bottom is too uncertain to divide by.
import type { Interval } from './grid.ts';
import { halfWidth, withSeeds, type SeedSpread } from './seed-spread.ts';

/** Both over the same seeds. */
export interface RatioSpread {
  readonly top: SeedSpread;
  readonly bottom: SeedSpread;
  /** Of the two values of a seed. */
  readonly covariance: number;
}

/** null where seeds are too few, or where the bottom may be 0: then no ratio can be excluded. */
export function ratioInterval({ top, bottom, covariance }: RatioSpread, confidence: number): Interval | null {
  const [ofTop, ofBottom] = [halfWidth(top, confidence), halfWidth(bottom, confidence)];
  // The square of t over the number of seeds, as the spreads use it.
  const perSeed = halfWidth({ ...top, variance: 1, resolution: 0 }, confidence);
  if (ofTop === null || ofBottom === null || perSeed === null) return null;
  const a = bottom.mean ** 2 - ofBottom ** 2;
  const b = top.mean * bottom.mean - perSeed ** 2 * covariance;
  const c = top.mean ** 2 - ofTop ** 2;
  if (a <= 0) return null;
  // Never negative but for rounding: variances and covariance are those of one sample.
  const root = Math.sqrt(Math.max(0, b ** 2 - a * c));
  return { low: (b - root) / a, high: (b + root) / a };
}

/** The same with so many seeds that scatter as those so far. */
export function ratioWithSeeds({ top, bottom, covariance }: RatioSpread, seeds: number): RatioSpread {
  return { top: withSeeds(top, seeds), bottom: withSeeds(bottom, seeds), covariance };
}
