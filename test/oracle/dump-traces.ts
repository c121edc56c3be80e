// Writes what traces.py needs into a folder: initial weights, token batches and learning rates of the trace job.
// usage: node test/oracle/dump-traces.ts FOLDER
import { MICRO_BATCH, traceJob } from '../engine/traces-job.ts';
import { dataOf, writeDump } from './job-dump.ts';

const job = traceJob('fp32');
const { model, optimizer, batchSize } = job;
writeDump('dump-traces.ts', 'traces.json', {
  model,
  optimizer,
  batchSize,
  microBatch: MICRO_BATCH,
  ...dataOf(job),
});
