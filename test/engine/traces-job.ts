// The training job whose traces test/oracle/traces.py computes in PyTorch.
import { jobOf, MODEL, OPTIMIZER } from './support.ts';
import type { TrainingJob } from '../../src-main/engine/job.ts';
import { recipeByName } from '../../src-main/recipes/presets.ts';

export const TRACE_RECIPES = ['fp32', 'bf16-mixed', 'tensorwise'] as const;

/** Recipes that are traced with their batches split, too, and into how many sequences each. */
export const SPLIT_RECIPES = ['fp32', 'tensorwise'] as const;
export const MICRO_BATCH = 2;

export function traceJob(recipe: string): TrainingJob {
  return jobOf(recipeByName(recipe), {
    model: { ...MODEL, width: 32, heads: 4, hidden: 128, context: 16, initialStandardDeviation: 0.02 },
    optimizer: { ...OPTIMIZER, warmupSteps: 5 },
    batchSize: 4,
    steps: 50,
    lanes: [{ seed: 7, learningRate: 0.01 }],
    statisticsEvery: 50,
    validationSequences: 0,
  });
}
