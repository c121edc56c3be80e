// Presets against their frameworks' definitions, operand by operand and product by product, on the reference device and the fast one.
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Device } from '../../src-main/engine/device.ts';
import { createReferenceDevice } from '../../src-main/engine/devices/reference/device.ts';
import { createWasmDevice } from '../../src-main/engine/devices/wasm/device.ts';
import { recipeByName } from '../../src-main/recipes/presets.ts';
import { withTable } from './framework-table.ts';
import { differences, FRAMEWORKS, PARTS, STORED } from './frameworks.ts';

const DEVICES = {
  reference: createReferenceDevice,
  wasm: () => createWasmDevice({ threads: 1 }),
};

/** Some last places of float32, and less than the smallest step of E4M3: 2^-9 of 448. */
const FLOAT32 = 2 ** -21;

describe.each(Object.entries(DEVICES))('on %s', (_, open) => {
  let device: Device;
  beforeAll(async () => void (device = await open()));
  afterAll(() => device.close());

  test.each(FRAMEWORKS)('%s rounds and multiplies as its framework defines it', async (name) => {
    const found = await differences(device, name);
    const parts = name === 'ms-amp-o1' ? [...PARTS, STORED] : PARTS;
    expect([...found.keys()]).toEqual(parts);
    expect([...found].filter(([, apart]) => !(apart <= FLOAT32))).toEqual([]);
  });
});

test('the table of docs/recipes.md is what the command writes', async () => {
  const page = readFileSync(path.join(import.meta.dirname, '../../docs/recipes.md'), 'utf8');
  expect(await withTable(page)).toBe(page);
});

test('only gradients of NVFP4 are rounded stochastically', () => {
  for (const name of ['nvfp4', 'nvfp4-square']) {
    const { forward, inputGradient, weightGradient } = recipeByName(name).linear;
    const rounded = [forward.activation, forward.weight, inputGradient.weight, weightGradient.activation];
    expect(rounded.map((each) => each!.cast.rounding)).toEqual(Array(4).fill('nearest-even'));
    const drawn = [inputGradient.outputGradient, weightGradient.outputGradient];
    expect(drawn.map((each) => each!.cast.rounding)).toEqual(Array(2).fill('stochastic'));
  }
});

test('O2 has the linear layers of O1', () => {
  const [first, second] = [recipeByName('ms-amp-o1'), recipeByName('ms-amp-o2')];
  const { linear, weights, weightGradient } = first;
  expect(second).toMatchObject({ linear, weights, weightGradient });
});
