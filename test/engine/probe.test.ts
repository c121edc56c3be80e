// The probe tells of a recipe what training under it tells of its first step, where the tensors are still the same.
import { expect, test } from 'vitest';
import { createReferenceDevice } from '../../src-main/engine/devices/reference/device.ts';
import { createWasmDevice } from '../../src-main/engine/devices/wasm/device.ts';
import { probe } from '../../src-main/engine/probe.ts';
import { train } from '../../src-main/engine/train.ts';
import { recipeByName } from '../../src-main/recipes/presets.ts';
import { CORPUS, jobOf, MODEL } from './support.ts';

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

test('operands that a recipe transforms are looked at as it transforms them, whatever the run has', async () => {
  const device = await createReferenceDevice();
  const published = recipeByName('nvfp4-published');
  const plain = { ...published, name: 'plain', hadamard: null };
  const rows = await probe(device, jobOf(published, { steps: 1 }), CORPUS, [published, plain], 1);
  const [lane] = await train(device, jobOf(published, { steps: 1, statisticsEvery: 1 }), CORPUS);
  const of = (recipe: string, site: string) =>
    rows.filter((row) => row.recipe === recipe && row.site === `linear.${site}`);
  expect(of('plain', 'forward.activation')).toEqual(
    of('nvfp4-published', 'forward.activation').map((row) => ({ ...row, recipe: 'plain' })),
  );
  const site = 'weight-gradient.activation';
  const [own, without] = [of('nvfp4-published', site), of('plain', site)];
  // Products of the first of two layers; the last is in BF16.
  const differing = own.filter((row, i) => row.signalToError !== without[i]!.signalToError);
  expect(new Set(differing.map(({ operand }) => operand.split(' ')[0]))).toEqual(new Set(['layer0']));
  expect(differing).toHaveLength(4);
  // The share over all of them is what the run counts, but for how few values are zero to begin with.
  const width = ({ operand }: { operand: string }) =>
    operand.includes('mlp-down') ? MODEL.hidden : MODEL.width;
  const shareOf = (all: typeof own) =>
    all.reduce((sum, row) => sum + row.underflow * width(row), 0) /
    all.reduce((sum, row) => sum + width(row), 0);
  const counted = lane!.siteStatistics[3 * lane!.sites.indexOf(`linear.${site}`)]!;
  expect(Math.abs(shareOf(own) - counted)).toBeLessThan(1e-4);
  expect(Math.abs(shareOf(without) - counted)).toBeGreaterThan(1e-3);
});
