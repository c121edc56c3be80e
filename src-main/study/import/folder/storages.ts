// Storages of Optuna in a folder that holds no runs of another kind: a file of these is many trials, as rows of a table, and no run.
import { closeSync, openSync, readSync } from 'node:fs';
import { parsed } from '../readers/json-text.ts';
import { isOperation } from '../readers/optuna/journal.ts';
import { isSqlite, readDatabase } from '../readers/sqlite.ts';
import { LARGEST_IMPORT } from '../table.ts';
import { ReadingError } from './reading.ts';
import { SourceFile } from './source-file.ts';
import { isSystemError, type Folder, type FolderFile } from './walk.ts';

const DATABASE = /\.(db|sqlite3?)$/i;
const JOURNAL = /\.(log|journal|jsonl|txt)$/i;
/** The first line of a journal is no longer. */
const PEEK = 65_536;

/** Of the folder and all below it, in the order of their paths. */
export function storagesIn({ files, folders }: Folder): readonly FolderFile[] {
  return [...files.filter(isStorage), ...folders.flatMap(storagesIn)];
}

function isStorage(file: FolderFile): boolean {
  if (file.bytes > LARGEST_IMPORT) return false;
  return DATABASE.test(file.name) ? isDatabase(file) : JOURNAL.test(file.name) && isJournal(file);
}

function isDatabase(file: FolderFile): boolean {
  try {
    const bytes = new SourceFile(file).whole();
    return (
      isSqlite(bytes) &&
      readDatabase(
        file.name,
        bytes,
        {},
        (tables) => tables.has('studies', 'study_name') && tables.has('trial_params', null),
      )
    );
  } catch (error) {
    // What cannot be read as a database is none of Optuna's.
    if (error instanceof ReadingError || isSqliteError(error)) return false;
    throw error;
  }
}

function isSqliteError(error: unknown): boolean {
  return error instanceof Error && error.name === 'SqliteError';
}

function isJournal({ absolute }: FolderFile): boolean {
  const bytes = Buffer.alloc(PEEK);
  try {
    const descriptor = openSync(absolute, 'r');
    try {
      const length = readSync(descriptor, bytes);
      return isOperation(parsed(bytes.toString('utf8', 0, length).split('\n')[0]!).value);
    } finally {
      closeSync(descriptor);
    }
  } catch (error) {
    if (isSystemError(error)) return false;
    throw error;
  }
}
