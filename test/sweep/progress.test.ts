// The time left beside the speed that is shown: who divides one by the other finds it within the range.
import { afterEach, expect, test, vi } from 'vitest';
import { Estimator } from '../../src-main/plan/estimate.ts';
import type { PlannedBatch } from '../../src-main/plan/plan.ts';
import { Progress } from '../../src-main/sweep/progress.ts';
import { tinySpec } from './tiny.ts';

afterEach(() => vi.useRealTimers());

const SPEC = tinySpec({ steps: 100, statisticsEvery: 100, batchSizes: [1, 2] });
const CONTEXT = 8;
const run = { learningRate: 0.01, seed: 0, plannedSteps: 100 };
const batches = [1, 2, 2].map(
  (rowValue) =>
    ({ recipe: 'fp32', rowValue, runs: [run, run].map((each) => ({ ...each })) }) as unknown as PlannedBatch,
);

function progressOf(secondsPerLaneStep: number): Progress {
  const sample = { size: 1, secondsPerLaneStep, idleSecondsPerLaneStep: secondsPerLaneStep };
  return new Progress(SPEC, () => CONTEXT, new Estimator([sample]), { done: 0, total: 6 }, batches, null);
}

test('tokens left are those of the plan, without those of a lane that has ended', () => {
  const progress = progressOf(1);
  // Two runs of 100 steps each: of 1, 2 and 2 sequences of 8 tokens.
  expect(progress.snapshot(null).tokensLeft).toBe(2 * 100 * CONTEXT * (1 + 2 + 2));
  progress.handOver(batches[0]!);
  progress.begin(batches[0]!);
  progress.advance(batches[0]!, 40, 1, 60);
  expect(progress.snapshot(null).tokensLeft).toBe(60 * CONTEXT + 2 * 100 * CONTEXT * 4);
  progress.end(batches[0]!, 'trained');
  expect(progress.snapshot(null).tokensLeft).toBe(2 * 100 * CONTEXT * 4);
});

test.each([
  ['much faster', 1e-3],
  ['much slower', 1e3],
])(
  'where a calibration was %s than training is, the range still holds tokens left by tokens per second',
  (_, pace) => {
    vi.useFakeTimers({ toFake: ['performance'] });
    const progress = progressOf(pace);
    progress.handOver(batches[0]!);
    progress.begin(batches[0]!);
    vi.advanceTimersByTime(2000);
    progress.advance(batches[0]!, 50, 2, 100);
    const { secondsLeft, tokensLeft, tokensPerSecond } = progress.snapshot(batches[0]!);
    // 100 lane-steps of 8 tokens in two seconds.
    expect(tokensPerSecond).toBe(400);
    expect(tokensLeft / tokensPerSecond).toBe(18);
    expect(secondsLeft!.low).toBeLessThanOrEqual(18);
    expect(secondsLeft!.high).toBeGreaterThanOrEqual(18);
  },
);

test('where it is not known how many tokens a sequence has, there are none left to tell of, and the range stays', () => {
  const progress = new Progress(
    SPEC,
    null,
    new Estimator([{ size: 1, secondsPerLaneStep: 1, idleSecondsPerLaneStep: 1 }]),
    { done: 0, total: 6 },
    batches,
    null,
  );
  const { tokensLeft, secondsLeft } = progress.snapshot(null);
  expect(tokensLeft).toBe(0);
  expect(secondsLeft!.low).toBeGreaterThan(100);
});
