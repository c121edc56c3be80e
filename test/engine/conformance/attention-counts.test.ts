// What attention's backward pass rounds is counted for every product that reads it, on every device as on the reference device.
import { afterAll, expect, test } from 'vitest';
import { SITE_STATISTICS, type Device } from '../../../src-main/engine/device.ts';
import { train } from '../../../src-main/engine/train.ts';
import { parseFormat } from '../../../src-main/formats/format.ts';
import type { Precision } from '../../../src-main/formats/precision.ts';
import { recipeByName } from '../../../src-main/recipes/presets.ts';
import { CORPUS, jobOf, MODEL } from '../support.ts';
import { closeGpu, DEVICES, REFERENCE } from './devices.ts';

/** Its largest value is 6. */
const narrow: Precision = {
  cast: { format: parseFormat('e2m1'), rounding: 'nearest-even', overflow: 'saturate', subnormals: 'keep' },
  scaling: { kind: 'none' },
};
/** A loss so large that many gradients are above 6. */
const recipe = {
  ...recipeByName('fp32'),
  name: 'narrow gradients of attention',
  lossScale: 2 ** 20,
  attention: { qk: null, pv: null, gradient: narrow },
};
const job = jobOf(recipe, { batchSize: 2, steps: 1, statisticsEvery: 1, model: { ...MODEL, layers: 2 } });

async function sharesOn(open: () => Promise<Device>) {
  const device = await open();
  const [lane] = await train(device, job, CORPUS).finally(() => device.close());
  const at = lane!.sites.indexOf('attention.gradient') * SITE_STATISTICS.length;
  const share = (name: (typeof SITE_STATISTICS)[number]) =>
    lane!.siteStatistics[at + SITE_STATISTICS.indexOf(name)]!;
  return { underflow: share('underflow'), overflow: share('overflow') };
}

afterAll(closeGpu);
const expected = await sharesOn(REFERENCE.open);

test.each(DEVICES)('on $name', async ({ open }) => {
  const { underflow, overflow } = await sharesOn(open);
  // Values whose last bits differ may lie on the other side of a bound: a few of some ten thousand.
  expect(expected.overflow).toBeGreaterThan(0.05);
  expect(overflow / expected.overflow).toBeCloseTo(1, 2);
  expect(Math.abs(underflow - expected.underflow)).toBeLessThan(2e-3);
});
