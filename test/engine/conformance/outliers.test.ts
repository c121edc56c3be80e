// Outlier stress on every device: it changes nothing that float32 and bfloat16 compute, and is there in the steps that it should be.
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Device } from '../../../src-main/engine/device.ts';
import type { TrainingJob } from '../../../src-main/engine/job.ts';
import type { OutlierSettings } from '../../../src-main/engine/outliers.ts';
import { train } from '../../../src-main/engine/train.ts';
import { recipeByName } from '../../../src-main/recipes/presets.ts';
import { CORPUS, jobOf, MODEL } from '../support.ts';
import { closeGpu, DEVICES, REFERENCE } from './devices.ts';

const model = { ...MODEL, layers: 2 };
const STEPS = 4;
const OUTLIERS: OutlierSettings = { columns: 3, factor: 2 ** 12 };

const jobWith = (
  recipe: string,
  outliers: OutlierSettings | undefined,
  changes: Partial<TrainingJob> = {},
): TrainingJob =>
  jobOf(recipeByName(recipe), {
    model: { ...model, ...changes.model, outliers },
    batchSize: 2,
    steps: STEPS,
    statisticsEvery: 1,
    validationSequences: 2,
    microBatch: changes.microBatch,
    recomputation: changes.recomputation,
  });

afterAll(closeGpu);

describe.each([REFERENCE, ...DEVICES])('on $name', ({ open }) => {
  let device: Device;
  beforeAll(async () => void (device = await open()));
  afterAll(() => device?.close());

  const lossesOf = async (job: TrainingJob) => {
    const [lane] = await train(device, job, CORPUS);
    return [...lane!.series.loss, ...lane!.series.gradientNorm, lane!.validationLoss];
  };

  test.each([
    ['fp32', {}],
    ['bf16-mixed', { model: { ...model, activation: 'swiglu' } }],
    ['bf16-mixed', { microBatch: 1, recomputation: 'layer' }],
  ] as const)('%s trains to the same bits with outliers as without: %o', async (recipe, changes) => {
    const without = await lossesOf(jobWith(recipe, undefined, changes));
    expect(await lossesOf(jobWith(recipe, OUTLIERS, changes))).toEqual(without);
    expect(await lossesOf(jobWith(recipe, { ...OUTLIERS, fromStep: 1, every: 2 }, changes))).toEqual(without);
  });

  test('one scale for a tensor that has outliers of 2^24 gives other losses', async () => {
    const without = await lossesOf(jobWith('tensorwise', undefined));
    const found = await lossesOf(jobWith('tensorwise', { columns: 3, factor: 2 ** 24 }));
    expect(found[1]).not.toBe(without[1]);
  });

  test('they are there from the first step that has them, every so many steps', async () => {
    const [lane] = await train(device, jobWith('fp32', { ...OUTLIERS, fromStep: 1, every: 2 }), CORPUS);
    const { values } = lane!.activations.find(({ measure, of }) => measure === 'peak' && of === 'mlp-down')!;
    const [plain] = await train(device, jobWith('fp32', undefined), CORPUS);
    const normal = plain!.activations.find(({ measure, of }) => measure === 'peak' && of === 'mlp-down')!;
    for (const layer of [0, 1]) {
      const peaks = [0, 1, 2, 3].map((step) => values[step * 2 + layer]!);
      const own = [0, 1, 2, 3].map((step) => normal.values[step * 2 + layer]!);
      expect([peaks[0], peaks[2]]).toEqual([own[0], own[2]]);
      expect(peaks[1]).not.toBe(own[1]);
      expect(peaks[3]).not.toBe(own[3]);
    }
  });
});
