// The wasm device against itself with other threads and other lanes beside a lane: the very same numbers.
import { expect, test } from 'vitest';
import { createWasmDevice } from '../../src-main/engine/devices/wasm/device.ts';
import { train } from '../../src-main/engine/train.ts';
import type { LaneResult } from '../../src-main/engine/job.ts';
import { recipeByName } from '../../src-main/recipes/presets.ts';
import { CORPUS, MODEL, jobOf } from './support.ts';

/** Long enough for a lane to end on the way. */
const SHAPE = { model: { ...MODEL, layers: 1 }, steps: 8 };

/** Five lanes, of which the third ends with NaN or Inf on the way. */
const LANES = [0.01, 0.002, 1e25, 0.1, 0.03].map((learningRate, i) => ({ seed: i % 3, learningRate }));
const EXACT = ['tensorwise', 'te-delayed', 'mxfp8', 'nvfp4', 'bf16-weights-stochastic'];

async function results(threads: number, recipe: string, lanes: typeof LANES): Promise<LaneResult[]> {
  const device = await createWasmDevice({ threads });
  try {
    const found = await train(
      device,
      jobOf(recipeByName(recipe), { ...SHAPE, lanes, statisticsEvery: 3 }),
      CORPUS,
    );
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
    const model = { ...SHAPE.model, tiedHead: true };
    const changes = { ...SHAPE, model, lanes: LANES.slice(0, 1), statisticsEvery };
    const [lane] = await train(device, jobOf(recipeByName(recipe), changes), CORPUS);
    await device.close();
    return lane!.series;
  };
  expect(await losses(1)).toEqual(await losses(100));
});
