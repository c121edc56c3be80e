// An Optuna database as a table: trials with their parameters, value, state and intermediate values. The file may come from
// anyone: only plain tables are read, and no row is believed before its schema has passed.
// Layout: https://optuna.readthedocs.io, RDB storage.
import Database from 'better-sqlite3';
import { z } from 'zod';
import { believed } from '../stored.ts';
import { StudyError } from '../study-error.ts';
import { ImportError } from './import-error.ts';
import { MOST_ROWS, type Row, type Table } from './table.ts';

const TABLES = ['studies', 'trials', 'trial_params', 'trial_values', 'trial_intermediate_values'];
/** Intermediate values of all trials together. */
const MOST_VALUES = 2_000_000;

const text = z.string();
const trialRow = z.object({ trial_id: z.int(), number: z.int(), study: text, state: text });
const distribution = z.object({
  name: text,
  attributes: z.looseObject({ choices: z.array(z.unknown()).optional() }),
});
const parameterRow = z.object({
  trial_id: z.int(),
  param_name: text,
  param_value: z.number(),
  distribution_json: text,
});
const value = z.number().nullable();
const valueRow = z.object({ trial_id: z.int(), value, value_type: text });
const stepRow = z.object({
  trial_id: z.int(),
  intermediate_value: value,
  intermediate_value_type: text,
});

/** @throws ImportError with one sentence. */
export function readOptuna(fileName: string, bytes: Uint8Array): Table {
  let database: Database.Database | null = null;
  try {
    database = new Database(Buffer.from(bytes), { readonly: true });
    database.pragma('trusted_schema = OFF');
    database.pragma('cell_size_check = ON');
    for (const table of TABLES) checkIsPlain(database, table);
    return tableOf(fileName, database);
  } catch (error) {
    if (error instanceof ImportError) throw error;
    if (error instanceof StudyError) throw new ImportError(error.message);
    throw new ImportError(
      `${fileName} is a SQLite database but not one of Optuna, or it is damaged: ${(error as Error).message}.`,
    );
  } finally {
    database?.close();
  }
}

/** A view, a virtual table or a computed column would run statements of the file. */
function checkIsPlain(database: Database.Database, table: string): void {
  const found = database
    .prepare("SELECT type = 'table' AND rootpage > 0 FROM sqlite_master WHERE name = ?")
    .pluck()
    .get(table);
  if (found === undefined) throw new Error(`it has no table ${table}`);
  const columns = database.prepare('SELECT hidden FROM pragma_table_xinfo(?)').pluck().all(table);
  if (found !== 1 || columns.some((hidden) => hidden !== 0))
    throw new Error(`its ${table} is no plain table`);
}

function tableOf(fileName: string, database: Database.Database): Table {
  const all = <T>(table: string, schema: z.ZodType<T>, most: number, sql: string): T[] => {
    const rows = database.prepare(`${sql} LIMIT ${most + 1}`).all();
    if (rows.length > most) throw new ImportError(`${fileName} has more than ${most} rows in ${table}.`);
    return rows.map((row) => believed(schema, row, { file: fileName, table }));
  };
  const trials = all(
    'trials',
    trialRow,
    MOST_ROWS,
    `SELECT trial_id, number, study_name AS study, state FROM trials JOIN studies USING (study_id) ORDER BY trial_id`,
  );
  const parameters = Map.groupBy(
    all(
      'trial_params',
      parameterRow,
      MOST_VALUES,
      'SELECT trial_id, param_name, param_value, distribution_json FROM trial_params',
    ),
    (row) => row.trial_id,
  );
  const values = new Map(
    all(
      'trial_values',
      valueRow,
      MOST_VALUES,
      'SELECT trial_id, value, value_type FROM trial_values WHERE objective = 0',
    ).map((row) => [row.trial_id, optunaNumber(row.value, row.value_type)]),
  );
  const steps = Map.groupBy(
    all(
      'trial_intermediate_values',
      stepRow,
      MOST_VALUES,
      'SELECT trial_id, intermediate_value, intermediate_value_type FROM trial_intermediate_values ORDER BY step',
    ),
    (row) => row.trial_id,
  );
  const columns = new Set(['study', 'state', 'value', 'intermediate_values']);
  const parameterValue = parameterReader(fileName);
  const rows = trials.map(({ trial_id: id, number, study, state }): Row => {
    const own = (parameters.get(id) ?? []).map((row) => [row.param_name, parameterValue(row)] as const);
    for (const [name] of own) columns.add(name);
    const curve = steps
      .get(id)
      ?.map((row) => optunaNumber(row.intermediate_value, row.intermediate_value_type));
    const result = values.get(id);
    return {
      line: number,
      values: Object.fromEntries([
        ['study', study],
        ['state', state],
        ...(result === undefined ? [] : [['value', result] as const]),
        ...(curve ? [['intermediate_values', curve] as const] : []),
        ...own,
      ]),
    };
  });
  return { kind: 'Optuna', columns: [...columns], rows, problems: [] };
}

function optunaNumber(value: number | null, type: string): number {
  if (type.includes('INF')) return type.includes('NEG') ? -Infinity : Infinity;
  return value ?? NaN;
}

/** Categorical parameters are stored as an index into their choices. Every trial repeats the same few distributions. */
function parameterReader(fileName: string) {
  const known = new Map<string, z.output<typeof distribution>>();
  return ({ trial_id: id, param_value: value, distribution_json: json }: z.output<typeof parameterRow>) => {
    let found = known.get(json);
    if (!found) {
      const row = { trial_id: id, distribution_json: JSON.parse(json) as unknown };
      const schema = z.object({ distribution_json: distribution });
      found = believed(schema, row, { file: fileName, table: 'trial_params' }).distribution_json;
      known.set(json, found);
    }
    return found.name === 'CategoricalDistribution' ? found.attributes.choices?.[value] : value;
  };
}
