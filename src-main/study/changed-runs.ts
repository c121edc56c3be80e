// Runs that come to a study after it was made, and runs that leave it, each with all that belongs to it. Whoever calls these does so in one
// transaction with what gives the study its sense again.
import type { PlannedRun } from '../records/types.ts';
import { checksumOf } from './checksum.ts';
import type { StudyDatabase } from './database.ts';
import { COVERED } from './schema.ts';
import { NO_DATA } from './sums.ts';

const DATA_CHECKSUM = COVERED.run.indexOf('data_checksum');

/** A planned run; under a number that no run has, or the next one. Returns its number. */
export function insertRun(database: StudyDatabase, run: PlannedRun, number: number | null): number {
  const { recipe, learningRate, rowValue, batchSize, seed, plannedSteps } = run;
  const id = database.change(
    'INSERT INTO run (id, recipe, learning_rate, row_value, batch_size, seed, planned_steps) VALUES (?, ?, ?, ?, ?, ?, ?)',
    number,
    recipe,
    learningRate,
    rowValue,
    batchSize,
    seed,
    plannedSteps,
  );
  const [values] = database.lists(`SELECT ${COVERED.run.join(', ')} FROM run WHERE id = ?`, id);
  database.change(
    'UPDATE run SET data_checksum = ?, checksum = ? WHERE id = ?',
    NO_DATA,
    checksumOf('run', values!.with(DATA_CHECKSUM, NO_DATA)),
    id,
  );
  return id;
}

/** Returns how many attempts and events went with it. */
export function removeRun(
  database: StudyDatabase,
  id: number,
): { readonly attempts: number; readonly events: number } {
  const count = (table: string) => database.count(`SELECT count(*) FROM ${table} WHERE run_id = ?`, id);
  const gone = { attempts: count('attempt'), events: count('event') };
  for (const table of ['curve', 'site_statistics', 'attempt', 'event']) {
    database.change(`DELETE FROM ${table} WHERE run_id = ?`, id);
  }
  database.change('DELETE FROM run WHERE id = ?', id);
  return gone;
}
