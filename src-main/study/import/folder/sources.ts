// Which reader a file of a folder is for. A file is recognised by its name, and read only then; what is none of these is passed over
// and counted. One reader reads one file.
import { isEventFile, readEvents } from '../readers/tensorboard/events.ts';
import { readRunTable } from '../readers/run-table.ts';
import { readTrainerState } from '../readers/trainer-state.ts';
import { isOfflineRun, readOfflineRun } from '../readers/wandb/offline.ts';
import type { Source, Tool } from './part.ts';
import type { RunReading } from './reading.ts';
import type { SourceFile } from './source-file.ts';
import type { Folder, FolderFile } from './walk.ts';

export interface Reader {
  readonly tool: Tool;
  /** See Source. */
  readonly isRecord: boolean;
  /** `beside`: names of all files of its folder. */
  recognises(file: FolderFile, beside: ReadonlySet<string>): boolean;
  /** @throws ReadingError. */
  read(source: SourceFile): RunReading;
}

const READERS: readonly Reader[] = [
  { tool: 'TensorBoard', isRecord: false, recognises: ({ name }) => isEventFile(name), read: readEvents },
  {
    tool: 'Transformers',
    isRecord: true,
    recognises: ({ name }) => name === 'trainer_state.json',
    read: readTrainerState,
  },
  { tool: 'W&B', isRecord: false, recognises: ({ name }) => isOfflineRun(name), read: readOfflineRun },
  {
    tool: 'Ray Tune',
    isRecord: true,
    recognises: ({ name }, beside) => beside.has('params.json') && name === rayFile(beside),
    read: readRunTable,
  },
  {
    tool: 'Lightning',
    isRecord: true,
    recognises: ({ name }, beside) => name === 'metrics.csv' && beside.has('hparams.yaml'),
    read: readRunTable,
  },
  { tool: 'table', isRecord: true, recognises: ({ name }) => TABLE.test(name), read: readRunTable },
];

/** Of a JSON file the name must say it: most are settings, or anything. */
const TABLE =
  /(\.(csv|tsv|jsonl|ndjson|parquet)|^((train(ing)?|run)_)?(logs?|history|metrics|losses|scalars|results?|summary)\.json)(\.gz)?$/i;

/** Ray Tune writes what it is told three times over: one of them is read. */
const RAY_FILES = ['result.json', 'progress.csv'] as const;

function rayFile(beside: ReadonlySet<string>): string | undefined {
  return RAY_FILES.find((name) => beside.has(name));
}

function isRay(beside: ReadonlySet<string>): boolean {
  return beside.has('params.json') && rayFile(beside) !== undefined;
}

/** By file, of those of one folder that are of runs. */
export function readersOf({ files }: Folder): readonly (readonly [FolderFile, Reader])[] {
  const beside = new Set(files.map(({ name }) => name));
  return files.flatMap((file): [FolderFile, Reader][] => {
    const reader = READERS.find((each) => each.recognises(file, beside));
    return reader === undefined || (isRay(beside) && reader.tool !== 'Ray Tune') ? [] : [[file, reader]];
  });
}

export function sourceOf({ tool, isRecord }: Reader, file: FolderFile, reading: RunReading): Source {
  return { tool, path: file.path, reading, isRecord };
}
