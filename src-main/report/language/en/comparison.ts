// Words of studies side by side in English.

export const comparison = {
  title: 'Studies side by side',
  edges: 'Edges (LR50), one for each row',
  penalties: 'Penalty against the study’s own baseline, nats',
  absent: 'not in this study',
  cell: (rate: string, row: string, unstable: number, finished: number) =>
    `${rate}, ${row}: ${unstable} of ${finished} runs unstable`,
  beyond: {
    above: 'edge above the tested rates',
    below: 'edge below the tested rates',
  },
  rows: (row: string) => `rows: ${row}`,
  description: (studies: readonly string[], recipes: readonly string[]) =>
    `Share of unstable runs of ${studies.join(' and ')}, for ${recipes.join(', ')}, on one axis of learning rates; then edges and penalties of all.`,
  interval: (levels: readonly string[]) =>
    levels.length === 1
      ? `${levels[0]} interval`
      : `interval (in the order of the studies: ${levels.join(', ')})`,
  caption: (interval: string) =>
    `All maps have one axis of learning rates and one scale of the share of unstable runs; cells without colour were not run or not judged. The dot and its line are the edge and its ${interval}, dashed where nothing bounds it at an end; a triangle at the last tested rate says that the edge lies beyond it. Every penalty is against the baseline of its own study; edges of different studies are not paired, so their intervals do not take in what seeds share.`,
  ladder: {
    edge: 'Edge (LR50) against size',
    penalty: 'Penalty against size, nats',
    caption:
      'Against the size of the model, a line for each study: dots with their intervals (levels as above), each recipe at its own best learning rate of each size.',
  },
  noSizes: 'rows are no sizes',
  otherSizes: (parts: string) =>
    `Sizes of models are counted in different units (${parts}); only those in one unit stand on one axis.`,
  unknown: 'not known',
  said: { rows: 'by row', unsaid: 'not set' },
  values: (count: number, low: string, high: string) => `${count} values from ${low} to ${high}`,
  sameSpec: 'Their specs say the same, but for what they are called.',
  specsDiffer: (list: string, more: number) =>
    `Their specs differ, in the order of the studies: ${list}${more === 0 ? '' : `; and in ${more} more settings`}.`,
  noCommonRecipe: (studies: string) =>
    `No recipe of these studies is in another, so nothing of them stands against its like: ${studies}.`,
  otherRows: (parts: string) =>
    `The rows are of different settings (${parts}); an edge belongs to its row, and edges of different rows cannot be compared.`,
  otherRowValues: (row: string, studies: string) =>
    `No ${row} of these studies is in another, so their edges are of other rows than all others: ${studies}.`,
  otherRates: 'The tested learning rates do not all overlap; where a study tested none, it says nothing.',
  otherThresholds: (fields: string) =>
    `Runs were judged by different rules (${fields}), so “unstable” does not mean the same in all of these studies.`,
  otherSteps: (parts: string) =>
    `The steps of a run differ or are not known (${parts}); edges and penalties move with them.`,
  unknownSettings: (studies: string) =>
    `Not all settings with which these studies were trained are known, and what is not known may differ: ${studies}.`,
  otherRecipes: (recipes: string) =>
    `One name stands for recipes that round differently (${recipes}); they are not the same recipe.`,
  namedOnly: (studies: string) =>
    `Nothing says what the recipes of these studies round, which are compared by name alone: ${studies}.`,
  otherBaselines: (parts: string) =>
    `The baselines differ (${parts}), so penalties are not differences from the same thing.`,
  otherTexts: (parts: string) =>
    `Texts or tokens differ or are not known (${parts}), so a nat per token is not the same unit, and what precision costs depends on them.`,
  noPenalty: (studies: string) =>
    `There is no penalty where no run of a recipe trains beside one of the baseline: ${studies}.`,
};
