// How much higher the final loss of one side is than the other's, in nats. A failed run counts as one that has learned nothing, so
// that a recipe gains nothing by losing its worst runs.
import { bySeed, pairsOf, type Estimate, type Lack, type Observed, type ObservedRun } from '../observed.ts';
import type { Side } from '../effect.ts';
import { meanOf } from '../../analysis/statistics/seed-spread.ts';
import { overSeeds } from './over-seeds.ts';

/**
 * Validation loss, else the tail of the training loss, but no more than the loss at the start; that one where neither is finite
 * (as Wortsman et al., arXiv 2309.14322, clip it). NaN where not even that is known.
 */
export function clippedLoss({ startLoss, tailLoss, validationLoss }: ObservedRun): number {
  const start = startLoss ?? NaN;
  const loss = validationLoss ?? tailLoss ?? NaN;
  if (!Number.isFinite(loss)) return start;
  return Number.isFinite(start) ? Math.min(loss, start) : loss;
}

export function lossDifference(
  observed: Observed,
  of: Side,
  minus: Side,
  confidence: number,
): Estimate | Lack {
  const pairs = pairsOf(observed, of, minus);
  if (typeof pairs === 'string') return pairs;
  const differences = pairs.map((pair) => ({
    seed: pair.of.seed,
    value: clippedLoss(pair.of) - clippedLoss(pair.minus),
  }));
  if (differences.some(({ value }) => !Number.isFinite(value))) return 'incomplete';
  const values = bySeed(differences, ({ seed }) => seed).map((own) => meanOf(own.map(({ value }) => value)));
  return overSeeds(values, pairs.length, confidence);
}
