// Recipes written as data, trained: one that says what a preset is trains to the same bits, and every scaling that the table of
// sites allows is carried out alike by the reference device and the fast one.
import { describe, expect, test } from 'vitest';
import { createReferenceDevice } from '../../src-main/engine/devices/reference/device.ts';
import { createWasmDevice } from '../../src-main/engine/devices/wasm/device.ts';
import type { TrainingJob } from '../../src-main/engine/job.ts';
import { train } from '../../src-main/engine/train.ts';
import { recipeByName } from '../../src-main/recipes/presets.ts';
import type { Recipe } from '../../src-main/recipes/recipe.ts';
import { SCALING_SETS, SITES } from '../../src-main/recipes/sites.ts';
import { precisionOf } from '../../src-main/spec/spec.ts';
import { CORPUS, jobOf, OPTIMIZER } from '../engine/support.ts';
import { tinySpec } from '../sweep/tiny.ts';
import { writtenDeepseek, writtenRowwiseGw, writtenTensorwise } from './by-hand.ts';

function recipeIn(entry: object): Recipe {
  const spec = tinySpec({ recipes: [entry] });
  return precisionOf(spec, spec.recipes[0]!).stages[0]!.recipe;
}

const DEVICES = {
  reference: createReferenceDevice,
  wasm: () => createWasmDevice({ threads: 1 }),
};

async function trained(
  device: keyof typeof DEVICES,
  recipe: Recipe,
  steps: number,
  changes: Partial<TrainingJob> = {},
) {
  const opened = await DEVICES[device]();
  try {
    const [lane] = await train(opened, jobOf(recipe, { steps, statisticsEvery: 2, ...changes }), CORPUS);
    const { loss, gradientNorm } = lane!.series;
    return { loss: [...loss], norm: [...gradientNorm], validation: lane!.validationLoss, sites: lane!.sites };
  } finally {
    await opened.close();
  }
}

describe.each(['reference', 'wasm'] as const)('on %s', (device) => {
  test.each([
    ['tensorwise', writtenTensorwise],
    ['rowwise-gw-hp', writtenRowwiseGw],
    ['deepseek-block', writtenDeepseek],
  ])('a recipe that says what %s is trains to the same bits', async (name, written) => {
    const own = await trained(device, recipeIn(written), 6);
    expect(own).toEqual(await trained(device, recipeByName(name), 6));
    expect(own).not.toEqual(await trained(device, recipeByName('bf16-mixed'), 6));
  });
});

/** With Muon every site is met: AdamW has the vectors, the embedding and the head. */
const MUON = { optimizer: { ...OPTIMIZER, kind: 'muon' } } as const;

/** FP16 is so fine that a value on the other side of a tie matters little; NVFP4 is for E2M1, and no more than a step is held. */
const ROUNDED = { format: 'fp16', steps: 5, tolerance: 2e-3 };
const CASES = {
  ...Object.fromEntries(SCALING_SETS.any.map((kind) => [kind, ROUNDED])),
  nvfp4: { format: 'e2m1', steps: 1, tolerance: 0.05 },
};

test.each(Object.entries(CASES))(
  'scaling %s at every site that takes it is carried out by both devices',
  async (kind, { format, steps, tolerance }) => {
    const taking = SITES.filter(({ scalings }) => (scalings as readonly string[]).includes(kind));
    const scaling = kind === 'block' ? { kind, along: 3, across: 2 } : { kind };
    const sites = Object.fromEntries(taking.map(({ path }) => [path, { format, scaling }]));
    const recipe = recipeIn({ name: 'mine', extends: 'fp32', ...sites });
    const [reference, wasm] = [
      await trained('reference', recipe, steps, MUON),
      await trained('wasm', recipe, steps, MUON),
    ];
    expect(reference.sites.length).toBeGreaterThan(15);
    expect(wasm.sites).toEqual(reference.sites);
    for (const [step, loss] of reference.loss.entries()) {
      expect(Number.isFinite(loss)).toBe(true);
      expect(Math.abs(wasm.loss[step]! / loss - 1)).toBeLessThan(tolerance);
    }
  },
);

test('stochastic rounding at every site draws alike on both devices', async () => {
  const stochastic = { format: 'fp16', rounding: 'stochastic' };
  const sites = Object.fromEntries(SITES.map(({ path }) => [path, stochastic]));
  const recipe = recipeIn({ name: 'mine', extends: 'fp32', ...sites });
  const [reference, wasm] = [
    await trained('reference', recipe, 3, MUON),
    await trained('wasm', recipe, 3, MUON),
  ];
  for (const [step, loss] of reference.loss.entries()) {
    expect(Math.abs(wasm.loss[step]! / loss - 1)).toBeLessThan(2e-3);
  }
});
