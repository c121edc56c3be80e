import type { Words } from '../../../src-main/report/language/language.ts';
import type { Calls } from './calls.ts';

const BASELINE = 'bf16-mixed';

export const NUMBERS: Calls<Words['numbers']> = {
  percent: [['84']],
  range: [['0.2', '0.7']],
  percentRange: [['71', '97']],
  list: [[['4 recipes', '5 seeds']]],
  semicolons: [[['4 recipes', '5 seeds']]],
  sentences: [[['A sentence.', 'Another.']]],
  inBrackets: [['0.2 to 0.7']],
  date: [['2026-01-02T03:04:05.000Z']],
};

export const FACTS: Calls<Words['facts']> = {
  steps: [[400]],
  equalSteps: [[400]],
  equalTokens: [[200, 800]],
  neitherEqual: [[200, 800]],
  seeds: [
    [1, 1],
    [2, 5],
    [5, 5],
  ],
  devices: [[['wasm', 'webgpu']]],
  bothPrecisions: [[['bf16'], ['fp8', 'fp4']]],
  along: [['width', 'number of heads 1, 2, 4']],
  microBatches: [[1], [4]],
  mup: [[64]],
  mus: [[64, 0.4]],
  optimizer: [['Muon']],
  optimizerOf: [['mine', 'Muon']],
  ownRecipe: [
    ['mine', 'tensorwise', ''],
    ['mine', 'tensorwise', 'adamV'],
  ],
  ownSites: [[4]],
  ownMore: [[1], [3]],
  rateColumns: [[1], [4]],
  averagedAll: [['moving averages']],
  averagedRuns: [
    [1, 'moving averages'],
    [12, 'means over an epoch'],
  ],
  averaged: [['losses are moving averages']],
  leftOut: [
    [1, ''],
    [23, '3 at learning rate 1e-2'],
  ],
  leftOutAt: [[3, '1e-2']],
  leftOutMore: [[7]],
  text: [['moby-dick']],
  mixed: [[12, 4]],
  from: [['runs.csv']],
  line: [[['Emulated precision', '5 seeds per cell']]],
  thresholdsLine: [['a tail of 40 steps']],
  unstableMeans: [[['collapsed', 'nonfinite']]],
  unstableFrom: [['50 %']],
  stalledBelow: [['20 %']],
  degradedAbove: [['0.02']],
  degradedAboveFactor: [['1.07']],
  spikyAbove: [
    ['5 %', '4', 3, '1', 7],
    ['5 %', '4', 3, '0.5', 7],
  ],
  tail: [[40, '12 %']],
  level: [['95 %']],
};

export const SENTENCES: Calls<Words['sentences']> = {
  refined: [
    [3, 4, '0.33', '41 %', 120, 252],
    [4, 4, '0.5', '41 %', 120, 252],
  ],
  notFinished: [['tensorwise']],
  noBaselineRun: [['tensorwise', BASELINE]],
  headline: [
    ['tensorwise', ['edge not moved', 'keeps 84 %'], true],
    ['tensorwise', ['edge not moved', 'keeps 84 %'], false],
  ],
  shift: [
    ['0.42', 'lower', '0.2 to 0.7'],
    ['0.42', 'higher', null],
  ],
  noShift: [['−0.2 to 0.2'], [null]],
  shiftAtLeast: [
    ['0.42', 'lower', '0.2 or more'],
    ['0.42', 'higher', null],
  ],
  shiftAtMost: [
    ['0.42', 'lower', '0.7 or less'],
    ['0.42', 'higher', null],
  ],
  rowsOutside: [
    [1, '1 batch size'],
    [2, '4 batch sizes'],
  ],
  orLess: [['0.42']],
  orMore: [['0.42']],
  noPairs: [[BASELINE]],
  failures: [
    [0, 60, BASELINE, 0, 'at most 5 %'],
    [1, 60, BASELINE, 2, 'p = 1'],
    [7, 60, BASELINE, 0, 'p = 0.016'],
  ],
  atMost: [['5 %']],
  chance: [['= 0.016']],
  chanceOfDependent: [['= 0.016']],
  penalty: [
    ['+0.011', '0.004'],
    ['+0.011', null],
  ],
  region: [
    ['84 %', '71 to 97 %', true],
    ['104 %', null, false],
  ],
  noRegion: [[BASELINE]],
  leftOut: [[['3 not run', '2 without a twin']]],
  unjudged: [[7]],
  failedOutside: [[7]],
  notRun: [[7]],
  noTwin: [[7]],
  unknownLimits: [['chaos']],
  notSeenBelow: [
    ['0.12', '0.004'],
    ['0.12', null],
    [null, '0.004'],
  ],
  seen: [
    ['fp8-unscaled', BASELINE, ['shift']],
    ['fp8-unscaled', BASELINE, ['shift', 'failures', 'penalty']],
  ],
  missed: [
    ['fp8-unscaled', BASELINE, true],
    ['fp8-unscaled', BASELINE, false],
  ],
};
