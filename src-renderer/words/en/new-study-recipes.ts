// The recipes of a new study: cards, pickers, controls and the editor of one's own, in English.
import { plural } from '../../../src-main/report/language/en/plural.ts';

export const newStudyRecipes = {
  title: 'Recipes',
  bitKinds: 'Kinds of bits',
  add: 'Add or remove recipes',
  families: {
    high: 'High precision',
    products: 'FP8 and FP4 matrix products',
    state: 'FP8 optimizer and weights',
    mantissa: 'Mantissa truncated',
    exponent: 'Exponent narrowed',
  },
  baseline: { label: 'Baseline', hint: 'What the other recipes are compared with' },
  highest: 'the highest precision',
  highestIs: (recipe: string) => `the highest precision: ${recipe}`,

  nameless: 'Recipe without a name',
  isBaseline: 'baseline',
  controls: { negative: 'negative control', positive: 'positive control' },
  controlWords: {
    negative: (change: number) =>
      `The baseline once more, its initial weights changed by ${change} of themselves: what differs is chance.`,
    positive: 'Known to fail: a study that does not see it fail could not have seen a difference.',
  },
  duplicate: 'Duplicate',
  duplicateOf: (recipe: string) => `Duplicate ${recipe}`,
  remove: 'Remove',
  removeOf: (recipe: string) => `Remove ${recipe}`,
  keptIn: (recipe: string) => `some parts stay in ${recipe}, as the spec has them`,
  name: 'Name',
  details: 'Name, stages, own optimizer settings',
  sites: 'Sites',
  fromStep: (step: string, recipe: string) => `From step ${step}: ${recipe}`,
  rounds: (recipe: string) => `What ${recipe} rounds`,

  recipe: 'Recipe',
  recipeOfStage: (stage: number) => `Recipe of stage ${stage}`,
  toTheEnd: 'to the end',
  untilStep: 'until step',
  removeStage: (stage: number) => `Remove stage ${stage}`,
  addStage: 'Add a stage',
  optimizerSetting: 'Optimizer setting',
  setForRecipe: 'Set for this recipe',

  addControls: 'Add controls',
  whyControls:
    'They show what the study could have seen: the baseline with a change that should not matter, and a recipe that is known to fail.',
  theirs: (runs: number, own: number) => `Of ${plural(runs, 'run')}, ${own} are theirs.`,
  wouldAdd: (runs: number) => `They would add ${plural(runs, 'run')}.`,

  own: 'A recipe of your own',
  thatExtends: 'that extends',
  addIt: 'Add',
  aboutOwn:
    'Every site of a training step has a format, a scaling and a rounding; change those that you want otherwise',
  program: 'A program that changes the recipe during a run',
  programName: 'Program',
  over: 'over',
  programs: {
    there: 'the first quarter in BF16',
    back: 'the last quarter in BF16',
    'there-and-back': 'the first and the last quarter in BF16',
    'guarded-fp8': 'goes to BF16 by itself when its numbers go wrong',
  },
  inTheList: '; it is in the list',
};
