// A vocabulary of which 16 bits cannot number every token: every device trains on the ids beyond as on the others.
import { afterAll, expect, test } from 'vitest';
import type { Corpus } from '../../src-main/engine/corpus.ts';
import type { Device } from '../../src-main/engine/device.ts';
import { createReferenceDevice } from '../../src-main/engine/devices/reference/device.ts';
import { createTensorflowDevice } from '../../src-main/engine/devices/tensorflow/device.ts';
import { webgpuDevice } from '../../src-main/engine/devices/webgpu/device.ts';
import { random32 } from '../../src-main/engine/random.ts';
import { initialWeights, jobPrograms, train } from '../../src-main/engine/train.ts';
import { recipeByName } from '../../src-main/recipes/presets.ts';
import { devices, jobOf, MODEL } from './support.ts';
import { gpuOfTests } from './webgpu-support.ts';

const gpu = await gpuOfTests();
afterAll(() => gpu?.close());

const VOCABULARY = 70_000;
/** Every id is beyond 16 bits: one that is cut off names another row. */
const CORPUS: Corpus = {
  vocabularySize: VOCABULARY,
  tokens: Uint32Array.from({ length: 400 }, (_, i) => 2 ** 16 + (random32(3, i) % (VOCABULARY - 2 ** 16))),
  trainingTokens: 360,
  unigramEntropy: Math.log(VOCABULARY - 2 ** 16),
};

const job = jobOf(recipeByName('fp32'), {
  model: { ...MODEL, layers: 1, width: 4, heads: 1, hidden: 4, context: 4 },
  batchSize: 2,
  steps: 2,
  validationSequences: 2,
});

const all: Readonly<Record<string, () => Promise<Device | null>>> = {
  ...devices,
  // One GPU for all tests.
  webgpu: async () => gpu && { ...webgpuDevice(gpu), close: async () => undefined },
  tensorflow: () => createTensorflowDevice({ threads: null }).catch(() => null),
};

const expected = await train(await createReferenceDevice(), job, CORPUS);

test.each(Object.keys(all))('%s trains on ids beyond 16 bits as the reference device does', async (name) => {
  const device = await all[name]!();
  if (!device) return;
  const [lane] = await train(device, job, CORPUS);
  await device.close();
  const given = expected[0]!;
  expect(lane!.series.loss).toHaveLength(job.steps);
  const ratios = [...lane!.series.loss].map((loss, step) => loss / given.series.loss[step]!);
  for (const ratio of [...ratios, lane!.validationLoss! / given.validationLoss!]) {
    expect(Math.abs(ratio - 1)).toBeLessThan(1e-6);
  }
});

test.each(Object.keys(all))('%s moves the rows of the tokens that it met, and no others', async (name) => {
  const device = await all[name]!();
  if (!device) return;
  const programs = jobPrograms(job, VOCABULARY);
  const [program] = programs;
  const session = await device.open({ programs, seeds: [1] });
  for (const spec of program!.weights) await session.write(0, spec.name, initialWeights(spec, 1));
  const met = [65_536, 69_999, 4463, 67_000, 1, 65_537, 2, 69_998, 3, 5];
  await session.run({
    program: 0,
    lanes: [0],
    fromStep: 0,
    steps: 1,
    tokens: Uint32Array.from(met),
    offsets: Int32Array.of(0, 5),
    learningRates: Float64Array.of(0.01),
    statisticsEvery: 1,
  });
  const gradient = await session.read(0, 'token-embedding/gradient');
  await session.close();
  await device.close();
  const moved = new Set([...gradient.keys()].filter((i) => gradient[i] !== 0).map((i) => Math.floor(i / 4)));
  // The last token of each sequence is a target alone.
  expect([...moved]).toEqual([2, 3, 4463, 65_536, 65_537, 67_000, 69_998, 69_999].toSorted((a, b) => a - b));
});
