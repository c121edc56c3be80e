// A folder of runs, read: which files are runs, what they were set to, and what could not be read. The tree is looked at from its leaves
// to its root; every folder adds what it says of the runs below it.
import { ImportError } from '../import-error.ts';
import type { OnImportProgress } from '../progress.ts';
import { SILENT } from '../progress.ts';
import { identityOf, type ReadFile } from './identity.ts';
import { logsOfFolder } from './logs.ts';
import { partsOfFiles, withNested } from './nested.ts';
import { joinPart, type JoinedRun, type Part, type Source } from './part.ts';
import { PointBudget } from './budget.ts';
import { NotARunError, ReadingError, type RunReading } from './reading.ts';
import { isMlflowDatabase, readMlflowDatabase, type StoredRun } from '../readers/mlflow/database.ts';
import { experimentOf, isMlflowRun, readMlflowRun } from '../readers/mlflow/file-store.ts';
import { isSqlite } from '../readers/sqlite.ts';
import { isSettingsFile, LARGEST_SETTINGS, settingsOfFile } from './settings-files.ts';
import { SourceFile } from './source-file.ts';
import { readersOf, sourceOf, type Reader } from './sources.ts';
import { counted } from './words.ts';
import { fileAt, walk, type Folder, type FolderFile, type Walked } from './walk.ts';

export interface FolderRuns {
  /** Of the folder that was chosen. */
  readonly name: string;
  readonly sha256: string;
  readonly runs: readonly JoinedRun[];
  /** Every file that was read, in the order of their paths. */
  readonly files: readonly ReadFile[];
  /** What may have been runs and could not be read, a sentence each. */
  readonly problems: readonly string[];
  /** What whoever imports it has to know, a sentence each. */
  readonly notes: readonly string[];
}

/** Bytes of all files that are read. */
const MOST_BYTES = 64e9;

/** A folder in which nothing is a run, and nothing might be one. */
export class NoRunsError extends ImportError {}

/** @throws NoRunsError, or ImportError, in one sentence. */
export function readFolder(place: string, onProgress: OnImportProgress = SILENT): FolderRuns {
  return runsIn(walk(place), onProgress);
}

/**
 * The same of one file that holds runs with their curves (TensorBoard events, W&B offline, a database of MLflow), and of the log of a
 * database beside it; null where it is none. @throws ImportError.
 */
export function readRunFile(place: string, onProgress: OnImportProgress = SILENT): FolderRuns | null {
  const file = fileAt(place);
  if (file === null) return null;
  const log = isDatabase(file) ? fileAt(`${place}-wal`) : null;
  const files = [file, ...(log === null ? [] : [log])];
  const root = { name: file.name, path: '', files, folders: [] };
  const isOne = readersOf(root).some(([, { tool }]) => tool === 'TensorBoard' || tool === 'W&B');
  if (!isOne && !(isDatabase(file) && isMlflowFile(file))) return null;
  return runsIn({ root, files: files.length, unreadable: [], links: 0 }, onProgress);
}

function runsIn({ root, files, unreadable, links }: Walked, onProgress: OnImportProgress): FolderRuns {
  const bytes = bytesOfRuns(root);
  if (bytes > MOST_BYTES) {
    throw new ImportError(
      `The files of runs in ${root.name} have ${bytes} bytes; they may have at most ${MOST_BYTES}: choose a folder inside it.`,
    );
  }
  const reading = new Reading(bytes, onProgress);
  const runs = reading.folder(root).map(joinPart);
  const problems = [...unreadable, ...reading.problems, ...runs.flatMap(({ abandoned }) => abandoned)];
  const filled = runs.filter(
    ({ series, cells, state }) => series.size > 0 || cells.size > 0 || state !== undefined,
  );
  const logs = filled.length === 0 && problems.length === 0 ? logsOfFolder(root) : null;
  if (logs !== null) return logs;
  if (filled.length === 0 && problems.length === 0)
    throw new NoRunsError(nothing(root.name, files, reading.notes()));
  const read = reading.files.sort((a, b) => (a.path < b.path ? -1 : 1));
  return {
    name: root.name,
    sha256: identityOf(read),
    runs: filled,
    files: read,
    problems: [
      ...problems,
      ...runs
        .filter((run) => !filled.includes(run))
        .map(({ path, files: own }) => `${path || '.'} logged nothing (${own.join(', ')}).`),
    ],
    notes: [
      ...(links > 0 ? [`${counted(links, 'symbolic link was', 'symbolic links were')} not followed.`] : []),
      ...reading.notes(),
    ],
  };
}

function nothing(name: string, files: number, notes: readonly string[]): string {
  if (files === 0) return `${name} holds no files.`;
  const count = `${files} ${files === 1 ? 'file' : 'files'}`;
  return [`${name} holds ${count} and no run that can be read.`, ...notes].join(' ');
}

