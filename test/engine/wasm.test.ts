// The wasm device against the reference device over 20 steps under every recipe, and against itself with other threads.
import { describe, expect, test } from 'vitest';
import type { Device } from '../../src-main/engine/device.ts';
import { createReferenceDevice } from '../../src-main/engine/devices/reference/device.ts';
import { createWasmDevice } from '../../src-main/engine/devices/wasm/device.ts';
import { train } from '../../src-main/engine/train.ts';
import { RECIPE_NAMES, recipeByName } from '../../src-main/recipes/presets.ts';
import { CORPUS, MODEL, jobOf, toleranceOf } from './support.ts';

async function losses(device: Device, job: ReturnType<typeof jobOf>): Promise<Float32Array[]> {
  try {
    return (await train(device, job, CORPUS)).map(({ series }) => series.loss);
  } finally {
    await device.close();
  }
}

describe('20 steps on wasm agree with the reference device', () => {
  test.each(RECIPE_NAMES)('under %s', async (name) => {
    const job = jobOf(recipeByName(name), { lanes: [1, 2, 3].map((seed) => ({ seed, learningRate: 0.01 })) });
    const expected = await losses(await createReferenceDevice(), job);
    const found = await losses(await createWasmDevice({ threads: 1 }), job);
    for (const [lane, losses] of expected.entries()) {
      expect(found[lane]).toHaveLength(losses.length);
      const differences = losses.map((loss, step) => Math.abs(found[lane]![step]! - loss) / loss);
      expect(Math.max(...differences)).toBeLessThan(toleranceOf(name));
    }
  });

  test.each([
    { norm: 'rmsnorm', activation: 'swiglu', positions: 'rotary' },
    { qkNorm: true, tiedHead: true, zLoss: 1e-3 },
  ] as const)('of the model with %o', async (changes) => {
    const job = jobOf(recipeByName('fp32'), { model: { ...MODEL, ...changes } });
    const [expected] = await losses(await createReferenceDevice(), job);
    const [found] = await losses(await createWasmDevice({ threads: 1 }), job);
    expected!.forEach((loss, step) => expect(Math.abs(found![step]! / loss - 1)).toBeLessThan(1e-5));
  });
});

test.each([2, 4])('%i threads give the very numbers of one', async (threads) => {
  const lanes = [1, 2, 3, 4, 5].map((seed) => ({ seed, learningRate: 0.002 * seed }));
  for (const name of ['tensorwise', 'nvfp4', 'bf16-weights-stochastic']) {
    const job = jobOf(recipeByName(name), { lanes });
    const one = await losses(await createWasmDevice({ threads: 1 }), job);
    expect(await losses(await createWasmDevice({ threads }), job)).toEqual(one);
  }
});
