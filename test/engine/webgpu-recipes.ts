// What the tests of the webgpu device under every recipe do with one recipe: 20 steps against the reference device.
import { expect } from 'vitest';
import { createReferenceDevice } from '../../src-main/engine/devices/reference/device.ts';
import { webgpuDevice } from '../../src-main/engine/devices/webgpu/device.ts';
import type { Gpu } from '../../src-main/engine/devices/webgpu/gpu.ts';
import { train } from '../../src-main/engine/train.ts';
import { recipeByName } from '../../src-main/recipes/presets.ts';
import { CORPUS, MODEL, jobOf } from './support.ts';

/**
 * Largest relative difference of the loss over 20 steps, as for wasm. Float32 sums in another order, exp and division of
 * the driver's own differ by some 1e-7; a value that lies near a rounding boundary then falls to the other side.
 */
const TOLERANCE = (recipe: string) => (recipe === 'fp32' ? 1e-5 : recipe === 'tf32' ? 1e-3 : 0.05);

/** One layer: software GPUs are slow, and webgpu-step.test.ts has the second. */
const model = { ...MODEL, layers: 1 };

export async function expectAgreement(gpu: Gpu, name: string): Promise<void> {
  const job = jobOf(recipeByName(name), { model });
  const [expected] = await train(await createReferenceDevice(), job, CORPUS);
  const [found] = await train(webgpuDevice(gpu), job, CORPUS);
  const { loss } = expected!.series;
  expect(found!.series.loss).toHaveLength(loss.length);
  const worst = loss.reduce(
    (most, value, step) => Math.max(most, Math.abs(found!.series.loss[step]! / value - 1)),
    0,
  );
  expect(worst).toBeLessThan(TOLERANCE(name));
  expect(Math.abs(found!.validationLoss! / expected!.validationLoss! - 1)).toBeLessThan(TOLERANCE(name));
  // Before the first update the same values are rounded: their statistics differ by sums in another order only.
  const width = expected!.sites.length * 3;
  const first = [...expected!.siteStatistics.subarray(0, width)];
  first.forEach((value, i) => {
    const share = i % 3 === 2 ? value : 1;
    expect(Math.abs(found!.siteStatistics[i]! - value)).toBeLessThan(0.01 * share);
  });
}