function bytesOfRuns(folder: Folder): number {
  const databases = folder.files.filter(isDatabase).reduce((sum, { bytes }) => sum + bytes, 0);
  const own = readersOf(folder).reduce((sum, [{ bytes }]) => sum + bytes, databases);
  return folder.folders.reduce((sum, child) => sum + bytesOfRuns(child), own);
}

const DATABASE = /\.(db|sqlite3?)$/i;
const LARGEST_DATABASE = 1e9;

function isDatabase({ name }: FolderFile): boolean {
  return DATABASE.test(name);
}

/** @throws ReadingError. */
function isMlflowFile(file: FolderFile): boolean {
  const bytes = new SourceFile(file).whole(LARGEST_DATABASE);
  return isSqlite(bytes) && isMlflowDatabase(file.name, bytes);
}

/** @throws ReadingError where it is damaged; NotARunError where it is another tool's. */
function storedRuns(name: string, bytes: Uint8Array, wal: Uint8Array | undefined): StoredRun[] {
  let runs: StoredRun[] | null;
  try {
    runs = readMlflowDatabase(name, bytes, { wal });
  } catch (error) {
    throw new ReadingError(`cannot be read as a database: ${(error as Error).message.replace(/\.$/, '')}.`);
  }
  if (runs === null)
    throw new NotARunError('is a database of another tool: one of Optuna is imported by itself.');
  return runs;
}

/** Its folder is named by a number, which says nothing. */
function mlflowPart(path: string, reading: RunReading, files: readonly string[]): Part {
  const source: Source = { tool: 'MLflow', path: files[0] ?? path, files, reading, isRecord: true };
  return { path, name: '', sources: [source], layers: [] };
}

/** Ray Tune writes error.txt into the folder of a trial that raised. */
function hasFailed({ files }: Folder, { tool }: Source): boolean {
  return tool === 'Ray Tune' && files.some(({ name }) => name === 'error.txt');
}

function withState(source: Source, state: string): Source {
  return { ...source, reading: { ...source.reading, state } };
}

/** Settings of a run that is one file lie beside it under its name. */
const SETTINGS_BESIDE = /\.(json|ya?ml|toml)$/i;

function stemOf(name: string): string {
  return name.replace(/\.gz$/i, '').replace(/\.[^.]+$/, '');
}

function settingsFilesOf(folder: Folder): FolderFile[] {
  const hydra = folder.folders.find(({ name }) => name === '.hydra');
  return [
    ...(hydra?.files.filter(({ name }) => isSettingsFile(`.hydra/${name}`)) ?? []),
    ...folder.files.filter(({ name }) => isSettingsFile(name)),
  ];
}

/** Files read one by one. */
class Reading {
  readonly files: ReadFile[] = [];
  readonly problems: string[] = [];
  readonly #total: number;
  readonly #onProgress: OnImportProgress;
  readonly #budget = new PointBudget();
  #done = 0;
  readonly #pickles: string[] = [];
  readonly #deleted: string[] = [];
  readonly #badSettings: string[] = [];
  readonly #others: string[] = [];

  constructor(total: number, onProgress: OnImportProgress) {
    this.#total = total;
    this.#onProgress = onProgress;
  }

