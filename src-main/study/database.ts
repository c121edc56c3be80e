// The connection to the file of a study: runs statements, believes no row before a schema has, and says in one sentence what
// file or disk refuse. A writer whose file is taken away from under it saves what it has. No statement about runs stands here.
import type Database from 'better-sqlite3';
import type { z } from 'zod';
import { checksumOfRow, type Covered } from './checksum.ts';
import { markCommit, newSession } from './log-mark.ts';
import { mendFile } from './mend.ts';
import type { FileHold } from './file-hold.ts';
import { COVERED } from './schema.ts';
import { seal } from './seal.ts';
import { statementsOf } from './statements.ts';
import { believed } from './stored.ts';
import { explained, LostFileError, refusal, StudyError } from './study-error.ts';
import type { Statements } from './sums.ts';

/** Share of a closed file that may be empty. */
const MOST_FREE = 0.2;

/** Milliseconds for which the end of another program's reading is waited for. */
const LONGEST_READ = 5000;
const PAUSE = new Int32Array(new SharedArrayBuffer(4));

export interface OpenFile {
  /** As the user names it. */
  readonly name: string;
  readonly database: Database.Database;
  /** Its rows have been found to be what was written, or have no checksums: they are not looked at again. */
  readonly isChecked: boolean;
  /** null where it is only read. */
  readonly writer: { readonly hold: FileHold; readonly unlock: () => void } | null;
  /** What was found when it was opened to write and is to be among its events. */
  readonly told: string | null;
}

export class StudyDatabase {
  readonly #file: OpenFile;
  readonly #statements = new Map<string, Database.Statement>();
  readonly #unguarded: Statements;
  readonly #session = newSession();

  constructor(file: OpenFile) {
    this.#file = file;
    this.#unguarded = statementsOf(file.database);
  }

  get name(): string {
    return this.#file.name;
  }

  /** Where the file lies. */
  get path(): string {
    return this.#file.database.name;
  }

  get isChecked(): boolean {
    return this.#file.isChecked;
  }

  get isReadOnly(): boolean {
    return this.#file.writer === null;
  }

  /** @throws StudyError where a row does not fit the schema, or is not what was written. */
  rows<T>(table: string, schema: z.ZodType<T>, sql: string, ...values: unknown[]): T[] {
    const rows = this.#guarded('read', () => this.#statement(sql).all(...values));
    return rows.map((row) => this.believed(table, schema, row));
  }

  /** The first row; null where there is none. */
  row<T>(table: string, schema: z.ZodType<T>, sql: string, ...values: unknown[]): T | null {
    const row = this.#guarded('read', () => this.#statement(sql).get(...values));
    return row === undefined ? null : this.believed(table, schema, row);
  }

  /** @throws StudyError where the row does not fit the schema; or its checksum, where it was read with it. */
  believed<T>(table: string, schema: z.ZodType<T>, row: unknown): T {
    this.#mustBeWritten(table, row as Readonly<Record<string, unknown>>);
    return believed(schema, row, { file: this.name, table });
  }

