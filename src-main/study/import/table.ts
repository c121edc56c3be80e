// A file of another tool as a table: what the readers make of it and what everything after them takes. Values stay what the
// file says; what cannot be read is listed with its line.
import { ImportError } from './import-error.ts';

export type ImportKind = 'CSV' | 'JSON lines' | 'JSON' | 'Optuna' | 'Optuna journal';

export interface Row {
  /** Line of the file, or number of the trial or of the entry of a JSON list. */
  readonly line: number;
  /** What it holds under a column; undefined where that is empty, or there is no such column. */
  cell(column: string): unknown;
}

export interface RowProblem {
  readonly line: number;
  readonly message: string;
}

/** One goal of an Optuna study. */
export interface Objective {
  /** The column that holds its values. */
  readonly column: string;
  /** As its study names it; null: it does not. */
  readonly name: string | null;
  readonly direction: 'minimize' | 'maximize' | 'not set';
}

export interface Table {
  readonly kind: ImportKind;
  readonly columns: readonly string[];
  readonly rows: readonly Row[];
  readonly problems: readonly RowProblem[];
  /** Goals of the studies in it; empty but for Optuna. */
  readonly objectives: readonly Objective[];
  /** What kind of file it is that has curves and no settings, in a sentence that says where those are; null: of no such kind. */
  readonly lacks: string | null;
}

/** Bytes, rows and columns beyond which a file is no table of runs: reading it would take minutes or all memory. */
export const LARGEST_IMPORT = 64e6;
export const MOST_ROWS = 1_000_000;
export const MOST_COLUMNS = 2000;

/** @throws ImportError where a file of so many bytes is too large to be read at once. */
export function checkSize(fileName: string, bytes: number): void {
  if (bytes <= LARGEST_IMPORT) return;
  throw new ImportError(
    `${fileName} has ${bytes} bytes; a table of runs may have at most ${LARGEST_IMPORT}.`,
  );
}

export function checkRows(fileName: string, rows: number): void {
  if (rows > MOST_ROWS) throw new ImportError(`${fileName} has more than ${MOST_ROWS} rows.`);
}

/** Tools write a cell that holds nothing in these words. NaN is none of them: as a loss it is a result. */
const NOTHING = /^(none|null|na|n\/a|#n\/a|<na>)?$/i;

/** The value, or undefined where it says that there is none. */
export function filled(value: unknown): unknown {
  if (value === null || value === undefined) return undefined;
  return typeof value === 'string' && NOTHING.test(value.trim()) ? undefined : value;
}

/** A row of cells in the order of the columns. */
export class ListRow implements Row {
  readonly line: number;
  readonly #cells: readonly string[];
  readonly #places: ReadonlyMap<string, number>;

  constructor(line: number, cells: readonly string[], places: ReadonlyMap<string, number>) {
    this.line = line;
    this.#cells = cells;
    this.#places = places;
  }

  cell(column: string): unknown {
    const place = this.#places.get(column);
    return place === undefined ? undefined : filled(this.#cells[place]?.trim());
  }
}

/** A row of values by name. */
export class NamedRow implements Row {
  readonly line: number;
  readonly #values: ReadonlyMap<string, unknown>;

  constructor(line: number, values: ReadonlyMap<string, unknown>) {
    this.line = line;
    this.#values = values;
  }

  cell(column: string): unknown {
    return filled(this.#values.get(column));
  }
}
