// The rows of docs/import-truth.md: what is read of every real file, held against the truth that it was made from. No claims here.
import path from 'node:path';
import type { Mapping } from '../../../src-main/spec/import-mapping.ts';
import { guessMapping } from '../../../src-main/study/import/guess/guess.ts';
import { ImportError } from '../../../src-main/study/import/import-error.ts';
import { readPlace } from '../../../src-main/study/import/place.ts';
import { importRuns, type ImportedRuns } from '../../../src-main/study/import/runs.ts';
import { labelsOf } from './cases-support.ts';
import { GOLDEN, TRUTH, type TrueRun } from './folder-support.ts';

const IMPORTS = path.join(GOLDEN, '../imports');
const CASES = path.join(import.meta.dirname, 'cases');

/** A file or folder, by what it was made, which reader it is for, and what its user says of it. */
interface Made {
  readonly place: string;
  readonly madeBy: string;
  readonly reader: string;
  readonly said?: Partial<Mapping>;
}

/** The twelve runs of test/oracle/folders/truth.py, of which its settings call fp8 so. */
interface OfTwelve extends Made {
  readonly fp8?: string;
  readonly hasCurves?: false;
}

const KILLED = { failedMeans: { '*': 'finished' } } as const;
const folder = (name: string) => path.join(GOLDEN, name);
const file = (name: string) => path.join(IMPORTS, name);
const found = (name: string) => path.join(CASES, name);

export const OF_TWELVE: readonly OfTwelve[] = [
  { place: folder('torch'), madeBy: 'torch’s SummaryWriter', reader: 'tensorboard' },
  { place: folder('tensorboardX'), madeBy: 'tensorboardX', reader: 'tensorboard' },
  { place: folder('tensors'), madeBy: 'tensorboard, as tensors', reader: 'tensorboard' },
  { place: folder('transformers'), madeBy: 'transformers’ Trainer', reader: 'trainer-state, tensorboard' },
  {
    place: folder('trainer-state'),
    madeBy: 'transformers’ Trainer, checkpoints alone',
    reader: 'trainer-state',
  },
  { place: folder('wandb'), madeBy: 'wandb, offline', reader: 'wandb', said: KILLED },
  { place: folder('lightning'), madeBy: 'lightning’s CSVLogger', reader: 'run-table' },
  { place: folder('ray'), madeBy: 'ray[tune]', reader: 'run-table', said: KILLED },
  {
    place: folder('mlflow'),
    madeBy: 'its layout; it does not install',
    reader: 'mlflow/file-store',
    said: KILLED,
  },
  {
    place: folder('mlflow-db'),
    madeBy: 'its schema; it does not install',
    reader: 'mlflow/database',
    said: KILLED,
  },
  {
    place: folder('torchtitan'),
    madeBy: 'its layout, by torch; it does not install',
    reader: 'tensorboard',
    said: { recipe: 'bf16' },
    fp8: 'quantize.linear.float8',
  },
  { place: folder('csv'), madeBy: 'a loop', reader: 'run-table' },
  { place: folder('jsonl'), madeBy: 'a loop, with hydra’s and others’ settings', reader: 'run-table' },
  { place: folder('parquet'), madeBy: 'pyarrow, a file per run', reader: 'parquet' },
  { place: file('runs.parquet'), madeBy: 'pyarrow, a row per run', reader: 'parquet' },
  { place: file('packed-lz4-2.parquet'), madeBy: 'pyarrow, packed by LZ4', reader: 'parquet' },
  { place: file('history.parquet'), madeBy: 'pyarrow, a row per step', reader: 'parquet' },
  {
    place: file('wandb-api.csv'),
    madeBy: 'pandas, dictionaries as text',
    reader: 'dictionaries',
    hasCurves: false,
  },
];

/** Grids of 72 runs (test/oracle/import_truth.py), of which 11 met NaN and 11 blew up. */
export const OF_SEVENTY_TWO: readonly Made[] = [
  { place: found('final-loss-only.csv'), madeBy: 'a loop', reader: 'csv', said: { vocabulary: 65 } },
  {
    place: found('pandas-nan-is-empty.csv'),
    madeBy: 'pandas',
    reader: 'csv',
    said: { vocabulary: 65, emptyLoss: 'diverged' },
  },
  {
    place: found('wandb_lr_final.csv'),
    madeBy: 'the layout of W&B’s table',
    reader: 'csv',
    said: { vocabulary: 65 },
  },
  { place: found('hf-args-accum.csv'), madeBy: 'TrainingArguments', reader: 'csv', said: { vocabulary: 65 } },
  { place: found('prec_names.csv'), madeBy: 'a loop', reader: 'csv', said: { vocabulary: 65 } },
  {
    place: found('titan_names.csv'),
    madeBy: 'a loop, names of torchtitan',
    reader: 'csv',
    said: { vocabulary: 65, recipe: 'bf16' },
  },
];

