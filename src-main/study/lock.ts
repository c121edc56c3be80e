// Keeps other writers of a study out, by an exclusive lock of SQLite's on a small file beside it. The operating system drops
// the lock when the process ends, however it ends; the file goes with it, or with the next writer.
import Database from 'better-sqlite3';
import { randomBytes } from 'node:crypto';
import { accessSync, constants, rmSync, statSync } from 'node:fs';
import path from 'node:path';
import { refusal, StorageError, StudyError } from './study-error.ts';

/** An ended writer takes its lock file away; whoever had opened it already holds a lock that nobody sees, and tries again. */
const MOST_TRIES = 100;
/** What SQLite says where the path of an open file leads to another file by now, or to none. */
const MOVED = [
  'SQLITE_READONLY_DBMOVED',
  'SQLITE_IOERR_FSTAT',
  'SQLITE_CANTOPEN',
  'SQLITE_IOERR_DELETE_NOENT',
];
/** What SQLite says where the file system has no locks. */
const NO_LOCKS = [
  'SQLITE_IOERR_LOCK',
  'SQLITE_IOERR_RDLOCK',
  'SQLITE_IOERR_UNLOCK',
  'SQLITE_IOERR_CHECKRESERVEDLOCK',
  'SQLITE_NOLFS',
  'SQLITE_PROTOCOL',
];

/**
 * Keeps other writers out, and sees to it that none can come by another name. Returns what releases the lock. `file` is the
 * study as the user names it, `real` the same without symbolic links.
 * @throws StudyError where another process writes it, or could by another name; StorageError where the system does not let its
 * folder be written, or keeps no locks.
 */
export function lockStudy(file: string, real: string): () => void {
  const before = identityOf(real);
  const unlock = lockBeside(file, real);
  try {
    checkName(file, real, before);
    return unlock;
  } catch (error) {
    unlock();
    throw error;
  }
}

/** The same for whoever changes nothing in the file, only what lies beside it, or where it is. */
export function lockBeside(file: string, real: string): () => void {
  const beside = `${real}-lock`;
  const holder = held(file, beside);
  return () => {
    release(beside, holder);
  };
}

function held(file: string, beside: string): Database.Database {
  for (let tries = 1; ; tries++) {
    let holder: Database.Database | null = null;
    try {
      accessSync(path.dirname(beside), constants.W_OK);
      holder = new Database(beside, { timeout: 0 });
      take(holder, beside);
      return holder;
    } catch (error) {
      holder?.close();
      const { code = '' } = error as { code?: string };
      if (MOVED.includes(code) && tries < MOST_TRIES) continue;
      if (code.startsWith('SQLITE_BUSY') && keepsLocks(beside)) {
        throw new StudyError(`${file} is being written by another Precipice; wait for it, or end it first.`);
      }
      if (NO_LOCKS.includes(code) || code.startsWith('SQLITE_BUSY')) {
        throw new StorageError(
          `${file} cannot be written where it is: its file system keeps no locks (${code}), so that two programs could write it at once. Copy it to another disk.`,
        );
      }
      removeIfEmpty(beside);
      const reason = refusal(error) ?? (error as Error).message;
      throw new StorageError(`${file} cannot be written: in its folder, ${reason}.`);
    }
  }
}

/** What was made where there was no room for it; nobody holds a lock on it. */
function removeIfEmpty(beside: string): void {
  if (statSync(beside, { throwIfNoEntry: false })?.size === 0) rmSync(beside, { force: true });
}

/** Whether a new file there, which nobody else knows, can be locked: SQLite says of some file systems that others hold every lock. */
function keepsLocks(beside: string): boolean {
  const file = `${beside}-${randomBytes(8).toString('hex')}`;
  const probe = new Database(file, { timeout: 0 });
  try {
    probe.exec('BEGIN EXCLUSIVE; ROLLBACK');
    return true;
  } catch (error) {
    if ((error as { code?: string }).code?.startsWith('SQLITE_BUSY')) return false;
    throw error;
  } finally {
    probe.close();
    rmSync(file, { force: true });
  }
}

/**
 * A change that is written while the lock is held makes SQLite look whether the path still leads to this file: without it, the
 * lock may be on a file that the writer before has removed, beside the one on which the next writer has its own. SQLite does not
 * look where the file was empty or a journal is open, hence two changes and the order of statements.
 */
function take(holder: Database.Database, beside: string): void {
  holder.exec('BEGIN EXCLUSIVE');
  count(holder);
  holder.exec('COMMIT; BEGIN EXCLUSIVE');
  count(holder);
  holder.pragma('locking_mode = EXCLUSIVE');
  holder.exec('COMMIT');
  // What is left of it is empty; nothing is written any more.
  rmSync(`${beside}-journal`, { force: true });
}

function count(holder: Database.Database): void {
  const before = holder.pragma('user_version', { simple: true }) as number;
  holder.pragma(`user_version = ${(before + 1) % 2 ** 31}`);
}

function release(beside: string, holder: Database.Database): void {
  // Windows removes no file that is open; elsewhere the file must go before another can lock it.
  if (process.platform === 'win32') {
    holder.close();
    removeUnlessOpen(beside);
    return;
  }
  rmSync(beside, { force: true });
  holder.close();
}

function removeUnlessOpen(file: string): void {
  try {
    rmSync(file, { force: true });
  } catch (error) {
    // The next writer has opened it and will remove it.
    if (!['EBUSY', 'EPERM'].includes((error as NodeJS.ErrnoException).code ?? '')) throw error;
  }
}

/** A lock beside one name keeps nobody out who comes by another name of the same file. */
function checkName(file: string, real: string, before: string | null): void {
  const status = statSync(real, { bigint: true, throwIfNoEntry: false });
  if (identityOf(real) !== before) {
    throw new StudyError(`${file} was replaced by another file while it was opened; open it again.`);
  }
  if (status && status.nlink > 1n) {
    throw new StudyError(
      `${file} is not written: the file has ${status.nlink} names (hard links), and a lock beside one of them would not keep out who writes by another. Make a copy of it and use that.`,
    );
  }
}

/** Device and number of the file at a path; null where there is none. */
export function identityOf(file: string): string | null {
  const status = statSync(file, { bigint: true, throwIfNoEntry: false });
  return status ? `${status.dev} ${status.ino}` : null;
}
