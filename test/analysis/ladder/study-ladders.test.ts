// From runs of several sizes to the ladders of their study.
import { expect, test } from 'vitest';
import { analyze } from '../../../src-main/analysis/grid/analyze.ts';
import { studyLadders, type LadderRun } from '../../../src-main/analysis/ladder/study-ladders.ts';
import { DEFAULT_THRESHOLDS } from '../../../src-main/analysis/labels/thresholds.ts';
import { made, sizes, WIDTHS } from './made-sizes.ts';

function laddersOf(runs: readonly LadderRun[]) {
  const context = { baseline: 'bf16-mixed', thresholds: DEFAULT_THRESHOLDS };
  const rowSetting = { path: 'model.width', kind: 'size', scale: 'octaves' } as const;
  const analysis = analyze(runs, { ...context, rowSetting });
  return studyLadders(runs, analysis, sizes, ['edge', 'penalty', 'largestLogit', 'logZ']);
}

const flat = () => 0.07;
const none = () => 0;
const baseline = made({ recipe: 'bf16-mixed', edge: flat, penalty: none });

test('the penalty is that of the best rate of each size, with the standard error of few seeds', () => {
  const low = made({ recipe: 'fp8', edge: flat, penalty: (width) => width / 1000 });
  const ladder = laddersOf([...baseline, ...low]).find(({ measure }) => measure === 'penalty')!;
  expect(ladder.recipe).toBe('fp8');
  expect(ladder.fit.points.map(({ octaves }) => octaves)).toEqual([...sizes.values()].map(Math.log2));
  for (const [index, { value, error }] of ladder.fit.points.entries()) {
    expect(value).toBeCloseTo(WIDTHS[index]! / 1000, 6);
    // 0.001 over the root of 3, times t of two degrees of freedom over z.
    expect(error).toBeCloseTo((0.001 / Math.sqrt(3)) * (4.3027 / 1.96), 6);
  }
});

test('edges are log10 of LR50, and one that the grid cuts off is none', () => {
  const low = made({ recipe: 'fp8', edge: (width) => (width === 16 ? 1e9 : 0.02), penalty: none });
  const ladders = laddersOf([...baseline, ...low]);
  const [base, own] = ['bf16-mixed', 'fp8'].map((recipe) =>
    ladders.find((ladder) => ladder.recipe === recipe && ladder.measure === 'edge'),
  );
  for (const { value } of base!.fit.points) {
    expect(value).toBeGreaterThan(Math.log10(0.03));
    expect(value).toBeLessThan(Math.log10(0.1));
  }
  expect(own!.missing).toEqual([{ size: 100 * 16 ** 2, reason: 'off-grid' }]);
  expect(own!.fit.points).toHaveLength(3);
  expect(own!.fit.refusal).toEqual({ kind: 'missing-size', size: 100 * 16 ** 2, reason: 'off-grid' });
  expect(own!.ahead).toEqual([]);
});

test('a size at which some run fails at the best rate has no penalty', () => {
  const low = made({ recipe: 'fp8', edge: flat, penalty: none }).map((each) =>
    each.rowValue === 64 && each.learningRate === 1e-2 && each.seed === 2
      ? { ...each, label: 'collapsed' as const }
      : each,
  );
  const ladder = laddersOf([...baseline, ...low]).find(({ measure }) => measure === 'penalty')!;
  expect(ladder.missing).toEqual([{ size: 100 * 64 ** 2, reason: 'fails' }]);
  expect(ladder.fit.refusal).toEqual({ kind: 'missing-size', size: 100 * 64 ** 2, reason: 'fails' });
  expect(ladder.ahead).toEqual([]);
});

test('a smaller size that fails is not left out of what is said: the others alone would be kinder than the runs', () => {
  const low = made({ recipe: 'fp8', edge: flat, penalty: none }).map((each) =>
    each.rowValue === 8 && each.learningRate === 1e-2 && each.seed === 2
      ? { ...each, label: 'collapsed' as const }
      : each,
  );
  const ladder = laddersOf([...baseline, ...low]).find(({ measure }) => measure === 'penalty')!;
  expect(ladder.fit.refusal).toEqual({ kind: 'missing-size', size: 100 * 8 ** 2, reason: 'fails' });
});

test('the largest logit is fitted as log2, log Z as it is, and where nothing measured them there is no ladder', () => {
  const ladders = laddersOf(baseline);
  const of = (measure: string) => ladders.find((ladder) => ladder.measure === measure);
  const mean = (Math.log2(1.01) + Math.log2(1.02)) / 3;
  for (const [index, { value }] of of('largestLogit')!.fit.points.entries()) {
    expect(value).toBeCloseTo(WIDTHS[index]! / 8 + mean, 6);
  }
  expect(of('logZ')!.fit.points.map(({ value }) => value)).toEqual([3, 3, 3, 3]);
  const bare = baseline.map(({ measurements: _, ...rest }) => rest);
  expect(laddersOf(bare).map(({ measure }) => measure)).toEqual(['edge']);
});
