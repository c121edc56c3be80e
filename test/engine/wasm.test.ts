// The wasm device against the reference device over 20 steps under every recipe, and against itself with other threads and
// other lanes beside a lane.
import { describe, expect, test } from 'vitest';
import type { Device } from '../../src-main/engine/device.ts';
import { createReferenceDevice } from '../../src-main/engine/devices/reference/device.ts';
import { createWasmDevice } from '../../src-main/engine/devices/wasm/device.ts';
import { train } from '../../src-main/engine/train.ts';
import type { LaneResult } from '../../src-main/engine/job.ts';
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

/** Five lanes, of which the third ends with NaN or Inf on the way. */
const LANES = [0.01, 0.002, 1e25, 0.1, 0.03].map((learningRate, i) => ({ seed: i % 3, learningRate }));
const EXACT = ['tensorwise', 'te-delayed', 'mxfp8', 'nvfp4', 'bf16-weights-stochastic'];

async function results(threads: number, recipe: string, lanes: typeof LANES): Promise<LaneResult[]> {
  const device = await createWasmDevice({ threads });
  try {
    const found = await train(device, jobOf(recipeByName(recipe), { lanes, statisticsEvery: 3 }), CORPUS);
    return found.map((lane) => ({ ...lane, seconds: 0 }));
  } finally {
    await device.close();
  }
}

test.each(EXACT)('under %s, lanes have the very same numbers in any groups', async (recipe) => {
  const together = await results(2, recipe, LANES);
  expect(together.map(({ nonfinite }) => nonfinite !== null)).toEqual([false, false, true, false, false]);
  for (const groups of [
    [[0], [1], [2], [3], [4]],
    [
      [4, 2, 0],
      [3, 1],
    ],
    [
      [2, 3],
      [1, 4, 0],
    ],
  ]) {
    const found: LaneResult[] = [];
    for (const [index, group] of groups.entries()) {
      const lanes = await results(
        1 + (index % 2),
        recipe,
        group.map((lane) => LANES[lane]!),
      );
      lanes.forEach((lane, i) => (found[group[i]!] = lane));
    }
    expect(found).toEqual(together);
  }
});

test.each([2, 4])('%i threads give the very numbers of one', async (threads) => {
  for (const recipe of EXACT)
    expect(await results(threads, recipe, LANES)).toEqual(await results(1, recipe, LANES));
});

test.each(['bf16-mixed', ...EXACT])('under %s, counting the sites changes no number', async (recipe) => {
  const losses = async (statisticsEvery: number) => {
    const device = await createWasmDevice({ threads: 1 });
    const changes = { model: { ...MODEL, tiedHead: true }, lanes: LANES.slice(0, 1), statisticsEvery };
    const [lane] = await train(device, jobOf(recipeByName(recipe), changes), CORPUS);
    await device.close();
    return lane!.series;
  };
  expect(await losses(1)).toEqual(await losses(100));
});
