// The training jobs with a dynamic loss scale whose traces test/oracle/loss_scale.py computes with PyTorch's GradScaler.
import type { TrainingJob } from '../../src-main/engine/job.ts';
import type { DynamicLossScale } from '../../src-main/recipes/loss-scale.ts';
import { recipeByName } from '../../src-main/recipes/presets.ts';
import type { Recipe } from '../../src-main/recipes/recipe.ts';
import { jobOf, MODEL } from './support.ts';
import { MICRO_BATCH } from './traces-job.ts';

/** Whole, and in micro-batches of so many sequences. */
export const SCALED_TRACES = { whole: undefined, 'in micro-batches': MICRO_BATCH } as const;
export type ScaledTrace = keyof typeof SCALED_TRACES;

/** So large that the first steps overflow, and growing so soon that later ones do again. */
const LOSS_SCALE: DynamicLossScale = { kind: 'dynamic', initial: 2 ** 22, growthInterval: 6 };
export const SCALED: Recipe = { ...recipeByName('fp16-mixed'), lossScale: LOSS_SCALE };

export function scaledJob(trace: ScaledTrace): TrainingJob {
  return jobOf(SCALED, {
    model: { ...MODEL, layers: 1 },
    batchSize: 4,
    steps: 20,
    validationSequences: 0,
    microBatch: SCALED_TRACES[trace],
  });
}
