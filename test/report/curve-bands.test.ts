// Many runs in one panel: medians and a band that never look calmer than the runs were.
import { expect, test } from 'vitest';
import { highestValues, ranked, rankedValues } from '../../src-main/report/figures/curve-bands.ts';
import type { CurveRun } from '../../src-main/report/figures/curve-line.ts';
import { curvesFigure } from '../../src-main/report/figures/curves.ts';
import { ENGLISH } from '../../src-main/report/language/language.ts';
import { BATCH_SIZE_ROWS } from '../../src-main/analysis/grid/rows.ts';

const FACTS = { precision: '', budget: '', device: '', seeds: '', thresholds: '', data: '' };
const runOf = (seed: number, loss: readonly number[], part: Partial<CurveRun> = {}): CurveRun => ({
  recipe: 'bf16',
  learningRate: 1e-3,
  rowValue: 8,
  seed,
  label: 'ok',
  unstable: false,
  nonfinite: false,
  loss,
  gradientNorm: null,
  actions: [],
  ...part,
});
const FAILED = { label: 'nonfinite', unstable: true, nonfinite: true } as const;
const lossOf = (run: CurveRun) => run.loss;
const sortedAt = (runs: readonly CurveRun[], step: number) => rankedValues(runs, lossOf, [step])[0]?.sorted;
const figure = (runs: readonly CurveRun[]) =>
  curvesFigure(runs, {
    title: '',
    tallies: [],
    told: null,
    selection: '',
    theme: 'light',
    facts: FACTS,
    words: ENGLISH,
    rowSetting: BATCH_SIZE_ROWS,
  });

test('a run that failed counts as above all others from its end on, one that ended as planned no longer', () => {
  const runs = [runOf(0, [4, 3, 2]), runOf(1, [4], FAILED), runOf(2, [5, 4])];
  expect(sortedAt(runs, 0)).toEqual([4, 4, 5]);
  expect(sortedAt(runs, 1)).toEqual([3, 4, Infinity]);
  expect(sortedAt(runs, 2)).toEqual([2, Infinity]);
});

test('what is no number counts as above the axis, and what failed without any value from the start on', () => {
  expect(sortedAt([runOf(0, [4, NaN, 2]), runOf(1, [3, 3, 3]), runOf(2, [], FAILED)], 1)).toEqual([
    3,
    Infinity,
    Infinity,
  ]);
});

test('between two points the last one before counts, and nothing before the first', () => {
  const sparse = runOf(0, [4, 3], { step: [9, 19] });
  expect(sortedAt([sparse], 8)).toBeUndefined();
  expect(sortedAt([sparse], 18)).toEqual([4]);
  expect(sortedAt([sparse], 19)).toEqual([3]);
});

test('a share that falls between two runs is that of the worse one', () => {
  expect(ranked([1, 2, 3, 4], 0.5)).toBe(3);
  expect(ranked([1, 2, 3], 0.5)).toBe(2);
  expect(ranked([1, 2, Infinity], 0.9)).toBe(Infinity);
});

test('the highest of all runs holds a spike of one step between two places', () => {
  const spiked = Array.from({ length: 2400 }, (_, step) => (step === 47 ? 90 : 2));
  const highest = highestValues([runOf(0, spiked), runOf(1, [3])], lossOf, { from: 0, to: 2400 });
  expect(highest.slice(0, 6)).toEqual([3, 2, 2, 90, 2, 2]);
  expect(new Set(highest.slice(6))).toEqual(new Set([2]));
});

test('once a run has failed, nothing is the highest of all runs', () => {
  expect(
    highestValues([runOf(0, [4, 3, 2, 2]), runOf(1, [5, 6, NaN], FAILED)], lossOf, { from: 0, to: 4 }),
  ).toEqual([5, 6, Infinity, Infinity]);
});

test('twenty runs are lines, one more are bands, which count every run by its label and mark each that failed', () => {
  const calm = Array.from({ length: 18 }, (_, seed) => runOf(seed, [4, 3, 2]));
  const stalled = runOf(18, [4, 4, 4], { label: 'stalled', unstable: true });
  const broken = runOf(19, [4, 9], FAILED);
  const lines = figure([...calm, stalled, broken]);
  expect(lines.match(/class="curve"/g)).toHaveLength(20);
  expect(lines).not.toContain('class="band"');
  const bands = figure([...calm, stalled, broken, runOf(20, [4, 3, 2])]);
  expect(bands).not.toContain('class="curve"');
  expect(bands.match(/class="band"/g)).toHaveLength(1);
  expect(bands.match(/class="fate"/g)).toHaveLength(2);
  expect(bands.match(/class="failure"/g)).toHaveLength(2); // The run and the legend.
  expect(bands).toContain('An unstable run counts as above the axis from its end on.');
});

test('from seven recipes on each has a band and a median of its own, and no two look alike', () => {
  const recipes = ['a', 'b', 'c', 'd', 'e', 'f', 'g'];
  const svg = figure(
    recipes.flatMap((recipe) => [0, 1, 2].map((seed) => runOf(seed, [4, 3, 2], { recipe }))),
  );
  expect(svg.match(/class="band"/g)).toHaveLength(recipes.length);
  const looks = [...svg.matchAll(/<path class="median"[^>]*? stroke="([^"]*)"( stroke-dasharray="[^"]*")?/g)];
  expect(new Set(looks.map(([, colour, dashes]) => `${colour} ${dashes}`)).size).toBe(recipes.length);
});
