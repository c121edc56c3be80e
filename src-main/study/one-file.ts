// Makes one plain file of a study, whatever its last writer left beside it, so that it can be moved in one step. It brings no
// study to a newer version.
import Database from 'better-sqlite3';
import { hasLog } from './companions.ts';
import { belongsToStudy } from './file-header.ts';
import { seal } from './seal.ts';
import { hasUnfitLog, setStrangersAside } from './strangers.ts';

/**
 * For whoever holds the lock of the study. A study that is not sound is left as it is.
 * @returns whether nothing of it lies beside it now.
 */
export function makeOneFile(real: string): boolean {
  setStrangersAside(real);
  if (!hasLog(real)) return true;
  // SQLite removes a log beside what it takes for an empty database, and takes in one of another study.
  if (!belongsToStudy(real) || hasUnfitLog(real)) return false;
  try {
    if (takesLogIn(real)) seal(real);
  } catch (error) {
    // What SQLite cannot repair is kept as it is, in all its parts; reading it says what is wrong.
    if (!(error instanceof Database.SqliteError)) throw error;
  }
  return !hasLog(real);
}

/** Whether it is sound. */
function takesLogIn(real: string): boolean {
  const database = new Database(real, { fileMustExist: true });
  try {
    database.pragma('trusted_schema = OFF');
    database.pragma('cell_size_check = ON');
    if (database.pragma('quick_check', { simple: true }) !== 'ok') return false;
    database.pragma('wal_checkpoint(TRUNCATE)');
    database.pragma('journal_mode = DELETE');
    return true;
  } finally {
    database.close();
  }
}
