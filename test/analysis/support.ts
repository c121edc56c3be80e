// Makes runs of a grid for tests of the analysis: a run is finished and labelled unless it says otherwise.
import type { Label } from '../../src-main/analysis/labels/labels.ts';
import type { Count, GridRun } from '../../src-main/analysis/grid/tally.ts';

export function run(fields: Partial<GridRun>): GridRun {
  return {
    recipe: 'fp32',
    learningRate: 0.001,
    rowValue: 16,
    seed: 0,
    startLoss: 4,
    tailLoss: 2,
    validationLoss: null,
    state: 'finished',
    label: 'ok',
    provisional: false,
    ...fields,
  };
}

/**
 * One row of runs: each word is a learning rate from 1e-4 upwards in decades, each letter of it a seed; x is unstable,
 * . is stable, f failed for infrastructure reasons, - not run yet.
 */
export function row(pattern: string, fields: Partial<GridRun> = {}): GridRun[] {
  const meaning: Record<string, Partial<GridRun>> = {
    x: { label: 'collapsed' satisfies Label, tailLoss: 3.5 },
    '.': {},
    f: { state: 'failed-infrastructure', label: null, tailLoss: null, startLoss: null },
    '-': { state: 'planned', label: null, tailLoss: null, startLoss: null },
  };
  return pattern
    .split(' ')
    .flatMap((cell, i) =>
      [...cell].map((letter, seed) =>
        run({ learningRate: Number(`1e${i - 4}`), seed, ...fields, ...meaning[letter] }),
      ),
    );
}

/** Counts of four runs at 1e-4, 1e-3, ...: so many of them unstable. */
export function counts(unstable: readonly number[], finished = 4): Count[] {
  return unstable.map((k, i) => ({
    learningRate: Number(`1e${i - 4}`),
    rowValue: 16,
    unstable: k,
    finished,
  }));
}
