// Writes what mup.py needs into a folder: settings, batches, learning rates, and the initial weights of the standard parametrisation,
// which mup.py turns into those of muP by itself.
// usage: node test/oracle/dump-mup.ts FOLDER
import { mupJob, MUP_TRACES } from '../engine/mup-job.ts';
import { dataOf, writeDump } from './job-dump.ts';

const contents = MUP_TRACES.map((name) => {
  const job = mupJob(name);
  const standard = { ...job, model: { ...job.model, parametrisation: undefined } };
  return { name, model: job.model, optimizer: job.optimizer, ...dataOf(standard) };
});
writeDump('dump-mup.ts', 'mup.json', contents);
