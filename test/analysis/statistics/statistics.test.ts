// Distributions, intervals, fits and tests against scipy and scikit-learn, by the numbers that
// test/oracle/statistics.py wrote, and against sums done by hand.
import { expect, test } from 'vitest';
import { betaCumulative, betaQuantile, logGamma } from '../../../src-main/analysis/statistics/beta.ts';
import { isotonicFit } from '../../../src-main/analysis/grid/edge.ts';
import { jeffreysInterval } from '../../../src-main/analysis/statistics/intervals.ts';
import { mcnemarExact } from '../../../src-main/analysis/headline/failures.ts';
import { normalCumulative, normalQuantile } from '../../../src-main/analysis/statistics/normal.ts';
import { tQuantile } from '../../../src-main/analysis/statistics/student.ts';
import golden from '../../oracle/golden/statistics.json' with { type: 'json' };

test('logGamma is the logarithm of the factorial, and of the root of pi at one half', () => {
  expect(logGamma(1)).toBeCloseTo(0, 13);
  expect(logGamma(11)).toBeCloseTo(Math.log(3_628_800), 12);
  expect(logGamma(0.5)).toBeCloseTo(Math.log(Math.PI) / 2, 13);
  expect(logGamma(0.25)).toBeCloseTo(Math.log(3.625609908221908), 13);
});

test('the cumulative beta distribution agrees with scipy to eleven digits', () => {
  for (const [x, a, b, expected] of golden.cumulative as [number, number, number, number][]) {
    expect(Math.abs(betaCumulative(x, a, b) - expected), `I_${x}(${a}, ${b})`).toBeLessThan(
      1e-12 + 1e-11 * expected,
    );
  }
});

test('beta quantiles agree with scipy to ten digits, the ones near 0 and 1 too', () => {
  for (const [p, a, b, expected] of golden.quantiles as [number, number, number, number][]) {
    expect(Math.abs(betaQuantile(p, a, b) / expected - 1), `quantile ${p} of Beta(${a}, ${b})`).toBeLessThan(
      1e-10,
    );
  }
  expect(betaQuantile(0, 2, 3)).toBe(0);
  expect(betaQuantile(1, 2, 3)).toBe(1);
});

test('the arcsine distribution has its closed form: I_x(1/2, 1/2) = 2 asin(sqrt x) / pi', () => {
  for (const x of [1e-9, 0.1, 0.5, 0.75, 0.999]) {
    expect(betaCumulative(x, 0.5, 0.5)).toBeCloseTo((2 / Math.PI) * Math.asin(Math.sqrt(x)), 12);
  }
});

test('0 of 3 unstable still allows more than one half, and begins at 0', () => {
  const interval = jeffreysInterval(0, 3, 0.95);
  expect(interval.low).toBe(0);
  // scipy: beta.ppf(0.975, 0.5, 3.5)
  expect(interval.high).toBeCloseTo(0.5355832430429502, 10);
});

test('the interval of n - k of n mirrors that of k of n, and contains k / n', () => {
  for (const [k, n] of [
    [0, 1],
    [1, 4],
    [2, 4],
    [3, 17],
  ] as const) {
    const [some, others] = [jeffreysInterval(k, n, 0.95), jeffreysInterval(n - k, n, 0.95)];
    expect(others.high).toBeCloseTo(1 - some.low, 12);
    expect(others.low).toBeCloseTo(1 - some.high, 12);
    expect(some.low).toBeLessThanOrEqual(k / n);
    expect(some.high).toBeGreaterThanOrEqual(k / n);
  }
});

test('the exact McNemar test agrees with scipy', () => {
  for (const [b, c, p] of golden.mcnemar as [number, number, number][]) {
    expect(mcnemarExact(b, c), `${b} against ${c}`).toBeCloseTo(p, 11);
  }
});

test('the normal distribution has the values of its tables, and its quantile undoes it', () => {
  // scipy: norm.cdf(1), norm.cdf(-3), norm.ppf(0.975), norm.ppf(1e-4).
  expect(normalCumulative(1)).toBeCloseTo(0.8413447460685429, 6);
  expect(normalCumulative(-3) / 0.0013498980316300933).toBeCloseTo(1, 6);
  expect(normalQuantile(0.975)).toBeCloseTo(1.959963984540054, 8);
  expect(normalQuantile(1e-4)).toBeCloseTo(-3.719016485455681, 7);
  for (const p of [0.01, 0.3, 0.5, 0.99]) expect(normalCumulative(normalQuantile(p))).toBeCloseTo(p, 6);
});

test("quantiles of Student's t agree with scipy to nine digits", () => {
  for (const [p, n, expected] of golden.t as [number, number, number][]) {
    expect(Math.abs(tQuantile(p, n) / expected - 1), `quantile ${p} of t(${n})`).toBeLessThan(1e-9);
  }
});

test('weighted isotonic fits agree with scikit-learn', () => {
  for (const [ks, ns, expected] of golden.isotonic as [number[], number[], number[]][]) {
    isotonicFit(ks, ns).forEach((share, i) => expect(share).toBeCloseTo(expected[i]!, 12));
  }
});
