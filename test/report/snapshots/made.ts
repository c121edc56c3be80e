// A small made study for pictures and pages: every outcome follows a rule, nothing is trained and nothing drawn by chance.
import { analyze } from '../../../src-main/analysis/grid/analyze.ts';
import type { GridAnalysis } from '../../../src-main/analysis/grid/grid.ts';
import { stretchesOf, type ProgramRun } from '../../../src-main/analysis/programs/programs.ts';
import { DEFAULT_THRESHOLDS } from '../../../src-main/analysis/labels/thresholds.ts';
import type { ProbeCell } from '../../../src-main/report/figures/probe-figure.ts';
import type { RunRow } from '../../../src-main/records/types.ts';
import type { StudyInfo } from '../../../src-main/study/study-reader.ts';
import { sampleRuns } from '../sample.ts';

export const RECIPES = ['bf16-mixed', 'tensorwise', 'fp8-unscaled'];

export const RUNS = sampleRuns({
  recipes: RECIPES,
  learningRates: [1e-3, 1e-2, 1e-1, 1],
  batchSizes: [8, 64],
});
/** What is known of such runs, with one recipe that is known to fail. */
export function made(runs: readonly RunRow[]): GridAnalysis {
  return analyze(runs, {
    baseline: RECIPES[0]!,
    recipes: RECIPES,
    thresholds: DEFAULT_THRESHOLDS,
    controls: { negative: null, positive: 'fp8-unscaled' },
    evidence: {
      parameters: 12_345,
      steps: { low: 400, high: 400 },
      precision: 'emulated',
      seeds: { low: 3, high: 3 },
    },
  });
}
export const ANALYSIS = made(RUNS);

export const INFO: StudyInfo = {
  version: 3,
  name: 'A made study',
  createdAt: '2026-01-02T03:04:05.000Z',
  spec: { name: 'made' },
  text: {
    name: 'made',
    sha256: '00',
    bytes: 10_000,
    tokens: 10_000,
    vocabulary: 'character',
    vocabularySize: 64,
    unigramEntropy: 3,
  },
  baseline: RECIPES[0]!,
  recipes: RECIPES,
  thresholds: DEFAULT_THRESHOLDS,
  environments: [{ device: 'wasm', node: 'v24.0.0' }],
};

/** Falls by half of what is left at every point; where the run diverged it ends in NaN. */
export function lossOf(runId: number): Float32Array {
  const isLost = RUNS.find(({ id }) => id === runId)!.label === 'nonfinite';
  return Float32Array.from({ length: 5 }, (_, i) => (isLost && i === 4 ? NaN : 2 + 2.5 * 0.5 ** i));
}

const USED = [
  { name: 'fp8-unscaled', bits: 8 },
  { name: 'bf16-mixed', bits: 16 },
];
const PROGRAM: ProgramRun = {
  choice: 'there-and-back',
  learningRate: 0.01,
  rowValue: 8,
  seed: 0,
  unstable: false,
  label: 'ok',
  tailLoss: 2,
  validationLoss: 2,
  stretches: stretchesOf([1, 0, 0, 0, 1], USED),
  actions: [],
};
export const PROGRAM_RUNS: readonly ProgramRun[] = [
  PROGRAM,
  {
    ...PROGRAM,
    choice: 'guarded',
    seed: 1,
    stretches: stretchesOf([0, 0, 1, 1, 0], USED),
    actions: [{ step: 2, bits: 8, costSteps: 1 }],
  },
];

export const PROBED: readonly ProbeCell[] = [0, 50, 100].flatMap((step, i) =>
  ['layer0 qkv forward/a', 'head input gradient/a'].flatMap((operand, j) =>
    ['tensorwise', 'fp8-unscaled'].map((recipe, k) => ({
      recipe,
      step,
      operand,
      site: j === 0 ? 'linear.forward.input' : 'head.inputGradient.gradient',
      underflow: 0.1 * i + 0.2 * j + 0.3 * k,
      overflow: 0.05 * i * k,
      signalToError: 40 - 10 * (i + j + k),
    })),
  ),
);
