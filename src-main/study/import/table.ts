// A file of another tool as a table: CSV, JSON lines, a JSON list, or an Optuna database. Values stay what the file says; what cannot be
// read is listed with its line.
import Database from 'better-sqlite3';
import { parse } from 'csv-parse/sync';

export type ImportKind = 'CSV' | 'JSON lines' | 'JSON' | 'Optuna';

export interface Row {
  /** Line of the file, or number of the trial or of the entry of a JSON list. */
  readonly line: number;
  /** What an empty cell holds is left out. */
  readonly values: Readonly<Record<string, unknown>>;
}

export interface RowProblem {
  readonly line: number;
  readonly message: string;
}

export interface Table {
  readonly kind: ImportKind;
  readonly columns: readonly string[];
  readonly rows: readonly Row[];
  readonly problems: readonly RowProblem[];
}

/** The file cannot be read as a table at all; one sentence. */
export class ImportError extends Error {
  override name = 'ImportError';
}

const SQLITE = 'SQLite format 3\0';

/** @throws ImportError with one sentence. */
export function readTable(fileName: string, bytes: Uint8Array): Table {
  if (Buffer.from(bytes.subarray(0, SQLITE.length)).toString('latin1') === SQLITE) {
    return readOptuna(fileName, bytes);
  }
  const text = decode(fileName, bytes);
  if (text.trim() === '') throw new ImportError(`${fileName} is empty.`);
  const table = /^\s*\{/.test(text)
    ? readJsonLines(text)
    : /^\s*\[/.test(text)
      ? readJsonList(fileName, text)
      : readCsv(fileName, text);
  if (table.rows.length === 0 && table.problems.length === 0) {
    throw new ImportError(`${fileName} has a header and no rows.`);
  }
  return table;
}

/** UTF-8, or UTF-16 where a byte order mark says so. */
function decode(fileName: string, bytes: Uint8Array): string {
  const [first, second] = bytes;
  const encoding =
    first === 0xff && second === 0xfe ? 'utf-16le' : first === 0xfe && second === 0xff ? 'utf-16be' : 'utf-8';
  try {
    return new TextDecoder(encoding, { fatal: true }).decode(bytes);
  } catch {
    throw new ImportError(`${fileName} is not ${encoding.toUpperCase()} text.`);
  }
}

const DELIMITERS = [',', ';', '\t'];

function readCsv(fileName: string, text: string): Table {
  const header = text.slice(0, text.indexOf('\n') < 0 ? undefined : text.indexOf('\n'));
  const counts = DELIMITERS.map((delimiter) => header.split(delimiter).length);
  const delimiter = DELIMITERS[counts.indexOf(Math.max(...counts))]!;
  let records: { record: string[]; info: { lines: number } }[];
  try {
    records = parse(text, {
      delimiter,
      info: true,
      relax_column_count: true,
      skip_empty_lines: true,
      max_record_size: 1e7,
    }) as unknown as typeof records;
  } catch (error) {
    throw new ImportError(`${fileName} is not CSV: ${(error as Error).message}.`);
  }
  const columns = (records[0]?.record ?? []).map((name) => name.trim());
  const repeated = columns.find((name, index) => columns.indexOf(name) < index);
  if (repeated !== undefined) throw new ImportError(`${fileName} has two columns named "${repeated}".`);
  const rows: Row[] = [];
  const problems: RowProblem[] = [];
  for (const { record, info } of records.slice(1)) {
    if (record.length > columns.length) {
      const message = `It has ${record.length} cells where the header has ${columns.length}.`;
      problems.push({ line: info.lines, message });
      continue;
    }
    const cells = columns.flatMap((name, i) => {
      const cell = record[i]?.trim() ?? '';
      // With semicolons between cells, a comma is a decimal point.
      const value =
        delimiter === ';' && /^[-+]?\d*,\d+(e[-+]?\d+)?$/i.test(cell) ? cell.replace(',', '.') : cell;
      return value === '' ? [] : [[name, value] as const];
    });
    rows.push({ line: info.lines, values: Object.fromEntries(cells) });
  }
  return { kind: 'CSV', columns, rows, problems };
}

function readJsonLines(text: string): Table {
  const rows: Row[] = [];
  const problems: RowProblem[] = [];
  const columns = new Set<string>();
  text.split('\n').forEach((line, index) => {
    if (line.trim() === '') return;
    let value: unknown;
    try {
      value = JSON.parse(withoutBareNumbers(line)) as unknown;
    } catch (error) {
      problems.push({ line: index + 1, message: `It is not JSON: ${(error as Error).message}.` });
      return;
    }
    if (typeof value !== 'object' || value === null || Array.isArray(value)) {
      problems.push({ line: index + 1, message: 'It is not a JSON object.' });
      return;
    }
    const values = Object.fromEntries(flattened(value, ''));
    for (const name of Object.keys(values)) columns.add(name);
    rows.push({ line: index + 1, values });
  });
  return { kind: 'JSON lines', columns: [...columns], rows, problems };
}

/** Python writes a loss that is not finite as a bare NaN or Infinity, which JSON lacks: such runs must not get lost. */
function withoutBareNumbers(text: string): string {
  return text.replaceAll(/"(?:[^"\\]|\\.)*"|-?\b(?:NaN|Infinity)\b/g, (token) =>
    token.startsWith('"') ? token : `"${token}"`,
  );
}

