// Sizes of activations while a model learns, against what they must be by the initial weights, and on two devices.
import { expect, test } from 'vitest';
import { COORDINATES, coordinateSizes } from '../../src-main/engine/coordinates.ts';
import { trainingOffsets } from '../../src-main/engine/corpus.ts';
import { createReferenceDevice } from '../../src-main/engine/devices/reference/device.ts';
import { createWasmDevice } from '../../src-main/engine/devices/wasm/device.ts';
import type { ModelSettings } from '../../src-main/engine/model.ts';
import { initialWeights, jobPrograms } from '../../src-main/engine/train.ts';
import { recipeByName } from '../../src-main/recipes/presets.ts';
import { CORPUS, jobOf, MODEL } from './support.ts';

const jobWith = (model: Partial<ModelSettings> = {}) =>
  jobOf(recipeByName('fp32'), { model: { ...MODEL, ...model }, steps: 3 });

const sizesOn = async (create: typeof createReferenceDevice, model: Partial<ModelSettings> = {}) => {
  const device = await create();
  try {
    return await coordinateSizes(device, jobWith(model), CORPUS);
  } finally {
    await device.close();
  }
};
const onWasm = () => createWasmDevice({ threads: 1 });

test('before the first step the embedding is that of the first batch, and nothing has moved', async () => {
  const job = jobWith();
  const { width, context } = job.model;
  const [table, positions] = ['token-embedding', 'position-embedding'].map((name) =>
    initialWeights(
      jobPrograms(job, CORPUS.vocabularySize)[0]!.weights.find((spec) => spec.name === name)!,
      1,
    ),
  ) as [Float32Array, Float32Array];
  let [squares, count] = [0, 0];
  for (const start of trainingOffsets(CORPUS, 1, 0, job.batchSize, context)) {
    for (let t = 0; t < context; t++) {
      for (let j = 0; j < width; j++) {
        squares += (table[CORPUS.tokens[start + t]! * width + j]! + positions[t * width + j]!) ** 2;
        count++;
      }
    }
  }
  const sizes = await sizesOn(onWasm);
  expect(sizes.find(({ coordinate }) => coordinate === 'embedding')!.size).toBeCloseTo(
    Math.sqrt(squares / count),
    6,
  );
  const before = sizes.filter(({ step }) => step === 0);
  expect(before.map(({ coordinate, change }) => [coordinate, change])).toEqual(
    COORDINATES.map((coordinate) => [coordinate, 0]),
  );
  expect(sizes.filter(({ step, change }) => step > 0 && !(change > 0))).toEqual([]);
  expect(sizes).toHaveLength(4 * COORDINATES.length);
});

test('sizes are the same on the reference device', async () => {
  const mup = { parametrisation: 'mup', baseWidth: 8 } as const;
  const [own, expected] = [await sizesOn(onWasm, mup), await sizesOn(createReferenceDevice, mup)];
  for (const [index, { size, change }] of expected.entries()) {
    expect(Math.abs(own[index]!.size / size - 1)).toBeLessThan(1e-4);
    expect(Math.abs(own[index]!.change - change)).toBeLessThan(1e-4 * size);
  }
});
