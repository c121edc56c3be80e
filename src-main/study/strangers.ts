// Logs beside a study that are none of its own: a closed study was put (copied, synchronised, checked out) where a killed
// writer of another one of its name had left its log. SQLite would take that log into the study. A study that is as it was
// when it was closed has no log; so whatever lies beside it is set aside before SQLite opens the file.
import { hasLog, setLogsAside } from './companions.ts';
import { lockBeside } from './lock.ts';
import { checkSeal } from './seal.ts';
import { StorageError, StudyError } from './study-error.ts';

/** Milliseconds for which a writer that begins or ends just now is waited for. */
const LONGEST_CHANGE = 2000;
const PAUSE = new Int32Array(new SharedArrayBuffer(4));

export function hasStrangersLog(real: string): boolean {
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
