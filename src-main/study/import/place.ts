// What lies at a path, as runs: a folder of them, a file of them, the log of one, or a table.
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, realpathSync, statSync } from 'node:fs';
import path from 'node:path';
import { shortLine } from '../../spec/one-line.ts';
import type { TableSource } from './create.ts';
import { isLogName, readLogFile } from './folder/logs.ts';
import { NoRunsError, readFolder, readRunFile, type FolderRuns } from './folder/read-folder.ts';
import { storagesIn } from './folder/storages.ts';
import { joinedStorages } from './readers/optuna/joined.ts';
import { tableOfFolder } from './folder/table.ts';
import { isFolder, isSystemError, walk, type Folder, type FolderFile } from './folder/walk.ts';
import { guessMapping } from './guess/guess.ts';
import { ImportError } from './import-error.ts';
import { SILENT, type OnImportProgress } from './progress.ts';
import { readTable, type ImportSource } from './read.ts';
import { checkSize } from './table.ts';

interface PlaceReading {
  readonly onProgress?: OnImportProgress;
  /** Whether what SQLite keeps beside a database lies there, if there is any: it does not where single files were chosen in a browser. */
  readonly hasCompanions?: boolean;
}

/** @throws ImportError with one sentence. */
export function readPlace(place: string, reading: PlaceReading = {}): TableSource {
  return reached(place, () => {
    // Looked at first: what changes while it is read has changed since.
    const origin = (reading.hasCompanions ?? true) && existsSync(place) ? originOf(place) : {};
    return { ...sourceAt(place, reading), ...origin };
  });
}

const LONGEST_SHOWN = 200;

/** What the system refuses (a name that no file can have, a folder that may not be entered) is said of the place. @throws ImportError. */
function reached<Result>(place: string, look: () => Result): Result {
  try {
    return look();
  } catch (error) {
    const why = isSystemError(error)
      ? error.code
      : (error as NodeJS.ErrnoException).code === 'ERR_INVALID_ARG_VALUE'
        ? 'no path may have such characters'
        : null;
    if (why === null) throw error;
    const shown = shortLine(place).slice(0, LONGEST_SHOWN) + (place.length > LONGEST_SHOWN ? '…' : '');
    throw new ImportError(`${shown} cannot be read (${why}).`, { cause: error });
  }
}

function sourceAt(place: string, reading: PlaceReading): TableSource {
  const { onProgress = SILENT } = reading;
  if (isFolder(place)) return ofFolder(place, reading);
  if (isLogName(place) && existsSync(place)) return ofLog(place, reading);
  const runs = readRunFile(place, onProgress);
  return runs ? ofRuns(runs) : ofTable(place, reading);
}

function ofRuns(runs: FolderRuns): TableSource {
  return { fileName: runs.name, sha256: runs.sha256, table: tableOfFolder(runs) };
}

function ofTable(file: string, { onProgress, hasCompanions = true }: PlaceReading): TableSource {
  const source = readSource(file, hasCompanions);
  const sha256 = createHash('sha256').update(source.bytes).digest('hex');
  return { fileName: source.fileName, sha256, table: readTable(source, onProgress) };
}

/** Where it is found again, by whatever path it was named, and what it was. */
export function originOf(place: string): Required<Pick<TableSource, 'place' | 'state'>> {
  return { place: realpathSync(place), state: stateOfPlace(place) };
}

/** Its runs, or, where it has none, the storages of Optuna in it. */
function ofFolder(place: string, reading: PlaceReading): TableSource {
  try {
    return ofRuns(readFolder(place, reading.onProgress));
  } catch (error) {
    if (!(error instanceof NoRunsError)) throw error;
    const [storage, ...more] = storagesIn(walk(place).root);
    if (!storage) throw error;
    if (more.length > 0) return ofStorages(place, [storage, ...more], reading);
    const source = ofTable(storage.absolute, reading);
    const notes = [`The folder holds the storage of an Optuna study, ${storage.path}.`];
    return { ...source, table: { ...source.table, notes: [...notes, ...(source.table.notes ?? [])] } };
  }
}

/** Which of them is meant is asked, as of several studies in one storage. */
function ofStorages(place: string, storages: readonly FolderFile[], reading: PlaceReading): TableSource {
  const parts = storages.map(({ absolute, path: at }) => ({ path: at, ...ofTable(absolute, reading) }));
  const hash = createHash('sha256');
  for (const { path: at, sha256 } of parts) hash.update(`${at}\0${sha256}\n`);
  return { fileName: path.basename(place), sha256: hash.digest('hex'), table: joinedStorages(parts) };
}

/** A trainer's log, or, where it is none, a table under such a name: Optuna calls its journals so. */
function ofLog(place: string, reading: PlaceReading): TableSource {
  const runs = readLogFile(place);
  if (runs) return ofRuns(runs);
  const unknown = `${path.basename(place)} has no lines of a trainer that is known`;
  let source: TableSource;
  try {
    source = ofTable(place, reading);
  } catch (error) {
    if (!(error instanceof ImportError)) throw error;
    throw new ImportError(`${unknown}, and is no table: ${error.message}`, { cause: error });
  }
  // Any text is a table of some kind.
  const { learningRate, tailLoss, lossCurve } = guessMapping(source.table).columns;
  if ((learningRate ?? tailLoss ?? lossCurve) === null) throw new ImportError(`${unknown}.`);
  return source;
}

/** Changes with any file of the place, as far as sizes and times tell. @throws ImportError where the place cannot be looked at. */
export function stateOfPlace(place: string): string {
  return reached(place, () => stateOf(place));
}

function stateOf(place: string): string {
  const hash = createHash('sha256');
  const add = ({ path: at, bytes, changed }: Pick<FolderFile, 'path' | 'bytes' | 'changed'>) =>
    hash.update(`${at}\0${bytes}\0${changed}\n`);
  const addAll = ({ files, folders }: Folder) => {
    files.forEach(add);
    folders.forEach(addAll);
  };
  if (isFolder(place)) addAll(walk(place).root);
  else {
    for (const file of [place, `${place}-wal`, `${place}-journal`]) {
      const status = statSync(file, { throwIfNoEntry: false });
      if (status) add({ path: file, bytes: status.size, changed: status.mtimeMs });
    }
  }
  return hash.digest('hex');
}

/** The file, with what SQLite keeps beside a database that is written. */
function readSource(file: string, hasCompanions: boolean): ImportSource {
  const status = statSync(file, { throwIfNoEntry: false });
  if (!status?.isFile()) throw new ImportError(`${file} is neither a file nor a folder.`);
  const beside = (ending: string) => {
    const companion = `${file}${ending}`;
    if (!existsSync(companion)) return hasCompanions ? new Uint8Array() : undefined;
    checkSize(companion, statSync(companion).size);
    return readFileSync(companion);
  };
  checkSize(file, status.size);
  return {
    fileName: path.basename(file),
    bytes: readFileSync(file),
    wal: beside('-wal'),
    journal: beside('-journal'),
  };
}
