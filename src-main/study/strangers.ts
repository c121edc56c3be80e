// Logs beside a study that are none of its own: a study was put (copied, synchronised, checked out) where a killed writer of
// another one of its name, or of an earlier moment of this one, had left its log. SQLite would take that log into the study. A
// study that is as it was when it was closed has no log; so whatever lies beside it is set aside before SQLite opens the file.
// Beside one that is not closed its own log may be missing, and only its user knows where that is: it is not opened.
import { existsSync, readSync } from 'node:fs';
import path from 'node:path';
import { copyAside, hasLog, logsOf, setLogsAside } from './companions.ts';
import { versionIn, withFile } from './file-header.ts';
import { lockBeside } from './lock.ts';
import { markIn } from './log-mark.ts';
import { changesNothing } from './rollback-journal.ts';
import { FIRST_WITH_MARKS } from './schema.ts';
import { checkSeal } from './seal.ts';
import { StorageError, StudyError } from './study-error.ts';
import { readLog } from './write-ahead-log.ts';

/** Milliseconds for which a writer that begins or ends just now is waited for. */
const LONGEST_CHANGE = 2000;
const PAUSE = new Int32Array(new SharedArrayBuffer(4));

function hasStrangersLog(real: string): boolean {
  return hasLog(real) && checkSeal(real, Infinity) === 'fits';
}

/** For whoever holds the lock of the study. */
export function setStrangersAside(real: string): void {
  if (hasStrangersLog(real)) setLogsAside(real);
}

/**
 * The same for a reader. `ignored`: its folder cannot be written, so the log stays and must not be read.
 * @throws StudyError where a writer does not let go of the study.
 */
export function keepStrangersOut(file: string, real: string): 'none' | 'ignored' {
  const giveUp = performance.now() + LONGEST_CHANGE;
  while (hasStrangersLog(real)) {
    try {
      const unlock = lockBeside(file, real);
      try {
        setStrangersAside(real);
      } finally {
        unlock();
      }
    } catch (error) {
      if (error instanceof StorageError) return hasStrangersLog(real) ? 'ignored' : 'none';
      // A writer that has just begun sets them aside itself, and one that ends leaves none.
      if (!(error instanceof StudyError) || performance.now() > giveUp) throw error;
      Atomics.wait(PAUSE, 0, 0, 20);
    }
  }
  return 'none';
}

/** Whether SQLite would take something into a study that is not closed which does not go on from what is in it. */
export function hasUnfitLog(real: string): boolean {
  const version = withFile(real, 'r', versionIn);
  const journal = `${real}-journal`;
  if (version >= FIRST_WITH_MARKS && existsSync(journal) && !changesNothing(journal, real)) return true;
  const log = `${real}-wal`;
  if (!existsSync(log)) return false;
  const { commits, marks, pageBytes } = readLog(log);
  if (commits === 0) return false;
  const [first] = marks;
  if (!first) return version >= FIRST_WITH_MARKS;
  if (version < FIRST_WITH_MARKS) return true;
  const stands = markOf(real, first.page, pageBytes);
  return stands !== first.before && !marks.some(({ own }) => own === stands);
}

function markOf(file: string, number: number, bytes: number): string | null {
  const page = Buffer.alloc(bytes);
  withFile(file, 'r', (handle) => readSync(handle, page, 0, bytes, (number - 1) * bytes));
  return markIn(page)?.own ?? null;
}

/**
 * For a study that is not closed; `isLocked`: by whoever asks.
 * @throws StudyError where what lies beside it is not its own.
 */
export function refuseUnfitLog(file: string, real: string, isLocked: boolean): void {
  if (!hasUnfitLog(real)) return;
  const refuse = () => {
    const logs = logsOf(real).map((log) => path.basename(log));
    throw new StudyError(
      `${file} was not closed, and ${logs.join(' and ')} beside it does not go on from it: that is of another study, of another moment of this one, or damaged; put its own there, or take this one away to see what was kept without it.`,
    );
  };
  if (isLocked) refuse();
  try {
    lockBeside(file, real)();
  } catch (error) {
    // A living writer has seen to that, and changes both while they are read.
    if (error instanceof StudyError) return;
    if (!(error instanceof StorageError)) throw error;
  }
  if (hasUnfitLog(real)) refuse();
}

/** Whether SQLite takes in the beginning of the log alone. */
export function isCutShort(real: string): boolean {
  const log = `${real}-wal`;
  return existsSync(log) && readLog(log).isCutShort;
}

/**
 * A log of which SQLite takes in the beginning alone, and drops the rest, is copied first. For whoever holds the lock of the study.
 * @returns what its user should know of that; null where the log is whole.
 */
export function keepCutLog(real: string): string | null {
  if (!isCutShort(real)) return null;
  const copy = copyAside(`${real}-wal`);
  return `The end of the log that a killed writer had left was damaged: what was written last is missing here, and kept as it was in ${copy}.`;
}
