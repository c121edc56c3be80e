import { describe, expect, test } from 'vitest';
import {
  baselineSearchRuns,
  breakEvenFailure,
  breakEvenSpeedup,
  effectiveSpeedup,
  expectedCost,
  expectedFailures,
  recipeSearchRuns,
  tokenEfficiencyOf,
  type Situation,
} from '../../../src-main/analysis/decision/cost.ts';
import { DRAWS, stream, triangular } from '../../../src-main/analysis/decision/draws.ts';
import { inputsProblem, rangeProblem, searchProblem } from '../../../src-main/analysis/decision/inputs.ts';
import { isDecided, seedsToDecideCell, withMore } from '../../../src-main/analysis/decision/seeds-needed.ts';
import { jeffreysInterval } from '../../../src-main/analysis/statistics/intervals.ts';

/** T = 2 x 10 x 100 = 2000 dollars. */
const SITUATION: Situation = {
  price: 2,
  gpus: 10,
  hours: 100,
  speedup: 1.25,
  lowShare: 1,
  vainShare: 0,
  tokenEfficiency: 0.8,
  failedShare: 0.5,
  failureCost: 30,
  baselineFailure: 0.5,
  recipeFailure: 0.5,
  baselineFound: 0.5,
  recipeFound: 0.5,
  searchRuns: 4,
  searchRatio: null,
  searchShare: 0.1,
};

