// The storages of Optuna in one folder as one table: the study of a row says of which storage it is. Pure.
import type { Row, Table } from '../../table.ts';
import { objectivesOf } from './trials.ts';

interface Storage {
  /** From the folder that was chosen. */
  readonly path: string;
  readonly table: Table;
}

/** A storage with one study is called by its path, a study of one with several by both. */
export function joinedStorages(storages: readonly Storage[]): Table {
  const objectives = objectivesOf(
    storages.map(({ table }) => ({
      directions: table.objectives.map(({ direction }) => direction),
      metricNames: table.objectives.map(({ name }) => name),
    })),
  );
  const columns = new Set(objectives.map(({ column }) => column));
  const names: string[] = [];
  const rows = storages.flatMap(({ path, table }) => {
    const own = table.studies!.names;
    const nameOf = (study: string) => (own.length === 1 ? path : `${path}: ${study}`);
    names.push(...own.map(nameOf));
    // What is the only objective of one storage is the first of several in another.
    const renamed = new Map(table.objectives.map(({ column }, i) => [objectives[i]!.column, column]));
    for (const column of table.columns) if (![...renamed.values()].includes(column)) columns.add(column);
    return table.rows.map((row) => new StorageRow(row, nameOf(String(row.cell('study'))), renamed));
  });
  return {
    kind: 'Optuna',
    columns: [...columns],
    rows,
    problems: storages.flatMap(({ path, table: { problems } }) =>
      problems.map(({ line, message }) => ({ line: 0, message: `${path}, line ${line}: ${message}` })),
    ),
    objectives,
    studies: { words: 'studies', names, mayBeOne: false },
    notes: storages.flatMap(({ path, table }) => (table.notes ?? []).map((note) => `${path}: ${note}`)),
    lacks: null,
  };
}

class StorageRow implements Row {
  readonly line: number;
  readonly #row: Row;
  readonly #study: string;
  readonly #renamed: ReadonlyMap<string, string>;

  constructor(row: Row, study: string, renamed: ReadonlyMap<string, string>) {
    this.line = row.line;
    this.#row = row;
    this.#study = study;
    this.#renamed = renamed;
  }

  cell(column: string): unknown {
    return column === 'study' ? this.#study : this.#row.cell(this.#renamed.get(column) ?? column);
  }
}
