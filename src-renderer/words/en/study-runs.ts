// Every run of a study as a table, in English.
import { plural } from '../../../src-main/report/language/en/plural.ts';

export const studyRuns = {
  recipe: 'Recipe',
  state: 'State',
  label: 'Label',
  any: 'any',
  runs: (runs: number) => plural(runs, 'run'),
  chooseNone: 'Choose none',
  table: 'Runs',
  rows: 'Rows',
  chosen: 'chosen',
  columns: {
    recipe: 'recipe',
    learningRate: 'learning rate',
    seed: 'seed',
    state: 'state',
    label: 'label',
    endStep: 'last step',
    tailLoss: 'tail loss',
    validationLoss: 'validation',
    reason: 'reason',
  },
  draw: (run: number) => `Draw run ${run}`,
};
