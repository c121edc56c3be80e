// Gains of norms that are rounded stochastically, on every device: once a step, by draws that know nothing of micro-batches, so that
// every part of a batch, a whole batch and the reference device see the same gains.
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Device } from '../../../src-main/engine/device.ts';
import { createReferenceDevice } from '../../../src-main/engine/devices/reference/device.ts';
import { train } from '../../../src-main/engine/train.ts';
import { parseFormat } from '../../../src-main/formats/format.ts';
import type { Precision } from '../../../src-main/formats/precision.ts';
import { recipeByName } from '../../../src-main/recipes/presets.ts';
import type { Recipe } from '../../../src-main/recipes/recipe.ts';
import { CORPUS, jobOf, MODEL } from '../support.ts';
import { closeGpu, DEVICES } from './devices.ts';
import { once } from './outcome.ts';

/** Steps of half a gain: one that training has moved off 1 goes to either side of where it is. */
const COARSE: Precision = {
  cast: { format: parseFormat('e2m1'), rounding: 'stochastic', overflow: 'saturate', subnormals: 'keep' },
  scaling: { kind: 'none' },
};
const fp32 = recipeByName('fp32');
const coarse: Recipe = { ...fp32, name: 'coarse gains', norm: { weight: COARSE, output: null } };
const BATCH = 4;

async function losses(device: Device, recipe: Recipe, microBatch: number): Promise<number[]> {
  const job = jobOf(recipe, {
    model: { ...MODEL, layers: 1, qkNorm: true },
    batchSize: BATCH,
    microBatch,
    steps: 4,
    lanes: [{ seed: 1, learningRate: 0.05 }],
    validationSequences: 0,
  });
  const [lane] = await train(device, job, CORPUS);
  return [...lane!.series.loss];
}

const expected = once(async (microBatch: number) =>
  losses(await createReferenceDevice(), coarse, microBatch),
);

const farthest = (a: readonly number[], b: readonly number[]) =>
  Math.max(...a.map((value, i) => Math.abs(value / b[i]! - 1)));

afterAll(closeGpu);

test('another micro-batch has no other draws, and the draws matter', async () => {
  const whole = await expected(BATCH);
  expect(farthest(await expected(1), whole)).toBeLessThan(1e-6);
  // Fifty times what a device may be off by below.
  const plain = await losses(await createReferenceDevice(), fp32, BATCH);
  expect(farthest(plain, whole)).toBeGreaterThan(1e-3);
});

describe.each(DEVICES)('on $name', ({ open }) => {
  let device: Device;
  beforeAll(async () => void (device = await open()));
  afterAll(() => device?.close());

  test.each([BATCH, 2, 1])('in micro-batches of %d gains are those of the reference', async (microBatch) => {
    expect(farthest(await losses(device, coarse, microBatch), await expected(microBatch))).toBeLessThan(2e-5);
  });
});
