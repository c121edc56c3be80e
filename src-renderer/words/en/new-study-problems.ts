// What is wrong with a field of the form, in English: what the field is called in a sentence, and what its value must be.
import { RULE_WORDS } from '../../../src-main/spec/rules.ts';

/** Nobody meets the largest number of values in a form. */
const counted =
  (words: string): ((most: number) => string) =>
  () =>
    words;

export const newStudyProblems = {
  fields: {
    learningRates: 'The list of learning rates',
    'learningRates.from': 'The lowest learning rate',
    'learningRates.to': 'The highest learning rate',
    'learningRates.count': 'The number of learning rates',
    batchSizes: 'The list of batch sizes',
    seeds: 'The number of seeds',
    'rows.setting': 'What rows are',
    'rows.values': 'The list of rows',
    'rows.with': 'What changes with the rows',
    text: 'The path of the text',
    'tokens.files': 'The list of token files',
    'tokens.validation': 'The list of files to validate on',
    'tokens.vocabularySize': 'The size of the vocabulary',
    recipes: 'The list of recipes',
    baseline: 'The baseline',
    'thresholds.unstableLabels': 'The list of labels that count as unstable',
  },
  /** Of a list, each of its values. */
  items: {
    learningRates: (number: number) => `Learning rate ${number}`,
    batchSizes: (number: number) => `Batch size ${number}`,
    seeds: (number: number) => `Seed ${number}`,
    'rows.values': (number: number) => `Row ${number}`,
    'tokens.files': (number: number) => `Token file ${number}`,
    'tokens.validation': (number: number) => `File to validate on ${number}`,
  },
  recipe: (name: string) => `The recipe ${name}`,
  lastStep: (stage: number, recipe: string) => `Stage ${stage} of recipe ${recipe}, its last step,`,
  stage: (stage: number, recipe: string) => `Stage ${stage} of recipe ${recipe}`,
  ofRecipe: (setting: string, recipe: string) => `${setting} of recipe ${recipe}`,

  empty: (field: string, rule: string) => `${field} is empty; it must be ${rule}.`,
  wrong: (field: string, value: string, rule: string) => `${field} is ${value}; it must be ${rule}.`,
  inRow: (row: string, value: number, setting: string, problem: string) =>
    `${row} is ${value} of ${setting}; there ${problem}`,
  /** As in a spec, but for what a form has no place for. */
  rules: {
    ...RULE_WORDS,
    decades: (most: number) => `a number of decades above 0 and at most ${most}, or nothing`,
    rates: () => 'a list of positive numbers',
    ratesCounted: counted('a list of positive numbers'),
    equalToFrom: (from: number) => `equal to the lowest, ${from}, where there is one`,
    aboveFrom: (from: number) => `above the lowest, ${from}`,
    farAboveFrom: (from: number, count: number) =>
      `so far above the lowest, ${from}, that ${count} values differ`,
    sizes: () => 'a list of whole numbers',
    sizesCounted: counted('a list of whole numbers'),
    seeds: (most: number) => `a whole number from 1 to ${most}`,
    seedsCounted: (most: number) => `a whole number from 1 to ${most}`,
    ascending: () => 'a list of ascending numbers',
    ascendingCounted: counted('a list of ascending numbers'),
    untilStep: () => 'a whole number of 1 or more',
  },
};
