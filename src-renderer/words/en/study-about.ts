// How the numbers of a study came about, in English.
import { plural } from '../../../src-main/report/language/en/plural.ts';

export const studyAbout = {
  study: 'Study',
  file: 'File',
  made: 'Made',
  recipes: 'Recipes',
  recipesOf: (recipes: readonly string[], baseline: string) => `${recipes.join(', ')}; baseline ${baseline}`,
  learningRates: 'Learning rates',
  rows: (name: string) => `Rows: ${name}`,
  budget: 'Budget',
  seeds: 'Seeds',
  precision: 'Precision',

  text: 'Text',
  textFacts: (name: string, size: string, tokens: number, symbols: number, kind: string) =>
    `${name}, ${size}, ${plural(tokens, 'token')}, vocabulary of ${symbols} (${kind})`,
  entropy: 'Unigram entropy H1',
  /** `sampled`: of how many tokens, where not of all. */
  nats: (entropy: string, sampled: number | null) =>
    `${entropy} nats per token${sampled === null ? '' : `, of ${plural(sampled, 'token')} evenly spread`}`,

  importedFrom: 'Imported from',
  importFacts: (file: string, kind: string, runs: number, skipped: number) =>
    `${file} (${kind}): ${plural(runs, 'run')}, ${plural(skipped, 'row')} that ${skipped === 1 ? 'is not a run' : 'are not runs'}`,
  input: 'Input',
  placeless: (name: string) => `${name}, without its place: it cannot be read again`,
  leftOut: 'Left out',
  decided: 'Decided at the import',

  model: 'Model',
  optimizer: 'Optimizer',
  command: 'Trained by a command',
  thresholds: 'Thresholds',
  session: (index: number) => `Session ${index}`,
  /** Of settings and facts that have a name besides the one in files. */
  names: {} as Readonly<Record<string, string>>,
};
