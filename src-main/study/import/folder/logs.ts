// Runs of which nothing is left but what they printed: files of logs, one a run. They are looked for only where a folder holds nothing
// better, since most runs leave a log beside what their tools wrote.
import { statSync } from 'node:fs';
import path from 'node:path';
import { ImportError } from '../import-error.ts';
import { readTrainingLog } from '../readers/training-log.ts';
import { identityOf, type ReadFile } from './identity.ts';
import { joinPart, type JoinedRun } from './part.ts';
import type { FolderRuns } from './read-folder.ts';
import { NotARunError, ReadingError } from './reading.ts';
import type { SettingsLayer } from './settings.ts';
import { SourceFile } from './source-file.ts';
import type { Folder, FolderFile } from './walk.ts';

const LOG = /\.(log|out|txt)(\.gz)?$/i;

export function isLogName(name: string): boolean {
  return LOG.test(name);
}

/** The runs of one log; null where it is of no trainer that is known. @throws ImportError with one sentence. */
export function readLogFile(place: string): FolderRuns | null {
  const name = path.basename(place);
  const { size: bytes, mtimeMs: changed } = statSync(place);
  const found = new Found();
  found.add({ name, path: name, absolute: path.resolve(place), bytes, changed }, []);
  const [problem] = found.problems;
  if (problem !== undefined) throw new ImportError(problem);
  return found.runs.length === 0 ? null : found.as(name);
}

/** The runs whose logs lie in a folder; null where there are none. */
export function logsOfFolder(root: Folder): FolderRuns | null {
  const found = new Found();
  const visit = (folder: Folder, above: readonly SettingsLayer[]) => {
    const layers = [{ name: folder.name, files: new Map() }, ...above];
    for (const file of folder.files) if (isLogName(file.name)) found.add(file, layers);
    for (const child of folder.folders) visit(child, layers);
  };
  visit(root, []);
  return found.runs.length === 0 ? null : found.as(root.name);
}

class Found {
  readonly runs: JoinedRun[] = [];
  readonly problems: string[] = [];
  readonly #files: ReadFile[] = [];

  add(file: FolderFile, above: readonly SettingsLayer[]): void {
    const source = new SourceFile(file);
    try {
      const reading = readTrainingLog(source);
      const name = file.name.replace(/\.gz$/i, '').replace(/\.[^.]+$/, '');
      this.runs.push(
        joinPart({
          path: file.path,
          name,
          sources: [{ tool: 'log', path: file.path, reading, isRecord: true }],
          layers: [{ name, files: new Map() }, ...above],
        }),
      );
      this.#files.push(source.asRead());
    } catch (error) {
      if (error instanceof NotARunError) return;
      if (!(error instanceof ReadingError)) throw error;
      this.problems.push(`${file.path} ${error.message}`);
    }
  }

  as(name: string): FolderRuns {
    const files = this.#files.sort((a, b) => (a.path < b.path ? -1 : 1));
    return {
      name,
      sha256: identityOf(files),
      runs: this.runs,
      files,
      problems: [...this.problems, ...this.runs.flatMap(({ abandoned }) => abandoned)],
      notes: [],
    };
  }
}