/** One list of objects, as pandas and notebooks write it. */
function readJsonList(fileName: string, text: string): Table {
  let entries: unknown;
  try {
    entries = JSON.parse(withoutBareNumbers(text)) as unknown;
  } catch (error) {
    throw new ImportError(`${fileName} is not JSON: ${(error as Error).message}.`);
  }
  const lines = (entries as readonly unknown[]).map((entry) => JSON.stringify(entry));
  return { ...readJsonLines(lines.join('\n')), kind: 'JSON' };
}

const DEEPEST = 5;

/** `{config: {lr: 1}}` as config.lr; lists stay lists. */
function flattened(value: object, prefix: string, depth = 0): (readonly [string, unknown])[] {
  return Object.entries(value).flatMap(([name, part]): (readonly [string, unknown])[] => {
    if (part === null) return [];
    const nested = typeof part === 'object' && !Array.isArray(part) && depth < DEEPEST;
    return nested ? flattened(part as object, `${prefix}${name}.`, depth + 1) : [[`${prefix}${name}`, part]];
  });
}

interface OptunaParameter {
  readonly trial_id: number;
  readonly param_name: string;
  readonly param_value: number;
  readonly distribution_json: string;
}

/** Trials with their parameters, value, state and intermediate values (https://optuna.readthedocs.io, RDB storage). */
function readOptuna(fileName: string, bytes: Uint8Array): Table {
  let database: Database.Database | null = null;
  try {
    database = new Database(Buffer.from(bytes), { readonly: true });
    database.pragma('trusted_schema = OFF');
    const all = <T>(sql: string) => database!.prepare(sql).all() as T[];
    const trials = all<{ trial_id: number; number: number; study: string; state: string }>(
      `SELECT trial_id, number, study_name AS study, state FROM trials JOIN studies USING (study_id) ORDER BY trial_id`,
    );
    const parameters = Map.groupBy(all<OptunaParameter>('SELECT * FROM trial_params'), (row) => row.trial_id);
    const values = new Map(
      all<{ trial_id: number; value: number | null; value_type: string }>(
        'SELECT trial_id, value, value_type FROM trial_values WHERE objective = 0',
      ).map((row) => [row.trial_id, optunaNumber(row.value, row.value_type)]),
    );
    const steps = Map.groupBy(
      all<{ trial_id: number; intermediate_value: number | null; intermediate_value_type: string }>(
        'SELECT trial_id, intermediate_value, intermediate_value_type FROM trial_intermediate_values ORDER BY step',
      ),
      (row) => row.trial_id,
    );
    const columns = new Set(['study', 'state', 'value', 'intermediate_values']);
    const rows = trials.map(({ trial_id: id, number, study, state }): Row => {
      const own = (parameters.get(id) ?? []).map((row) => [row.param_name, parameterValue(row)] as const);
      for (const [name] of own) columns.add(name);
      const curve = steps
        .get(id)
        ?.map((row) => optunaNumber(row.intermediate_value, row.intermediate_value_type));
      const value = values.get(id);
      return {
        line: number,
        values: {
          study,
          state,
          ...(value !== undefined && { value }),
          ...(curve && { intermediate_values: curve }),
          ...Object.fromEntries(own),
        },
      };
    });
    return { kind: 'Optuna', columns: [...columns], rows, problems: [] };
  } catch (error) {
    throw new ImportError(
      `${fileName} is a SQLite database but not one of Optuna, or it is damaged: ${(error as Error).message}.`,
    );
  } finally {
    database?.close();
  }
}

function optunaNumber(value: number | null, type: string): number {
  if (type.includes('INF')) return type.includes('NEG') ? -Infinity : Infinity;
  return value ?? NaN;
}

/** Categorical parameters are stored as an index into their choices. */
function parameterValue({ param_value: value, distribution_json: json }: OptunaParameter): unknown {
  const { name, attributes } = JSON.parse(json) as { name: string; attributes: { choices?: unknown[] } };
  return name === 'CategoricalDistribution' ? attributes.choices?.[value] : value;
}
