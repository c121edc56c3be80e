// What the mapping of an import is called where it is put right.
import type {
  BatchScale,
  Direction,
  DuplicatePolicy,
  UnsaidSeeds,
  EmptyLossMeaning,
  FailedMeaning,
  ImportField,
  LossUnit,
  PrunedMeaning,
  RateScale,
} from '../../src-main/spec/import-mapping.ts';

export const FIELD_WORDS: Readonly<Record<ImportField, string>> = {
  learningRate: 'learning rate',
  batchSize: 'batch size',
  row: 'rows of the map, if not batch sizes',
  seed: 'seed',
  tailLoss: 'tail or final loss',
  validationLoss: 'validation loss',
  startLoss: 'loss at the start',
  lossCurve: 'loss curve (a list)',
  run: 'run (where a row is a step)',
  step: 'step',
  steps: 'steps to take',
  label: 'label',
  state: 'state (finished, failed, running)',
};
export const SCALE_WORDS: Readonly<Record<RateScale, string>> = {
  linear: 'the learning rate itself',
  log10: 'its logarithm to base 10',
  ln: 'its natural logarithm',
};
export const BATCH_WORDS: Readonly<Record<BatchScale, string>> = {
  linear: 'the batch size itself',
  log2: 'its logarithm to base 2',
};
export const UNIT_WORDS: Readonly<Record<LossUnit, string>> = {
  nats: 'nats',
  bits: 'bits',
  perplexity: 'perplexity',
};
export const ROW_WORDS = { runs: 'a run', steps: 'a step of a run' } as const;

export const EMPTY_LOSS_WORDS: Readonly<Record<EmptyLossMeaning, string>> = {
  diverged: 'it diverged',
  failed: 'it failed for infrastructure reasons',
  'left-out': 'it is left out',
};
export const FAILED_WORDS: Readonly<Record<FailedMeaning, string>> = {
  diverged: 'it diverged',
  infrastructure: 'it failed for infrastructure reasons',
  finished: 'it is judged by its losses',
  'left-out': 'it is left out',
};
export const PRUNED_WORDS: Readonly<Record<PrunedMeaning, string>> = {
  finished: 'it is judged by its losses so far',
  diverged: 'it diverged',
  'left-out': 'it is left out',
};
export const DIRECTION_WORDS: Readonly<Record<Direction, string>> = {
  minimize: 'the loss itself',
  maximize: 'the negative of the loss',
};
export const SEED_WORDS: Readonly<Record<UnsaidSeeds, string>> = {
  one: 'may be one for all: wide intervals',
  own: 'are one for each run',
};
export const DUPLICATE_WORDS: Readonly<Record<DuplicatePolicy, string>> = {
  worst: 'keep the one that ended worst',
  refuse: 'import none',
  first: 'keep the first',
  last: 'keep the last',
  seeds: 'keep all, as other seeds',
};
