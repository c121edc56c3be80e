// The runs of a study as the measures of its grid take them: few columns, read fast, because a large study has hundreds of
// thousands of runs. The whole rows are run-record.ts.
import type Database from 'better-sqlite3';
import { LABELS } from '../analysis/labels.ts';
import type { GridRun } from '../analysis/tally.ts';
import { lastFloat } from './run-record.ts';
import { RUN_STATES, type RunPrecision, type RunRow } from './types.ts';

export type Outcome = GridRun & Pick<RunRow, 'plannedSteps' | 'device' | 'precision'>;

type Record = readonly [
  id: number,
  recipe: string,
  learningRate: number,
  batchSize: number,
  seed: number,
  plannedSteps: number,
  state: number,
  label: number | null,
  provisional: number,
  startLoss: number | null,
  tailLoss: number | null,
  device: string | null,
];

/** In the order of their ids. `precisions` are those of the environments by id. */
export function readOutcomes(
  database: Database.Database,
  precisions: ReadonlyMap<number, RunPrecision | null>,
): Outcome[] {
  // Asked once for all runs: most studies have it for none.
  const last = database.prepare("SELECT run_id, substr(points, -4) FROM curve WHERE name = 'sharpness'");
  const sharpness = new Map(last.raw().all() as [number, Buffer][]);
  const environments = lastEnvironments(database);
  const records = database
    .prepare(
      `SELECT id, recipe, learning_rate, batch_size, seed, planned_steps, ${numbered('state', RUN_STATES)},
         ${numbered('label', LABELS)}, provisional, start_loss, tail_loss, device FROM run ORDER BY id`,
    )
    .raw()
    .all(...RUN_STATES, ...LABELS) as Record[];
  return records.map((record): Outcome => {
    const [id, recipe, learningRate, batchSize, seed, plannedSteps, stateNumber, label, provisional] = record;
    const [startLoss, tailLoss, device] = [record[9], record[10], record[11]];
    const state = RUN_STATES[stateNumber]!;
    return {
      recipe,
      learningRate,
      batchSize,
      seed,
      plannedSteps,
      state,
      label: label === null ? null : LABELS[label]!,
      provisional: provisional === 1,
      startLoss,
      tailLoss,
      sharpness: lastFloat(sharpness.get(id) ?? null),
      device,
      precision: state === 'finished' ? (precisions.get(environments.get(id)!) ?? null) : null,
    };
  });
}

/** Environment of the last attempt at each run. */
function lastEnvironments(database: Database.Database): ReadonlyMap<number, number> {
  const attempts = database.prepare('SELECT run_id, environment_id FROM attempt ORDER BY id');
  return new Map(attempts.raw().all() as [number, number][]);
}

/** A column of known words as their numbers, null for any other: a word is read slower, and compared slower afterwards. */
function numbered(column: string, words: readonly string[]): string {
  return `CASE ${column} ${words.map((_, index) => `WHEN ? THEN ${index}`).join(' ')} END`;
}
