// What the cost of a decision rests on, in English: its inputs, what is measured or made of other numbers, and where each is from.
import type { CostInputName } from '../../../analysis/decision/inputs.ts';
import type { QuantityName } from '../../../analysis/decision/quantities.ts';

export const inputs = {
  price: {
    name: 'price of a GPU hour',
    unit: 'US dollars',
    source: 'prices of rented H100 hours differ by provider and term',
  },
  gpus: { name: 'GPUs of one run', unit: 'GPUs', source: 'one run of medium size' },
  hours: { name: 'length of one full run in the baseline', unit: 'hours', source: 'a week' },
  speedup: {
    name: 'raw speed-up of a step, s',
    unit: '×',
    source:
      'end-to-end figures: torchao, 8 H100, 8B: 1.25× tensorwise, 1.10× rowwise; nanochat d24: 1.17×, effectively 1.05× at equal quality; MXFP8 on 2,000 B200: up to 1.28×; NVFP4, 16B: 1.15× at +0.05 nats',
  },
  lowShare: {
    name: 'share of steps in low precision',
    unit: 'share',
    source: 'it is not known how the runs were trained: assumed to be all of them',
  },
  slope: {
    name: 'slope of the loss, -dL/d ln(steps)',
    unit: 'nats',
    source:
      'seen with the model of quick: 0.11 to 0.21 between 200 and 800 steps; fit of Chinchilla (arXiv 2203.15556): 0.29 at 2e9 tokens, 0.05 at 1.4e12',
  },
  tokenEfficiency: {
    name: 'token efficiency, q',
    unit: 'share',
    source: 'nanochat d24: 1.17× raw was 1.05× at equal quality, so about 0.9; near 1 is often reported',
  },
  failureProbability: {
    name: 'failure probability of a full run',
    unit: 'share',
    source: 'yours, of the baseline, and of the recipe where that has none of its own',
  },
  recipeFailureProbability: {
    name: 'failure probability of a full run in the recipe',
    unit: 'share',
    source: 'yours',
  },
  failedShare: {
    name: 'share of a run spent when it fails, f',
    unit: 'share',
    source: 'failures are seen somewhere within the run',
  },
  failureCost: {
    name: 'staff cost per failure, h',
    unit: 'US dollars',
    source: 'some hours of an engineer',
  },
  searchRuns: {
    name: 'search runs in the baseline, n',
    unit: 'runs',
    source: 'yours; a team that knows its settings has 0',
  },
  searchRatio: {
    name: 'search runs of the recipe per search run of the baseline',
    unit: '×',
    source: 'yours',
  },
  searchShare: {
    name: 'length of a search run, r',
    unit: 'share of a full run',
    source: 'searches are run small',
  },
} satisfies Record<CostInputName, { name: string; unit: string; source: string }>;

/** What is not put in but measured, or made of other numbers. */
export const quantities = {
  vainShare: () => ({ name: 'steps thrown away per step that stands', unit: 'share' }),
  penalty: (recipe: string) => ({ name: `loss penalty of ${recipe}, dL`, unit: 'nats' }),
  baselineFailure: (_: string, baseline: string) => ({
    name: `failure probability of ${baseline}`,
    unit: 'share',
  }),
  recipeFailure: (recipe: string) => ({ name: `failure probability of ${recipe}`, unit: 'share' }),
  baselineFound: (_: string, baseline: string) => ({
    name: `share of the search range that trains well in ${baseline}`,
    unit: 'share',
  }),
  recipeFound: (recipe: string) => ({
    name: `share of the search range that trains well in ${recipe}`,
    unit: 'share',
  }),
  recipeSearchRuns: (recipe: string) => ({ name: `search runs in ${recipe}`, unit: 'runs' }),
} satisfies Record<Exclude<QuantityName, CostInputName>, unknown>;

export const measuredBy = {
  lowShare:
    'steps in which both operands of most matrix products have 8 bits or fewer, in the runs of the chosen setting or by the name of the recipe, less those of the baseline',
  vainShare: 'steps that triggers rolled back, in the runs of the chosen setting',
  penalty: 'against the best setting of the baseline over all rows of the map',
  predicted: 'predicted from the sizes of the ladder, each at its own best learning rate',
  slope: 'runs of the baseline with half of the steps beside those with all of them',
  predictedSlope:
    'predicted from the sizes of the ladder under several numbers of steps, of the recipe itself',
  tokenEfficiency: 'exp(-dL / slope)',
  failure: 'small runs of this study at the chosen settings, seed by seed; a full run may fail more often',
  found: 'runs within the loss tolerance of the best, between the lowest and the highest learning rate',
  searchRuns: 'one over the share of the range that trains well: draws until one does',
  searchRatio: 'the share that trains well in the baseline over that in the recipe',
  recipeSearchRuns:
    'n times that ratio; where n is less than it takes to find a setting, one over the share that trains well',
};
