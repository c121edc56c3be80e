// What k unstable runs of n say: how sure the probability is, and whether two counts differ. Counts only, no runs;
// significance.ts corrects for testing many cells.
import { betaQuantile, logGamma } from './beta.ts';
import type { Interval } from './grid.ts';

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

/**
 * Fisher's exact test, two-sided: the chance, with the margins given, of a table at most as likely as k1 of n1 against
 * k2 of n2. 4 of 4 against 0 of 4 gives 2/70 = 0.029.
 */
export function fisherExact(k1: number, n1: number, k2: number, n2: number): number {
  const k = k1 + k2;
  const chance = (i: number) => Math.exp(logChoose(n1, i) + logChoose(n2, k - i) - logChoose(n1 + n2, k));
  // Equally likely tables differ by rounding.
  const limit = chance(k1) * (1 + 1e-7);
  let p = 0;
  for (let i = Math.max(0, k - n2); i <= Math.min(n1, k); i++) {
    const each = chance(i);
    if (each <= limit) p += each;
  }
  return Math.min(1, p);
}

function logChoose(n: number, k: number): number {
  return logGamma(n + 1) - logGamma(k + 1) - logGamma(n - k + 1);
}
