// What an oracle needs of a job to train it by itself, and the file in which it finds that.
import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { trainingOffsets } from '../../src-main/engine/corpus.ts';
import type { TrainingJob } from '../../src-main/engine/job.ts';
import { learningRateAt } from '../../src-main/engine/model.ts';
import { initialWeights, jobPrograms } from '../../src-main/engine/train.ts';
import { CORPUS } from '../engine/support.ts';

/** Initial weights of the first lane, its token batches and its learning rates, by step. */
export function dataOf(job: TrainingJob) {
  const { seed, learningRate } = job.lanes[0]!;
  const { context } = job.model;
  const steps = Array.from({ length: job.steps }, (_, step) => step);
  return {
    weights: jobPrograms(job, CORPUS.vocabularySize)[0]!.weights.map((spec) => ({
      name: spec.name,
      shape: spec.shape,
      values: [...initialWeights(spec, seed)],
    })),
    batches: steps.map((step) =>
      [...trainingOffsets(CORPUS, seed, step, job.batchSize, context)].map((start) => [
        ...CORPUS.tokens.subarray(start, start + context + 1),
      ]),
    ),
    learningRates: steps.map((step) => learningRateAt(step, job.steps, learningRate, job.optimizer)),
  };
}

/** Writes it into the folder that the command line of `script` names. @throws Error where it names none. */
export function writeDump(script: string, fileName: string, contents: unknown): void {
  const folder = process.argv[2];
  if (!folder) throw new Error(`usage: node test/oracle/${script} FOLDER`);
  mkdirSync(folder, { recursive: true });
  writeFileSync(path.join(folder, fileName), JSON.stringify(contents));
}