  #mustBeWritten(table: string, row: Readonly<Record<string, unknown>>): void {
    if (this.isChecked || row.checksum === undefined || !(table in COVERED)) return;
    if (row.checksum === checksumOfRow(table as Covered, row)) return;
    throw new StudyError(
      `${this.name} is damaged: ${table} ${String(row.id)} is not what was written (its checksum differs).`,
    );
  }

  /** Calls back with each row as a list of its columns. */
  each(sql: string, take: (values: unknown[]) => void, ...values: unknown[]): void {
    this.#guarded('read', () => {
      for (const row of this.#statement(sql)
        .raw()
        .iterate(...values))
        take(row as unknown[]);
    });
  }

  /** Rows as lists of their columns, for whoever believes none of them unseen: a schema for each would take too long. */
  lists(sql: string, ...values: unknown[]): unknown[][] {
    return this.#guarded('read', () =>
      this.#statement(sql)
        .raw()
        .all(...values),
    ) as unknown[][];
  }

  /** How many rows a `SELECT count(*)` counts. */
  count(sql: string, ...values: unknown[]): number {
    return this.#guarded('read', () =>
      this.#statement(sql)
        .pluck()
        .get(...values),
    ) as number;
  }

  pragma(text: string): unknown {
    return this.#guarded('read', () => this.#file.database.pragma(text));
  }

  /** Returns the id of the row that was inserted last. @throws StorageError. */
  change(sql: string, ...values: unknown[]): number {
    if (this.#file.database.inTransaction) return this.#changeInside(sql, values);
    let id = 0;
    this.transaction(() => (id = this.#changeInside(sql, values)));
    return id;
  }

  #changeInside(sql: string, values: readonly unknown[]): number {
    this.#mustHavePlace();
    return Number(this.#guarded('written', () => this.#statement(sql).run(...values)).lastInsertRowid);
  }

  /** All of it or nothing; transactions may be nested. @throws StorageError. */
  transaction(work: () => void): void {
    this.#mustHavePlace();
    const { database } = this.#file;
    const isOuter = !database.inTransaction;
    const all = () => {
      work();
      if (isOuter) markCommit(this.#unguarded, this.#session);
    };
    this.#guarded('written', () => database.transaction(all)());
    if (isOuter) this.#keepPlace();
  }

  /**
   * Leaves one plain file with a seal on it.
   * @throws StorageError where what was written stays partly in the log beside it, which whoever opens it next takes in.
   */
  close(): void {
    const { database, writer } = this.#file;
    if (!database.open) return;
    try {
      if (writer?.hold.isHeld()) this.#guarded('written', () => this.#makePlain());
    } finally {
      database.close();
      try {
        if (writer?.hold.isHeld()) {
          this.#guarded('written', () => {
            mendFile(this.name, writer.hold.file);
            seal(writer.hold.file);
          });
        }
      } finally {
        writer?.unlock();
      }
    }
  }

  #makePlain(): void {
    const { database } = this.#file;
    database.pragma('wal_checkpoint(TRUNCATE)');
    this.#giveBackRoom();
    // A reader keeps the log in use for as long as it reads, and SQLite does not wait for it here.
    const giveUp = performance.now() + LONGEST_READ;
    while (!setsJournal(database, performance.now() < giveUp)) Atomics.wait(PAUSE, 0, 0, 20);
  }

  /** That of checkpoints, once there are none that the next ones would need it for, unless there is no room to do so. */
  #giveBackRoom(): void {
    const { database } = this.#file;
    const pages = (name: string) => database.pragma(name, { simple: true }) as number;
    if (pages('freelist_count') <= MOST_FREE * pages('page_count') || hasCheckpoint(database)) return;
    try {
      // Into the log, which tells whose it is, as a journal does not.
      database.exec('VACUUM');
      database.pragma('wal_checkpoint(TRUNCATE)');
    } catch (error) {
      if (refusal(error) === null) throw error;
    }
  }

  /** @throws LostFileError where the file was removed, moved or replaced; all of it was then saved as a new file. */
  #keepPlace(): void {
    const hold = this.#file.writer?.hold;
    if (!hold || hold.isHeld()) return;
    if (hold.savedAs === null) this.#guarded('written', () => hold.save(this.#file.database));
    this.#mustHavePlace();
  }

  #mustHavePlace(): void {
    const savedAs = this.#file.writer?.hold.savedAs ?? null;
    if (savedAs === null) return;
    throw new LostFileError(
      `${this.name} was removed, moved or replaced while it was written; all that was finished is in ${savedAs}, where it can be resumed.`,
    );
  }

  /** Compiled once: thousands of runs are written by the same few statements. */
  #statement(sql: string): Database.Statement {
    let statement = this.#statements.get(sql);
    if (!statement) {
      statement = this.#file.database.prepare(sql);
      this.#statements.set(sql, statement);
    }
    return statement;
  }

  #guarded<T>(action: 'read' | 'written', work: () => T): T {
    try {
      return work();
    } catch (error) {
      throw explained(this.name, action, error);
    }
  }
}

function hasCheckpoint(database: Database.Database): boolean {
  return database.prepare('SELECT 1 FROM checkpoint').get() !== undefined;
}

/** Whether the log was put away; false where another program reads and may be waited for. */
function setsJournal(database: Database.Database, mayWait: boolean): boolean {
  try {
    database.pragma('journal_mode = DELETE');
    return true;
  } catch (error) {
    if (mayWait && (error as { code?: string }).code === 'SQLITE_BUSY') return false;
    throw error;
  }
}
