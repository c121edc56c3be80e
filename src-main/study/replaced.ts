// A study changed as a whole: in a copy beside it that takes its place when it is done. Until then the file is what it was, whatever fails and
// whenever the program is killed; while it lasts, nobody else writes it.
import { constants, copyFileSync, realpathSync, renameSync, statSync } from 'node:fs';
import { hasLog, partialFile, removeStudyFile } from './companions.ts';
import { versionIn, withFile } from './file-header.ts';
import { lockStudy } from './lock.ts';
import { SCHEMA_VERSION } from './schema.ts';
import { explained, StorageError, StudyError } from './study-error.ts';
import { openStudy, type Study } from './study.ts';

/** @throws whatever `work` throws; StudyError, StorageError where the file cannot be opened, copied or replaced. The file is then as it was. */
export function replaceStudy<Result>(file: string, work: (study: Study) => Result): Result {
  if (!statSync(file, { throwIfNoEntry: false })) throw new StudyError(`${file} does not exist.`);
  const real = realpathSync(file);
  // What a killed writer left is taken in, and an older study brought to this version, by whoever opens it to write.
  if (hasLog(real) || withFile(real, 'r', versionIn) < SCHEMA_VERSION) openStudy(file, 'write').close();
  const unlock = lockStudy(file, real);
  const partial = partialFile(real);
  try {
    openStudy(file, 'read').close();
    removeStudyFile(partial);
    try {
      copyFileSync(real, partial, constants.COPYFILE_FICLONE);
      const result = changed(partial, work);
      renameSync(partial, real);
      return result;
    } catch (error) {
      removeStudyFile(partial);
      throw named(error, partial, file);
    }
  } catch (error) {
    throw explained(file, 'written', error);
  } finally {
    unlock();
  }
}

/** Of the study, and not of the copy that is gone. */
function named(error: unknown, partial: string, file: string): unknown {
  const kind = [StudyError, StorageError].find((each) => error instanceof each);
  return kind ? new kind((error as Error).message.replaceAll(partial, file), { cause: error }) : error;
}

function changed<Result>(file: string, work: (study: Study) => Result): Result {
  const study = openStudy(file, 'write');
  try {
    return work(study);
  } finally {
    study.close();
  }
}
