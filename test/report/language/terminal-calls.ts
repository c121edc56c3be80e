// Arguments for the words of the command line.
import type { Words } from '../../../src-main/report/language/language.ts';
import type { Calls } from './calls.ts';

export const TERMINAL: Calls<Words['terminal']> = {
  interval: [['95 %']],
  cell: [['95 %']],
  shares: [['··', '░░', '▓▓', '██', '50 %']],
  notRun: [
    ['--', 'xx', true],
    ['--', 'xx', false],
  ],
  unjudged: [['??']],
  inferred: [['(·)', '(▓)']],
  marks: [[true], [false]],
  columns: [['1/3 decade']],
  area: [['octaves']],
};

export const TRAINING: Calls<Words['training']> = {
  time: { d: [[2]], h: [[3]], min: [[4]], s: [[5]] },
  recipes: [[1], [3]],
  rates: [[1], [10]],
  seeds: [[1], [5]],
  steps: [
    [400, 400],
    [100, 400],
  ],
  measuringAll: [[2, 30]],
  measuringOne: [[30]],
  by: [['wasm']],
  grid: [
    ['2 x 3', 60, '400 steps', true],
    ['2 x 3', 60, '400 steps', false],
  ],
  into: {
    had: [
      [{ imported: 0, trained: 0, waiting: 0, withoutResult: 0 }],
      [{ imported: 12, trained: 4, waiting: 2, withoutResult: 1 }],
    ],
    toTrain: [[1], [60]],
    before: [[1], [60]],
    goOn: [['precipice resume a.precipice', 'precipice retry a.precipice']],
    grid: [
      ['2 x 3', 60, '400 steps', true],
      ['2 x 3', 60, '400 steps', false],
    ],
    cell: [
      ['tensorwise', '1e-3', 'batch size 8', [0]],
      ['tensorwise', '1e-3', 'batch size 8', [0, 1]],
    ],
    more: [[1], [12]],
    numbered: [[1], [12]],
  },
  toTrain: [
    [60, 'a.precipice', null],
    [60, 'a.precipice', '3 min'],
  ],
  refined: [
    ['0.33', '40 %', 'a.precipice', null],
    ['0.33', '40 %', 'a.precipice', '3 min'],
  ],
  tasksEnded: [
    [1, 1],
    [4, 20],
  ],
  progress: {
    runs: [
      [3, 60, null],
      [3, 60, 2],
    ],
    batch: [['tensorwise', 'batch 8', 20, 400]],
    ofLanes: [['tensorwise', 3, 12]],
    atOnce: [[2]],
    waiting: [[2]],
    laneSteps: [['1.2k']],
    tokens: [['1.2M']],
    tokensLeft: [['3.4M']],
    timeLeft: [
      ['3 min', true],
      ['3 min', false],
    ],
    timeLeftInAll: [['2 h']],
  },
  trained: [
    [1, '3 min', null, 'a.precipice'],
    [60, '3 min', '1.2k', 'a.precipice'],
  ],
  broken: [['lost']],
  left: [
    [1, 'precipice resume a'],
    [60, 'precipice resume a'],
  ],
  failed: [
    [1, null, 'precipice retry a'],
    [3, 'lost', 'precipice retry a'],
    [3, 'lost', null],
  ],
  cancelled: [
    [1, 'precipice retry a'],
    [3, 'precipice retry a'],
  ],
  wrote: [['a.svg']],
};

