// The probe tells of a recipe what training under it tells of its first step, where the tensors are still the same.
import { expect, test } from 'vitest';
import { createWasmDevice } from '../../src-main/engine/devices/wasm/device.ts';
import { probe } from '../../src-main/engine/probe.ts';
import { train } from '../../src-main/engine/train.ts';
import { recipeByName } from '../../src-main/recipes/presets.ts';
import { CORPUS, jobOf } from './support.ts';

const fp32 = recipeByName('fp32');

test.each(['tensorwise', 'fp8-unscaled', 'mxfp8', 'te-delayed'])(
  'under %s the first forward product loses what a run under it loses there',
  async (name) => {
    const device = await createWasmDevice({ threads: 1 });
    const rows = await probe(device, jobOf(fp32, { steps: 4 }), CORPUS, [recipeByName(name)], 2);
    const [lane] = await train(device, jobOf(recipeByName(name), { steps: 1, statisticsEvery: 1 }), CORPUS);
    await device.close();
    expect(new Set(rows.map(({ step }) => step))).toEqual(new Set([0, 2]));
    // Weights are the same at step 0 under every recipe; the site adds up the layers, all of one size or weighted alike.
    const site = 'linear.forward.weight';
    const own = rows.filter((row) => row.step === 0 && row.site === site);
    const [low, high] = [
      Math.min(...own.map((row) => row.underflow)),
      Math.max(...own.map((row) => row.underflow)),
    ];
    const measured = lane!.siteStatistics[3 * lane!.sites.indexOf(site)]!;
    expect(measured).toBeGreaterThanOrEqual(low - 1e-6);
    expect(measured).toBeLessThanOrEqual(high + 1e-6);
  },
);

test('the signal to error of E4M3 weights is that of three mantissa bits', async () => {
  const device = await createWasmDevice({ threads: 1 });
  const rows = await probe(device, jobOf(fp32, { steps: 1 }), CORPUS, [recipeByName('tensorwise')], 1);
  await device.close();
  const weights = rows.filter(({ site }) => site === 'linear.forward.weight');
  // Relative error of rounding to 4 significant bits is uniform in +-2^-4 / x: about 31.5 dB for normal values.
  for (const { signalToError, underflow } of weights) {
    expect(underflow).toBeLessThan(0.02);
    expect(signalToError).toBeGreaterThan(28);
    expect(signalToError).toBeLessThan(35);
  }
  expect(rows.filter(({ recipe }) => recipe === 'fp32')).toEqual([]);
});

test('a delayed scale moves on once a step, for all the products that share it', async () => {
  const device = await createWasmDevice({ threads: 1 });
  const delayed = recipeByName('megatron-delayed');
  const rows = await probe(device, jobOf(delayed, { steps: 4 }), CORPUS, [delayed], 1);
  await device.close();
  const scales = (operand: string) => rows.filter((row) => row.operand === operand).map(({ scale }) => scale);
  for (const layer of ['layer0', 'layer1']) {
    for (const product of ['qkv', 'mlp-up', 'mlp-down'].map((name) => `${layer} ${name}`)) {
      expect(new Set(scales(`${product}/a`)).size).toBe(4);
      expect(scales(`${product} weight gradient/a`)).toEqual(scales(`${product}/a`));
      expect(scales(`${product} input gradient/b`)).toEqual(scales(`${product}/b`));
      expect(scales(`${product} weight gradient/b`)).toEqual(scales(`${product} input gradient/a`));
    }
  }
});
