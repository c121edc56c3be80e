// Opens and creates the SQLite file of a study, checks that it is one, and keeps other writers out. No queries here.
import Database from 'better-sqlite3';
import { existsSync, rmSync, statSync } from 'node:fs';
import path from 'node:path';
import { copyInMemory, migrateFile, versionOf } from './migrate.ts';
import { APPLICATION_ID, SCHEMA, SCHEMA_VERSION } from './schema.ts';

/** What is wrong with a study file, in one sentence for its user. */
export class StudyError extends Error {}

export interface OpenFile {
  readonly database: Database.Database;
  readonly release: () => void;
}

/** @throws StudyError if the file exists or its folder cannot be written. */
export function createFile(file: string): OpenFile {
  if (existsSync(file)) {
    throw new StudyError(`${file} exists already; resume it, or choose another file.`);
  }
  if (!existsSync(path.dirname(file))) {
    throw new StudyError(`${file} cannot be made: the folder ${path.dirname(file)} does not exist.`);
  }
  const release = lock(file);
  try {
    const database = new Database(file);
    database.pragma('journal_mode = WAL');
    database.pragma('synchronous = NORMAL');
    database.pragma(`application_id = ${APPLICATION_ID}`);
    database.pragma(`user_version = ${SCHEMA_VERSION}`);
    database.exec(SCHEMA);
    return { database, release };
  } catch (error) {
    release();
    throw new StudyError(`${file} cannot be made: ${(error as Error).message}.`);
  }
}

/** @throws StudyError if the file is missing, not a study, of a newer version, damaged, or being written by another. */
export function openFile(file: string, mode: 'read' | 'write'): OpenFile {
  if (!existsSync(file)) throw new StudyError(`${file} does not exist.`);
  if (!statSync(file).isFile()) throw new StudyError(`${file} is not a file.`);
  const release = mode === 'write' ? lock(file) : () => undefined;
  try {
    const database = mode === 'write' ? openToWrite(file) : openToRead(file);
    return { database, release };
  } catch (error) {
    release();
    if (error instanceof StudyError) throw error;
    throw new StudyError(`${file} is not a study, or it is damaged: ${(error as Error).message}.`);
  }
}

function openToWrite(file: string): Database.Database {
  return checked(new Database(file, { fileMustExist: true }), file, (database) => {
    migrateFile(database, file);
    database.pragma('journal_mode = WAL');
    database.pragma('synchronous = NORMAL');
  });
}

/** A writer that was killed leaves a journal which a reader may not take in; then a copy is read. */
const NEEDS_RECOVERY = ['SQLITE_READONLY_ROLLBACK', 'SQLITE_READONLY_RECOVERY', 'SQLITE_READONLY_CANTINIT'];

function openToRead(file: string): Database.Database {
  let isCurrent: boolean;
  let database: Database.Database | null = null;
  try {
    database = checked(new Database(file, { readonly: true, fileMustExist: true }), file);
    isCurrent = versionOf(database) === SCHEMA_VERSION;
  } catch (error) {
    if (!NEEDS_RECOVERY.includes((error as { code?: string }).code ?? '')) throw error;
    isCurrent = false;
  }
  if (database && isCurrent) return database;
  database?.close();
  return checked(copyInMemory(file), file);
}

/** Closes the database if it turns out to be no study. */
function checked(
  database: Database.Database,
  file: string,
  prepare: (database: Database.Database) => void = () => undefined,
): Database.Database {
  try {
    // Views and triggers of a foreign file must not run code of their own.
    database.pragma('trusted_schema = OFF');
    checkIsStudy(database, file);
    prepare(database);
    return database;
  } catch (error) {
    database.close();
    throw error;
  }
}

function checkIsStudy(database: Database.Database, file: string): void {
  const id = database.pragma('application_id', { simple: true });
  if (id !== APPLICATION_ID) throw new StudyError(`${file} is not a Precipice study.`);
  const version = versionOf(database);
  if (version < 1) throw new StudyError(`${file} is damaged: its version is ${version}.`);
  if (version > SCHEMA_VERSION) {
    throw new StudyError(
      `${file} has version ${version}; this Precipice reads versions up to ${SCHEMA_VERSION}. Update Precipice to open it.`,
    );
  }
  const tables = database
    .prepare("SELECT name FROM sqlite_master WHERE type = 'table'")
    .pluck()
    .all() as string[];
  if (!tables.includes('run') || !tables.includes('study'))
    throw new StudyError(`${file} is damaged: it has no runs.`);
}

/**
 * Keeps other writers out by an exclusive lock on a small file beside the study. The operating system drops the lock when
 * the process ends, however it ends.
 */
function lock(file: string): () => void {
  const beside = `${file}-lock`;
  let holder: Database.Database;
  try {
    holder = new Database(beside, { timeout: 0 });
  } catch (error) {
    throw new StudyError(`${file} cannot be written: ${(error as Error).message}.`);
  }
  try {
    holder.pragma('journal_mode = MEMORY');
    holder.exec('BEGIN EXCLUSIVE');
  } catch {
    holder.close();
    throw new StudyError(`${file} is being written by another Precipice; wait for it, or end it first.`);
  }
  return () => {
    rmSync(beside, { force: true });
    holder.exec('ROLLBACK');
    holder.close();
  };
}
