// Rows that carry a checksum, as they are written. What is changed must be what was written before: a checksum that is put on a
// damaged row would make it right for good.
import { checksumOfRow, type Covered } from './checksum.ts';
import type { StudyDatabase } from './database.ts';
import { COVERED } from './schema.ts';
import { StudyError } from './study-error.ts';

type Row = Readonly<Record<string, unknown>>;

/** Columns that an index holds as well, and that nobody changes. */
const FIXED = ['id', 'recipe', 'learning_rate', 'batch_size', 'row_value', 'seed', 'planned_steps'];

/** @throws StudyError where the row is gone, or is not what was written. */
export function changeRow(
  database: StudyDatabase,
  table: Covered,
  id: number,
  changes: Row | ((before: Row) => Row),
): void {
  const columns = COVERED[table];
  const [values] = database.lists(`SELECT ${columns.join(', ')}, checksum FROM ${table} WHERE id = ?`, id);
  const before: Row = Object.fromEntries(columns.map((name, index) => [name, values?.[index]]));
  if (!values || values.at(-1) !== checksumOfRow(table, before)) {
    throw new StudyError(`${database.name} is damaged: ${table} ${id} is not what was written.`);
  }
  const after = { ...before, ...(typeof changes === 'function' ? changes(before) : changes) };
  const written = columns.filter((name) => !FIXED.includes(name));
  database.change(
    `UPDATE ${table} SET ${written.map((name) => `${name} = ?`).join(', ')}, checksum = ? WHERE id = ?`,
    ...written.map((name) => after[name]),
    checksumOfRow(table, stored(after)),
    id,
  );
}

/** Returns the id of the new row. */
export function insertRow(database: StudyDatabase, table: 'environment' | 'event', row: Row): number {
  const columns = COVERED[table].filter((name) => name !== 'id');
  const marks = columns.map(() => '?').join(', ');
  const sql = `INSERT INTO ${table} (${columns.join(', ')}) VALUES (${marks})`;
  const id = database.change(sql, ...columns.map((name) => row[name]));
  database.change(
    `UPDATE ${table} SET checksum = ? WHERE id = ?`,
    checksumOfRow(table, stored({ ...row, id })),
    id,
  );
  return id;
}

/** SQLite keeps no NaN. */
function stored(row: Row): Row {
  return Object.fromEntries(
    Object.entries(row).map(([name, value]) => [name, Number.isNaN(value) ? null : value]),
  );
}

type Counted = 'runs' | 'environments' | 'attempts' | 'events';

export function addToTally(database: StudyDatabase, more: Readonly<Partial<Record<Counted, number>>>): void {
  changeRow(database, 'tally', 1, (before) =>
    Object.fromEntries(Object.entries(more).map(([name, count]) => [name, (before[name] as number) + count])),
  );
}
