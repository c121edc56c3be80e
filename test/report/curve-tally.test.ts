// What pictures of curves say of how runs ended: by the study's own thresholds, never more than is known.
import { expect, test } from 'vitest';
import type { Label } from '../../src-main/analysis/labels/labels.ts';
import { DEFAULT_THRESHOLDS } from '../../src-main/analysis/labels/thresholds.ts';
import {
  curvesFinding,
  endings,
  selectionOf,
  tallyRuns,
  type TalliedRun,
} from '../../src-main/report/figures/curve-tally.ts';
import { ENGLISH, wordsOf } from '../../src-main/report/language/language.ts';
import { sampleOf } from '../../src-main/study/curve-rows.ts';

const { unstableLabels } = DEFAULT_THRESHOLDS;
const run = (label: Label | null, part: Partial<TalliedRun> = {}): TalliedRun => ({
  recipe: 'tensorwise',
  label,
  state: 'finished',
  plannedSteps: 400,
  endStep: 400,
  ...part,
});
const many = (count: number, of: TalliedRun) => Array.from({ length: count }, () => of);
const told = (runs: readonly TalliedRun[], labels: readonly Label[] = unstableLabels) =>
  curvesFinding(tallyRuns(runs, labels), ENGLISH);

const BASE = many(33, run('ok', { recipe: 'bf16-mixed' }));
const BROKEN = [40, 44, 50, 61, 62, 63, 70, 75, 80, 90, 90].map((endStep) => run('nonfinite', { endStep }));

test('the recipe with the largest share of unstable runs comes first, with the steps at which most of them ended', () => {
  const runs = [
    ...BASE,
    ...many(3, run('stalled', { recipe: 'bf16-mixed' })),
    ...many(22, run('ok')),
    ...BROKEN,
    ...[3, 200, 390].map((endStep) => run('nonfinite', { endStep })),
  ];
  expect(told(runs)).toBe(
    'tensorwise: 14 of 36 runs unstable, most between steps 40 and 90; bf16-mixed: 3 of 36',
  );
});

test('where fewer than three quarters of the unstable runs ended early, no steps are told', () => {
  expect(told([...BROKEN, ...many(4, run('stalled'))])).toBe('tensorwise: 15 of 15 runs unstable');
});

test('“so far” stands before it until every run is at its end', () => {
  expect(told([...BASE, run(null, { state: 'planned' })])).toBe('So far: None of 33 runs is unstable');
  expect(told([...BASE, run(null, { state: 'failed-infrastructure' })])).toBe(
    'None of 33 runs is unstable (1 not judged)',
  );
});

test('a study whose thresholds count stalled as stable and degraded as unstable is told by its own', () => {
  const runs = [...many(2, run('stalled')), ...many(3, run('degraded')), run('ok')];
  expect(told(runs)).toBe('tensorwise: 2 of 6 runs unstable');
  expect(told(runs, ['degraded'])).toBe('tensorwise: 3 of 6 runs unstable');
});

test('of a refined sweep that is done the runs that were left out are waited for no more, those in training are', () => {
  const runs = [...BASE, ...many(60, run(null, { recipe: 'bf16-mixed', state: 'planned' }))];
  const finding = (given: readonly TalliedRun[]) =>
    curvesFinding(tallyRuns(given, unstableLabels, new Set(['bf16-mixed'])), ENGLISH);
  expect(finding(runs)).toBe('None of 33 runs is unstable');
  const running = run(null, { recipe: 'bf16-mixed', state: 'running' });
  expect(finding([...runs, running])).toBe('So far: None of 33 runs is unstable');
});

test('runs without curves are told, and a choice by label or state that the title does not follow', () => {
  const selection = {
    study: 'A study',
    taken: 100,
    of: 100,
    isSample: false,
    curveless: 40,
    isAll: false,
    byOutcome: true,
  };
  expect(selectionOf(selection, ENGLISH)).toBe(
    'A study: 100 chosen runs. The title counts runs of every label and state. 40 of 100 runs have no curves.',
  );
  expect(selectionOf({ ...selection, byOutcome: false, curveless: 0, isAll: true }, wordsOf('ja'))).toBe(
    'A study：完了したすべての実行。',
  );
});

test('runs that nobody could judge are counted as neither, and still told', () => {
  const runs = [...many(2, run('unjudged')), run('ok')];
  expect(told(runs)).toBe('The run is stable (2 not judged)');
  expect(told(many(2, run('unjudged')))).toBeNull();
  expect(endings(tallyRuns(runs, unstableLabels), ENGLISH)).toBe('3 runs: 2 unjudged, 1 ok');
  expect(curvesFinding(tallyRuns(BROKEN, unstableLabels), wordsOf('ja'))).toBe(
    'tensorwise：11回の実行のうち11回が不安定（多くはステップ40〜80）',
  );
});

test('a sample is the same every time, takes as many of each recipe as can be, and of every seed of a regular grid', () => {
  const grid = Array.from({ length: 200_000 }, (_, id) => ({
    id: id + 1,
    recipe: id < 100 ? 'rare' : `recipe ${id % 3}`,
    seed: id % 5,
  }));
  const chosen = sampleOf(grid, 1000);
  expect(chosen).toEqual(sampleOf(grid, 1000));
  const count = (isMeant: (run: (typeof grid)[number]) => boolean) => chosen.filter(isMeant).length;
  expect(
    ['rare', 'recipe 0', 'recipe 1', 'recipe 2'].map((name) => count(({ recipe }) => recipe === name)),
  ).toEqual([100, 300, 300, 300]);
  for (const seed of [0, 1, 2, 3, 4]) expect(count((each) => each.seed === seed)).toBeGreaterThan(150);
  expect(sampleOf(grid.slice(0, 1000), 1000)).toHaveLength(1000);
});
