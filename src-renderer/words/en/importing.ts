// Importing runs of another tool, in English: where they are, the list of inputs, the study that they become a part of, and what is under way.
import { plural } from '../../../src-main/report/language/en/plural.ts';
import type { ImportKind } from '../../../src-main/study/import/table.ts';

const kinds: Readonly<Record<ImportKind, string>> = {
  CSV: 'CSV',
  'JSON lines': 'JSON lines',
  JSON: 'JSON',
  Parquet: 'parquet',
  Optuna: 'Optuna database',
  'Optuna journal': 'Optuna journal',
  Folder: 'folder',
};

export const importing = {
  title: 'Import runs',
  heading: 'Import runs of another tool',
  introduction:
    'A folder of runs as TensorBoard, Transformers, MLflow, Weights & Biases (offline), Lightning, torchtitan or Ray Tune leave it, or one table or log per run; or a file: CSV, parquet or JSON lines with one run or one step per row, a trainer’s log, the storage of an Optuna study (journal, or database, with the -wal beside it). Several become one study. All may be dropped here.',

  chooseFolder: 'Choose a folder',
  chooseFiles: 'Choose files',
  addFolder: 'Add another folder',
  addFiles: 'Add other files',
  path: 'or a path on the machine that Precipice runs on',
  read: 'Read',
  cancel: 'Cancel',
  looking: 'Looking for files …',
  found: (files: number) => `Looking for files: ${files} so far`,
  taking: (sent: number, files: number) => `Taking the files: ${sent} of ${files}`,
  reading: 'Reading …',
  importing: 'Importing …',

  inputs: 'Inputs',
  kinds,
  filesTogether: (files: number) => `${plural(files, 'file')} read as one folder`,
  apart: 'Read each by itself',
  remove: 'Remove',
  removeNamed: (name: string) => `Remove ${name}`,
  added: (runs: number) => plural(runs, 'run'),
  addedTo: (runs: number) => plural(runs, 'new run'),
  changed: (runs: number) => `${runs} changed`,
  same: (runs: number) => `${runs} the same as in the study`,
  repeated: (runs: number) => (runs === 1 ? '1 repeats another' : `${runs} repeat others`),
  leftOut: (rows: number) => `${plural(rows, 'row')} left out`,

  into: 'Add to',
  newStudy: 'a new study',
  create: (runs: number) => `Import ${plural(runs, 'run')}`,
  add: (runs: number) => `Add ${plural(runs, 'run')}`,
  addRuns: 'Add runs',
};
