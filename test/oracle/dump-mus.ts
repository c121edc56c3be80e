// Writes what mus.py needs into a folder: settings, batches, learning rates, and initial weights as if all of them had deviation 1 from
// the start; products, norms and sums mus.py makes of them by itself.
// usage: node test/oracle/dump-mus.ts FOLDER
import { musJob, MUS_TRACES } from '../engine/mus-job.ts';
import { dataOf, writeDump } from './job-dump.ts';

const contents = MUS_TRACES.map((name) => {
  const job = musJob(name);
  const recipe = job.precision.stages[0]!.recipe.name;
  return { name, recipe, model: job.model, optimizer: job.optimizer, ...dataOf(job) };
});
writeDump('dump-mus.ts', 'mus.json', contents);
