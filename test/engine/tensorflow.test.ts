// The tensorflow device against the reference device over 20 steps, on the native library where it loads.
import { describe, expect, test } from 'vitest';
import { createReferenceDevice } from '../../src-main/engine/devices/reference/device.ts';
import { createTensorflowDevice } from '../../src-main/engine/devices/tensorflow/device.ts';
import { loadTensorFlow, type LoadedTensorFlow } from '../../src-main/engine/devices/tensorflow/load.ts';
import { train } from '../../src-main/engine/train.ts';
import { RECIPE_NAMES, recipeByName } from '../../src-main/recipes/presets.ts';
import { CORPUS, jobOf, toleranceOf } from './support.ts';

let loaded: LoadedTensorFlow | null = null;
try {
  loaded = loadTensorFlow();
} catch (error) {
  process.stderr.write(`Skipped: training on TensorFlow, because ${(error as Error).message}\n`);
}

describe.skipIf(!loaded)('20 steps on tensorflow agree with the reference device', () => {
  test.each(RECIPE_NAMES)('under %s', async (name) => {
    const job = jobOf(recipeByName(name));
    const [expected] = await train(await createReferenceDevice(), job, CORPUS);
    const before = loaded!.binding.getNumOfTensors();
    const device = await createTensorflowDevice({ threads: null });
    const [found] = await train(device, job, CORPUS);
    await device.close();
    expect(loaded!.binding.getNumOfTensors()).toBe(before);
    const given = expected!.series.loss;
    expect(found!.series.loss).toHaveLength(given.length);
    const differences = given.map((loss, step) => Math.abs(found!.series.loss[step]! - loss) / loss);
    expect(Math.max(...differences)).toBeLessThan(toleranceOf(name));
  });
});

test('a module that does not exist is refused in one sentence', () => {
  const before = process.env.PRECIPICE_TFJS;
  process.env.PRECIPICE_TFJS = '/nowhere/tfjs.cjs';
  try {
    expect(() => loadTensorFlow()).toThrow('PRECIPICE_TFJS is "/nowhere/tfjs.cjs"');
  } finally {
    if (before === undefined) delete process.env.PRECIPICE_TFJS;
    else process.env.PRECIPICE_TFJS = before;
  }
});
