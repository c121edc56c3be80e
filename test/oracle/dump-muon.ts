// Writes what muon.py needs into a folder: settings, initial weights, token batches and learning rates.
// usage: node test/oracle/dump-muon.ts FOLDER
import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { trainingOffsets } from '../../src-main/engine/corpus.ts';
import { learningRateAt } from '../../src-main/engine/model.ts';
import { initialWeights, jobPrograms } from '../../src-main/engine/train.ts';
import { muonJob, MUON_TRACES } from '../engine/muon-job.ts';
import { CORPUS } from '../engine/support.ts';

const folder = process.argv[2];
if (!folder) throw new Error('usage: node test/oracle/dump-muon.ts FOLDER');
mkdirSync(folder, { recursive: true });
const contents = MUON_TRACES.map((recipe) => {
  const job = muonJob(recipe);
  const { seed, learningRate } = job.lanes[0]!;
  const { context } = job.model;
  const steps = Array.from({ length: job.steps }, (_, step) => step);
  return {
    recipe,
    model: job.model,
    optimizer: job.optimizer,
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
});
writeFileSync(path.join(folder, 'muon.json'), JSON.stringify(contents));
