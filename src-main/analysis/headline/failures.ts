// Failures that precision made: pairs in which the recipe failed and its twin did not, against those the other way round. Counts
// only; losses are penalty.ts.
import type { Edge } from '../grid/grid.ts';
import { trainedRate } from '../grid/rate-columns.ts';
import { logGamma } from '../statistics/beta.ts';
import type { Interval } from '../statistics/interval.ts';
import { spreadInterval, unresolved } from '../statistics/seed-spread.ts';
import { normalQuantile } from '../statistics/normal.ts';
import { clusteredMean } from './clusters.ts';
import { bySeed, type Pair } from './pairs.ts';

export interface PairedFailures {
  readonly pairs: number;
  /** Pairs in which both failed, the recipe alone, the twin alone, neither. */
  readonly both: number;
  readonly recipeOnly: number;
  readonly twinOnly: number;
  readonly neither: number;
  /** Exact McNemar test, two-sided; 1 where no pair differs. */
  readonly p: number;
  /** (recipeOnly - twinOnly) / pairs: failures that precision made, less those that it prevented; null without pairs. */
  readonly share: number | null;
  /** null with fewer than three seeds. */
  readonly interval: Interval | null;
  /** Whether precision makes failures, or prevents them, by more than chance. */
  readonly told: 'more' | 'fewer' | 'not-told';
}

export function pairedFailures(pairs: readonly Pair[], confidence: number): PairedFailures {
  const count = (own: boolean, twin: boolean) =>
    pairs.reduce((sum, pair) => sum + Number(pair.ownFailed === own && pair.twinFailed === twin), 0);
  const [recipeOnly, twinOnly] = [count(true, false), count(false, true)];
  const share = pairs.length === 0 ? null : (recipeOnly - twinOnly) / pairs.length;
  const counted = {
    pairs: pairs.length,
    both: count(true, true),
    recipeOnly,
    twinOnly,
    neither: count(false, false),
    p: mcnemarExact(recipeOnly, twinOnly),
    share,
    interval: share === null ? null : shareInterval(pairs, recipeOnly, twinOnly, confidence),
  };
  return { ...counted, told: toldOf(counted, confidence) };
}

/**
 * Of the learning rates that lie at least so many decades below the recipe's edge, its interval included: where the recipe fails more
 * there, it is not because its edge has moved.
 */
export function failuresBelowEdge(
  pairs: readonly Pair[],
  edges: readonly Pick<Edge, 'rowValue' | 'interval'>[],
  decades: number,
  confidence: number,
): PairedFailures {
  const highest = new Map(
    edges.map(({ rowValue, interval }) => [rowValue, (interval?.low ?? 0) / 10 ** decades]),
  );
  const below = pairs.filter(({ own }) => trainedRate(own) <= (highest.get(own.rowValue) ?? 0));
  return pairedFailures(below, confidence);
}

/**
 * McNemar's test and the interval over seeds agree. The test takes pairs for independent, which those of one seed and batch size are
 * not: it alone told something in a quarter of made studies in which there was nothing, where learning rates lay 0.1 decades apart
 * (bench/pairs.ts).
 */
function toldOf(
  { recipeOnly, twinOnly, p, interval }: Omit<PairedFailures, 'told'>,
  confidence: number,
): PairedFailures['told'] {
  if (p > 1 - confidence || interval === null) return 'not-told';
  if (interval.low <= 0 && interval.high >= 0) return 'not-told';
  return recipeOnly > twinOnly ? 'more' : 'fewer';
}

/**
 * Two-sided p of b against c discordant pairs: each is as likely to lie on one side as on the other, so it is twice the tail
 * of a binomial (Q. McNemar 1947, doi 10.1007/BF02295996, exact form). 4 against 0 gives 2/16.
 */
export function mcnemarExact(b: number, c: number): number {
  const [n, least] = [b + c, Math.min(b, c)];
  let tail = 0;
  for (let k = 0; k <= least; k++) tail += Math.exp(logChoose(n, k) - n * Math.LN2);
  return Math.min(1, 2 * tail);
}

function netOf({ ownFailed, twinFailed }: Pair): number {
  return Number(ownFailed) - Number(twinFailed);
}

/** Up to so many pairs that differ, the seeds alone do not show how rare such pairs are. */
const FEW = 4;

/**
 * Student's t over seeds, since pairs of one seed are not independent; a seed's share is known to one pair. Where few pairs differ,
 * wide enough to hold the interval over the pairs, too.
 */
function shareInterval(pairs: readonly Pair[], b: number, c: number, confidence: number): Interval | null {
  const n = pairs.length;
  const mean = clusteredMean(bySeed(pairs).map((own) => own.map(netOf)));
  const resolution = unresolved(mean.seeds / n, mean.variance);
  const ofSeeds = spreadInterval({ ...mean, resolution, roundings: 1 }, mean.mean, confidence);
  if (ofSeeds === null) return null;
  const ofPairs = b + c <= FEW ? adjustedWald(n, b, c, confidence) : ofSeeds;
  return {
    low: Math.max(-1, Math.min(ofSeeds.low, ofPairs.low)),
    high: Math.min(1, Math.max(ofSeeds.high, ofPairs.high)),
  };
}

/**
 * Of (b - c) / n over n independent pairs, of which b differ one way and c the other: Bonett and Price's adjusted Wald interval of a
 * paired difference (2012, doi 10.3102/1076998611411915).
 */
export function adjustedWald(n: number, b: number, c: number, confidence: number): Interval {
  const [recipe, twin] = [(b + 1) / (n + 2), (c + 1) / (n + 2)];
  const middle = recipe - twin;
  const half = normalQuantile((1 + confidence) / 2) * Math.sqrt((recipe + twin - middle ** 2) / (n + 2));
  return { low: middle - half, high: middle + half };
}

function logChoose(n: number, k: number): number {
  return logGamma(n + 1) - logGamma(k + 1) - logGamma(n - k + 1);
}
