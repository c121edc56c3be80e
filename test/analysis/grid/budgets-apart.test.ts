// Whether a recipe and the baseline were trained for as many steps at the same settings.
import { expect, test } from 'vitest';
import { budgetsApart } from '../../../src-main/analysis/grid/budgets-apart.ts';
import { tallyCells, type GridRun } from '../../../src-main/analysis/grid/tally.ts';
import { DEFAULT_THRESHOLDS } from '../../../src-main/analysis/labels/thresholds.ts';
import { row, run } from '../support.ts';

function apartIn(bf16: readonly GridRun[], fp8: readonly GridRun[]) {
  const cells = Object.entries({ bf16, fp8 }).map(
    ([name, runs]) => [name, tallyCells(runs, DEFAULT_THRESHOLDS)] as const,
  );
  return budgetsApart(new Map(cells), 'bf16', DEFAULT_THRESHOLDS);
}

const of = (plannedSteps: number, rowValue = 16) => row('.. ..', { plannedSteps, rowValue });

test('steps that differ at the same setting are told, with those of both', () => {
  expect(apartIn([...of(1000), ...of(500, 32)], [...of(4000), ...of(500, 32)])).toEqual([
    {
      recipe: 'fp8',
      settings: 2,
      steps: { low: 4000, high: 4000 },
      baselineSteps: { low: 1000, high: 1000 },
    },
  ]);
});

test('steps are alike up to a hundredth, from one batch size to the next, and where nobody knows them', () => {
  expect(apartIn(of(1000), of(999))).toEqual([]);
  expect(apartIn(of(1000), of(500, 32))).toEqual([]);
  expect(apartIn(of(1000), row('.. ..'))).toEqual([]);
});

test('steps of runs that failed do not count: they may be those until the run did', () => {
  const failed = run({ label: 'nonfinite', tailLoss: null, plannedSteps: 120 });
  expect(apartIn([run({ plannedSteps: 1000 })], [failed])).toEqual([]);
});
