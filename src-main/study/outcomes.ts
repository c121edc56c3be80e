// The runs of a study as the measures of its grid take them: few columns, read fast, because a large study has hundreds of
// thousands of runs. The whole rows are read by study-reader.ts. Whether they are what was written is seen when a file is opened.
import { LABELS } from '../analysis/labels/labels.ts';
import { RUN_STATES } from '../analysis/labels/run.ts';
import type { GridRun } from '../analysis/grid/tally.ts';
import { RUN_COLUMNS, runRow, type RunRecord } from '../records/run-columns.ts';
import { runOriginOf } from '../records/origin.ts';
import { lastFloat } from '../records/run-fields.ts';
import type { RunPrecision, RunRow } from '../records/types.ts';
import type { StudyDatabase } from './database.ts';
import { SELECT_RUNS } from './run-page.ts';

export type Outcome = GridRun & Pick<RunRow, 'plannedSteps' | 'batchSize' | 'device' | 'precision'>;

const COLUMNS = [
  'id',
  'recipe',
  'learning_rate',
  'row_value',
  'seed',
  'planned_steps',
  'state',
  'label',
  'provisional',
  'start_loss',
  'tail_loss',
  'validation_loss',
  'sharpness',
  'device',
  'environment_id',
  'batch_size',
  'attempts',
] as const;
type Name = (typeof COLUMNS)[number];

/** Columns of words that are read as the numbers of the words: a word is read slower, and compared slower afterwards. */
const WORDS = { state: RUN_STATES, label: LABELS } as const;

type Read<N extends Name> = N extends 'state' ? number : N extends 'label' ? number | null : RunRecord[N];
type RowOf<C extends readonly Name[]> = { readonly [I in keyof C]: Read<C[I]> };
type Row = RowOf<typeof COLUMNS>;

/** In the order of their ids. `precisions` are those of the environments by id. @throws StudyError where a run is damaged. */
export function readOutcomes(
  database: StudyDatabase,
  precisions: ReadonlyMap<number, RunPrecision | null>,
): Outcome[] {
  const columns = COLUMNS.map((name) => (isOfWords(name) ? numbered(name, WORDS[name]) : name));
  const sql = `SELECT ${columns.join(', ')} FROM run NOT INDEXED ORDER BY id`;
  return database.lists(sql, ...RUN_STATES, ...LABELS).map((row): Outcome => {
    if (!isSound(row)) throw damageOf(database, row);
    const [, recipe, learningRate, rowValue, seed, plannedSteps, stateNumber, label, provisional] = row;
    const [startLoss, tailLoss, validationLoss, sharpness] = [row[9], row[10], row[11], row[12]];
    const [device, environment, batchSize, attempts] = [row[13], row[14], row[15], row[16]];
    const state = RUN_STATES[stateNumber]!;
    return {
      recipe,
      learningRate,
      rowValue,
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
      origin: runOriginOf({ device, attempts }),
      precision: state === 'finished' ? (precisions.get(environment!) ?? null) : null,
    };
  });
}

const TESTS = COLUMNS.map((name) => (isOfWords(name) ? testOfWord(name) : RUN_COLUMNS[name].is));

function isOfWords(name: Name): name is keyof typeof WORDS {
  return name in WORDS;
}

/** A word that is not known has the number -1. */
function testOfWord(name: keyof typeof WORDS) {
  return (value: unknown) => (value === null ? RUN_COLUMNS[name].is(null) : (value as number) >= 0);
}

/** What the schema of a run says of these columns, said without it: it takes a hundred times as long. */
function isSound(row: readonly unknown[]): row is Row {
  for (let i = 0; i < TESTS.length; i++) if (!TESTS[i]!(row[i])) return false;
  return true;
}

/** As the schema of a run says it. */
function damageOf(database: StudyDatabase, [id]: readonly unknown[]): Error {
  database.rows('run', runRow, `${SELECT_RUNS} WHERE id IS ?`, id);
  return new Error(`Run ${String(id)} is sound by its schema and not by outcomes.ts.`);
}

/** A column of known words as their numbers, -1 for any other. */
function numbered(column: string, words: readonly string[]): string {
  const known = words.map((_, index) => `WHEN ? THEN ${index}`).join(' ');
  return `iif(${column} IS NULL, NULL, CASE ${column} ${known} ELSE -1 END)`;
}
