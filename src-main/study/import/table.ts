// A file of another tool as a table: what the readers make of it and what everything after them takes. Values stay what the
// file says; what cannot be read is listed with its line.
import type { ReadFile } from './folder/identity.ts';
import type { Damage } from './folder/reading.ts';
import type { Series } from './folder/series.ts';
import type { AveragedRuns } from '../../records/types.ts';
import { ImportError } from './import-error.ts';

export type ImportKind = 'CSV' | 'JSON lines' | 'JSON' | 'Parquet' | 'Optuna' | 'Optuna journal' | 'Folder';

/** What the number of a row counts. */
export type RowUnit = 'line' | 'row' | 'trial' | 'entry' | 'run';

const UNITS: Readonly<Record<ImportKind, RowUnit>> = {
  CSV: 'line',
  'JSON lines': 'line',
  JSON: 'entry',
  Parquet: 'row',
  Optuna: 'trial',
  'Optuna journal': 'trial',
  Folder: 'run',
};

export function unitOf(kind: ImportKind): RowUnit {
  return UNITS[kind];
}

export interface Row {
  /** Line of the file, or number of its row, of the trial or of the entry of a JSON list. */
  readonly line: number;
  /** What it holds under a column; undefined where that is empty, or there is no such column. */
  cell(column: string): unknown;
}

/** A run with its curves: a column of these holds the points of a metric, and its cell the last of them. */
export interface SeriesRow extends Row {
  /** undefined: the column is no metric of it. */
  series(column: string): Series | undefined;
  allSeries(): Iterable<Series>;
  /** What of its files could not be read; null: they were read to their ends. */
  readonly damage: Damage | null;
}

export interface RowProblem {
  /** 0: it is of no row. */
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

/** Sets of runs that a file or a folder keeps apart, of which a map may mean one: studies of Optuna, experiments of MLflow, projects of W&B. */
export interface KeptApart {
  /** What they are called: "studies". */
  readonly words: string;
  /** As the column `study` has them; the last may be of runs that are in none. */
  readonly names: readonly string[];
  /** Whether all of them may be meant together. */
  readonly mayBeOne: boolean;
}

export interface Table {
  readonly kind: ImportKind;
  readonly columns: readonly string[];
  readonly rows: readonly Row[];
  readonly problems: readonly RowProblem[];
  /** Goals of the studies in it; empty but for Optuna. */
  readonly objectives: readonly Objective[];
  readonly studies?: KeptApart | undefined;
  /** What a reader has to know of how the file was read, a sentence each. */
  readonly notes?: readonly string[];
  /** What kind of file it is that has curves and no settings, in a sentence that says where those are; null: of no such kind. */
  readonly lacks: string | null;
  /** Of a folder: where the run of a row is, and the files that it was read from. */
  readonly nameOf?: (line: number) => string;
  readonly filesOf?: (line: number) => readonly ReadFile[];
  readonly averaged?: AveragedRuns;
}

/** The rows that have curves of their own; empty where the rows are cells alone. */
export function seriesRows({ kind, rows }: Table): readonly SeriesRow[] {
  return kind === 'Folder' ? (rows as readonly SeriesRow[]) : [];
}

/** Where a problem is, and what: "line 3: ..."; of a folder the message names the run. */
export function describeProblem({ line, message }: RowProblem, unit: RowUnit): string {
  return line === 0 || unit === 'run' ? message : `${unit} ${line}: ${message}`;
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

/** Tools, and people, write a cell that holds nothing so. NaN is none of them: as a loss it is a result. */
const NOTHING = /^(none|null|na|n\/a|#n\/a|<na>|[-–—])?$/i;

/** The value, or undefined where it says that there is none. */
export function filled(value: unknown): unknown {
  if (value === null || value === undefined) return undefined;
  return typeof value === 'string' && NOTHING.test(value.trim()) ? undefined : value;
}

/** Distinct values of a column that are kept once; beyond so many, each cell keeps its own. */
const MOST_SHARED = 10_000;
const DECIMAL_COMMA = /^[-+]?\d*,\d+(e[-+]?\d+)?$/i;
const DECIMAL_POINT = /^[-+]?\d*\.\d+(e[-+]?\d+)?$/i;

/** Cells of text by column. */
export class CellColumns {
  readonly names: readonly string[];
  readonly #places: ReadonlyMap<string, number>;
  readonly #cells: (string | undefined)[][];
  readonly #shared: Map<string, string | undefined>[];
  #rows = 0;

  constructor(names: readonly string[]) {
    this.names = names;
    this.#places = new Map(names.map((name, place) => [name, place]));
    this.#cells = names.map(() => []);
    this.#shared = names.map(() => new Map());
  }

  /** The row of these cells; it may have fewer than there are columns. */
  add(line: number, cells: readonly string[]): Row {
    this.#cells.forEach((column, place) => {
      const cell = cells[place];
      column.push(cell === undefined ? undefined : this.#shownOnce(place, cell));
    });
    return new CellRow(line, this.#rows++, this);
  }

  at(row: number, column: string): string | undefined {
    const place = this.#places.get(column);
    return place === undefined ? undefined : this.#cells[place]![row];
  }

  /** Makes commas decimal points, unless the table has decimal points: then a comma parts thousands, and 1,234 is not 1.234. */
  mendDecimalCommas(): void {
    const some = (pattern: RegExp) =>
      this.#cells.some((column) => column.some((cell) => cell !== undefined && pattern.test(cell)));
    if (!some(DECIMAL_COMMA) || some(DECIMAL_POINT)) return;
    for (const column of this.#cells) {
      column.forEach((cell, row) => {
        if (cell !== undefined && DECIMAL_COMMA.test(cell)) column[row] = cell.replace(',', '.');
      });
    }
  }

  #shownOnce(place: number, cell: string): string | undefined {
    const shared = this.#shared[place]!;
    if (shared.has(cell)) return shared.get(cell);
    const text = filled(cell.trim()) as string | undefined;
    if (shared.size < MOST_SHARED) shared.set(cell, text);
    return text;
  }
}

class CellRow implements Row {
  readonly line: number;
  readonly #row: number;
  readonly #columns: CellColumns;

  constructor(line: number, row: number, columns: CellColumns) {
    this.line = line;
    this.#row = row;
    this.#columns = columns;
  }

  cell(column: string): unknown {
    return this.#columns.at(this.#row, column);
  }
}

/** A row of values by name. */
export class NamedRow implements Row {
  readonly line: number;
  readonly #values: ReadonlyMap<string, unknown>;

  constructor(line: number, values: ReadonlyMap<string, unknown>) {
    this.line = line;
    this.#values = new Map([...values].map(([name, value]) => [name, asText(value)]));
  }

  cell(column: string): unknown {
    return filled(this.#values.get(column));
  }
}

/** Numbers, words and lists of them or of pairs stay; what else JSON can hold, whose own `toString` may be anything, is its text. */
export function asText(value: unknown): unknown {
  if (typeof value !== 'object' || value === null) return value;
  const isPlain = (part: unknown) => typeof part !== 'object' || part === null;
  const isList =
    Array.isArray(value) &&
    value.every((part) => isPlain(part) || (Array.isArray(part) && part.every(isPlain)));
  return isList ? value : JSON.stringify(value);
}
