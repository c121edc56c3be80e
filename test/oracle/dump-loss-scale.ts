// Writes what loss_scale.py needs into a folder: settings, initial weights, token batches and learning rates.
// usage: node test/oracle/dump-loss-scale.ts FOLDER
import { SCALED, SCALED_TRACES, scaledJob, type ScaledTrace } from '../engine/scaled-job.ts';
import { dataOf, writeDump } from './job-dump.ts';

const contents = (Object.keys(SCALED_TRACES) as ScaledTrace[]).map((name) => {
  const job = scaledJob(name);
  const { model, optimizer, microBatch = null } = job;
  return { name, model, optimizer, microBatch, lossScale: SCALED.lossScale, ...dataOf(job) };
});
writeDump('dump-loss-scale.ts', 'loss-scale.json', contents);
