// Quantiles of draws, interpolated between them. Draws may be infinite, and may be known only to lie between two bounds.
import type { Interval } from '../../statistics/interval.ts';

/** `sorted` ascending, one at least; each draw stands for an equal part of the probability. */
function quantileOf(sorted: Float64Array, share: number): number {
  const at = Math.min(sorted.length - 1, Math.max(0, share * sorted.length - 0.5));
  const [low, high] = [sorted[Math.floor(at)]!, sorted[Math.ceil(at)]!];
  if (low === high) return low;
  // Between a number and infinity lies everything: the interval takes it in.
  if (!Number.isFinite(high - low)) return share < 0.5 ? low : high;
  return low + (at - Math.floor(at)) * (high - low);
}

export function medianOfDraws(draws: Float64Array): number {
  return quantileOf(draws.toSorted(), 0.5);
}

/** What every draw is at least and at most. */
export interface BoundedDraws {
  readonly least: Float64Array;
  readonly most: Float64Array;
}

/** Equal tails: what of the least draws lies below it, and of the most ones above. */
export function tailsOf({ least, most }: BoundedDraws, confidence: number): Interval {
  const tail = (1 - confidence) / 2;
  return { low: quantileOf(least.toSorted(), tail), high: quantileOf(most.toSorted(), 1 - tail) };
}
