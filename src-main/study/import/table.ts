// A file of another tool as a table: CSV, JSON lines or a JSON list; an Optuna database is read by optuna.ts. Values stay what
// the file says; what cannot be read is listed with its line.
import { parse } from 'csv-parse/sync';
import { ImportError } from './import-error.ts';
import { readOptuna } from './optuna.ts';

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

const SQLITE = 'SQLite format 3\0';
/** Bytes, rows and columns beyond which a file is no table of runs: reading it would take minutes or all memory. */
export const LARGEST_IMPORT = 64e6;
export const MOST_ROWS = 200_000;
const MOST_COLUMNS = 2000;

/** @throws ImportError with one sentence. */
export function readTable(fileName: string, bytes: Uint8Array): Table {
  checkSize(fileName, bytes.length);
  if (Buffer.from(bytes.subarray(0, SQLITE.length)).toString('latin1') === SQLITE) {
    return readOptuna(fileName, bytes);
  }
  const text = decode(fileName, bytes);
  if (text.trim() === '') throw new ImportError(`${fileName} is empty.`);
  const table = /^\s*\{/.test(text)
    ? readJsonLines(fileName, text)
    : /^\s*\[/.test(text)
      ? readJsonList(fileName, text)
      : readCsv(fileName, text);
  if (table.columns.length > MOST_COLUMNS) {
    throw new ImportError(
      `${fileName} has ${table.columns.length} columns; a table of runs may have at most ${MOST_COLUMNS}.`,
    );
  }
  if (table.rows.length === 0 && table.problems.length === 0) {
    throw new ImportError(`${fileName} has a header and no rows.`);
  }
  return table;
}

/** @throws ImportError where a file of so many bytes is too large to be read at once. */
export function checkSize(fileName: string, bytes: number): void {
  if (bytes <= LARGEST_IMPORT) return;
  throw new ImportError(
    `${fileName} has ${bytes} bytes; a table of runs may have at most ${LARGEST_IMPORT}.`,
  );
}

function checkRows(fileName: string, rows: number): void {
  if (rows > MOST_ROWS) throw new ImportError(`${fileName} has more than ${MOST_ROWS} rows.`);
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
      to: MOST_ROWS + 2,
    }) as unknown as typeof records;
  } catch (error) {
    throw new ImportError(`${fileName} is not CSV: ${(error as Error).message}.`);
  }
  const columns = (records[0]?.record ?? []).map((name) => name.trim());
  checkRows(fileName, records.length - 1);
  const seen = new Set<string>();
  const repeated = columns.find((name) => seen.size === seen.add(name).size);
  if (repeated !== undefined)
    throw new ImportError(`${fileName} has two columns named "${repeated.slice(0, 60)}".`);
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

function readJsonLines(fileName: string, text: string): Table {
  const rows: Row[] = [];
  const problems: RowProblem[] = [];
  const columns = new Set<string>();
  const lines = text.split('\n');
  checkRows(fileName, lines.length - 1);
  lines.forEach((line, index) => {
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
  return { ...readJsonLines(fileName, lines.join('\n')), kind: 'JSON' };
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
