// What an import would make of its inputs, in English.
import { plural } from '../../../src-main/report/language/en/plural.ts';
import type { QuestionTopic } from '../../../src-main/study/import/questions.ts';
import type { RowUnit } from '../../../src-main/study/import/table.ts';

/** Before the core’s own sentence; null: that says it. */
const topics: Readonly<Record<QuestionTopic, string | null>> = {
  columns: null,
  study: null,
  objective: null,
  direction: null,
  history: null,
  'batch-size': null,
  recipe: null,
  duplicates: null,
  state: null,
  failed: null,
  pruned: null,
  'empty-loss': null,
  reference: null,
};
const units: Readonly<Record<RowUnit, string>> = {
  line: 'line',
  row: 'row',
  trial: 'trial',
  entry: 'entry',
  run: 'run',
};

export const importOutcome = {
  heading: 'What will be imported',
  topics,
  complaint: null as string | null,
  byRate: 'By learning rate',
  byRateTable: 'Runs by learning rate',
  batchSize: 'batch size',
  seed: 'seed',
  tailLoss: 'tail loss',
  labelColumn: 'label',
  input: 'input',
  unplaced: (rows: number) =>
    `${plural(rows, 'row')} left out without a learning rate: they may be of any of these.`,
  all: 'All of them',
  first: (shown: number) => `The first ${shown} of them`,
  firstTable: 'The first runs',
  units,
  notFinite: 'not finite',
  noLabel: 'none: it failed',
  notRuns: 'Rows that are not runs',
  place: (unit: RowUnit, line: number) => `${units[unit][0]!.toUpperCase()}${units[unit].slice(1)} ${line}: `,
  more: (count: number) => `and ${count} more.`,
};
