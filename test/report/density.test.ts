// The smooth density of draws, against distributions whose density is known.
import { expect, test } from 'vitest';
import { normalQuantile } from '../../src-main/analysis/statistics/normal.ts';
import { densityOf } from '../../src-main/report/figures/density.ts';

/** Quantiles of N(10, 2), evenly spaced in probability: 4,000 draws without chance. */
const NORMAL = Array.from({ length: 4000 }, (_, i) => 10 + 2 * normalQuantile((i + 0.5) / 4000));

test('the density of a normal distribution is its own, but for the kernel', () => {
  const width = 0.9 * 2 * 4000 ** -0.2;
  // A normal kernel adds its variance.
  const sd = Math.hypot(2, width);
  for (const [x, density] of densityOf(NORMAL, 2, 18)) {
    const own = Math.exp(-(((x - 10) / sd) ** 2) / 2) / (sd * Math.sqrt(2 * Math.PI));
    expect(Math.abs(density - own)).toBeLessThan(0.002);
  }
});

test('it has one top where the distribution has one, and an area of all draws within its ends', () => {
  const points = densityOf(NORMAL, 0, 20);
  const heights = points.map(([, y]) => y);
  const top = heights.indexOf(Math.max(...heights));
  expect(heights.slice(0, top)).toEqual(heights.slice(0, top).toSorted((a, b) => a - b));
  expect(heights.slice(top)).toEqual(heights.slice(top).toSorted((a, b) => b - a));
  const step = points[1]![0] - points[0]![0];
  expect(points.reduce((sum, [, y]) => sum + y * step, 0)).toBeCloseTo(1, 2);
});

test('draws that are all the same have a narrow top, and no broken number', () => {
  for (const [, y] of densityOf([5, 5, 5], 0, 10)) expect(Number.isFinite(y)).toBe(true);
});
