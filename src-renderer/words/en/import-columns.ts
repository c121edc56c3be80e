// What each column of a foreign table is taken for, and what a file does not say, in English.
import type {
  BatchScale,
  Direction,
  DuplicatePolicy,
  EmptyLossMeaning,
  FailedMeaning,
  ImportField,
  LossUnit,
  Mapping,
  PrunedMeaning,
  RateScale,
  UnsaidSeeds,
} from '../../../src-main/spec/import-mapping.ts';

const fields: Readonly<Record<ImportField, string>> = {
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
const rateScales: Readonly<Record<RateScale, string>> = {
  linear: 'the learning rate itself',
  log10: 'its logarithm to base 10',
  ln: 'its natural logarithm',
};
const batchScales: Readonly<Record<BatchScale, string>> = {
  linear: 'the batch size itself',
  log2: 'its logarithm to base 2',
};
const units: Readonly<Record<LossUnit, string>> = { nats: 'nats', bits: 'bits', perplexity: 'perplexity' };
const rows: Readonly<Record<NonNullable<Mapping['rowsAre']>, string>> = {
  runs: 'a run',
  steps: 'a step of a run',
};
const seeds: Readonly<Record<UnsaidSeeds, string>> = {
  one: 'may be one for all: wide intervals',
  own: 'are one for each run',
};
const duplicates: Readonly<Record<DuplicatePolicy, string>> = {
  worst: 'keep the one that ended worst',
  refuse: 'import none',
  first: 'keep the first',
  last: 'keep the last',
  seeds: 'keep all, as other seeds',
};
const emptyLoss: Readonly<Record<EmptyLossMeaning, string>> = {
  diverged: 'it diverged',
  failed: 'it failed for infrastructure reasons',
  'left-out': 'it is left out',
};
const failed: Readonly<Record<FailedMeaning, string>> = {
  diverged: 'it diverged',
  infrastructure: 'it failed for infrastructure reasons',
  finished: 'it is judged by its losses',
  'left-out': 'it is left out',
};
const pruned: Readonly<Record<PrunedMeaning, string>> = {
  finished: 'it is judged by its losses so far',
  diverged: 'it diverged',
  'left-out': 'it is left out',
};
const directions: Readonly<Record<Direction, string>> = {
  minimize: 'the loss itself',
  maximize: 'the negative of the loss',
};

export const importColumns = {
  heading: 'Match columns',
  headingOf: (name: string) => `Match columns: ${name}`,
  rowIs: 'a row is',
  notSaid: 'not said',
  none: 'none',
  fields,
  rows,
  recipe: 'recipe (precision)',
  recipeAnd: 'recipe: and',
  recipeMore: 'recipe: one more column',
  spellings: 'spellings of one precision (bf16, bfloat16)',
  spellingsAre: { one: 'are one recipe', own: 'are recipes of their own' },
  accumulation: 'batch size times micro-steps',
  devices: 'batch size times devices',
  numberForAll: 'a number for all runs',
  forAll: (name: string) => `${name}, for all runs`,
  wholeFrom1: 'It must be a whole number of 1 or more.',
  rateScale: 'the learning rate’s column holds',
  rateScales,
  batchScale: 'the batch size’s column holds',
  batchScales,
  unit: 'losses are in',
  units,
  duplicates: 'of runs with the same settings and seed',
  duplicatePolicies: duplicates,
  bins: 'freely drawn learning rates',
  binsAuto: 'three columns per decade, where they look drawn',
  binsNone: 'each is a column',
  binsOf: (count: number) => (count === 1 ? 'one column per decade' : `${count} columns per decade`),
  seeds: 'seeds, which no column says',
  seedsAre: seeds,
  baseline: 'baseline',
  baselineNone: 'the highest precision, by its name',

  unsaid: 'What the file does not say',
  unsaidOf: (name: string) => `What ${name} does not say`,
  levels: {
    initialLoss: 'loss at the start of training',
    vocabulary: 'size of the vocabulary',
    unigramEntropy: 'unigram entropy, in nats',
    failedAbove: 'a run has failed above this loss',
  },
  allowed: {
    level: 'It must be a number above 0 and up to 1,000,000.',
    vocabulary: 'It must be a whole number of 2 or more.',
    entropy: 'It must be a number from 0 to 100.',
  },
  study: 'study',
  allStudies: 'all of them together',
  objective: 'the objective that is the loss',
  objectiveBy: (column: string) => `by its column, ${column}`,
  direction: 'the loss’s column holds',
  directionAs: 'as the study says',
  directions,
  recipeName: 'recipe of runs without one',
  emptyLoss: 'a run without a loss',
  emptyLossMeanings: emptyLoss,
  failedState: (word: string) => `a run whose state is “${word}”, where its losses do not tell`,
  failedMeanings: failed,
  pruned: 'a run that was pruned, or ended before the others',
  prunedNone: 'neither stable nor unstable, unless it had failed',
  prunedMeanings: pruned,
};
