import type { Words } from '../../../src-main/report/language/language.ts';
import type { Calls } from './calls.ts';

const BASELINE = 'bf16-mixed';

export const CAUTIONS: Calls<Words['cautions']> = {
  unjudged: [
    [1, 1],
    [7, 60],
  ],
  unlearned: [
    [BASELINE, 'batch size 64'],
    [BASELINE, 'batch size 32 and 64'],
  ],
  slow: [
    [BASELINE, 1, 6, '1e-3', '20 %'],
    [BASELINE, 2, 6, '3e-3', '20 %'],
  ],
  apart: [
    ['tensorwise', { low: 4000, high: 4000 }, BASELINE, { low: 1, high: 1 }, 1],
    ['tensorwise', { low: 1000, high: 4000 }, BASELINE, { low: 250, high: 1000 }, 12],
  ],
  mixed: [
    [1, 1],
    [12, 4],
  ],
  originsApart: [
    ['tensorwise', BASELINE, 1],
    ['tensorwise', BASELINE, 3],
  ],
  moved: [
    [BASELINE, 'batch size 32', [200, 400], '0.27', 'lower'],
    [BASELINE, 'batch size 32', [200, 400], '0.27', 'higher'],
  ],
  movesOn: [
    [BASELINE, 'batch size 32', [200, 400], '0.27', 'lower', '−0.42 to −0.11'],
    [BASELINE, 'batch size 32', [200, 400], '0.27', 'higher', '0.11 to 0.42'],
  ],
  unsettled: [
    [BASELINE, 'batch size 32', [200, 400]],
    [BASELINE, 'batch size 32 and 64', [200, 400]],
  ],
};

export const REPORT: Calls<Words['report']> = {
  subtitle: [['2 January 2026', '5 seeds per cell']],
  oneRecipe: [[BASELINE]],
  someOf: [[4, '9 batch sizes']],
  mapCaption: [['batch size']],
  regionColumns: [['decades × octaves']],
  sensitivityColumns: [['batch size']],
  ownRuns: [['batch size']],
  commandRuns: [['batch size']],
  headlines: [[BASELINE]],
  headlinesNote: [['95 %', 'batch size']],
  lossKinds: [
    [12, 0],
    [0, 12],
    [7, 5],
  ],
  atMost: [['−0.42']],
  atLeast: [['0.42']],
  upTo: [['0.42']],
  from: [['−0.42']],
  cell: [['1e-2', 'batch 32']],
  gainedCell: [['1e-2', 'batch 32']],
  moreCells: [[23]],
  sensitivityNote: [['0.02']],
  labelsColumns: [[['ok', 'collapsed']]],
  curvesCaption: [
    ['batch size 32', 1, 1],
    ['batch size 32', 6, 5],
  ],
  importedRuns: [
    ['runs.csv', 1, 1],
    ['runs.csv', 60, 23],
  ],
  textFacts: [['moby-dick', 1241237, 96, 'character', 'a1b2c3']],
  nats: [['3.2']],
  sampledTokens: [[33554432]],
  session: [[2]],
};
