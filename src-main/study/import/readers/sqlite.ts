// A SQLite database of another tool, opened so that nothing of it runs: a copy, with what SQLite keeps beside it, of which only plain
// tables are read, and no row is believed before its schema has passed. The file may come from anyone.
import Database from 'better-sqlite3';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { z } from 'zod';
import { believed } from '../../stored.ts';
import { ImportError } from '../import-error.ts';

/** What SQLite keeps beside a database that is written, or was when its writer died; empty: there is none; absent: not looked for. */
export interface Companions {
  readonly wal?: Uint8Array | undefined;
  readonly journal?: Uint8Array | undefined;
}

const SQLITE = 'SQLite format 3\0';

export function isSqlite(bytes: Uint8Array): boolean {
  return Buffer.from(bytes.subarray(0, SQLITE.length)).toString('latin1') === SQLITE;
}

/** Whether it is written with a log beside it. Format: https://sqlite.org/fileformat.html, offset 19. */
export function hasLog(bytes: Uint8Array): boolean {
  return bytes[19] === 2;
}

/** @throws what `read` throws, and Error where SQLite cannot read it. */
export function readDatabase<Result>(
  fileName: string,
  bytes: Uint8Array,
  companions: Companions,
  read: (tables: PlainTables) => Result,
): Result {
  const folder = mkdtempSync(path.join(tmpdir(), 'precipice-database-'));
  let database: Database.Database | null = null;
  try {
    // A copy: what lies beside it is merged into it by SQLite, which writes.
    const file = path.join(folder, 'copy.db');
    writeFileSync(file, bytes);
    if (companions.wal?.length) writeFileSync(`${file}-wal`, companions.wal);
    if (companions.journal?.length) writeFileSync(`${file}-journal`, companions.journal);
    database = new Database(file);
    database.pragma('trusted_schema = OFF');
    database.pragma('cell_size_check = ON');
    return read(new PlainTables(fileName, database));
  } finally {
    database?.close();
    rmSync(folder, { recursive: true, force: true });
  }
}

export class PlainTables {
  readonly #fileName: string;
  readonly #database: Database.Database;

  constructor(fileName: string, database: Database.Database) {
    this.#fileName = fileName;
    this.#database = database;
  }

  /** `sql`: without a limit. @throws ImportError where there are more than `most`. */
  rows<T>(table: string, schema: z.ZodType<T>, sql: string, most: number): T[] {
    this.#checkIsPlain(table);
    const rows = this.#database.prepare(`${sql} LIMIT ${most + 1}`).all();
    if (rows.length > most)
      throw new ImportError(`${this.#fileName} has more than ${most} rows in ${table}.`);
    return rows.map((row) => believed(schema, row, { file: this.#fileName, table }));
  }

  /** Whether there is such a table, or such a column of it. */
  has(table: string, column: string | null): boolean {
    const names = this.#database.prepare('SELECT name FROM pragma_table_xinfo(?)').pluck().all(table);
    return column === null ? names.length > 0 : names.includes(column);
  }

  /** A view, a virtual table or a computed column would run statements of the file. */
  #checkIsPlain(table: string): void {
    const found = this.#database
      .prepare("SELECT type = 'table' AND rootpage > 0 FROM sqlite_master WHERE name = ?")
      .pluck()
      .get(table);
    if (found === undefined) throw new Error(`it has no table ${table}`);
    const columns = this.#database.prepare('SELECT hidden FROM pragma_table_xinfo(?)').pluck().all(table);
    if (found !== 1 || columns.some((hidden) => hidden !== 0)) {
      throw new Error(`its ${table} is no plain table`);
    }
  }
}