describe('expected cost, by hand', () => {
  test('the baseline at p = 1/2: one failure expected, half a run and 30 dollars each, search 4 x 0.1 runs', () => {
    expect(expectedCost(SITUATION, 'baseline')).toEqual({
      run: 2000,
      retries: 1000,
      people: 30,
      search: 800,
      total: 3830,
    });
  });

  test('FP8 whose gain is eaten by its tokens (s q = 1) saves on the search alone', () => {
    const fp8 = expectedCost(SITUATION, 'recipe');
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

  test('at the break-even speed-up both cost the same, in a program as well', () => {
    for (const [lowShare, vainShare] of [
      [1, 0],
      [0.6, 0.05],
    ] as const) {
      const situation = { ...SITUATION, lowShare, vainShare, recipeFailure: 0.2, tokenEfficiency: 0.95 };
      const speedup = breakEvenSpeedup(situation)!;
      const fp8 = expectedCost({ ...situation, speedup }, 'recipe').total;
      expect(fp8).toBeCloseTo(expectedCost(situation, 'baseline').total, 6);
    }
  });

  test('where people alone cost more than the baseline does, no speed-up pays', () => {
    const situation = { ...SITUATION, failureCost: 1e6, recipeFailure: 0.9, baselineFailure: 0 };
    expect(breakEvenSpeedup(situation)).toBeNull();
  });

  test('nor where all that costs time is done in high precision', () => {
    expect(breakEvenSpeedup({ ...SITUATION, lowShare: 0, baselineFailure: 0.1 })).toBeNull();
  });
});

describe('what is left of a raw speed-up', () => {
  const saving = (lowShare: number) => 1 - 1 / effectiveSpeedup({ speedup: 1.2, lowShare, vainShare: 0 });

  test('a program that spends 18 % of its steps in FP8 saves 3 %, and not the 17 % of all steps', () => {
    expect(saving(0.18)).toBeCloseTo(0.03, 3);
    expect(saving(1)).toBeCloseTo(1 / 6, 9);
    expect(saving(0)).toBe(0);
  });

  test('steps that were thrown away are trained as well: a tenth more in low precision costs a tenth of its gain and more', () => {
    // 1.1 steps at 1/1.25 each: 0.88 of the time.
    expect(effectiveSpeedup({ speedup: 1.25, lowShare: 1.1, vainShare: 0.1 })).toBeCloseTo(1 / 0.88, 12);
  });
});

describe('token efficiency', () => {
  test('a penalty of slope x ln 2 costs half of the tokens', () => {
    expect(tokenEfficiencyOf(0.15 * Math.LN2, 0.15)).toBeCloseTo(0.5, 12);
  });

  test('no penalty costs nothing, and a loss below the baseline is not credited', () => {
    expect(tokenEfficiencyOf(0, 0.15)).toBe(1);
    expect(tokenEfficiencyOf(-0.1, 0.15)).toBe(1);
  });
});

describe('search', () => {
  const measured = { searchRuns: null, searchRatio: null, baselineFound: 0.5, recipeFound: 0.1 };

  test('draws until one trains well: 1/P, two where half of the range does, ten where a tenth does', () => {
    expect(baselineSearchRuns(measured)).toBe(2);
    expect(recipeSearchRuns(measured)).toBeCloseTo(10, 12);
  });

  test('of a team that searches more takes as much more in the recipe: P_BF16/P_FP8', () => {
    expect(recipeSearchRuns({ ...measured, searchRuns: 20 })).toBe(100);
    expect(recipeSearchRuns({ ...measured, searchRuns: 20, searchRatio: 2 })).toBe(40);
  });

  test('of a team that knows its settings in the baseline still draws 1/P in the recipe', () => {
    for (const searchRuns of [0, 1])
      expect(recipeSearchRuns({ ...measured, searchRuns })).toBeCloseTo(10, 12);
  });
});

describe('draws', () => {
  test('a stream has one number in each of as many equal parts of (0, 1), and two streams are not correlated', () => {
    const [a, b] = [stream('speedup'), stream('hours')];
    const parts = new Set(a.map((u) => Math.floor(u * DRAWS)));
    expect(parts.size).toBe(DRAWS);
    const correlation = a.reduce((sum, u, i) => sum + (u - 0.5) * (b[i]! - 0.5), 0) / DRAWS / (1 / 12);
    // Of independent draws its standard deviation is 1/sqrt(4000) = 0.016.
    expect(Math.abs(correlation)).toBeLessThan(0.06);
  });

  test('triangular quantiles: ends, turn, and the middle of a symmetric one', () => {
    const range = { low: 0, value: 1, high: 4 };
    expect(triangular(0, range)).toBe(0);
    expect(triangular(0.25, range)).toBeCloseTo(1, 12);
    expect(triangular(1, range)).toBe(4);
    expect(triangular(0.5, { low: 0, value: 1, high: 2 })).toBeCloseTo(1, 12);
    expect(triangular(0.7, { low: 3, value: 3, high: 3 })).toBe(3);
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

describe('what the reader says', () => {
  test('a range that is wrong is one sentence with field, value and what is allowed', () => {
    expect(rangeProblem('speedup', { low: 1, value: 9, high: 9 })).toBe(
      'speedup is 9; it must be a number from 0.1 to 4.',
    );
    expect(rangeProblem('hours', { low: 5, value: 2, high: 9 })).toContain('low:value:high');
    expect(rangeProblem('price', { low: NaN, value: 1, high: 2 })).toContain('price is NaN');
    expect(rangeProblem('gpus', { low: 1, value: 2, high: 3 })).toBeNull();
  });

  test('a failure probability of the recipe alone is refused: small runs of the baseline are no match for it', () => {
    const sure = { low: 0.05, value: 0.05, high: 0.05 };
    expect(inputsProblem({ recipeFailureProbability: sure })).toContain('without failureProbability');
    expect(inputsProblem({ recipeFailureProbability: sure, failureProbability: sure })).toBeNull();
    expect(inputsProblem({ failureProbability: sure })).toBeNull();
  });

  test('a search beyond the tested settings is refused', () => {
    const tested = { learningRates: [1e-3, 1e-2], rowValues: [8, 16] };
    const search = { lowestRate: 1e-3, highestRate: 1e-2, rowValues: [8] };
    expect(searchProblem(search, tested)).toBeNull();
    expect(searchProblem({ ...search, highestRate: 0.1 }, tested)).toBe(
      'searchRates is 0.001:0.1; it must lie within the tested learning rates, 0.001:0.01.',
    );
    expect(searchProblem({ ...search, lowestRate: 1e-2, highestRate: 1e-3 }, tested)).not.toBeNull();
    expect(searchProblem({ ...search, rowValues: [8, 32] }, tested)).toContain('has 32');
  });
});
