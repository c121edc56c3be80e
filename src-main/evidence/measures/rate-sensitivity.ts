// How much more loss one side pays for a learning rate that is not the best, in nats: LR sensitivity (analysis/decision/sensitivity.ts),
// seed by seed, as the mean over the learning rates of the study.
import { sensitivity } from '../../analysis/decision/sensitivity.ts';
import type { Side } from '../effect.ts';
import { bySeed, pairsOf, type Estimate, type Lack, type Observed } from '../observed.ts';
import { overSeeds } from './over-seeds.ts';

export function sensitivityDifference(
  observed: Observed,
  of: Side,
  minus: Side,
  confidence: number,
): Estimate | Lack {
  const pairs = pairsOf(observed, of, minus);
  if (typeof pairs === 'string') return pairs;
  const { lossTolerance } = observed[of.study]!.thresholds;
  const values = bySeed(pairs, (pair) => pair.of.seed).map((own) => {
    const [a, b] = (['of', 'minus'] as const).map(
      (side) =>
        sensitivity(
          own.map((pair) => pair[side]),
          lossTolerance,
        ).value,
    );
    return a === null || b === null || a === undefined || b === undefined ? null : a - b;
  });
  if (values.some((value) => value === null)) return 'incomplete';
  return overSeeds(values as number[], pairs.length, confidence);
}
