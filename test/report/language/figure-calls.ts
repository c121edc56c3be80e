import type { Words } from '../../../src-main/report/language/language.ts';
import type { Calls } from './calls.ts';

const PLACE = 'tensorwise at the third rate';

export const FIGURES: Calls<Words['figures']> = {
  logScale: [['learning rate']],
  notToScale: [['learning rate']],
  ofSeeds: [[1], [5]],
  rateColumns: [[3], [1]],
  rateAmong: [['1e-3', '7e-4 – 1.4e-3']],
  mapSubtitle: [
    ['unstable', 1, 'batch size', 'decades × octaves'],
    ['tail', 3, 'batch size', 'decades × octaves'],
    ['penalty', 3, 'batch size', 'decades × octaves'],
    ['gap', 3, 'batch size', 'decades × octaves'],
    ['sharpness', 3, 'batch size', 'decades × octaves'],
    ['margin', 3, 'batch size', 'decades × octaves'],
  ],
  recipeDescription: [
    ['tensorwise', 7, 60, ['stable area 3.2', 'cut']],
    ['tensorwise', 0, 0, ['stable area 3.2']],
  ],
  area: [
    ['3.2', '2.8 to 3.6'],
    ['3.2', null],
  ],
  control: [['fp8-unscaled']],
  negativeControl: [['chaos']],
  controlNote: [
    ['fp8-unscaled', true],
    ['raw', false],
  ],
  negativeControlNote: [['chaos', 'bf16-mixed']],
  failures: [[3, 60, 'bf16-mixed', 2, 'p = 0.13']],
  keeps: [
    ['tensorwise', '97 %', '90 to 103 %', true, 'bf16-mixed'],
    ['tensorwise', '104 %', null, false, 'bf16-mixed'],
  ],
  shares: [['bf16-mixed', ['tensorwise 97 %', 'mxfp8 99 %']]],
  shareOf: [['tensorwise', '97 %']],
  soFar: [['tensorwise keeps 97 %']],
  mapDescription: [['batch size']],
  cellName: [['tensorwise', '1e-2', 'batch size 32']],
  unstableRuns: [
    [2, 15, '2 to 37 %'],
    [2, 15, null],
  ],
  levelInterval: [['95 %', '2 to 37 %']],
  medianTail: [['2.31']],
  penalty: [
    ['+0.011', '+0.002 to +0.021', 5],
    ['+0.011', null, 1],
  ],
  labelCount: [[3, 'collapsed']],
  notRun: [[1], [23]],
  failedRuns: [[1], [23]],
  leftOutRows: [[1], [23]],
  describedCell: [[PLACE, ['2 of 5 runs unstable', 'median tail loss 2.31']]],
  edge: [
    ['3e-2', '2e-2 to 5e-2'],
    ['3e-2', null],
  ],
  edgeOfRow: [['batch size 32', 'LR50 3e-2']],
  edgeTitle: [[['batch size 8: LR50 3e-2', 'batch size 16: LR50 4e-2']]],
  guideTitle: [['linear'], ['root']],
  legend: {
    scale: [
      ['unstable', null],
      ['tail', '4.2'],
      ['penalty', '0.7'],
      ['gap', null],
      ['sharpness', null],
      ['margin', null],
    ],
    counts: [['95 %']],
    unstable: [['50 %']],
    edge: [['95 %']],
    inferred: [[true], [false]],
  },
  curves: {
    atRate: [['1e-2']],
    run: [
      [PLACE, 4, 'collapsed'],
      [PLACE, 4, null],
    ],
    besideUnjudged: [['None of 2 runs is unstable', 98]],
    curveless: [
      [1, 1],
      [40, 100],
    ],
    ending: [
      ['collapsed', 3],
      [null, 4],
    ],
    endings: [
      [1, 'ok 1'],
      [24, 'ok 20, collapsed 4'],
    ],
    cut: [
      ['training loss in nats', '9', 1, 12, '4.1e+5'],
      ['gradient norm', '30', 3, 12, '700'],
    ],
    shownSteps: [[40, 90, 400]],
    sample: [
      [1, 2],
      [1000, 200_000],
    ],
    firstUnstable: [
      ['tensorwise', 14, 36, { from: 40, to: 90 }],
      ['tensorwise', 1, 1, { from: 40, to: 40 }],
      ['tensorwise', 14, 36, null],
    ],
    unstableOf: [['bf16-mixed', 3, 36]],
    moreRecipes: [[1], [2]],
    noneUnstable: [[1], [36]],
    chosenRuns: [
      ['A made study', 1],
      ['A made study', 24],
    ],
    allFinished: [['A made study']],
    description: [
      [1, 'All finished runs.', 0],
      [12, 'All finished runs.', 3],
    ],
  },
  timeline: {
    title: [['A made study']],
    runName: [['1e-2', 'batch 32', 4]],
    run: [['guarded', PLACE]],
    stretch: [['bf16-mixed', 0, 37]],
    sentence: [['guarded run', ['bf16-mixed at first', 'fp8 from then on'], 5]],
  },
  cost: {
    axis: [['US dollars']],
    spread: [['tensorwise', '31k', '27k', '44k']],
  },
  tornado: { axis: [['tensorwise', 'bf16-mixed']] },
};

export const ROWS: Calls<Words['rows']> = {
  row: [['batch size', '32']],
  several: [['batch size', ['32', '64']]],
  count: [
    [1, 'batch size', true],
    [4, 'batch size', true],
    [1, 'width', false],
    [4, 'width', false],
  ],
  countShort: [
    [1, 'batch size', true],
    [4, 'width', false],
  ],
  horizonScale: [['beta2']],
  evenScale: [['weight decay']],
  octavesOf: [['width']],
  octavesOfHorizon: [['beta2']],
  rowsOf: [['weight decay']],
  areaUnit: [['octaves']],
};

export const SCENES: Calls<Words['scenes']> = {
  description: [['height is P(stable)', 24, 'batch size']],
  surfaceSubtitle: [
    ['tensorwise', 'P(stable)', 'bf16-mixed'],
    ['tensorwise', 'P(stable)', null],
  ],
  stackSubtitle: [['bf16-mixed']],
  lost: [['bf16-mixed']],
  regionOutline: [['bf16-mixed']],
  differenceSubtitle: [['tensorwise', 'bf16-mixed']],
  differenceNone: [['bf16-mixed']],
  differencePoints: [
    [true, '33', 'bf16-mixed'],
    [false, '33', 'bf16-mixed'],
  ],
};

export const PROBE: Calls<Words['probe']> = {
  title: [['bf16-mixed', '1e-2', 'batch size 8', 0]],
  cleanest: [[60]],
  steps: [[0, 400, 'Colour: signal over rounding error']],
  step: [[40]],
  cell: [['tensorwise', 'head: weight', 40, { underflow: '3 %', overflow: '0 %', ratio: '31.0 dB' }]],
  worst: [['tensorwise, head: weight, step 40']],
  found: [['tensorwise']],
  roundsNothing: [['fp32']],
  progress: [[10, 400]],
};
