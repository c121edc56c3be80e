// Arguments for the words of a ladder of sizes, and of studies side by side.
import type { Words } from '../../../src-main/report/language/language.ts';
import type { Calls } from './calls.ts';

export const LADDER: Calls<Words['ladder']> = {
  whole: [['That is so']],
  maps: [['quick']],
  title: [['quick']],
  byTokens: [['1.2M']],
  byTokensLacking: [['tensorwise, te-delayed']],
  sizeOf: [['10,000,000']],
  of: [['tensorwise', 'LR50']],
  heldOut: [
    ['95 %', '1e-2', '5e-3', '2e-2', '1.1e-2', true],
    ['95 %', '1e-2', '5e-3', '2e-2', '1e-3', false],
  ],
  heldOutBudget: [
    ['95 %', '10,000', '0.01', '0.00', '0.02', '0.01', true],
    ['95 %', '10,000', '0.01', '0.00', '0.02', '0.03', false],
  ],
  tokensExpected: [['95 %', '10,000,000 parameters', '20', '+0.01', '0.00', '+0.02']],
  moreTokensNeeded: [['tensorwise', '5', '0', '11']],
  tooFewBudgets: [
    [1, 3],
    [2, 3],
  ],
  budgetMissed: [['10,000', '+0.10', '0.00', '+0.02']],
  budgetUntested: [['10,000', '−0.10', '+0.12']],
  tooLong: [['3', '1']],
  noSlope: [['why']],
  tokensTooWide: [['3.1']],
  expected: [['95 %', '10,000,000', '1e-2', '5e-3', '2e-2']],
  nothing: [['why']],
  tooFew: [
    [1, 4],
    [3, 4],
  ],
  missingSize: [['20,300', 'not measured']],
  missedBy: [['1e-3', '5e-3', '2e-2']],
  untested: [['1e-3', '2e-1']],
  tooFar: [['7', '2']],
  moreTokens: [['20', '1.2']],
  tooWide: [['1.3 decades']],
  decades: [['1.3']],
  doublings: [['2.4']],
  nats: [['0.2']],
};

export const COMPARISON: Calls<Words['comparison']> = {
  interval: [[['95 %']], [['95 %', '80 %']]],
  caption: [['95 % interval']],
  cell: [['1e-3', '8', 0, 3]],
  description: [[['one', 'other'], ['bf16-mixed']]],
  rows: [['width']],
  values: [[7, '1e-3', '0.1']],
  specsDiffer: [
    ['steps 40 / 80', 0],
    ['steps 40 / 80', 3],
  ],
  otherRows: [['one: width; other: batch size']],
  noCommonRecipe: [['other']],
  otherRowValues: [['width', 'other']],
  otherSizes: [['one: parameters; other: model.width']],
  otherThresholds: [['lossTolerance']],
  otherSteps: [['one: 40; other: not known']],
  unknownSettings: [['other']],
  otherRecipes: [['tensorwise']],
  namedOnly: [['other']],
  otherBaselines: [['one: fp32; other: bf16-mixed']],
  otherTexts: [['one: moby-dick; other: not known']],
  noPenalty: [['other']],
};
