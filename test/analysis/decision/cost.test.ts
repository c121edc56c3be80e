import { describe, expect, test } from 'vitest';
import { betaCumulative } from '../../../src-main/analysis/beta.ts';
import {
  breakEvenFailure,
  breakEvenSpeedup,
  expectedCost,
  expectedFailures,
  type Situation,
} from '../../../src-main/analysis/decision/cost.ts';
import { drawFailures, DRAWS, halton, triangular } from '../../../src-main/analysis/decision/draws.ts';
import { rangeProblem } from '../../../src-main/analysis/decision/inputs.ts';
import { isDecided, seedsToDecideCell, withMore } from '../../../src-main/analysis/decision/seeds-needed.ts';
import { jeffreysInterval } from '../../../src-main/analysis/intervals.ts';

/** T = 2 x 10 x 100 = 2000 dollars. */
const SITUATION: Situation = {
  price: 2,
  gpus: 10,
  hours: 100,
  speedup: 1.25,
  tokenEfficiency: 0.8,
  failedShare: 0.5,
  failureCost: 30,
  searchRuns: 4,
  searchShare: 0.1,
};

describe('expected cost, by hand', () => {
  test('BF16 at p = 1/2: one failure expected, half a run and 30 dollars each, search 4 x 0.1 runs', () => {
    expect(expectedCost(SITUATION, 'bf16', 0.5)).toEqual({
      run: 2000,
      retries: 1000,
      people: 30,
      search: 800,
      total: 3830,
    });
  });

  test('FP8 whose gain is eaten by its tokens (s q = 1) saves on the search alone', () => {
    const fp8 = expectedCost(SITUATION, 'fp8', 0.5);
    expect(fp8.run).toBeCloseTo(2000, 9);
    expect(fp8.search).toBeCloseTo(640, 9);
    expect(fp8.total).toBeCloseTo(3670, 9);
  });

  test('failures before one success are geometric: 0, 1/3, 1, 9', () => {
    expect([0, 0.25, 0.5, 0.9].map(expectedFailures).map((value) => Number(value.toFixed(9)))).toEqual([
      0, 0.333333333, 1, 9,
    ]);
  });

  test('break-even failure: s q = 1.2 and f = 0.4 give x = 1/2 and p* = 1/3; no gain gives 0', () => {
    const gain = { ...SITUATION, speedup: 1.2, tokenEfficiency: 1, failedShare: 0.4 };
    expect(breakEvenFailure(gain)).toBeCloseTo(1 / 3, 12);
    expect(breakEvenFailure(SITUATION)).toBe(0);
  });

  test('at the break-even speed-up both recipes cost the same', () => {
    const s = breakEvenSpeedup(SITUATION, 0.4, 0.1)!;
    const fp8 = expectedCost({ ...SITUATION, speedup: s }, 'fp8', 0.4).total;
    expect(fp8).toBeCloseTo(expectedCost(SITUATION, 'bf16', 0.1).total, 9);
  });

  test('where people alone cost more than BF16 does, no speed-up pays', () => {
    expect(breakEvenSpeedup({ ...SITUATION, failureCost: 1e6 }, 0.9, 0)).toBeNull();
  });
});

describe('draws', () => {
  test('Halton numbers in base 2 and 3 are the mirrored digits', () => {
    expect([1, 2, 3, 4].map((index) => halton(index, 2))).toEqual([0.5, 0.25, 0.75, 0.125]);
    expect(halton(5, 3)).toBeCloseTo(7 / 9, 12);
  });

  test('triangular quantiles: ends, turn, and the middle of a symmetric one', () => {
    const range = { low: 0, value: 1, high: 4 };
    expect(triangular(0, range)).toBe(0);
    expect(triangular(0.25, range)).toBeCloseTo(1, 12);
    expect(triangular(1, range)).toBe(4);
    expect(triangular(0.5, { low: 0, value: 1, high: 2 })).toBeCloseTo(1, 12);
    expect(triangular(0.7, { low: 3, value: 3, high: 3 })).toBe(3);
  });

  test('failure draws follow Beta(k + 1/2, n - k + 1/2)', () => {
    const draws = drawFailures({ unstable: 1, finished: 4 }, 0);
    expect(draws).toHaveLength(DRAWS);
    const below = draws.filter((p) => p < 0.3).length / DRAWS;
    expect(below).toBeCloseTo(betaCumulative(0.3, 1.5, 3.5), 2);
  });
});

describe('seeds that would settle a cell', () => {
  const at95 = { unstableShare: 0.5, confidence: 0.95 };

  test('0 of 3 reaches above one half, 0 of 4 does not: one more seed', () => {
    expect(isDecided(jeffreysInterval(0, 3, 0.95), 0.5)).toBe(false);
    expect(isDecided(jeffreysInterval(0, 4, 0.95), 0.5)).toBe(true);
    expect(seedsToDecideCell({ unstable: 0, finished: 3 }, at95)).toBe(1);
  });

  test('half unstable is never settled by more of the same', () => {
    expect(seedsToDecideCell({ unstable: 2, finished: 4 }, at95)).toBeNull();
  });

  test('more of the same keeps the share', () => {
    expect(withMore({ unstable: 1, finished: 4 }, 8)).toEqual({ unstable: 3, finished: 12 });
  });
});

test('a range that is wrong is one sentence with field, value and what is allowed', () => {
  expect(rangeProblem('speedup', { low: 1, value: 9, high: 9 })).toBe(
    'speedup is 9; it must be a number from 0.1 to 4.',
  );
  expect(rangeProblem('hours', { low: 5, value: 2, high: 9 })).toContain('low:value:high');
  expect(rangeProblem('price', { low: NaN, value: 1, high: 2 })).toContain('price is NaN');
  expect(rangeProblem('gpus', { low: 1, value: 2, high: 3 })).toBeNull();
});
