// Of how many more pairs the one side fails and not the other, as a share: rare events, so that what could have been told is said
// beside what was seen.
import { isJudged } from '../../analysis/grid/tally.ts';
import {
  adjustedWald,
  mcnemarExact,
  pairedFailures,
  type PairedFailures,
} from '../../analysis/headline/failures.ts';
import { betaQuantile } from '../../analysis/statistics/beta.ts';
import type { Side } from '../effect.ts';
import { pairsOf, type Estimate, type Lack, type Observed, type ObservedRun } from '../observed.ts';

/** Chance with which the share that `tellable` names would be told. */
export const POWER = 0.8;

export function failureDifference(
  observed: Observed,
  of: Side,
  minus: Side,
  confidence: number,
): Estimate | Lack {
  const pairs = pairsOf(observed, of, minus);
  if (typeof pairs === 'string') return pairs;
  if (pairs.some((pair) => !isJudged(pair.of) || !isJudged(pair.minus))) return 'incomplete';
  const { unstableLabels } = observed[of.study]!.thresholds;
  const failed = ({ label }: ObservedRun) => unstableLabels.includes(label!);
  const counted = pairedFailures(
    pairs.map((pair) => ({
      own: pair.of,
      twin: pair.minus,
      ownFailed: failed(pair.of),
      twinFailed: failed(pair.minus),
    })),
    confidence,
  );
  const seeds = new Set(pairs.map((pair) => pair.of.seed)).size;
  const interval = seeds === pairs.length ? intervalOfPairs(counted, confidence) : counted.interval;
  if (interval === null) return 'too-few-seeds';
  const tellable = tellableShare(pairs.length, confidence);
  return { value: counted.share!, interval, seeds, pairs: pairs.length, tellable };
}

/** Pairs of different seeds are independent. An interval that leaves out 0 where McNemar's exact test does not is widened to hold it. */
function intervalOfPairs(
  { pairs, recipeOnly, twinOnly, p }: PairedFailures,
  confidence: number,
): Estimate['interval'] {
  const { low, high } = adjustedWald(pairs, recipeOnly, twinOnly, confidence);
  const holdsZero = p > 1 - confidence;
  return {
    low: Math.max(-1, holdsZero ? Math.min(0, low) : low),
    high: Math.min(1, holdsZero ? Math.max(0, high) : high),
  };
}

/**
 * The share of pairs that must fail on one side alone for the exact McNemar test to tell it with a chance of 80 %, where none fail on
 * the other alone; 1 where not even all of them would do. The count of such pairs is binomial, and P(X >= k) = 0.8 where the share
 * is the 0.8 quantile of Beta(k, n - k + 1).
 */
export function tellableShare(pairs: number, confidence: number): number {
  for (let least = 1; least <= pairs; least++) {
    if (mcnemarExact(least, 0) <= 1 - confidence) return betaQuantile(POWER, least, pairs - least + 1);
  }
  return 1;
}
