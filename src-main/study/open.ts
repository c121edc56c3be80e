// Opens and creates the SQLite file of a study, checks that it is one, and keeps other writers out. No queries here.
import Database from 'better-sqlite3';
import { existsSync, lstatSync, realpathSync, statSync, type Stats } from 'node:fs';
import path from 'node:path';
import { hasLog, putInPlace, removeStudyFile } from './companions.ts';
import { checkLength, findDamage, isNone, showMended } from './damage.ts';
import type { OpenFile } from './database.ts';
import { belongsToStudy, versionIn, withFile } from './file-header.ts';
import { checkLayout } from './layout.ts';
import { lockStudy } from './lock.ts';
import { copyInMemory, migrateFile, versionOf } from './migrate.ts';
import { mendFile } from './mend.ts';
import { FileHold } from './file-hold.ts';
import { APPLICATION_ID, FIRST_WITH_CHECKSUMS, SCHEMA, SCHEMA_VERSION, VIEWS_OF_OLDER } from './schema.ts';
import { checkSeal, unseal } from './seal.ts';
import { statementsOf } from './statements.ts';
import { keepCutLog, keepStrangersOut, refuseUnfitLog, setStrangersAside } from './strangers.ts';
import { explained, refusal, StorageError, StudyError } from './study-error.ts';
import { writeChecksums } from './sums.ts';

/**
 * Makes the file and fills it; nothing is left behind if that fails. `name` is what a user would call it.
 * @throws StudyError if the file exists or its folder does not; StorageError if it cannot be written.
 */
export function createFile(
  file: string,
  name: string,
  fill: (database: Database.Database) => void,
): OpenFile {
  if (lstatSync(file, { throwIfNoEntry: false })) {
    throw new StudyError(`${name} exists already; resume it, or choose another file.`);
  }
  const folder = path.dirname(file);
  if (!existsSync(folder)) {
    throw new StudyError(`${name} cannot be made: the folder ${folder} does not exist.`);
  }
  const real = path.join(realpathSync(folder), path.basename(file));
  const unlock = lockToMake(name, real);
  let isMade = false;
  try {
    writeAside(real, fill);
    isMade = true;
    const database = new Database(real);
    keepLog(database);
    return { name, database, isChecked: false, writer: { hold: new FileHold(real), unlock }, told: null };
  } catch (error) {
    if (isMade) removeStudyFile(real);
    unlock();
    const reason = refusal(error);
    if (reason === null) throw error;
    throw new StorageError(`${name} cannot be made: ${reason}.`);
  }
}

/** @throws as `lockStudy`, in words that fit a file that is not there yet. */
function lockToMake(name: string, real: string): () => void {
  try {
    return lockStudy(name, real);
  } catch (error) {
    if (!(error instanceof StorageError)) throw error;
    throw new StorageError(error.message.replace(' cannot be written: in its folder, ', ' cannot be made: '));
  }
}

/** The file appears under its name when it is whole: nobody opens half a study, and a kill leaves none. */
function writeAside(file: string, fill: (database: Database.Database) => void): void {
  const partial = `${file}.part`;
  removeStudyFile(partial);
  try {
    const database = new Database(partial);
    try {
      database.pragma(`application_id = ${APPLICATION_ID}`);
      database.pragma(`user_version = ${SCHEMA_VERSION}`);
      database.transaction(() => {
        database.exec(SCHEMA);
        fill(database);
        writeChecksums(statementsOf(database));
      })();
    } finally {
      database.close();
    }
    putInPlace(partial, file);
  } catch (error) {
    removeStudyFile(partial);
    throw error;
  }
}

function keepLog(database: Database.Database): void {
  database.pragma('journal_mode = WAL');
  database.pragma('synchronous = NORMAL');
}

/**
 * @throws StudyError if the file is missing, not a study, of a newer version, damaged, or being written by another;
 * StorageError if the system does not let it be read or written.
 */
