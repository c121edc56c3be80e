// The webgpu device against the reference device over 20 steps under every recipe but the families of webgpu-families.test.ts.
import { afterAll, describe, test } from 'vitest';
import { RECIPE_NAMES } from '../../src-main/recipes/presets.ts';
import { expectAgreement } from './webgpu-recipes.ts';
import { gpuOfTests } from './webgpu-support.ts';

const gpu = await gpuOfTests();
afterAll(() => gpu?.close());

const FAMILIES = /^(mask|exponent)-/;

describe.skipIf(!gpu)('20 steps on webgpu agree with the reference device', () => {
  test.each(RECIPE_NAMES.filter((name) => !FAMILIES.test(name)))('under %s', (name) =>
    expectAgreement(gpu!, name),
  );
});
