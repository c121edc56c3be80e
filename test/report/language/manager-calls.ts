import type { Words } from '../../../src-main/report/language/language.ts';
import type { Calls } from './calls.ts';

const BASELINE = 'bf16-mixed';
const RECIPE = 'tensorwise';
const GATES: Calls<Words['manager']['misses']> = {
  // Of a recipe that is not the judged one; that of the judged one is "it", which Japanese leaves out.
  stable: [[BASELINE, BASELINE]],
  edge: [[null, '']],
  quality: [[null, BASELINE]],
  region: [[null, BASELINE]],
  cost: [[null, BASELINE]],
};

export const MANAGER: Calls<Words['manager']> = {
  named: [['FP8', RECIPE]],
  go: [[RECIPE]],
  noGo: [[RECIPE, ['it is slow', 'it is dear']]],
  undecided: [[RECIPE, ['whether it is slow', 'whether it is dear']]],
  withheld: [[RECIPE, ['runs are missing', 'the edge is not known']]],
  misses: GATES,
  open: GATES,
  found: [
    ['keeps all', 'costs nothing', true],
    ['keeps all', 'costs nothing', false],
  ],
  region: [
    ['97 %', true, BASELINE, '90 to 103 %', false],
    ['104 %', false, BASELINE, null, true],
  ],
  noRegion: [[BASELINE]],
  loss: [
    ['0.012', 'higher', '0.002 to 0.022', '0.02'],
    ['0.012', 'lower', null, '0.02'],
  ],
  saving: [
    ['2 to 8 % cheaper', '5 % cheaper', BASELINE, ['it is fast', 'it is safe'], true],
    ['2 to 8 % cheaper', '5 % cheaper', BASELINE, ['it is fast', 'it is safe'], false],
  ],
  speedup: { assumption: [['1.05 to 1.28']], yours: [['1.2']], measured: [['1.2']] },
  evidence: [
    ['twelve runs', null],
    ['twelve runs', 'a control failed'],
  ],
  next: [['train more.']],
  nextGo: [
    [RECIPE, BASELINE, '1.1'],
    [RECIPE, BASELINE, null],
  ],
  nextNoGo: [[BASELINE, ['A lower loss.', 'More speed.']]],
  nextFailing: [[['A lower loss.', 'More speed.']]],
  nextSeeds: [['3 more seeds would settle it']],
  nextOpen: [[['A lower loss.', 'More speed.']]],
  nextWithheld: [[['train more', 'wait']]],
  steps: {
    'control-missed': [['fp8-unscaled', BASELINE]],
    'budgets-apart': [[RECIPE, BASELINE]],
    'origins-apart': [[RECIPE, BASELINE]],
    'fails-below-edge': [[RECIPE]],
  },
};
