// Writes what muon.py needs into a folder: settings, initial weights, token batches and learning rates.
// usage: node test/oracle/dump-muon.ts FOLDER
import { muonJob, MUON_TRACES } from '../engine/muon-job.ts';
import { dataOf, writeDump } from './job-dump.ts';

const contents = MUON_TRACES.map((recipe) => {
  const job = muonJob(recipe);
  return { recipe, model: job.model, optimizer: job.optimizer, ...dataOf(job) };
});
writeDump('dump-muon.ts', 'muon.json', contents);
