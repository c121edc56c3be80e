// Two numbers of the curves of logits.
import { expect, test } from 'vitest';
import { logitMeasurements } from '../../src-main/sweep/logit-measurements.ts';
import type { LaneResult } from '../../src-main/engine/job.ts';

const series = (largestLogit: number[], logZ: number[]) =>
  ({
    largestLogit: Float32Array.from(largestLogit),
    logZ: Float32Array.from(logZ),
  }) as unknown as LaneResult['series'];

test('the largest logit is that of all steps, log Z that of the last ones', () => {
  expect(logitMeasurements(series([1, 8, 2], [5, 3, 4]), 2)).toEqual({ largest_logit: 8, log_z: 3.5 });
  expect(logitMeasurements(series([-3, -2], [1, 2]), 20)).toEqual({ largest_logit: -2, log_z: 1.5 });
});

test('a logit that is not finite is no small one', () => {
  expect(logitMeasurements(series([1, NaN, 2], [1, NaN, 4]), 2)).toEqual({
    largest_logit: Infinity,
    log_z: NaN,
  });
});

test('a run without a step has none', () => {
  expect(logitMeasurements(series([], []), 20)).toEqual({});
});
