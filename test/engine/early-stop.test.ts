// The rule on curves made by hand, and what it does to lanes: they end where the rule says on the curve that they have without
// it, whatever lanes are beside them.
import { describe, expect, test } from 'vitest';
import { EARLY_STOP, foresee, looks, type EarlyStopRule } from '../../src-main/engine/early-stop.ts';
import { train } from '../../src-main/engine/train.ts';
import { recipeByName } from '../../src-main/recipes/presets.ts';
import { CORPUS, devices, jobOf, OPTIMIZER } from './support.ts';

const RULE: EarlyStopRule = { from: 0.2, window: 0.1, fall: 2 };
const [H1, START] = [3, 4];

/** Losses of the first `steps` steps: l0, then a constant. */
function flat(steps: number, loss: number): Float32Array {
  return Float32Array.from({ length: steps }, (_, step) => (step === 0 ? START : loss));
}

describe('a run of 100 steps, where H1 is 3 and l0 is 4', () => {
  test('is looked at every 5 steps from a fifth of it on, never after its end', () => {
    expect(looks(RULE, 100)).toEqual(Array.from({ length: 16 }, (_, i) => 20 + 5 * i));
  });

  // A fall of 2 x (4 - 3) nats a run leaves 1 nat after half of the run, and 0.2 after nine tenths.
  test.each([
    [50, 3.99, null],
    [50, 4.01, 'collapsed'],
    [50, 5.1, 'above-init'],
    [90, 3.19, null],
    [90, 3.21, 'collapsed'],
    [20, 4.5, null],
    [20, 4.61, 'collapsed'],
    [50, NaN, null],
  ] as const)('at step %i with a loss of %d foresees %s', (steps, loss, label) => {
    expect(foresee(RULE, flat(steps, loss), 100, H1)?.label ?? null).toBe(label);
  });

  test('is judged by the mean of its last tenth alone', () => {
    const loss = flat(90, 9).fill(3, 80);
    expect(foresee(RULE, loss, 100, H1)).toBeNull();
    const found = foresee(RULE, flat(90, 3).fill(4, 80), 100, H1);
    expect(found).toMatchObject({ label: 'collapsed', mean: 4, steps: 10 });
    expect(found!.least).toBeCloseTo(3.8, 12);
  });
});

test('a run of fewer steps than make a mean is never looked at', () => {
  expect(looks(RULE, 8)).toEqual([]);
  expect(looks(RULE, 1)).toEqual([]);
});

describe.each(Object.entries(devices))('on %s', (_, create) => {
  test('lanes end where the rule says, and the others and the way there are as without it', async () => {
    const device = await create();
    const job = jobOf(recipeByName('fp32'), {
      steps: 60,
      optimizer: { ...OPTIMIZER, clip: 0, warmupSteps: 0 },
      lanes: [0.01, 3, 10].map((learningRate, seed) => ({ seed, learningRate })),
    });
    const whole = await train(device, job, CORPUS);
    const stopping = { ...job, earlyStop: EARLY_STOP };
    const lanes = await train(device, stopping, CORPUS);
    const alone = await train(device, { ...stopping, lanes: job.lanes.slice(1, 2) }, CORPUS);
    await device.close();

    const ends = whole.map(({ series }) => {
      const found = looks(EARLY_STOP, 60).find((step) =>
        foresee(EARLY_STOP, series.loss.subarray(0, step), 60, CORPUS.unigramEntropy),
      );
      return found ?? 60;
    });
    expect(ends[0]).toBe(60);
    expect(ends[1]).toBeLessThan(60);
    expect(lanes.map(({ endStep }) => endStep)).toEqual(ends);
    lanes.forEach(({ series, stopped, validationLoss, endStep }, i) => {
      expect(series.loss).toEqual(whole[i]!.series.loss.slice(0, endStep));
      expect(stopped === null).toBe(endStep === 60);
      expect(validationLoss === null).toBe(endStep < 60);
    });
    expect(lanes[0]!.validationLoss).toBe(whole[0]!.validationLoss);
    expect({ ...alone[0], seconds: 0 }).toEqual({ ...lanes[1], seconds: 0 });
  });
});
