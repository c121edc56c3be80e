// What a study can tell of its own budget, and that it says nothing where it cannot.
import { expect, test } from 'vitest';
import { budgetOf } from '../../../src-main/analysis/grid/budget.ts';
import type { Label } from '../../../src-main/analysis/labels/labels.ts';
import type { GridRun } from '../../../src-main/analysis/grid/tally.ts';
import { DEFAULT_THRESHOLDS } from '../../../src-main/analysis/labels/thresholds.ts';
import { run } from '../support.ts';

/** One run at each learning rate from 1e-4 upwards, in decades. */
const row = (labels: readonly Label[], fields: Partial<GridRun> = {}) =>
  labels.map((label, i) => run({ learningRate: 10 ** (i - 4), label, ...fields }));
const budget = (runs: readonly GridRun[]) => budgetOf(runs, DEFAULT_THRESHOLDS);

test('a budget under which every learning rate is learned at is not called short', () => {
  expect(budget(row(['degraded', 'ok', 'collapsed']))).toEqual({
    slow: null,
    unlearned: [],
    moved: [],
    pair: null,
  });
});

test('the lowest learning rates at which most runs are slow are counted up to the first that is not', () => {
  const seeds = [
    ...row(['slow', 'slow', 'ok', 'slow'], { seed: 0 }),
    ...row(['slow', 'slow', 'ok', 'slow'], { seed: 1 }),
    ...row(['slow', 'ok', 'ok', 'slow'], { seed: 2 }),
  ];
  expect(budget(seeds).slow).toEqual({ rates: 2, of: 4, upTo: 1e-3 });
  expect(budget(row(['ok', 'slow', 'ok'])).slow).toBeNull();
});

test('a batch size at which no run of the baseline learned is named, and one that nothing judged is not', () => {
  const runs = [
    ...row(['slow', 'slow', 'collapsed'], { rowValue: 4 }),
    ...row(['slow', 'ok', 'collapsed'], { rowValue: 8 }),
    ...row(['unjudged', 'unjudged'], { rowValue: 16 }),
  ];
  expect(budget(runs).unlearned).toEqual([4]);
});

test('an edge that moves by a third of a decade or more with the steps is told, and one that holds is not', () => {
  const at = (labels: readonly Label[], plannedSteps: number) =>
    row(labels, { plannedSteps, seed: plannedSteps });
  const [short, long] = [at(['ok', 'collapsed', 'collapsed'], 120), at(['ok', 'ok', 'collapsed'], 480)];
  expect(budget([...short, ...long]).moved).toEqual([
    {
      rowValue: 16,
      fewerSteps: 120,
      moreSteps: 480,
      decades: expect.closeTo(1, 9) as number,
    },
  ]);
  expect(budget([...short, ...at(['ok', 'collapsed', 'collapsed'], 480)]).moved).toEqual([]);
});
