// What the engine's tests share: a small text, small models and one step on a device.
import { readCorpus } from '../../src-main/engine/corpus.ts';
import type { Device } from '../../src-main/engine/device.ts';
import type { ModelSettings, OptimizerSettings } from '../../src-main/engine/model.ts';
import type { TrainingJob } from '../../src-main/engine/job.ts';
import { initialWeights } from '../../src-main/engine/train.ts';
import { constantProgram } from '../../src-main/recipes/presets.ts';
import type { Recipe } from '../../src-main/recipes/recipe.ts';
import type { StepProgram } from '../../src-main/engine/program.ts';

export const SENTENCE =
  'Call me Ishmael. Some years ago, never mind how long precisely, having little money. ';
export const CORPUS = readCorpus(SENTENCE.repeat(40), 'character');

export const MODEL: ModelSettings = {
  layers: 2,
  width: 16,
  heads: 2,
  hidden: 24,
  context: 8,
  norm: 'layernorm',
  activation: 'gelu',
  positions: 'learned',
  qkNorm: false,
  tiedHead: false,
  zLoss: 0,
  initialStandardDeviation: 0.1,
};

export const OPTIMIZER: OptimizerSettings = {
  kind: 'adamw',
  beta1: 0.9,
  beta2: 0.95,
  epsilon: 1e-8,
  momentum: 0.9,
  weightDecay: 0.1,
  clip: 1,
  warmupSteps: 4,
  schedule: 'cosine',
  finalFraction: 0.1,
};

export function jobOf(recipe: Recipe, changes: Partial<TrainingJob> = {}): TrainingJob {
  return {
    model: MODEL,
    optimizer: OPTIMIZER,
    precision: constantProgram(recipe),
    batchSize: 3,
    steps: 20,
    lanes: [{ seed: 1, learningRate: 0.01 }],
    statisticsEvery: 5,
    validationSequences: 6,
    sharpnessEpsilon: 1e-3,
    ...changes,
  };
}

/** One training step of one lane: the loss before it, and every gradient. `nudge` changes one weight first. */
export async function oneStep(
  device: Device,
  program: StepProgram,
  nudge: { readonly weight: string; readonly index: number; readonly by: number } | null = null,
) {
  const session = await device.open({ programs: [program], corpus: CORPUS.tokens, seeds: [1] });
  for (const spec of program.weights) {
    const weights = initialWeights(spec, 1);
    if (spec.name === nudge?.weight) weights[nudge.index]! += nudge.by;
    await session.write(0, spec.name, weights);
  }
  const offsets = Int32Array.from({ length: program.batchSize }, (_, i) => 11 + 17 * i);
  const results = await session.run({
    program: 0,
    lanes: [0],
    fromStep: 0,
    steps: 1,
    offsets,
    learningRates: Float64Array.of(0.01),
    statisticsEvery: 1,
  });
  return { session, results };
}
