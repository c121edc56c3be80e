// The runs of a study as the measures of its grid take them: few columns, read fast, because a large study has hundreds of
// thousands of runs. The whole rows are run-record.ts. Whether they are what was written is seen when a file is opened.
import { LABELS } from '../analysis/labels.ts';
import { RUN_STATES } from '../analysis/run.ts';
import type { GridRun } from '../analysis/tally.ts';
import type { StudyDatabase } from './database.ts';
import { lastFloat, SELECT_RUNS } from './run-record.ts';
import * as stored from './stored.ts';
import type { RunPrecision, RunRow } from '../records/types.ts';

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
  validationLoss: number | null,
  sharpness: Uint8Array | null,
  environment: number | null,
];

/** In the order of their ids. `precisions` are those of the environments by id. @throws StudyError where a run is damaged. */
export function readOutcomes(
  database: StudyDatabase,
  precisions: ReadonlyMap<number, RunPrecision | null>,
): Outcome[] {
  const sql = `SELECT id, recipe, learning_rate, batch_size, seed, planned_steps, ${numbered('state', RUN_STATES)},
      ${numbered('label', LABELS)}, provisional, start_loss, tail_loss, device, validation_loss, sharpness, environment_id
    FROM run NOT INDEXED ORDER BY id`;
  const records = database.lists(sql, ...RUN_STATES, ...LABELS);
  return records.map((record): Outcome => {
    if (!isSound(record)) throw damageOf(database, record);
    const [, recipe, learningRate, batchSize, seed, plannedSteps, stateNumber, label, provisional] = record;
    const [startLoss, tailLoss, device, validationLoss] = [record[9], record[10], record[11], record[12]];
    const [sharpness, environment] = [record[13], record[14]];
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
      validationLoss,
      sharpness: lastFloat(sharpness),
      device,
      precision: state === 'finished' ? (precisions.get(environment!) ?? null) : null,
    };
  });
}

/** What the schema of a run says of these columns, said without it: it takes a hundred times as long. */
function isSound(record: readonly unknown[]): record is Record {
  const [id, recipe, learningRate, batchSize, seed, plannedSteps, state, label, provisional] = record;
  const [startLoss, tailLoss, device, validationLoss] = [record[9], record[10], record[11], record[12]];
  return (
    Number.isSafeInteger(id) &&
    typeof recipe === 'string' &&
    Number.isFinite(learningRate) &&
    (learningRate as number) > 0 &&
    isCount(batchSize) &&
    batchSize >= 1 &&
    Number.isSafeInteger(seed) &&
    isCount(plannedSteps) &&
    isCount(state) &&
    (label === null || isCount(label)) &&
    (provisional === 0 || provisional === 1) &&
    (startLoss === null || Number.isFinite(startLoss)) &&
    (tailLoss === null || Number.isFinite(tailLoss)) &&
    (device === null || typeof device === 'string') &&
    (validationLoss === null || Number.isFinite(validationLoss)) &&
    (record[13] === null || record[13] instanceof Uint8Array) &&
    (record[14] === null || Number.isSafeInteger(record[14]))
  );
}

function isCount(value: unknown): value is number {
  return Number.isSafeInteger(value) && (value as number) >= 0;
}

/** As the schema of a run says it. */
function damageOf(database: StudyDatabase, [id]: readonly unknown[]): Error {
  database.rows('run', stored.runRow, `${SELECT_RUNS} WHERE id IS ?`, id);
  return new Error(`Run ${String(id)} is sound by its schema and not by outcomes.ts.`);
}

/** A column of known words as their numbers, -1 for any other: a word is read slower, and compared slower afterwards. */
function numbered(column: string, words: readonly string[]): string {
  const known = words.map((_, index) => `WHEN ? THEN ${index}`).join(' ');
  return `iif(${column} IS NULL, NULL, CASE ${column} ${known} ELSE -1 END)`;
}
