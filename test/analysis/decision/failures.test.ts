import { expect, test } from 'vitest';
import { betaCumulative } from '../../../src-main/analysis/statistics/beta.ts';
import { drawFailures } from '../../../src-main/analysis/decision/failures.ts';

const share = (values: readonly number[], holds: (value: number) => boolean) =>
  values.filter(holds).length / values.length;

/** A recipe and a baseline of five seeds each, by how their pairs ended. */
function drawn(both: number, recipeOnly: number, baselineOnly: number, neither: number) {
  const finished = both + recipeOnly + baselineOnly + neither;
  return drawFailures(
    { unstable: both + recipeOnly, finished },
    { unstable: both + baselineOnly, finished },
    { both, recipeOnly, baselineOnly, neither },
  );
}

function correlation(a: readonly number[], b: readonly number[]): number {
  const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;
  const [meanA, meanB] = [mean(a), mean(b)];
  const moment = (x: readonly number[], y: readonly number[], mx: number, my: number) =>
    x.reduce((sum, value, i) => sum + (value - mx) * (y[i]! - my), 0);
  return moment(a, b, meanA, meanB) / Math.sqrt(moment(a, a, meanA, meanA) * moment(b, b, meanB, meanB));
}

test('each probability alone follows the Jeffreys posterior of its own runs', () => {
  const { recipe, baseline } = drawFailures(
    { unstable: 1, finished: 4 },
    { unstable: 0, finished: 8 },
    { both: 0, recipeOnly: 1, baselineOnly: 0, neither: 3 },
  );
  expect(share(recipe, (p) => p < 0.3)).toBeCloseTo(betaCumulative(0.3, 1.5, 3.5), 2);
  expect(share(baseline, (p) => p < 0.1)).toBeCloseTo(betaCumulative(0.1, 0.5, 8.5), 2);
});

test('seeds that fail under both are drawn together, and their difference is known better than from two samples', () => {
  const paired = drawn(3, 0, 0, 5);
  const apart = drawn(1, 2, 2, 3);
  expect(correlation(paired.recipe, paired.baseline)).toBeGreaterThan(0.7);
  expect(correlation(apart.recipe, apart.baseline)).toBeLessThan(0.3);
});

test('seeds that fail under one of them alone are drawn against each other', () => {
  const { recipe, baseline } = drawn(0, 4, 4, 0);
  expect(correlation(recipe, baseline)).toBeLessThan(-0.7);
});

test('without a seed in common the two are independent', () => {
  const { recipe, baseline } = drawFailures(
    { unstable: 2, finished: 4 },
    { unstable: 2, finished: 4 },
    { both: 0, recipeOnly: 0, baselineOnly: 0, neither: 0 },
  );
  expect(Math.abs(correlation(recipe, baseline))).toBeLessThan(0.1);
});

test('a setting that always fails has a probability below 1, so that its cost is finite', () => {
  expect(Math.max(...drawn(5, 0, 0, 0).recipe)).toBeLessThan(1);
});
