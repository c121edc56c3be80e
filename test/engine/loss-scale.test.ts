// A constant loss scale: a power of two that float32 does not notice, and that keeps small gradients above what a format can hold.
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Device } from '../../src-main/engine/device.ts';
import { createReferenceDevice } from '../../src-main/engine/devices/reference/device.ts';
import { createWasmDevice } from '../../src-main/engine/devices/wasm/device.ts';
import type { TrainingJob } from '../../src-main/engine/job.ts';
import { train } from '../../src-main/engine/train.ts';
import { recipeByName } from '../../src-main/recipes/presets.ts';
import type { Recipe } from '../../src-main/recipes/recipe.ts';
import { CORPUS, jobOf, MODEL } from './support.ts';

const OPENERS = { reference: createReferenceDevice, wasm: () => createWasmDevice({ threads: 1 }) };
const SERIES = ['loss', 'gradientNorm', 'updateRms'] as const;

async function laneOf(device: Device, recipe: Recipe, changes: Partial<TrainingJob> = {}) {
  const [lane] = await train(device, jobOf(recipe, { validationSequences: 0, ...changes }), CORPUS);
  return lane!;
}

describe.each(Object.keys(OPENERS) as (keyof typeof OPENERS)[])('on %s', (name) => {
  let device: Device;
  beforeAll(async () => void (device = await OPENERS[name]()));
  afterAll(() => device.close());

  test.each([
    ['fp32', {}],
    ['fp32', { model: { ...MODEL, tiedHead: true, zLoss: 1e-3 }, microBatch: 1 }],
    // One scale per tensor, current or of earlier steps, follows the loss scale; so does the exponent of BF16.
    ['tensorwise', {}],
    ['bf16-mixed', {}],
  ] as const)('where nothing small is lost no number changes: %s %o', async (recipe, changes) => {
    const plain = recipeByName(recipe);
    const without = await laneOf(device, plain, { steps: 6, ...changes });
    const scaled = await laneOf(device, { ...plain, lossScale: 1024 }, { steps: 6, ...changes });
    for (const series of SERIES) expect(scaled.series[series]).toEqual(without.series[series]);
  });
});

test('gradients of a large batch underflow in E5M2, and do not times 1024', async () => {
  const device = await createWasmDevice({ threads: 1 });
  // Of flat probabilities all but the target's gradients are 1 / (tokens x vocabulary), under half of E5M2's smallest, 2^-17.
  const model = { ...MODEL, initialStandardDeviation: 1e-4 };
  const size = { batchSize: 1024, steps: 1, statisticsEvery: 1, model };
  const vocabulary = CORPUS.vocabularySize;
  expect(1 / (size.batchSize * MODEL.context * vocabulary)).toBeLessThan(2 ** -17);
  const underflow = async (recipe: string) => {
    const { sites, siteStatistics } = await laneOf(device, recipeByName(recipe), size);
    return siteStatistics[3 * sites.indexOf('head.weight-gradient.output-gradient')]!;
  };
  expect(await underflow('fp8-unscaled')).toBeCloseTo((vocabulary - 1) / vocabulary, 6);
  expect(await underflow('fp8-loss-scale')).toBe(0);
  await device.close();
});

test.each([0, -2, 0.5, 3, 1000, 2 ** 25, NaN, Infinity])('%d is no loss scale', async (lossScale) => {
  const device = await createReferenceDevice();
  const recipe = { ...recipeByName('fp32'), lossScale };
  await expect(laneOf(device, recipe)).rejects.toThrow(
    `lossScale is ${lossScale}; it must be a power of two from 1 to 16777216.`,
  );
});