export function openFile(file: string, mode: 'read' | 'write'): OpenFile {
  const status = statusOf(file);
  if (!status) throw new StudyError(`${file} does not exist.`);
  if (!status.isFile()) throw new StudyError(`${file} is not a file.`);
  // A lock beside a symbolic link would keep nobody out who comes by the file's own name.
  const real = realpathSync(file);
  const unlock = mode === 'write' ? lockStudy(file, real) : null;
  try {
    // Whoever writes it takes the seal off, and with it the only thing that tells of damage in a study of an older version.
    const sealed = unlock ? checkSeal(real, Infinity) : checkSeal(real);
    if (sealed === 'broken') {
      throw new StudyError(
        `${file} is damaged: it is not what it was when it was closed (its checksum differs). Take a copy of it that is whole.`,
      );
    }
    if (hasLog(real) && !belongsToStudy(real)) {
      // SQLite would remove the log, which may be all that is left.
      throw new StudyError(`${file} is not a study, or it is damaged; what lies beside it is left as it is.`);
    }
    const isChecked = sealed === 'fits';
    if (!isChecked) refuseUnfitLog(file, real, unlock !== null);
    if (!unlock) return { name: file, ...openToRead(file, real, isChecked), writer: null, told: null };
    setStrangersAside(real);
    const told = keepCutLog(real);
    if (!isChecked) mendFile(file, real);
    if (withFile(real, 'r', versionIn) < SCHEMA_VERSION) bringToThisVersion(file, real);
    const database = openToWrite(file, real);
    return { name: file, database, isChecked: false, writer: { hold: new FileHold(real), unlock }, told };
  } catch (error) {
    unlock?.();
    if ((error as { code?: string }).code === 'SQLITE_NOTADB') {
      throw new StudyError(`${file} is not a study, or it is damaged: it does not begin as a SQLite file.`);
    }
    throw explained(file, 'opened', error);
  }
}

/** @throws StorageError, for a name that is too long for any file. */
function statusOf(file: string): Stats | undefined {
  try {
    return statSync(file, { throwIfNoEntry: false });
  } catch (error) {
    throw explained(file, 'opened', error);
  }
}

function openToWrite(file: string, real: string): Database.Database {
  return checked(new Database(real, { fileMustExist: true }), file, (database) => {
    unseal(real);
    keepLog(database);
  });
}

function bringToThisVersion(file: string, real: string): void {
  const older = checked(new Database(real, { fileMustExist: true }), file, () => undefined);
  try {
    // Takes in what a killed writer left; refused while anyone reads by its log.
    older.pragma('journal_mode = DELETE');
  } finally {
    older.close();
  }
  migrateFile(real, withFile(real, 'r', versionIn));
}

/** A writer that was killed leaves a journal which a reader may not take in; then a copy is read. */
const NEEDS_RECOVERY = ['SQLITE_READONLY_ROLLBACK', 'SQLITE_READONLY_RECOVERY', 'SQLITE_READONLY_CANTINIT'];

function openToRead(file: string, real: string, isSealed: boolean): Pick<OpenFile, 'database' | 'isChecked'> {
  const prepared = (database: Database.Database) => {
    let isChecked = isSealed;
    checked(database, file, () => {
      isChecked = presentAsCurrent(database, file, real, isSealed);
      refuseWrites(database);
    });
    return { database, isChecked };
  };
  if (keepStrangersOut(file, real) === 'ignored') {
    return prepared(copyInMemory(file, real, { withLogs: false }));
  }
  try {
    return prepared(new Database(real, { readonly: true, fileMustExist: true }));
  } catch (error) {
    if (!NEEDS_RECOVERY.includes((error as { code?: string }).code ?? '')) throw error;
    return prepared(copyInMemory(file, real, { withLogs: true }));
  }
}

/** Bytes of a study that a reader reads as a whole at once to see whether it is what was written; of larger ones the rows alone. */
const READ_WHOLE = 64e6;

/** An older study is shown as one of this version, a damaged one as what is left of it. Returns whether nothing is to be checked later. */
function presentAsCurrent(
  database: Database.Database,
  file: string,
  real: string,
  isSealed: boolean,
): boolean {
  const version = versionOf(database);
  checkLength(database, file, real);
  if (version < SCHEMA_VERSION) database.exec(VIEWS_OF_OLDER[version]!);
  if (version < FIRST_WITH_CHECKSUMS || isSealed) return true;
  const depth = statSync(real).size <= READ_WHOLE ? 'data' : 'rows';
  // What a writer adds meanwhile does not come between.
  database.transaction(() => {
    const damage = findDamage(statementsOf(database), file, depth);
    if (!isNone(damage)) showMended(database, damage);
  })();
  return false;
}

function refuseWrites(database: Database.Database): void {
  database.pragma('query_only = ON');
}

/** Closes the database if it turns out to be no study. */
function checked(
  database: Database.Database,
  file: string,
  prepare: (database: Database.Database) => void,
): Database.Database {
  try {
    // Views and triggers of a foreign file must not run code of their own, nor damaged pages be read beyond their end.
    database.pragma('trusted_schema = OFF');
    database.pragma('cell_size_check = ON');
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
  checkLayout(database, version, file);
}
