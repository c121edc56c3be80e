// A job on the made host whose checkpoint has about as many bytes as asked for.
import { readCorpus } from '../../src-main/engine/corpus.ts';
import type { TrainingJob } from '../../src-main/engine/job.ts';
import { lengthOf, sessionBuffers } from '../../src-main/engine/session-buffers.ts';
import { jobPrograms } from '../../src-main/engine/train.ts';
import { startHost, type Host } from '../../src-main/host/supervisor.ts';
import { jobOf } from '../../src-main/plan/plan.ts';
import { parseSpec, type Spec } from '../../src-main/spec/spec.ts';
import path from 'node:path';

const HOST = path.resolve(import.meta.dirname, 'made-host.ts');
const corpus = readCorpus('the quick brown fox jumps over the lazy dog. '.repeat(20), 'character');
const MADE = {
  name: 'made',
  model: { layers: 1, width: 1024, heads: 8, context: 8 },
  recipes: ['fp32'],
  learningRates: [0.001],
  batchSizes: [1],
  seeds: 1,
  steps: 40,
  validationSequences: 1,
} as const;
const spec = parseSpec(MADE);

export interface MadeJob {
  readonly job: TrainingJob;
  /** Of the states in its checkpoint. */
  readonly bytes: number;
}

/** Lanes of 13 million parameters, as many as reach so many bytes. */
export function madeJob(bytes: number): MadeJob {
  const run = { id: 0, recipe: 'fp32', rowValue: 1, seed: 1, learningRate: 0.001 };
  const one = jobOf(spec, { recipe: 'fp32', rowValue: 1, runs: [run] });
  const buffers = [...sessionBuffers(jobPrograms(one, corpus.vocabularySize)).values()];
  const state = buffers
    .filter(({ life }) => life === 'state')
    .reduce((sum, buffer) => sum + lengthOf(buffer), 0);
  const lanes = Math.ceil(bytes / (4 * state));
  const job = {
    ...one,
    lanes: Array.from({ length: lanes }, (_, i) => ({ seed: 1, learningRate: 0.001 * (i + 1) })),
  };
  return { job, bytes: 4 * state * lanes };
}

export function startMadeHost(job: TrainingJob): Promise<Host> {
  return startHost({ device: 'reference', threads: null, corpus, trial: job }, undefined, HOST);
}

/** Batches, one for each recipe, whose checkpoints have as many bytes each, and that take a second or two beside them. */
export function madeSpec(bytes: number): Spec {
  const lanes = madeJob(bytes).job.lanes.length;
  const learningRates = Array.from({ length: lanes }, (_, i) => 0.001 * (i + 1));
  return parseSpec({ ...MADE, recipes: ['fp32', 'bf16-mixed'], learningRates, steps: 400 });
}
