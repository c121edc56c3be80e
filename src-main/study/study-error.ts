// What can be wrong with a study, in one sentence for its user, and what SQLite reports as such a sentence.
import Database from 'better-sqlite3';
import { oneLine } from '../spec/one-line.ts';

/** The file is not there, not a study, damaged, or not to be written. */
export class StudyError extends Error {
  override name = 'StudyError';

  constructor(message: string, options?: ErrorOptions) {
    super(oneLine(message), options);
  }
}

/** The disk or the system refused while a study was read or written; what was finished before is kept. */
export class StorageError extends Error {
  override name = 'StorageError';

  constructor(message: string, options?: ErrorOptions) {
    super(oneLine(message), options);
  }
}

/** The file that was being written is not at its place any more, and nothing more can be written to it. */
export class LostFileError extends StorageError {
  override name = 'LostFileError';
}

/** Codes of SQLite, or their beginnings, that are the machine's doing. */
const STORAGE: readonly (readonly [string, string])[] = [
  ['SQLITE_FULL', 'the disk is full'],
  ['SQLITE_READONLY', 'the file, its folder or its disk is read-only'],
  ['SQLITE_IOERR', 'the disk reports an error'],
  ['SQLITE_CANTOPEN', 'the system does not let it be opened'],
  ['SQLITE_PERM', 'the system does not permit it'],
  ['SQLITE_BUSY', 'another program holds it'],
  ['SQLITE_LOCKED', 'another program holds it'],
  ['SQLITE_PROTOCOL', 'another program holds it'],
  ['SQLITE_NOMEM', 'there is not enough memory'],
];

/** Codes of the operating system. */
const SYSTEM: Readonly<Record<string, string>> = {
  ENOSPC: 'the disk is full',
  EDQUOT: 'the disk quota is used up',
  EROFS: 'the disk is read-only',
  EACCES: 'the system does not permit it',
  EPERM: 'the system does not permit it',
  EIO: 'the disk reports an error',
  ENOENT: 'it is no longer there',
  ENOTDIR: 'a part of its path is no folder',
  EMFILE: 'too many files are open',
  ENAMETOOLONG: 'its name is too long',
};

/** Why the machine refused, in a few words; null where it is not the machine's doing. */
export function refusal(error: unknown): string | null {
  const code = (error as { code?: unknown }).code;
  if (typeof code !== 'string') return null;
  const known = STORAGE.find(([beginning]) => code.startsWith(beginning));
  return known ? `${known[1]} (${code})` : SYSTEM[code] ? `${SYSTEM[code]} (${code})` : null;
}

/** What SQLite or the system reported about a study, as an error with a sentence; other errors as they are. */
export function explained(file: string, action: 'opened' | 'read' | 'written', error: unknown): unknown {
  const reason = refusal(error);
  if (reason !== null) {
    const kept = action === 'written' ? '; what was finished before is kept' : '';
    return new StorageError(`${file} cannot be ${action}: ${reason}${kept}.`);
  }
  if (!(error instanceof Database.SqliteError)) return error;
  // What else SQLite says about a file that is only read is the file's fault: this program's statements are tested.
  const isDamage = action !== 'written' || error.code.startsWith('SQLITE_CORRUPT');
  return isDamage ? new StudyError(`${file} is damaged: ${error.message}.`) : error;
}
