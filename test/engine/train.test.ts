import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { validationOffsets } from '../../src-main/engine/corpus.ts';
import type { Device, Sequences } from '../../src-main/engine/device.ts';
import { createReferenceDevice } from '../../src-main/engine/devices/reference/device.ts';
import { createWasmDevice } from '../../src-main/engine/devices/wasm/device.ts';
import { learningRateAt } from '../../src-main/engine/model.ts';
import { initialWeights, train } from '../../src-main/engine/train.ts';
import { constantProgram } from '../../src-main/recipes/precision-program.ts';
import { recipeByName, RECIPE_NAMES } from '../../src-main/recipes/presets.ts';
import { CORPUS, jobOf, MODEL, OPTIMIZER } from './support.ts';

describe('training', () => {
  let device: Device;
  beforeAll(async () => void (device = await createWasmDevice({ threads: 1 })));
  afterAll(() => device.close());

  test.each(RECIPE_NAMES)('takes a few finite steps under %s', async (name) => {
    const [lane] = await train(device, jobOf(recipeByName(name), { steps: 3, statisticsEvery: 2 }), CORPUS);
    expect(lane!.endStep).toBe(3);
    expect(lane!.nonfinite).toBeNull();
    expect([...lane!.series.loss].every((loss) => loss > 1 && loss < 5)).toBe(true);
    expect(lane!.siteSteps).toEqual([0, 2]);
    expect(lane!.siteStatistics).toHaveLength(2 * lane!.sites.length * 3);
    expect(lane!.validationLoss).toBeGreaterThan(1);
  });

  test('stops between steps when told to', async () => {
    const controller = new AbortController();
    const hooks = { signal: controller.signal, onProgress: () => controller.abort() };
    await expect(train(device, jobOf(recipeByName('fp32')), CORPUS, hooks)).rejects.toThrow('abort');
  });
});

test('initial weights have the asked-for spread and depend on seed and name only', () => {
  const spec = { name: 'head', shape: [64, 64], standardDeviation: 0.02, constant: 0 };
  const weights = initialWeights(spec, 3);
  const mean = weights.reduce((sum, w) => sum + w, 0) / weights.length;
  const variance = weights.reduce((sum, w) => sum + (w - mean) ** 2, 0) / weights.length;
  // Standard errors: 0.02 / 64 of the mean, 0.02 / sqrt(2 x 4096) of the deviation.
  expect(Math.abs(mean)).toBeLessThan(4 * (0.02 / 64));
  expect(Math.abs(Math.sqrt(variance) - 0.02)).toBeLessThan(4 * (0.02 / Math.sqrt(8192)));
  expect(initialWeights(spec, 3)).toEqual(weights);
  expect(initialWeights(spec, 4)).not.toEqual(weights);
});

test('the learning rate warms up linearly, reaches its peak and decays to its final share', () => {
  const at = (step: number, schedule: 'cosine' | 'linear' | 'constant') =>
    learningRateAt(step, 104, 0.5, { ...OPTIMIZER, schedule });
  expect(at(0, 'cosine')).toBe(0.125);
  expect(at(3, 'cosine')).toBe(0.5);
  expect(at(4, 'cosine')).toBe(0.5);
  expect(at(54, 'cosine')).toBeCloseTo(0.5 * 0.55, 12);
  expect(at(54, 'linear')).toBeCloseTo(0.5 * 0.55, 12);
  expect(at(104, 'linear')).toBeCloseTo(0.05, 12);
  expect(at(104, 'constant')).toBe(0.5);
});

test('held-out sequences lie wholly in the held-out part', () => {
  const offsets = validationOffsets(CORPUS, 10, 4, MODEL.context);
  expect(offsets).toHaveLength(12);
  expect(Math.min(...offsets)).toBeGreaterThanOrEqual(CORPUS.trainingTokens);
  expect(Math.max(...offsets) + MODEL.context + 1).toBeLessThanOrEqual(CORPUS.tokens.length);
});

test('a stage list of one recipe is that recipe throughout', () => {
  const program = constantProgram(recipeByName('fp32'));
  expect(program.stages).toEqual([{ recipe: recipeByName('fp32'), untilStep: null }]);
});

test('many sequences of validation are measured in parts that are small, and their mean is that of all', async () => {
  const device = await createReferenceDevice();
  const sizes: number[] = [];
  const counting: Device = {
    ...device,
    open: async (options) => {
      const session = await device.open(options);
      return Object.assign(session, {
        evaluate: async (_: number, lanes: readonly number[], batches: number, sequences: Sequences) => {
          const { tokens, offsets } = sequences;
          sizes.push(tokens.length);
          const own = offsets.length / lanes.length;
          expect(own).toBe(batches * 4);
          const sum = offsets.subarray(0, own).reduce((total, at) => total + tokens[at]!, 0);
          return Float64Array.from(lanes, () => sum / own);
        },
      });
    },
  };
  const model = { ...MODEL, layers: 1, context: 64 };
  const job = jobOf(recipeByName('fp32'), { model, batchSize: 4, steps: 1, validationSequences: 100_000 });
  const [lane] = await train(counting, job, CORPUS);
  const starts = validationOffsets(CORPUS, 100_000, 4, 64);
  const mean = starts.reduce((sum, start) => sum + CORPUS.tokens[start]!, 0) / starts.length;
  expect(lane!.validationLoss).toBeCloseTo(mean, 9);
  expect(sizes).toHaveLength(2);
  expect(Math.max(...sizes)).toBeLessThan(2 ** 22 + 2 ** 17);
});
