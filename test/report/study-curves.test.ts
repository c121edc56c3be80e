// The curves of a stored study: whatever is chosen, the title tells how all of its runs ended, and the points are those of the steps that are drawn.
import path from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { curvesFinding } from '../../src-main/report/figures/curve-tally.ts';
import { thinned } from '../../src-main/report/figures/curve-thin.ts';
import { ENGLISH } from '../../src-main/report/language/language.ts';
import { curveRunOf, studyCurves } from '../../src-main/report/study-curves.ts';
import type { RunFilter } from '../../src-main/study/run-page.ts';
import { openStudy } from '../../src-main/study/study.ts';

const study = openStudy(path.resolve('resources/example.precipice'), 'read');
afterAll(() => study.close());

const RECIPE = { recipe: 'fp8-unscaled' };
const titleOf = (filter: RunFilter) => {
  const { told } = studyCurves(study, filter, null);
  return told && curvesFinding(told, ENGLISH);
};

test('a choice by label or state leaves the title as it is; runs that were chosen one by one have none', () => {
  const all = titleOf(RECIPE);
  expect(all).toBe('fp8-unscaled (control): 97 of 150 runs unstable');
  expect(titleOf({ ...RECIPE, label: 'ok' })).toBe(all);
  expect(titleOf({ ...RECIPE, state: 'planned' })).toBe(all);
  expect(studyCurves(study, { label: 'ok' }, null)).toMatchObject({ byOutcome: true, isAll: false });
  expect(titleOf({ ids: [1] })).toBeNull();
});

test('steps beyond the last one are no columns: the points are those of the steps that are drawn', () => {
  const { runs, range, steps } = studyCurves(study, { ids: [1] }, { from: 100, to: 999_999 });
  expect(range).toEqual({ from: 100, to: steps });
  const { rows } = study.runPage({ ids: [1] }, { sort: 'id', descending: false, offset: 0, limit: 1 });
  const whole = curveRunOf(
    rows[0]!,
    [],
    (name) => study.curve(1, name),
    () => [],
  )!;
  expect(runs[0]!.loss.length).toBe(thinned(whole, range!).loss.length);
  expect(runs[0]!.loss.length).toBeGreaterThan(100);
});
