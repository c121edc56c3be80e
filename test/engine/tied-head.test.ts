// The gradient of a table that the head shares is rounded once, when both parts of it have been added.
import { expect, test } from 'vitest';
import { createReferenceDevice } from '../../src-main/engine/devices/reference/device.ts';
import { createWasmDevice } from '../../src-main/engine/devices/wasm/device.ts';
import { initialWeights, jobPrograms } from '../../src-main/engine/train.ts';
import { roundValue } from '../../src-main/formats/round.ts';
import { recipeByName } from '../../src-main/recipes/presets.ts';
import { CORPUS, jobOf, MODEL, sequencesOf } from './support.ts';

const devices = { reference: createReferenceDevice, wasm: () => createWasmDevice({ threads: 1 }) };

test.each(Object.entries(devices))('on %s', async (_, create) => {
  const recipe = recipeByName('bf16-weights');
  const [program] = jobPrograms(
    jobOf(recipe, { model: { ...MODEL, tiedHead: true } }),
    CORPUS.vocabularySize,
  );
  const device = await create();
  const session = await device.open({ programs: [program!], seeds: [1] });
  for (const spec of program!.weights) await session.write(0, spec.name, initialWeights(spec, 1));
  await session.run({
    program: 0,
    lanes: [0],
    fromStep: 0,
    steps: 1,
    ...sequencesOf(program!, 0),
    learningRates: Float64Array.of(0.01),
    statisticsEvery: 1,
  });
  const gradient = [...(await session.read(0, 'token-embedding/gradient'))];
  await session.close();
  await device.close();
  expect(gradient.some((value) => value !== 0)).toBe(true);
  expect(gradient.map((value) => roundValue(value, recipe.weightGradient!.cast))).toEqual(gradient);
});