export const COMMANDS: Calls<Words['commands']> = {
  estimate: {
    grid: [['quick', '2 x 3', 60, '400 steps']],
    refined: [['quick: 60', '40 %']],
    model: [
      [true, '58k', 2, 48, 64],
      [false, '58k', 2, 48, 64],
    ],
    work: [['3M', '1e12']],
    memory: [['12 MiB']],
    lanes: [[12, '1 GiB', '4 GiB']],
    cost: [['3']],
    device: [
      ['wasm', null, '3 min'],
      ['wasm', '2 threads', '3 min'],
    ],
  },
  recipe: { unlike: [['tensorwise']] },
  programs: { actions: [[1.3]] },
  budgetPair: {
    moves: [[200, 400, 'bf16-mixed']],
    move: [['batch 8', '0.2', '0.1']],
    fall: [
      ['0.12', null, 3],
      ['0.12', '0.03', 3],
    ],
  },
  compare: {
    edges: [['first', 'batch', ['8: 1.2e-2', '16: 1.4e-2']]],
    withPenalty: [
      ['first', '+0.004', null],
      ['first', '+0.004', '0.002'],
    ],
  },
};

export const IMPORTS: Calls<Words['imports']> = {
  stage: [['rows', '12 %']],
  columns: [[['learningRate = lr', 'seed = seed'], 'linear', 'log2', 'nats']],
  ofFile: [['runs.csv', 'lr']],
  ofKind: [['CSV', 'lr']],
  preview: [
    [60, 2, 'fp32', 1],
    [60, 2, null, 3],
  ],
  recipes: [[['fp32', 'tensorwise'], 'fp32']],
  labels: [[['3 ok', '2 spiky']]],
  count: [[3, 'ok']],
  rowsOut: [[2]],
  more: [[7]],
  moreIn: [[7, 'precipice info a']],
  runs: [
    [60, 0],
    [60, 3],
  ],
  imported: [['60', 'a.precipice']],
  holds: [['60', 'a.precipice']],
  outcome: [
    ['60', 1],
    ['60', 3],
  ],
  refreshed: [
    [1, 3],
    [2, 3],
  ],
  gone: [[['a', 'b']]],
  placeless: [[['a', 'b']]],
  growth: [
    [{ added: 3, changed: 2, same: 5, gone: 0, held: 0 }],
    [{ added: 3, changed: 2, same: 5, gone: 7, held: 9 }],
  ],
};

export const STUDY_FACTS: Calls<Words['studyFacts']> = {
  text: [['moby-dick', '1.2M', '1.1M', 'character', 85, '3.1']],
  sampled: [['1.2M']],
  imported: [
    ['runs.csv', 'CSV', 60, 1],
    ['runs.csv', 'CSV', 60, 3],
  ],
  input: [['runs.csv', 'abc']],
  range: [[70, 2, 80]],
  rows: [
    ['width', '48 96', null],
    ['width', '48 96', 'heads'],
  ],
  sequences: [[4]],
  runs: [[60, '60 ok']],
  count: [[3, 'ok']],
  failure: [[3, 12, 'lost']],
  otherFailures: [[4]],
  baseline: [['bf16-mixed']],
};

export const COORDINATES: Calls<Words['coordinates']> = {
  setting: [['tensorwise', '3e-3', 8, 10, [32, 64], 48, [2, 3]]],
  slope: [
    ['+0.5', null],
    ['+0.5', '+0.4'],
  ],
  caption: [['tensorwise.']],
  point: [[32, 10, '0.7']],
};

export const PRECISION: Calls<Words['precision']> = {
  scales: [[['first', 'second']]],
  tensorScale: [[true], [false]],
  fromLastStep: [['scale']],
  fromHistory: [
    ['scale', 'largest', 1024],
    ['scale', 'latest', 1024],
  ],
  blockScale: [
    [null, 'row'],
    ['E4M3', '16'],
  ],
  block: [[16, 128]],
  valuesAlong: [[32]],
  roundedUp: [['scale']],
  roundedDown: [['scale']],
  accumulation: [[14, 128]],
  hadamard: [[16]],
  lossScale: [[1024]],
  dynamicLossScale: [[65536, 2000]],
  title: [['tensorwise']],
  bits: [[8]],
  used: [['E4M3', 'head']],
  sites: { edges: [[2, 3]] },
  tensorIn: [['weights', 'forward']],
  part: [['head', ['weights', 'outputs']]],
};
