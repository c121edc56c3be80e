// What an import says, in English: progress, columns, runs and what is left out.
import { describeGrowth, type Growth } from '../../../records/growth.ts';
import { plural } from './plural.ts';

const notRuns = (rows: number) => `${rows} ${rows === 1 ? 'row is not a run' : 'rows are not runs'}`;

export const imports = {
  stages: {
    files: 'Reading the files',
    text: 'Reading the text',
    rows: 'Reading the rows',
    study: 'Writing the study',
  },
  stage: (stage: string, share: string) => `${stage}: ${share}`,

  columns: (columns: readonly string[], rates: string, batchSizes: string, losses: string) =>
    `Columns: ${columns.join(', ')}; learning rates are ${rates}, batch sizes ${batchSizes}, losses in ${losses}.`,
  ofFile: (file: string, columns: string) => `${file}: ${columns}`,
  ofKind: (kind: string, columns: string) => `${kind}. ${columns}`,
  preview: (runs: number, recipes: number, which: string | null, rows: number) =>
    `${plural(runs, 'run')} of ${plural(recipes, 'recipe')}${which === null ? '' : ` (${which})`}; ${notRuns(rows)}.`,
  recipes: (names: readonly string[], baseline: string) => `${names.join(', ')}; baseline ${baseline}`,
  labels: (counts: readonly string[]) => `Labels to come: ${counts.join(', ')}.`,
  count: (count: number, label: string) => `${count} ${label}`,
  heads: {
    recipe: 'recipe',
    learningRate: 'learning rate',
    stable: 'stable',
    unstable: 'unstable',
    unjudged: 'unjudged',
    failed: 'failed',
    leftOut: 'left out',
  },
  rowsOut: (rows: number) =>
    `Rows that are not runs (${rows} of them left out of what might have been runs):`,
  more: (rows: number) => `and ${rows} more`,
  moreIn: (rows: number, command: string) => `and ${rows} more; "${command}" lists them all.`,
  questions: 'To be said before it can be imported:',

  runs: (runs: number, failed: number) =>
    `${plural(runs, 'run')}${failed > 0 ? `, ${failed} of which failed for infrastructure reasons` : ''}`,
  imported: (runs: string, file: string) => `Imported ${runs} into ${file}`,
  holds: (runs: string, file: string) => `${file} has ${runs}`,
  outcome: (what: string, rows: number) => `${what}; ${notRuns(rows)}.`,
  refreshed: (read: number, inputs: number) =>
    `${read} of ${plural(inputs, 'input')} ${read === 1 ? 'has' : 'have'} changed and been read again.`,
  gone: (names: readonly string[]) => `No longer where they were, and kept as they are: ${names.join(', ')}.`,
  placeless: (names: readonly string[]) =>
    `Imported without a record of where they were, and not read again: ${names.join(', ')}.`,
  growth: (growth: Growth): string => describeGrowth(growth),
};
