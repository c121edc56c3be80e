// How much work a scale of the suite is, in runs, steps and operations. Pure.
import { stepFlops } from '../engine/flops.ts';
import type { Spec } from '../spec/spec.ts';

export interface SuiteWork {
  readonly runs: number;
  readonly laneSteps: number;
  readonly flops: number;
}

export function workOf(specs: readonly Spec[], vocabulary: number): SuiteWork {
  const parts = specs.map(({ recipes, learningRates, batchSizes, seeds, steps, model }) => {
    const runs = recipes.length * learningRates.length * batchSizes.length * seeds.length;
    const laneSteps = runs * steps;
    return { runs, laneSteps, flops: laneSteps * stepFlops(model, batchSizes[0]!, vocabulary) };
  });
  const sum = (of: (part: SuiteWork) => number) => parts.reduce((total, part) => total + of(part), 0);
  return {
    runs: sum(({ runs }) => runs),
    laneSteps: sum(({ laneSteps }) => laneSteps),
    flops: sum(({ flops }) => flops),
  };
}
