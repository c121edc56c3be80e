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

/** What it is likely as well; draws that are known exactly are the same array three times. */
export interface LikelyDraws extends BoundedDraws {
  readonly likely: Float64Array;
}

/** The median, and equal tails: what of the least draws lies below the interval, and of the most ones above. */
export function summaryOf(
  { least, likely, most }: LikelyDraws,
  confidence: number,
): { readonly median: number; readonly interval: Interval } {
  const tail = (1 - confidence) / 2;
  const middle = likely.toSorted();
  const sorted = (draws: Float64Array) => (draws === likely ? middle : draws.toSorted());
  return {
    median: quantileOf(middle, 0.5),
    interval: { low: quantileOf(sorted(least), tail), high: quantileOf(sorted(most), 1 - tail) },
  };
}