/** Files of which what must come out stands beside them. */
export const OTHERS: readonly (Made & { readonly truth: string })[] = [
  {
    place: found('final-loss-1e30.csv'),
    madeBy: 'a loop',
    reader: 'csv',
    said: { vocabulary: 65 },
    truth: 'of six runs three blew up, to 1e30',
  },
  {
    place: found('curve-every-20-steps.jsonl'),
    madeBy: 'a loop',
    reader: 'json',
    truth: 'one trained (2.20), one ends at 5.8',
  },
  {
    place: found('val-nan-hidden.csv'),
    madeBy: 'a loop',
    reader: 'csv',
    said: { vocabulary: 65 },
    truth: 'validation loss: one good, one NaN, one 1e30',
  },
  {
    place: found('optuna-tpe-pruned.db'),
    madeBy: 'optuna',
    reader: 'optuna',
    truth: 'pruned trials are neither stable nor unstable',
  },
  {
    place: found('optuna-multi-objective.db'),
    madeBy: 'optuna',
    reader: 'optuna',
    truth: 'which objective is the loss is asked',
  },
  { place: found('ray-result.json'), madeBy: 'ray', reader: 'json', truth: 'many rows of one run' },
  {
    place: found('hf-trainer_state.json'),
    madeBy: 'transformers',
    reader: 'json',
    truth: 'no settings: refused, with what to export',
  },
  {
    place: found('wandb_history.csv'),
    madeBy: 'the layout of W&B’s chart',
    reader: 'csv',
    truth: 'no settings: refused, with what to export',
  },
  {
    place: file('optuna-journal.log'),
    madeBy: 'optuna',
    reader: 'optuna',
    said: { failedMeans: { '*': 'infrastructure' } },
    truth: 'twelve trials: one failed, one pruned, one NaN',
  },
];

/** The runs, or the sentence by which the place is refused. */
export function outcomeOf({ place, said }: Made): ImportedRuns | string {
  try {
    const { table } = readPlace(place);
    return importRuns(table, { ...guessMapping(table), ...said });
  } catch (error) {
    if (!(error instanceof ImportError)) throw error;
    return error.message;
  }
}

const LABELS = { trained: 'ok', 'blown up': 'above-init', NaN: 'nonfinite', killed: 'unjudged' };

/** What of the twelve runs is other than it was. */
export function differences(made: OfTwelve): string[] {
  const imported = outcomeOf(made);
  if (typeof imported === 'string') return [imported];
  const labels = labelsOf(imported);
  const found = TRUTH.flatMap((truth) => {
    const index = imported.runs.findIndex(({ planned }) => isOf(planned, truth, made.fp8 ?? 'fp8'));
    const run = imported.runs[index];
    if (!run) return [`${truth.name} is missing`];
    return [
      ...(labels[index] === LABELS[truth.ends] ? [] : [`${truth.name} is ${labels[index]}`]),
      ...(made.hasCurves === false || !run.curve ? [] : curveDifferences(truth, run.curve)),
    ];
  });
  const more = imported.runs.length - TRUTH.length;
  return [...found, ...(more > 0 ? [`${more} runs more`] : [])];
}

type Curve = NonNullable<ImportedRuns['runs'][number]['curve']>;

function isOf(planned: ImportedRuns['runs'][number]['planned'], truth: TrueRun, fp8: string): boolean {
  return (
    planned.learningRate === truth.lr &&
    planned.batchSize === truth.batch_size &&
    planned.seed === truth.seed &&
    planned.recipe === (truth.precision === 'fp8' ? fp8 : truth.precision)
  );
}

/** In float32, as curves are kept. What was logged after a NaN was NaN as well. */
function curveDifferences({ name, losses, ends }: TrueRun, { steps, losses: read }: Curve): string[] {
  const last = losses.at(-1)![0];
  const end = steps!.at(-1)!;
  if (end < last) return [`${name} ends at step ${end} of ${last}`];
  const isSame = losses.every(
    ([step, loss], i) =>
      steps![i] === step &&
      (Number.isNaN(Number(loss)) ? Number.isNaN(read[i]!) : Math.abs(read[i]! - Number(loss)) < 1e-5),
  );
  const isWhole = ends === 'NaN' || read.length === losses.length;
  return isSame && isWhole ? [] : [`${name} has other losses`];
}

/** Labels by how many, and what is asked or left out. */
export function described(imported: ImportedRuns | string): string {
  if (typeof imported === 'string') return `refused: ${imported}`;
  const labels = labelsOf(imported);
  const counts = [...Map.groupBy(labels, (label) => label ?? 'failed')]
    .map(([label, all]) => `${all.length} ${label}`)
    .sort();
  const asked = imported.questions.map(({ sentence }) => `asks: ${sentence}`);
  const rows = imported.problems.length;
  return [
    `${imported.runs.length} ${imported.runs.length === 1 ? 'run' : 'runs'}${counts.length > 0 ? `: ${counts.join(', ')}` : ''}`,
    ...(rows > 0 ? [`${rows} ${rows === 1 ? 'row is no run' : 'rows are no runs'}`] : []),
    ...asked,
  ].join('; ');
}
