// How much a spec asks for, counted without a device: runs, steps, tokens, and the memory of one lane. Pure.
import { jobPrograms } from '../../src-main/engine/train.ts';
import { laneMemory } from '../../src-main/sweep/estimate.ts';
import { jobOf } from '../../src-main/sweep/plan.ts';
import { stepsAt, type Spec } from '../../src-main/sweep/spec.ts';

export interface Size {
  readonly runs: number;
  readonly steps: number;
  readonly tokens: number;
}

export function sizeOf(spec: Spec): Size {
  const { recipes, learningRates, batchSizes, seeds, model } = spec;
  const runsABatch = recipes.length * learningRates.length * seeds.length;
  const sum = (of: (batchSize: number) => number) =>
    batchSizes.reduce((total, batchSize) => total + runsABatch * of(batchSize), 0);
  return {
    runs: runsABatch * batchSizes.length,
    steps: sum((batchSize) => stepsAt(spec, batchSize)),
    tokens: sum((batchSize) => stepsAt(spec, batchSize) * batchSize * model.context),
  };
}

/** Tokens in the vocabulary of a text that has not been read: all bytes; few texts have more characters than that. */
export const ASSUMED_VOCABULARY = 256;

/** Bytes of a lane with its workspace at the largest batch size, with the assumed vocabulary. */
export function aboutLaneBytes(spec: Spec): number {
  const batchSize = spec.batchSizes.at(-1)!;
  const each = spec.recipes.map(({ name }) => {
    const job = jobOf(spec, { recipe: name, batchSize, runs: [] });
    return laneMemory(jobPrograms(job, ASSUMED_VOCABULARY));
  });
  return Math.max(...each.map(({ lane }) => lane)) + Math.max(...each.map(({ shared }) => shared));
}
