// The mean of one value a seed with its interval, by Student's t: the unit that is drawn is the seed, since runs of one seed share
// weights and batches. Which cells there are is fixed by the study and no accident, so that a seed's value is a mean over them.
import { meanOf, pooledVariance, spreadInterval, unresolved } from '../../analysis/statistics/seed-spread.ts';
import type { Estimate, Lack } from '../observed.ts';

/** Spacing of float32 at the losses that occur: seeds that agree to the last bit know their mean to no less. */
const UNIT = 2 ** -22;

/** Fewer show no spread. */
const LEAST_SEEDS = 3;

export function overSeeds(values: readonly number[], pairs: number, confidence: number): Estimate | Lack {
  if (values.length < LEAST_SEEDS) return 'too-few-seeds';
  const spread = {
    seeds: values.length,
    mean: meanOf(values),
    ...pooledVariance([values]),
    resolution: 0,
    roundings: 2,
  };
  const whole = { ...spread, resolution: unresolved(UNIT, spread.variance) };
  const interval = spreadInterval(whole, whole.mean, confidence)!;
  return { value: whole.mean, interval, seeds: values.length, pairs };
}
