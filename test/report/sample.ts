// A made study for tests of figures, tables and commands: outcomes follow a rule that a reader can check by hand, with no
// chance in it. Not measured: it says nothing about any recipe.
import { analyze } from '../../src-main/analysis/grid/analyze.ts';
import type { GridAnalysis } from '../../src-main/analysis/grid/grid.ts';
import type { Label } from '../../src-main/analysis/labels/labels.ts';
import { DEFAULT_THRESHOLDS } from '../../src-main/analysis/labels/thresholds.ts';
import type { RunRow } from '../../src-main/records/types.ts';

export interface SampleOptions {
  readonly recipes?: readonly string[];
  readonly learningRates?: readonly number[];
  readonly batchSizes?: readonly number[];
  readonly seeds?: readonly number[];
}

export const LEARNING_RATES = [1e-3, 3e-3, 1e-2, 3e-2, 1e-1, 3e-1];
export const BATCH_SIZES = [8, 16, 32, 64];

/** Seed s of recipe number r is unstable from 10^(-0.6 - 0.5 r + 0.15 s) x (batch / 8)^0.2 on, at batch size 64 of a later recipe earlier. */
function unstableFrom(recipe: number, batchSize: number, seed: number): number {
  const tilt = recipe === 0 ? 0.2 : recipe === 1 ? 0.1 : -0.25;
  return 10 ** (-0.6 - 0.5 * recipe + 0.35 * seed) * (batchSize / 8) ** tilt;
}

export function planned(
  id: number,
  recipe: string,
  learningRate: number,
  batchSize: number,
  seed: number,
): RunRow {
  return {
    id,
    recipe,
    learningRate,
    rowValue: batchSize,
    batchSize,
    seed,
    plannedSteps: 400,
    endStep: 0,
    startLoss: null,
    tailLoss: null,
    validationLoss: null,
    nonfinite: null,
    lossSpikeScore: 0,
    gradientSpikeScore: 0,
    longestSpike: 0,
    state: 'planned',
    label: null,
    reason: null,
    provisional: false,
    device: null,
    seconds: null,
    attempts: 0,
    origin: 'trained',
    precision: null,
  };
}

export function finished(run: RunRow, label: Label, tailLoss: number | null, provisional = false): RunRow {
  return {
    ...run,
    state: 'finished',
    label,
    reason: `Made to be ${label}.`,
    provisional,
    endStep: label === 'nonfinite' ? 120 : run.plannedSteps,
    startLoss: 4.5,
    tailLoss,
    validationLoss: tailLoss === null ? null : tailLoss + 0.05,
    nonfinite: label === 'nonfinite' ? { step: 120, tensor: 'gradient' } : null,
    device: 'wasm',
    seconds: 1.5,
    attempts: 1,
    precision: 'emulated',
  };
}

export function sampleRuns(options: SampleOptions = {}): RunRow[] {
  const recipes = options.recipes ?? ['bf16-mixed', 'te-delayed', 'fp8-unscaled'];
  const runs: RunRow[] = [];
  recipes.forEach((recipe, index) => {
    for (const batchSize of options.batchSizes ?? BATCH_SIZES) {
      for (const learningRate of options.learningRates ?? LEARNING_RATES) {
        for (const seed of options.seeds ?? [0, 1, 2]) {
          const run = planned(runs.length + 1, recipe, learningRate, batchSize, seed);
          const beyond = Math.log10(learningRate / unstableFrom(index, batchSize, seed));
          const tail = 2.1 + 0.25 * index + 0.2 * Math.abs(Math.log10(learningRate) + 2) + 0.01 * seed;
          if (beyond < 0) runs.push(finished(run, 'ok', tail));
          else if (beyond < 1) runs.push(finished(run, 'collapsed', 3.2 + beyond));
          else runs.push(finished(run, 'nonfinite', null));
        }
      }
    }
  });
  return runs;
}

export function analysed(runs: readonly RunRow[], baseline = 'bf16-mixed'): GridAnalysis {
  return analyze(runs, { baseline, thresholds: DEFAULT_THRESHOLDS });
}
