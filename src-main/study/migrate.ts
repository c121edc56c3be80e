// Brings a study of an older version to this one, in a copy that then takes its place, and keeps the file as it was; and copies
// one into memory that only a writer could recover in its place.
import Database from 'better-sqlite3';
import {
  constants,
  copyFileSync,
  existsSync,
  mkdtempSync,
  renameSync,
  rmSync,
  statSync,
  writeSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { removeStudyFile } from './companions.ts';
import { readChunks, readHeader, withFile } from './file-header.ts';
import { firstMark } from './log-mark.ts';
import { FIRST_WITH_CHECKSUMS, MIGRATIONS, SCHEMA_VERSION } from './schema.ts';
import { unseal } from './seal.ts';
import { statementsOf } from './statements.ts';
import { StudyError } from './study-error.ts';
import { writeChecksums } from './sums.ts';

/** Bytes that a copy in memory may take. */
const LARGEST_COPY = 1e9;

export function versionOf(database: Database.Database): number {
  return database.pragma('user_version', { simple: true }) as number;
}

/** The older file, which nobody has open to write and which has no log, is kept beside it as FILE.v1-backup. */
export function migrateFile(file: string, version: number): void {
  const partial = `${file}.part`;
  removeStudyFile(partial);
  try {
    copyFileSync(file, `${file}.v${version}-backup`, constants.COPYFILE_FICLONE);
    copyFileSync(file, partial, constants.COPYFILE_FICLONE);
    unseal(partial);
    const database = new Database(partial);
    try {
      database.pragma('trusted_schema = OFF');
      migrate(database);
      // Every later one then leaves the tables where this one puts them, and the mark of a log on its page.
      database.exec('VACUUM');
    } finally {
      database.close();
    }
    renameSync(partial, file);
  } catch (error) {
    removeStudyFile(partial);
    throw error;
  }
}

/**
 * The same study in memory; the file and what lies beside it are not changed. `withLogs`: with what a killed writer left behind
 * taken in.
 * @throws StudyError where it is too large for that.
 */
export function copyInMemory(
  name: string,
  file: string,
  { withLogs }: { readonly withLogs: boolean },
): Database.Database {
  const parts = ['', ...(withLogs ? ['-wal', '-journal'] : [])].filter((ending) =>
    existsSync(`${file}${ending}`),
  );
  // What follows the pages is not of the study; a journal may have pages back that the file has still to be as long as.
  const pagesOnly = !parts.includes('-journal');
  const sizeOf = (ending: string) =>
    ending === '' && pagesOnly ? usedBytes(file) : statSync(`${file}${ending}`).size;
  const bytes = parts.reduce((sum, ending) => sum + sizeOf(ending), 0);
  if (bytes > LARGEST_COPY) {
    const size = (bytes / 1e9).toFixed(1);
    throw new StudyError(
      `${name} has to be repaired before it is read, and its ${size} GB are too many for a copy in memory; "precipice resume" does so in the file.`,
    );
  }
  const folder = mkdtempSync(path.join(tmpdir(), 'precipice-'));
  const copy = path.join(folder, 'study');
  try {
    for (const ending of parts) copyBytes(`${file}${ending}`, `${copy}${ending}`, sizeOf(ending));
    const database = new Database(copy);
    try {
      database.pragma('trusted_schema = OFF');
      // A database in memory cannot have a write-ahead log.
      database.pragma('journal_mode = DELETE');
      return new Database(database.serialize());
    } finally {
      database.close();
    }
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function usedBytes(file: string): number {
  return withFile(file, 'r', (handle) => readHeader(handle)?.end ?? statSync(file).size);
}

function copyBytes(from: string, to: string, bytes: number): void {
  withFile(from, 'r', (source) =>
    withFile(to, 'w', (target) => readChunks(source, bytes, (chunk) => void writeSync(target, chunk))),
  );
}

function migrate(database: Database.Database): void {
  // A table that others refer to is made anew; in a transaction this could not be said.
  database.pragma('foreign_keys = OFF');
  database.transaction(() => {
    const older = versionOf(database);
    for (let version = older; version < SCHEMA_VERSION; version++) database.exec(MIGRATIONS[version]!);
    const rows = statementsOf(database);
    // Those that it has stay: written anew, they would make damage right.
    if (older < FIRST_WITH_CHECKSUMS) writeChecksums(rows);
    else rows.change('UPDATE tally SET mark = ?', firstMark());
    database.pragma(`user_version = ${SCHEMA_VERSION}`);
  })();
}
