// Fifty training steps against PyTorch, from the same weights and batches (test/oracle/traces.py).
//
// Float32 agrees to rounding error. With rounded operands, an operand that lies near a tie may go the other way where the
// sums before it differ in their last bit; each flip is a step of the format (0.4 % in BF16, 6 % in E4M3), and training
// carries it on. So early steps are held close, later ones to a few flips' worth, and the mean of all to less.
import { afterAll, describe, expect, test } from 'vitest';
import type { Device } from '../../../src-main/engine/device.ts';
import type { TrainingJob } from '../../../src-main/engine/job.ts';
import { train } from '../../../src-main/engine/train.ts';
import golden from '../../oracle/golden/traces.json' with { type: 'json' };
import { CORPUS } from '../support.ts';
import { MICRO_BATCH, SPLIT_RECIPES, traceJob, TRACE_RECIPES } from '../traces-job.ts';
import { closeGpu, DEVICES, REFERENCE } from './devices.ts';

const TOLERANCE = {
  fp32: { early: 1e-5, late: 1e-4, mean: 1e-5 },
  'bf16-mixed': { early: 1e-3, late: 2e-2, mean: 2e-3 },
  tensorwise: { early: 5e-3, late: 6e-2, mean: 1e-2 },
};
const EARLY_STEPS = 5;

/** All recipes where steps are quick, the one with the most to go wrong on software GPUs and in graphs. */
const recipesOf = (device: string) =>
  ['reference', 'wasm', 'native'].includes(device) ? TRACE_RECIPES : (['tensorwise'] as const);

afterAll(closeGpu);

describe.each([REFERENCE, ...DEVICES])('$name', ({ name, open }) => {
  test.each(recipesOf(name))('trains as PyTorch does under %s', async (recipe) => {
    await expectTrace(open, traceJob(recipe), golden.traces[recipe].loss, recipe);
  });

  test.each(name === 'webgpu' ? [] : SPLIT_RECIPES)(
    'adds up micro-batches as PyTorch does under %s',
    async (recipe) => {
      const { loss } = golden.traces[`${recipe} in micro-batches`];
      await expectTrace(open, { ...traceJob(recipe), microBatch: MICRO_BATCH }, loss, recipe);
    },
  );
});

async function expectTrace(
  open: () => Promise<Device>,
  job: TrainingJob,
  trace: readonly number[],
  recipe: keyof typeof TOLERANCE,
): Promise<void> {
  const device = await open();
  const [lane] = await train(device, job, CORPUS);
  await device.close();
  const { early, late, mean } = TOLERANCE[recipe];
  const errors = trace.map((loss, i) => Math.abs(lane!.series.loss[i]! / loss - 1));
  expect(errors).toHaveLength(50);
  expect(errors[0]).toBeLessThan(1e-5);
  expect(Math.max(...errors.slice(0, EARLY_STEPS))).toBeLessThan(early);
  expect(Math.max(...errors)).toBeLessThan(late);
  expect(errors.reduce((sum, error) => sum + error, 0) / errors.length).toBeLessThan(mean);
}
