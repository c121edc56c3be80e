// LR50 of rows whose crossing is plain, and the fit under it against hand-worked pooling.
import { describe, expect, test } from 'vitest';
import { edgeOf, isotonicFit, valleyFit } from '../../../src-main/analysis/grid/edge.ts';
import { counts } from '../support.ts';

/** log10 of the edge, or the side on which it lies. */
function position(unstable: readonly number[], finished = 4): number | string {
  const { learningRate, side } = edgeOf(counts(unstable, finished));
  return learningRate === null ? side : Number(Math.log10(learningRate).toFixed(10));
}

describe('the monotone fit', () => {
  test('pools neighbours that fall into their weighted mean', () => {
    // Shares 1/4, 3/4, 1/4, 1 of 4, 4, 4, 2 runs: the second and third pool to 4/8.
    expect(isotonicFit([1, 3, 1, 2], [4, 4, 4, 2])).toEqual([0.25, 0.5, 0.5, 1]);
    // 3/3, 0/1, 0/1 pool to 3/5 by weight.
    expect(isotonicFit([3, 0, 0], [3, 1, 1])).toEqual([0.6, 0.6, 0.6]);
    expect(isotonicFit([], [])).toEqual([]);
  });

  test('falls before it rises only where that fits better', () => {
    expect(valleyFit([4, 0, 0, 4], [4, 4, 4, 4])).toEqual([1, 0, 0, 1]);
    expect(valleyFit([0, 2, 1, 4], [4, 4, 4, 4])).toEqual([0, 0.375, 0.375, 1]);
  });
});

describe('the edge', () => {
  test('lies halfway, in log learning rate, between all stable and all unstable', () => {
    expect(position([0, 0, 4, 4])).toBe(-2.5);
  });

  test('is interpolated: from 1/4 to 3/4 the half is in the middle, from 0 to 3/4 at two thirds', () => {
    expect(position([0, 1, 3, 4])).toBe(-2.5);
    expect(position([0, 0, 3, 4])).toBeCloseTo(-3 + 2 / 3, 9);
  });

  test('is at a learning rate with exactly one half, and in the middle of several', () => {
    expect(position([0, 2, 4])).toBe(-3);
    expect(position([0, 2, 2, 4])).toBe(-2.5);
    expect(position([2])).toBe(-4);
    // 3 and 7 of 10 pool to one half, which no rounding may miss.
    expect(position([0, 7, 3, 10], 10)).toBe(-2.5);
  });

  test('outside the tested range says on which side', () => {
    expect(position([0, 0, 1])).toBe('above');
    expect(position([3, 4, 4])).toBe('below');
    expect(edgeOf([])).toEqual({ learningRate: null, side: 'unknown' });
    expect(position([0, 0], 0)).toBe('unknown');
  });

  test('of a recipe that also fails at low learning rates is the upper end of its stable island', () => {
    expect(position([4, 0, 0, 4])).toBe(-1.5);
    expect(position([4, 4, 0, 0])).toBe('above');
  });

  test('does not depend on the order of the cells, and skips cells without finished runs', () => {
    const cells = counts([0, 0, 4, 4]);
    expect(edgeOf([...cells].reverse())).toEqual(edgeOf(cells));
    const holes = [...cells, { learningRate: 0.003, rowValue: 16, unstable: 0, finished: 0 }];
    expect(edgeOf(holes)).toEqual(edgeOf(cells));
  });
});
