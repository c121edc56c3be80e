// Student's t over seeds and what rounding leaves open, by hand; the resolution also against a numeric integral.
import { describe, expect, test } from 'vitest';
import {
  covarianceOf,
  halfWidth,
  pooledVariance,
  spreadInterval,
  unresolved,
  type SeedSpread,
} from '../../../src-main/analysis/statistics/seed-spread.ts';

const SPREAD: SeedSpread = {
  seeds: 4,
  mean: 10,
  variance: 4,
  degreesOfFreedom: 3,
  resolution: 0,
  roundings: 0,
};
/** scipy.stats.t.ppf(0.975, n). */
const T1 = 12.706204736433;
const T3 = 3.182446305284;

test('variances and covariances have n - 1 below, and groups are pooled by their degrees of freedom', () => {
  expect(covarianceOf([1, 2, 6], [0, 3, 3])).toBeCloseTo((-2 * -2 + -1 * 1 + 3 * 1) / 2, 12);
  // Squares 2 and 6 over 1 + 2 degrees of freedom; a lone value adds nothing.
  expect(pooledVariance([[1, 3], [2, 2, 5], [7]])).toEqual({ variance: 8 / 3, degreesOfFreedom: 3 });
  expect(pooledVariance([[7]])).toEqual({ variance: 0, degreesOfFreedom: 0 });
});

describe('the half width', () => {
  test('is t times the standard error', () => {
    expect(halfWidth(SPREAD, 0.95)).toBeCloseTo(T3 * Math.sqrt(4 / 4), 9);
  });

  test('adds the part of the resolution that the scatter does not show', () => {
    // The seeds show 4 / 4 = 1 of 3; two roundings have a triangular sum, whose quantile is (1 - sqrt 0.05) sqrt 6.
    const quantile = (1 - Math.sqrt(0.05)) * Math.sqrt(6);
    const half = halfWidth({ ...SPREAD, resolution: 3, roundings: 2 }, 0.95)!;
    expect(half).toBeCloseTo(Math.sqrt(T3 ** 2 + quantile ** 2 * 2), 9);
    expect(halfWidth({ ...SPREAD, resolution: 0.5, roundings: 2 }, 0.95)).toBeCloseTo(T3, 9);
  });

  test('of one gap is 95 % of its half, of many that of a normal', () => {
    const agreed = { ...SPREAD, variance: 0, resolution: 1 / 12 };
    expect(halfWidth({ ...agreed, roundings: 1 }, 0.95)).toBeCloseTo(0.475, 12);
    expect(halfWidth({ ...agreed, roundings: 8 }, 0.95)).toBeCloseTo(1.96 / Math.sqrt(12), 3);
  });

  test('is none with fewer than three seeds, or as many as a measure asks for', () => {
    expect(halfWidth({ ...SPREAD, seeds: 1, degreesOfFreedom: 0 }, 0.95)).toBeNull();
    expect(halfWidth({ ...SPREAD, seeds: 2, degreesOfFreedom: 1 }, 0.95)).toBeNull();
    // Also where other batch sizes tell how far seeds scatter.
    expect(halfWidth({ ...SPREAD, seeds: 2, degreesOfFreedom: 3 }, 0.95)).toBeNull();
    expect(halfWidth({ ...SPREAD, seeds: 3, degreesOfFreedom: 1 }, 0.95)).toBeNull();
    const two = { ...SPREAD, seeds: 2, degreesOfFreedom: 1 };
    expect(halfWidth(two, 0.95, 2)).toBeCloseTo(T1 * Math.sqrt(4 / 2), 9);
    expect(halfWidth({ ...two, seeds: 1, degreesOfFreedom: 0 }, 0.95, 2)).toBeNull();
  });
});

test('an interval holds its estimate even where the seeds put it elsewhere', () => {
  const { low, high } = spreadInterval(SPREAD, 20, 0.95)!;
  expect(low).toBeCloseTo(10 - T3, 9);
  expect(high).toBe(20);
});

describe('what the grid leaves open', () => {
  test('is that of a uniform where the seeds agree', () => {
    expect(unresolved(0.5, 0)).toBeCloseTo(0.25 / 12, 12);
    expect(unresolved(1, 1 / 12)).toBeCloseTo(1 / 12, 12);
    expect(unresolved(0, 1)).toBe(0);
  });

  test.each([0.05, 0.1, 0.2, 0.3])(
    'bounds the rounding of a mean of normal values of scatter %s within 1.7',
    (w) => {
      const exact = roundingOfMean(w);
      const bound = unresolved(1, w ** 2 + 1 / 12);
      expect(bound).toBeGreaterThanOrEqual(exact * (1 - 1e-9));
      expect(bound).toBeLessThan(1.7 * exact);
    },
  );
});

/** Mean over where an edge lies in its gap of the squared bias of a mean of normal values that are rounded to the gap. */
function roundingOfMean(w: number): number {
  const PLACES = 400;
  const STEPS = 4001;
  let sum = 0;
  for (let place = 0; place < PLACES; place++) {
    const edge = (place + 0.5) / PLACES;
    let [mean, mass] = [0, 0];
    for (let step = 0; step < STEPS; step++) {
      const z = -6 + (12 * step) / (STEPS - 1);
      const weight = Math.exp(-(z ** 2) / 2);
      mean += weight * (Math.floor(edge + w * z) + 0.5);
      mass += weight;
    }
    sum += (mean / mass - edge) ** 2;
  }
  return sum / PLACES;
}
