import type { Words } from '../../../src-main/report/language/language.ts';
import type { Calls } from './calls.ts';

const COST = 'it is cheaper';
const BASELINE = 'bf16-mixed';
const RECIPE = 'tensorwise';

export const DECISION: Calls<Words['decision']> = {
  stages: {
    'baseline-pilot': [[BASELINE, RECIPE]],
    'recipe-pilot': [[BASELINE, RECIPE]],
    'scale-up': [[BASELINE, RECIPE]],
  },
  noRecipe: [[RECIPE]],
  noBaseline: [[BASELINE]],
  isBaseline: [[BASELINE]],
  noVerdict: [[RECIPE, BASELINE]],
  notSearched: [['width']],
  unknownRows: [['d_model']],
  notRun: [[RECIPE, BASELINE]],
  baselineFails: [[RECIPE, BASELINE]],
  evidence: {
    size: [['12.5k']],
    steps: [
      [1, 1],
      [400, 400],
      [200, 400],
    ],
    seeds: [
      [1, 1],
      [2, 5],
    ],
    leftOut: [[1], [14]],
    target: [['1,300,000,000', 5, '24,500', '245,000']],
    budgets: [[['100', '200', '400']]],
  },
  cost: [[BASELINE, '91 %', '12 % cheaper', '3 % more expensive to 21 % cheaper']],
  difference: [
    ['12', 'cheaper'],
    ['44', 'dearer'],
  ],
  differenceRange: [
    ['3', 'dearer', '21', 'cheaper'],
    ['8', 'cheaper', '21', 'cheaper'],
  ],
  go: [[RECIPE, 'twelve runs', COST]],
  noGo: [
    [RECIPE, 'twelve runs', 'the loss is low', '0.2 nats', 0, COST],
    [RECIPE, 'twelve runs', 'the loss is low', '0.2 nats', 3, COST],
  ],
  undecided: [
    [RECIPE, 'twelve runs', 1, 5, 'two seeds would settle it', COST],
    [RECIPE, 'twelve runs', 2, 5, 'two seeds would settle them', COST],
  ],
  withheld: [[RECIPE, 'twelve runs', ['runs are missing', 'the edge is not known']]],
  reasons: {
    controlMissed: [['fp8-unscaled', BASELINE]],
    budgetsApart: [[RECIPE, BASELINE]],
    originsApart: [[RECIPE, BASELINE]],
    failsBelowEdge: [
      [RECIPE, BASELINE, 1, 31, '= 0.02'],
      [RECIPE, BASELINE, 8, 96, '= 0.008'],
    ],
    unfinished: [[1], [31]],
    offGrid: [[[BASELINE]], [[BASELINE, RECIPE]]],
    noTokens: [['the interval spans a factor of 3']],
    noPrediction: [['why']],
    leftOut: [[1], [31]],
  },
  asFarAsKnown: [[COST]],
  settle: [
    [3, 0, 0, 'nothing'],
    [3, 4, 7, 'nothing'],
    [0, 4, 0, 'unsettled'],
    [0, 0, 1, 'unknown'],
  ],
  setting: [['1e-2', 'batch size 32']],
  paysFrom: [[RECIPE, '1.07']],
  paysTooHigh: [[RECIPE, '9.3']],
  neverPays: [[BASELINE]],
  nothingToSpeedUp: [['fp8', 'bf16']],
  mayFail: [['1.2', RECIPE, '17 %']],
  unstableThere: [[2, 15]],
  stable: {
    criterion: [[RECIPE, '1e-2', 'batch size 32', '25 %', '95 %']],
    measured: [
      [2, 15, '2 to 37 %'],
      [2, 15, null],
    ],
    settledBy: [[1], [23]],
    reopenedByUnstable: [[1], [23]],
    reopenedByStable: [[1], [23]],
  },
  edge: {
    criterion: [[RECIPE, '0.3']],
    measured: [['0.71']],
    sure: [['0.42']],
    settledBy: [
      [1, '3e-3'],
      [23, null],
    ],
    holdsUpTo: [['3e-3']],
    lowerRate: [['3e-3']],
    higherRates: [['3e-3'], [null]],
  },
  quality: {
    criterion: [[RECIPE, '0.02', BASELINE, '1e-2', 'batch size 32']],
    measured: [
      ['+0.011', '+0.002 to +0.021'],
      ['+0.011', null],
    ],
    settledBy: [[1], [23]],
    turnsAt: [['0.02']],
    passesAt: [['0.02']],
  },
  region: {
    criterion: [[RECIPE, '90 %', BASELINE]],
    measured: [
      ['84 %', '71 to 97 %', false],
      ['84 %', null, true],
    ],
    settledBy: [[1], [23]],
    cut: [[RECIPE, BASELINE]],
    stableBaseline: [[BASELINE]],
    fallsBelow: [['90 %']],
  },
  costGate: {
    criterion: [[RECIPE, '90 %']],
    measured: [['57 %']],
    fallsBelow: [['1.07']],
    reaches: [['1.07']],
    orSeeds: [[1], [23]],
  },
  quantities: {
    vainShare: [[]],
    penalty: [[RECIPE]],
    baselineFailure: [[RECIPE, BASELINE]],
    recipeFailure: [[RECIPE]],
    baselineFound: [[RECIPE, BASELINE]],
    recipeFound: [[RECIPE]],
    recipeSearchRuns: [[RECIPE]],
  },
  effective: [[RECIPE, '1.2', '75 %', '1.14']],
  studyFailures: [[RECIPE, '17 %', BASELINE, '6 %']],
  yourFailures: [[RECIPE, '17 %', BASELINE, '6 %']],
  view: {
    allowed: [['0.25', '4096']],
    give: [['price of an hour']],
    asNumber: [['price of an hour']],
    lowEnd: [['price of an hour']],
    highEnd: [['price of an hour']],
    turn: [['the loss is low', '0.2 nats', 'more precision']],
  },
  costColumns: { cost: [['US dollars']] },
  settingShort: [['1e-2', 'batch 32']],
};
