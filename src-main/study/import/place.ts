// What lies at a path, as runs: a folder of them, a file of them, the log of one, or a table.
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, statSync } from 'node:fs';
import path from 'node:path';
import type { TableSource } from './create.ts';
import { isLogName, readLogFile } from './folder/logs.ts';
import { readFolder, readRunFile, type FolderRuns } from './folder/read-folder.ts';
import { tableOfFolder } from './folder/table.ts';
import { isFolder, walk, type Folder, type FolderFile } from './folder/walk.ts';
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
export function readPlace(
  place: string,
  { onProgress = SILENT, hasCompanions = true }: PlaceReading = {},
): TableSource {
  const runs = runsAt(place, onProgress);
  if (runs) return { fileName: runs.name, sha256: runs.sha256, table: tableOfFolder(runs) };
  const source = readSource(place, hasCompanions);
  const sha256 = createHash('sha256').update(source.bytes).digest('hex');
  return { fileName: source.fileName, sha256, table: readTable(source, onProgress) };
}

/** Changes with any file of the place, as far as sizes and times tell. */
export function stateOfPlace(place: string): string {
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

/** Runs with their curves: of a folder, of a file of them, of a trainer's log; null: it is a table. */
function runsAt(place: string, onProgress: OnImportProgress): FolderRuns | null {
  if (isFolder(place)) return readFolder(place, onProgress);
  if (isLogName(place) && existsSync(place)) return readLogFile(place);
  return readRunFile(place, onProgress);
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
