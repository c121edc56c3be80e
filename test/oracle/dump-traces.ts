// Writes what traces.py needs into a folder: initial weights, token batches and learning rates of the trace job.
// usage: node test/oracle/dump-traces.ts FOLDER
import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { trainingOffsets } from '../../src-main/engine/corpus.ts';
import { learningRateAt } from '../../src-main/engine/model.ts';
import { initialWeights, jobPrograms } from '../../src-main/engine/train.ts';
import { CORPUS } from '../engine/support.ts';
import { MICRO_BATCH, traceJob } from '../engine/traces-job.ts';

const folder = process.argv[2];
if (!folder) throw new Error('usage: node test/oracle/dump-traces.ts FOLDER');
mkdirSync(folder, { recursive: true });
const job = traceJob('fp32');
const { seed, learningRate } = job.lanes[0]!;
const { context } = job.model;
const steps = Array.from({ length: job.steps }, (_, step) => step);
const program = jobPrograms(job, CORPUS.vocabularySize)[0]!;
const contents = {
  model: job.model,
  optimizer: job.optimizer,
  batchSize: job.batchSize,
  microBatch: MICRO_BATCH,
  weights: program.weights.map((spec) => ({
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
writeFileSync(path.join(folder, 'traces.json'), JSON.stringify(contents));
