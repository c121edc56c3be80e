// Loss scales: a power of two that float32 does not notice, and that keeps small gradients above what a format can hold; a dynamic one
// survives a stop, and a step that it skips is no event to a trigger. What it does step by step is held to PyTorch in conformance/.
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Device } from '../../src-main/engine/device.ts';
import { createReferenceDevice } from '../../src-main/engine/devices/reference/device.ts';
import { createWasmDevice } from '../../src-main/engine/devices/wasm/device.ts';
import type { LaneResult, TrainingJob } from '../../src-main/engine/job.ts';
import { train } from '../../src-main/engine/train.ts';
import { stagedProgram, type Trigger } from '../../src-main/recipes/precision-program.ts';
import { recipeByName } from '../../src-main/recipes/presets.ts';
import type { Recipe } from '../../src-main/recipes/recipe.ts';
import { copied, CORPUS, given, jobOf, MODEL } from './support.ts';

const OPENERS = { reference: createReferenceDevice, wasm: () => createWasmDevice({ threads: 1 }) };
const SERIES = ['loss', 'gradientNorm', 'updateRms'] as const;

async function laneOf(device: Device, recipe: Recipe, changes: Partial<TrainingJob> = {}) {
  const [lane] = await train(device, jobOf(recipe, { validationSequences: 0, ...changes }), CORPUS);
  return lane!;
}

describe.each(Object.keys(OPENERS) as (keyof typeof OPENERS)[])('on %s', (name) => {
  let device: Device;
  beforeAll(async () => void (device = await OPENERS[name]()));
  afterAll(() => device.close());

  test.each([
    ['fp32', {}],
    ['fp32', { model: { ...MODEL, tiedHead: true, zLoss: 1e-3 }, microBatch: 1 }],
    // One scale per tensor, current or of earlier steps, follows the loss scale; so does the exponent of BF16.
    ['tensorwise', {}],
    ['bf16-mixed', {}],
  ] as const)('where nothing small is lost no number changes: %s %o', async (recipe, changes) => {
    const plain = recipeByName(recipe);
    const without = await laneOf(device, plain, { steps: 6, ...changes });
    const scaled = await laneOf(device, { ...plain, lossScale: 1024 }, { steps: 6, ...changes });
    for (const series of SERIES) expect(scaled.series[series]).toEqual(without.series[series]);
  });
});

test('gradients of a large batch underflow in E5M2, and do not times 1024', async () => {
  const device = await createWasmDevice({ threads: 1 });
  // Of flat probabilities all but the target's gradients are 1 / (tokens x vocabulary), under half of E5M2's smallest, 2^-17.
  const model = { ...MODEL, initialStandardDeviation: 1e-4 };
  const size = { batchSize: 1024, steps: 1, statisticsEvery: 1, model };
  const vocabulary = CORPUS.vocabularySize;
  expect(1 / (size.batchSize * MODEL.context * vocabulary)).toBeLessThan(2 ** -17);
  const underflow = async (recipe: string) => {
    const { sites, siteStatistics } = await laneOf(device, recipeByName(recipe), size);
    return siteStatistics[3 * sites.indexOf('head.weight-gradient.output-gradient')]!;
  };
  expect(await underflow('fp8-unscaled')).toBeCloseTo((vocabulary - 1) / vocabulary, 6);
  expect(await underflow('fp8-loss-scale')).toBe(0);
  await device.close();
});

test.each([0, -2, 0.5, 3, 1000, 2 ** 25, NaN, Infinity])('%d is no loss scale', async (lossScale) => {
  const device = await createReferenceDevice();
  const recipe = { ...recipeByName('fp32'), lossScale };
  await expect(laneOf(device, recipe)).rejects.toThrow(
    `lossScale is ${lossScale}; it must be a power of two from 1 to 16777216.`,
  );
});

/** The first steps overflow at 2^22, later ones at what it has grown to. */
const growing: Recipe = {
  ...recipeByName('fp16-mixed'),
  lossScale: { kind: 'dynamic', initial: 2 ** 22, growthInterval: 3 },
};
const lanes = [1, 2].map((seed) => ({ seed, learningRate: 0.02 * seed }));
const skippedIn = ({ series }: LaneResult) => series.gradientNorm.filter(Number.isNaN).length;
const withoutTime = (results: readonly LaneResult[]) => results.map((lane) => ({ ...lane, seconds: 0 }));

const common = { site: null, window: 8, persistence: 1, fromStep: 0, cooldown: 0, atMost: 20 } as const;

test('a job that was stopped goes on to the same scales and losses, bit by bit', async () => {
  const device = await createWasmDevice({ threads: 1 });
  const job = jobOf(growing, { steps: 40, lanes, validationSequences: 0 });
  const checkpoints: Uint8Array[][] = [];
  const whole = await train(device, job, CORPUS, {
    onCheckpoint: async (parts) => void checkpoints.push(await copied(parts)),
    checkpointSeconds: 0,
  });
  expect(whole.map(skippedIn).every((skipped) => skipped > 5)).toBe(true);
  expect(checkpoints.length).toBeGreaterThan(3);
  for (const checkpoint of checkpoints) {
    const resumed = await train(device, job, CORPUS, { from: given(checkpoint) });
    expect(withoutTime(resumed)).toEqual(withoutTime(whole));
  }
  await device.close();
});

test('a step that is skipped fires no trigger, and one that is taken back gives back its scale', async () => {
  const device = await createWasmDevice({ threads: 1 });
  const fp32 = recipeByName('fp32');
  const base = stagedProgram('guarded', [{ recipe: growing, untilStep: null }]);
  const guarded = (trigger: Partial<Trigger>, changes: Partial<TrainingJob> = {}) =>
    train(
      device,
      jobOf(growing, {
        steps: 12,
        lanes,
        validationSequences: 0,
        precision: {
          ...base,
          checkpointEvery: 4,
          triggers: [
            {
              ...common,
              watch: 'nonfinite',
              test: null,
              value: null,
              action: { kind: 'redo', recipe: fp32, steps: 2 },
              ...trigger,
            },
          ],
        },
        ...changes,
      }),
      CORPUS,
    );
  const plain = await train(device, jobOf(growing, { steps: 12, lanes, validationSequences: 0 }), CORPUS);
  const above = { watch: 'gradientNorm', test: 'above', value: 1e6 } as const;
  for (const results of [await guarded({}), await guarded(above)]) {
    for (const [i, lane] of results.entries()) {
      expect(skippedIn(lane)).toBeGreaterThan(3);
      expect(lane.events).toEqual([]);
      expect(lane.series).toEqual(plain[i]!.series);
    }
  }

  // Taken back from step 9 to step 8, and on in a recipe that is the same but for its name: the scale that it had there.
  const twin = { ...growing, name: 'twin' };
  const always = { watch: 'loss', test: 'above', value: 0, fromStep: 9, atMost: 1 } as const;
  const rolled = await guarded({ ...always, action: { kind: 'rollback', recipe: twin, steps: 2 } });
  for (const [i, lane] of rolled.entries()) {
    expect(lane.events).toMatchObject([{ action: 'rollback', costSteps: 2 }]);
    expect(lane.series).toEqual(plain[i]!.series);
  }
  await device.close();
});
