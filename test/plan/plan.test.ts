import { describe, expect, test } from 'vitest';
import { endsFirst, jobOf, planBatches, planRuns, type GridRun } from '../../src-main/plan/plan.ts';
import fc from '../properties.ts';
import { tinySpec } from '../sweep/tiny.ts';

const spec = tinySpec({
  recipes: ['fp8-unscaled', 'fp32', 'tensorwise'],
  learningRates: [0.001, 0.01, 0.1],
  batchSizes: [1, 2, 4, 8],
  seeds: [5, 3],
});
const runs: GridRun[] = planRuns(spec).map((run, id) => ({ id, ...run }));

describe('planned runs', () => {
  test('are the whole grid, each once', () => {
    expect(runs).toHaveLength(3 * 3 * 4 * 2);
    const keys = runs.map(
      ({ recipe, learningRate, rowValue, seed }) => `${recipe} ${learningRate} ${rowValue} ${seed}`,
    );
    expect(new Set(keys).size).toBe(runs.length);
  });
});

describe('batches', () => {
  test('hold every run once and never more lanes than allowed, for any subset of runs and any lanes', () => {
    fc.assert(
      fc.property(fc.subarray(runs), fc.integer({ min: 1, max: 40 }), (subset, lanes) => {
        const batches = planBatches(spec, subset, () => lanes);
        const ids = batches.flatMap((batch) => batch.runs.map(({ id }) => id));
        expect(ids.toSorted((a, b) => a - b)).toEqual(subset.map(({ id }) => id));
        for (const batch of batches) {
          expect(batch.runs.length).toBeLessThanOrEqual(lanes);
          for (const run of batch.runs) {
            expect([run.recipe, run.rowValue]).toEqual([batch.recipe, batch.rowValue]);
          }
        }
      }),
    );
  });

  test('never begin with a later seed before all that begin with an earlier one, for any lanes', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 10 }), (lanes) => {
        const first = planBatches(spec, runs, () => lanes).map((batch) =>
          spec.seeds.indexOf(batch.runs[0]!.seed),
        );
        expect(first).toEqual(first.toSorted((a, b) => a - b));
      }),
    );
  });

  test('go from the outer batch sizes inwards, baseline first', () => {
    const order = planBatches(spec, runs, () => 3).map(({ recipe, rowValue }) => `${rowValue} ${recipe}`);
    const sizes = [1, 8, 2, 4];
    const once = sizes.flatMap((size) =>
      ['fp32', 'fp8-unscaled', 'tensorwise'].map((name) => `${size} ${name}`),
    );
    expect(order).toEqual([...once, ...once]);
  });

  test('are as few as the lanes allow', () => {
    expect(planBatches(spec, runs, () => 6)).toHaveLength(3 * 4);
    expect(planBatches(spec, runs, () => 4)).toHaveLength(3 * 4 * 2);
  });

  test('become jobs with one lane a run', () => {
    const batch = planBatches(spec, runs, () => 2)[0]!;
    expect(jobOf(spec, batch)).toMatchObject({
      batchSize: 1,
      steps: 6,
      precision: { name: 'fp32', stages: [{ untilStep: null }] },
      lanes: [
        { seed: 5, learningRate: 0.001 },
        { seed: 5, learningRate: 0.01 },
      ],
    });
  });
});

test('values are visited from the ends inwards, each once', () => {
  expect(endsFirst([1])).toEqual([1]);
  expect(endsFirst([1, 2])).toEqual([1, 2]);
  expect(endsFirst([1, 2, 3, 4, 5])).toEqual([1, 5, 3, 2, 4]);
  expect(endsFirst([1, 2, 3, 4, 5, 6, 7]).toSorted()).toEqual([1, 2, 3, 4, 5, 6, 7]);
});