  /** `experiment`: of MLflow, whose runs lie in it. */
  folder(folder: Folder, experiment?: string): Part[] {
    if (isMlflowRun(folder)) return this.#mlflowRun(folder, experiment);
    const ofRuns = experimentOf(folder, (file) => this.#text(file));
    const below = [
      ...folder.folders.flatMap((child) => this.folder(child, ofRuns)),
      ...folder.files.flatMap((file) => (isDatabase(file) ? this.#database(file, folder) : [])),
    ];
    const sources = readersOf(folder)
      .flatMap(([file, reader]) => this.#source(reader, file) ?? [])
      .map((source) => (hasFailed(folder, source) ? withState(source, 'error') : source));
    for (const file of folder.files) if (file.name === 'training_args.bin') this.#pickles.push(file.path);
    if (sources.length === 0 && below.length === 0) return [];
    const { path, name } = folder;
    const { own, apart } = partsOfFiles(folder, sources);
    const runs = apart.map(({ source, file }): Part => {
      const beside = folder.files.filter((each) => stemOf(each.name) === stemOf(file) && each.name !== file);
      const settings = this.#settings(beside.filter(({ name: other }) => SETTINGS_BESIDE.test(other)));
      return {
        path: source.path,
        name: stemOf(file),
        sources: [source],
        layers: [{ name: stemOf(file), files: settings }],
      };
    });
    const layer = { name, files: this.#settings(settingsFilesOf(folder)) };
    const nested = withNested(
      own.length === 0 ? null : { path, name, sources: own, layers: [] },
      below,
      folder,
    );
    return [...nested, ...runs].map((part) => ({ ...part, layers: [...part.layers, layer] }));
  }

  #text(file: FolderFile): string | Error {
    return this.#read(file, (source) => source.whole().toString('utf8'));
  }

  #mlflowRun(folder: Folder, experiment: string | undefined): Part[] {
    const { path } = folder;
    const files: string[] = [];
    try {
      const textOf = (file: FolderFile) => {
        files.push(file.path);
        return this.#text(file);
      };
      const { isDeleted, reading } = readMlflowRun(folder, textOf, experiment);
      if (!isDeleted) return [mlflowPart(path, this.#budget.within(reading), files)];
      this.#deleted.push(path);
    } catch (error) {
      if (!(error instanceof ReadingError)) throw error;
      this.problems.push(`${path}/meta.yaml ${error.message}`);
    }
    return [];
  }

  /** A database of MLflow holds many runs; any other is none of a run. */
  #database(file: FolderFile, folder: Folder): Part[] {
    const log = folder.files.find(({ name }) => name === `${file.name}-wal`);
    const runs = this.#read(file, (source) => {
      const wal = log ? this.#read(log, (own) => own.whole(LARGEST_DATABASE)) : undefined;
      if (wal instanceof Error) throw new ReadingError(`has a log beside it that ${wal.message}`);
      const bytes = source.whole(LARGEST_DATABASE);
      if (!isSqlite(bytes)) throw new NotARunError('is no SQLite database.');
      return storedRuns(file.name, bytes, wal);
    });
    this.#progress(file.bytes);
    if (runs instanceof NotARunError) this.#others.push(`${file.path} ${runs.message}`);
    else if (runs instanceof Error) this.problems.push(`${file.path} ${runs.message}`);
    else {
      this.#deleted.push(...runs.filter(({ isDeleted }) => isDeleted).map(({ id }) => `${file.path}/${id}`));
      return runs
        .filter(({ isDeleted }) => !isDeleted)
        .map(({ id, reading }) =>
          mlflowPart(`${file.path}/${id}`, this.#budget.within(reading), [file.path]),
        );
    }
    return [];
  }

  #progress(bytes: number): void {
    this.#done += bytes;
    this.#onProgress('files', this.#total === 0 ? 1 : Math.min(1, this.#done / this.#total));
  }

  notes(): string[] {
    const first = (list: readonly string[], one: string, several: string) =>
      list.length === 0 ? [] : [`${counted(list.length, one, several)} (${list[0]!.replace(/\.$/, '')}).`];
    const { length: pickles } = this.#pickles;
    return [
      ...this.#budget.notes(),
      ...(pickles === 0
        ? []
        : [
            `${counted(pickles, 'training_args.bin is a pickle, which is a program and is', 'training_args.bin are pickles, which are programs and are')} not read; training_args.json (TrainingArguments.to_json_string()) beside it is.`,
          ]),
      ...first(
        this.#badSettings,
        'file of settings could not be read',
        'files of settings could not be read',
      ),
      ...first(
        this.#others,
        'file that might be a table of a run is none',
        'files that might be tables of a run are none',
      ),
      ...first(
        this.#deleted,
        'run that was deleted in MLflow and is kept in its store was passed over',
        'runs that were deleted in MLflow and are kept in its store were passed over',
      ),
    ];
  }

  #source(reader: Reader, file: FolderFile): Source | null {
    const read = this.#read(file, (source) => reader.read(source));
    this.#progress(file.bytes);
    if (read instanceof NotARunError) {
      this.#others.push(`${file.path} ${read.message}`);
      return null;
    }
    if (read instanceof ReadingError) {
      this.problems.push(`${file.path} ${read.message}`);
      return null;
    }
    return sourceOf(reader, file, this.#budget.within(read));
  }

  #settings(files: readonly FolderFile[]): ReadonlyMap<string, unknown> {
    const settings = new Map<string, unknown>();
    for (const file of files) {
      const read = this.#read(file, (source) =>
        settingsOfFile(file.name, source.whole(LARGEST_SETTINGS).toString('utf8')),
      );
      if (read instanceof Error) this.#badSettings.push(`${file.path} ${read.message}`);
      else for (const [key, value] of read) if (!settings.has(key)) settings.set(key, value);
    }
    return settings;
  }

  #read<Result>(
    file: FolderFile,
    read: (source: SourceFile) => Result,
  ): Result | ReadingError | NotARunError {
    const source = new SourceFile(file);
    try {
      return read(source);
    } catch (error) {
      if (error instanceof ReadingError || error instanceof NotARunError) return error;
      throw error;
    } finally {
      this.files.push(source.asRead());
    }
  }
}
