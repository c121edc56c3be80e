import { expect, test } from 'vitest';
import { slopeOf } from '../../src-main/analysis/statistics/slope.ts';

test('the slope and its interval are those of least squares by hand', () => {
  const points = [2, 4, 5, 4, 5].map((y, i) => [i + 1, y] as const);
  // y = 2.2 + 0.6 x leaves squares of 2.4 in all; variance 2.4 / 3, error sqrt(0.8 / 10), t of 3 degrees 3.18245.
  const { slope, interval } = slopeOf(points)!;
  expect(slope).toBeCloseTo(0.6, 12);
  expect(interval!.low).toBeCloseTo(0.6 - 3.18245 * Math.sqrt(0.08), 4);
  expect(interval!.high).toBeCloseTo(0.6 + 3.18245 * Math.sqrt(0.08), 4);
});

test('two points have a slope and no interval, one x has neither', () => {
  expect(
    slopeOf([
      [0, 1],
      [2, 5],
    ]),
  ).toEqual({ slope: 2, interval: null });
  expect(
    slopeOf([
      [1, 1],
      [1, 5],
    ]),
  ).toBeNull();
  expect(slopeOf([])).toBeNull();
});
