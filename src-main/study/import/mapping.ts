// Which column of a foreign table means what: guessed from names and values, corrected by the user. Pure.
import type { Table } from './table.ts';

/** What a column can mean. */
export const IMPORT_FIELDS = [
  'learningRate',
  'batchSize',
  'seed',
  'recipe',
  'tailLoss',
  'validationLoss',
  'startLoss',
  'lossCurve',
  'steps',
  'label',
  'state',
] as const;
export type ImportField = (typeof IMPORT_FIELDS)[number];

export const RATE_SCALES = ['linear', 'log10', 'ln'] as const;
export type RateScale = (typeof RATE_SCALES)[number];

export const BATCH_SCALES = ['linear', 'log2'] as const;
export type BatchScale = (typeof BATCH_SCALES)[number];

export const LOSS_UNITS = ['nats', 'bits', 'perplexity'] as const;
export type LossUnit = (typeof LOSS_UNITS)[number];

export interface Mapping {
  /** Name of the column; null: there is none. */
  readonly columns: Readonly<Record<ImportField, string | null>>;
  /** How the column holds the learning rate: itself, or its logarithm. */
  readonly rateScale: RateScale;
  /** The same of the batch size. */
  readonly batchScale: BatchScale;
  /** Unit of every loss; bits and perplexity are turned into nats. */
  readonly lossUnit: LossUnit;
  /** Name of the recipe where no column has it. */
  readonly recipe: string;
  /** null: the highest precision, as far as the names tell. */
  readonly baseline: string | null;
  /** H1 of the text in nats per token, if it is known. */
  readonly unigramEntropy: number | null;
}

/** A loss by name, whatever its unit. */
const LOSS = '(loss|bpb|bpc|bits_per_(byte|char|character|token)|ppl|perplexity)';

const NAMES: Readonly<Record<ImportField, RegExp>> = {
  learningRate: /^((log10|log|ln|lg)_)?((peak|max|base|init)_)?(lr|learning_?rate)$/,
  batchSize: /^((log2|lb)_)?((global|train|per_device_train|total)_)?(batch|batch_?size|bs)$/,
  seed: /^((random|rng|data)_)?seed$/,
  recipe: /^(recipe|precision|dtype|format|amp|mixed_precision|fp8_(recipe|format))$/,
  tailLoss: new RegExp(`^(((tail|final|train|training)_)?${LOSS}|train_loss_final|value)$`),
  validationLoss: new RegExp(`^(val|valid|validation|eval|test)_?${LOSS}$`),
  startLoss: /^((start|init|initial)_loss|loss_at_start)$/,
  lossCurve: /^(loss_(curve|history)|losses|intermediate_values)$/,
  steps: /^_?((max|num|total|end|train|training|global)_)*steps?$/,
  label: /^(label|outcome|verdict)$/,
  state: /^(run_)?(state|status)$/,
};
/** Where several names fit, the earlier of these wins. */
const PREFERRED = [
  'tail_loss',
  'final_loss',
  'train_loss',
  'training_loss',
  'end_step',
  'steps',
  'max_steps',
];

/** `params.lr`, `config/lr` and `Learning Rate` in one form. */
function plain(column: string): string {
  return column
    .toLowerCase()
    .replace(/^.*(params|metrics|config|hparams?|hparam)[./]/, '')
    .replaceAll(/[^a-z0-9]+/g, '_')
    .replaceAll(/^_+|_+$/g, '');
}

export function guessMapping({ columns, rows }: Table): Mapping {
  const taken = new Set<string>();
  const find = (field: ImportField): string | null => {
    const fitting = columns.filter(
      (column) =>
        !taken.has(column) &&
        NAMES[field].test(plain(column)) &&
        (field !== 'state' || holdsStates(rows, column)),
    );
    const rank = (column: string) => {
      const index = PREFERRED.indexOf(plain(column));
      return index < 0 ? PREFERRED.length : index;
    };
    const found = fitting.toSorted((a, b) => rank(a) - rank(b))[0] ?? null;
    if (found !== null) taken.add(found);
    return found;
  };
  const found = Object.fromEntries(IMPORT_FIELDS.map((field) => [field, find(field)])) as Mapping['columns'];
  const rates = rows.map(({ values }) => Number(values[found.learningRate ?? ''])).filter(Number.isFinite);
  return {
    columns: found,
    rateScale: guessScale(found.learningRate, rates),
    batchScale: /^(log2|lb)_/.test(plain(found.batchSize ?? '')) ? 'log2' : 'linear',
    lossUnit: guessUnit(found.tailLoss ?? found.validationLoss ?? found.lossCurve),
    recipe: 'imported',
    baseline: null,
    unigramEntropy: null,
  };
}

function guessUnit(column: string | null): LossUnit {
  const name = plain(column ?? '');
  return /(bpb|bpc|bits_per_\w+)$/.test(name)
    ? 'bits'
    : /(ppl|perplexity)$/.test(name)
      ? 'perplexity'
      : 'nats';
}

/** How tools call a run that has ended well, that broke, and that has not ended. */
export const STATE_WORDS: ReadonlyMap<string, 'finished' | 'failed' | 'open'> = new Map([
  ...['finished', 'complete', 'completed', 'done', 'success', 'succeeded', 'ok'].map(
    (word) => [word, 'finished'] as const,
  ),
  ...[
    'failed',
    'failure',
    'fail',
    'error',
    'crashed',
    'killed',
    'preempted',
    'pruned',
    'cancelled',
    'stopped',
  ].map((word) => [word, 'failed'] as const),
  ['failed-infrastructure', 'failed'] as const,
  ...['running', 'pending', 'preempting', 'scheduled', 'queued', 'waiting', 'planned'].map(
    (word) => [word, 'open'] as const,
  ),
]);

/** A column is guessed to be a state only where its first value is one: other things are called status too. */
function holdsStates(rows: Table['rows'], column: string): boolean {
  const first = rows.find(({ values }) => values[column] !== undefined);
  return first !== undefined && STATE_WORDS.has(String(first.values[column]).trim().toLowerCase());
}

/** A learning rate is positive; a column of negative numbers holds its logarithm. */
function guessScale(column: string | null, rates: readonly number[]): RateScale {
  const name = plain(column ?? '');
  const negative = rates.length > 0 && rates.every((rate) => rate < 0);
  if (/^(log10|lg)_/.test(name)) return 'log10';
  if (/^ln_/.test(name)) return 'ln';
  return negative ? 'log10' : 'linear';
}

/** From high to low, by how other tools write them. */
const PRECISIONS = [/^(fp|float)_?32/i, /tf32/i, /bf(loat)?_?16/i, /^(fp|float)_?16|half/i];

export function guessBaseline(recipes: readonly string[]): string {
  for (const precision of PRECISIONS) {
    const found = recipes.find((recipe) => precision.test(recipe));
    if (found !== undefined) return found;
  }
  return recipes[0]!;
}
