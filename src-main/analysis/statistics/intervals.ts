// What k unstable runs of n say of the probability, and how sure it is. Counts only, no runs.
import { betaQuantile } from './beta.ts';
import type { Interval } from './interval.ts';

/**
 * Jeffreys interval of a probability from k of n: equal tails of Beta(k + 1/2, n - k + 1/2), with the end at 0 where
 * k = 0 and at 1 where k = n (Brown, Cai, DasGupta 2001, doi 10.1214/ss/1009213286). The other end keeps its tail: at
 * 95 %, 0 of 3 reaches up to 0.54 and 0 of 4 to 0.44.
 */
export function jeffreysInterval(k: number, n: number, confidence: number): Interval {
  const tail = (1 - confidence) / 2;
  return {
    low: k === 0 ? 0 : betaQuantile(tail, k + 0.5, n - k + 0.5),
    high: k === n ? 1 : betaQuantile(1 - tail, k + 0.5, n - k + 0.5),
  };
}

/** The interval by count, each computed once: a large grid has few different ones. */
export function rememberedIntervals(confidence: number): (unstable: number, finished: number) => Interval {
  const known = new Map<string, Interval>();
  return (unstable, finished) => {
    const counts = `${unstable} ${finished}`;
    const interval = known.get(counts) ?? jeffreysInterval(unstable, finished, confidence);
    known.set(counts, interval);
    return interval;
  };
}

interface Judged {
  readonly unstable: number;
  readonly finished: number;
  /** Seeds of those; fewer where a column has several learning rates. */
  readonly seeds: number;
}

/** What counts for a probability over seeds: runs of one seed share weights and batches, so that each seed is one, in doubt unstable. */
export function bySeeds<T extends Judged>(judged: T): T {
  const { unstable, finished, seeds } = judged;
  if (seeds >= finished) return judged;
  return { ...judged, unstable: Math.ceil((unstable * seeds) / finished), finished: seeds };
}

/**
 * P(unstable) of a cell, given the interval by count: runs that nothing judges may all have been unstable, or all stable. null
 * where none was judged.
 */
export function cellInterval(
  judged: Judged,
  unjudged: number,
  intervalOf: (unstable: number, finished: number) => Interval,
): Interval | null {
  const { unstable, finished } = bySeeds(judged);
  if (finished === 0) return null;
  const all = finished + unjudged;
  return { low: intervalOf(unstable, all).low, high: intervalOf(unstable + unjudged, all).high };
}
