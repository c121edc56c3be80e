// Writes what mup.py needs into a folder: settings, batches, learning rates, and the initial weights of the standard parametrisation,
// which mup.py turns into those of muP by itself.
// usage: node test/oracle/dump-mup.ts FOLDER
import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { trainingOffsets } from '../../src-main/engine/corpus.ts';
import { learningRateAt } from '../../src-main/engine/model.ts';
import { initialWeights, jobPrograms } from '../../src-main/engine/train.ts';
import { mupJob, MUP_TRACES } from '../engine/mup-job.ts';
import { CORPUS } from '../engine/support.ts';

const folder = process.argv[2];
if (!folder) throw new Error('usage: node test/oracle/dump-mup.ts FOLDER');
mkdirSync(folder, { recursive: true });
const contents = MUP_TRACES.map((name) => {
  const job = mupJob(name);
  const { seed, learningRate } = job.lanes[0]!;
  const { context } = job.model;
  const steps = Array.from({ length: job.steps }, (_, step) => step);
  const standard = { ...job, model: { ...job.model, parametrisation: undefined } };
  return {
    name,
    model: job.model,
    optimizer: job.optimizer,
    weights: jobPrograms(standard, CORPUS.vocabularySize)[0]!.weights.map((spec) => ({
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
});
writeFileSync(path.join(folder, 'mup.json'), JSON.stringify(contents));
