// L* and LR* of rows whose answers are known by construction, and what one run more or less, or one bad seed, makes of them.
import { describe, expect, test } from 'vitest';
import { bestOfRow, type RowRun } from '../../../src-main/analysis/labels/row-best.ts';
import { DEFAULT_THRESHOLDS } from '../../../src-main/analysis/labels/thresholds.ts';

const KNOWN = 3;

/** A learning rate with the tails of seeds 0, 1, 2 and so on. */
function cell(learningRate: number, ...tails: (number | null)[]): RowRun[] {
  return tails.map((tail, seed) => ({ learningRate, seed, tail }));
}
const best = (...cells: RowRun[][]) => bestOfRow(cells.flat(), KNOWN, DEFAULT_THRESHOLDS);

describe('L* and LR*', () => {
  test('L* is the lowest mean over seeds, and LR* the lowest learning rate within two standard errors of it', () => {
    // Every column has the variance 0.0004 over two seeds: its median, corrected for one degree of freedom, is 0.00085, two
    // standard errors of a mean of two 0.041.
    const near = (mean: number) => [mean - Math.sqrt(0.0002), mean + Math.sqrt(0.0002)] as const;
    const row = (gap: number) =>
      best(cell(1e-3, 2.5, 2.5), cell(3e-3, ...near(2 + gap)), cell(1e-2, ...near(2)));
    expect(row(0.03)!.tail).toBeCloseTo(2, 12);
    expect(row(0.03)!.learningRate).toBe(3e-3);
    expect(row(0.09)!.learningRate).toBe(1e-2);
  });

  test('tails within the loss tolerance are the same, however well the seeds agree', () => {
    expect(best(cell(1e-3, 2.019, 2.019), cell(1e-2, 2, 2))!.learningRate).toBe(1e-3);
    expect(best(cell(1e-3, 2.021, 2.021), cell(1e-2, 2, 2))!.learningRate).toBe(1e-2);
  });

  test('of a single seed, the scatter over seeds is assumed: LR* is rather too low than too high', () => {
    expect(best(cell(1e-3, 2.099), cell(1e-2, 2))!.learningRate).toBe(1e-3);
    expect(best(cell(1e-3, 2.101), cell(1e-2, 2))!.learningRate).toBe(1e-2);
  });

  test('a learning rate at which half of the seeds failed is not the best, however well the others did', () => {
    expect(best(cell(1e-3, 2.2, 2.2), cell(1e-2, 2, 2), cell(1e-1, 1, null))).toMatchObject({
      tail: 2,
      learningRate: 1e-2,
    });
  });

  test('where nothing trained, every tail counts, and no learning rate is one from which there is learning', () => {
    expect(best(cell(1e-6, 4.2, 4.2), cell(1e-5, 4, 4))).toEqual({
      tail: 4,
      learningRate: 1e-5,
      learnsFrom: null,
    });
    expect(best(cell(1e-6, null, null))).toBeNull();
  });

  test('learning begins at the lowest rate at which most seeds learned half of what the best did', () => {
    // The best learned 1 nat: 2.5 is half of it.
    const found = best(cell(1e-4, 2.6, 2.6, 2.4), cell(1e-3, 2.4, 2.4, 2.6), cell(1e-2, 2, 2, 2));
    expect(found).toMatchObject({ learningRate: 1e-2, learnsFrom: 1e-3 });
  });
});

describe('one bad seed', () => {
  const seeds = [2.02, 1.98, 2.01, 1.99];
  const around = (mean: number) => seeds.map((tail) => tail - 2 + mean);
  const whole = [
    cell(1e-3, ...around(2.4)),
    cell(3e-3, ...around(2.15)),
    cell(1e-2, ...around(2)),
    cell(3e-2, ...around(2.1)),
  ];
  const { tail, learningRate } = best(...whole)!;

  test.each([
    ['diverged', null],
    ['learned nothing', 3.3],
    ['learned little', 2.6],
  ] as const)(
    'that %s at the best learning rate leaves LR* where it was, and L* within the tolerance',
    (_, bad) => {
      for (const seed of seeds.keys()) {
        const changed = whole.map((runs) =>
          runs.map((run) => (run.learningRate === 1e-2 && run.seed === seed ? { ...run, tail: bad } : run)),
        );
        const found = best(...changed)!;
        expect(found.learningRate).toBe(learningRate);
        expect(Math.abs(found.tail - tail)).toBeLessThan(1e-9);
      }
    },
  );

  test('that is missing at the best learning rate is replaced by what the others say of it', () => {
    for (const seed of seeds.keys()) {
      const without = whole.map((runs) =>
        runs.filter((run) => run.learningRate !== 1e-2 || run.seed !== seed),
      );
      expect(best(...without)!.tail).toBeCloseTo(tail, 9);
    }
  });
});

test('a row of as many seeds as runs is not spread out over all of them', () => {
  const runs = Array.from({ length: 20_000 }, (_, i): RowRun => ({
    learningRate: 1e-3 * (1 + i),
    seed: i,
    tail: 2 + i * 1e-6,
  }));
  expect(bestOfRow(runs, KNOWN, DEFAULT_THRESHOLDS)).toEqual({
    tail: 2,
    learningRate: 1e-3,
    learnsFrom: 1e-3,
  });
});
