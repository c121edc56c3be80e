// Kurtosis and peak on every device against closed forms: tensors whose moments are known, at magnitudes whose fourth power float32
// does not hold, over one and over several micro-batches.
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { StepBuilder } from '../../../src-main/engine/builder.ts';
import type { Device } from '../../../src-main/engine/device.ts';
import type { StepProgram } from '../../../src-main/engine/program.ts';
import { train } from '../../../src-main/engine/train.ts';
import { recipeByName } from '../../../src-main/recipes/presets.ts';
import { CORPUS, jobOf, MODEL } from '../support.ts';
import { closeGpu, DEVICES, REFERENCE } from './devices.ts';

/** More than one workgroup of a GPU takes, and no multiple of anything. */
const LENGTH = 5003;
/** Sums of float32 on GPUs; the other devices have float64. */
const TOLERANCE = 1e-5;
const MAGNITUDES = [1, 2 ** 60, 2 ** -60, 2 ** 120];

/** Of m equally frequent values 1 to m the kurtosis is 3 (3 m^2 - 7) / (5 (m^2 - 1)). */
const LEVELS = 11;
const WHOLE = LENGTH - (LENGTH % LEVELS);
const rest = 1 / LENGTH;

const TENSORS: readonly (readonly [string, (i: number) => number, kurtosis: number, peak: number])[] = [
  [
    'two values',
    (i) => (i < LENGTH - 1 ? (-1) ** i : 0),
    LENGTH / (LENGTH - 1),
    Math.sqrt(LENGTH / (LENGTH - 1)),
  ],
  // That of a coin that falls on one side with probability 1/n, (1 - 3 p q) / (p q).
  [
    'a single outlier',
    (i) => (i === 4000 ? -1 : 0),
    (1 - 3 * rest * (1 - rest)) / (rest * (1 - rest)),
    Math.sqrt(LENGTH),
  ],
];

function programOf(length: number): StepProgram {
  const build = new StepBuilder(null);
  build.state('x', [length]);
  build.moments('x', 'mlp-down', 3);
  return {
    name: 'moments',
    batchSize: 1,
    microBatch: 1,
    context: 1,
    vocabulary: 2,
    buffers: build.buffers,
    weights: [],
    operations: build.operations,
    sites: [],
  };
}

async function readings(device: Device, x: Float32Array, statisticsEvery = 1) {
  const session = await device.open({ programs: [programOf(x.length)], seeds: [1] });
  await session.write(0, 'x', x);
  const { activations } = await session.run({
    program: 0,
    lanes: [0],
    fromStep: 1,
    steps: 1,
    tokens: new Uint16Array(4),
    offsets: new Int32Array(1),
    learningRates: new Float64Array(1),
    statisticsEvery,
  });
  await session.close();
  return [...activations];
}

afterAll(closeGpu);

describe.each([REFERENCE, ...DEVICES])('on $name', ({ open }) => {
  let device: Device;
  beforeAll(async () => void (device = await open()));
  afterAll(() => device?.close());

  test.each(TENSORS)(
    'of %s kurtosis and peak are the known ones, at any magnitude',
    async (_, value, ...known) => {
      for (const magnitude of MAGNITUDES) {
        const x = Float32Array.from({ length: LENGTH }, (__, i) => magnitude * value(i));
        const found = await readings(device, x);
        known.forEach((expected, i) => expect(Math.abs(found[i]! / expected - 1)).toBeLessThan(TOLERANCE));
      }
    },
  );

  test('values that are equally frequent have the kurtosis of a discrete uniform distribution, whatever their mean', async () => {
    const kurtosis = (3 * (3 * LEVELS ** 2 - 7)) / (5 * (LEVELS ** 2 - 1));
    for (const shift of [0, -6, 20]) {
      const x = Float32Array.from({ length: WHOLE }, (_, i) => (i % LEVELS) + 1 + shift);
      // A mean of six deviations costs float32 six to the fourth power of its precision.
      expect(Math.abs((await readings(device, x))[0]! / kurtosis - 1)).toBeLessThan(
        shift > 0 ? 1e-3 : TOLERANCE,
      );
    }
  });

  test('what has no spread has no kurtosis, and zeros have no peak either', async () => {
    const [kurtosis, peak] = await readings(device, new Float32Array(LENGTH).fill(3));
    expect(kurtosis).toBeNaN();
    expect(Math.abs(peak! - 1)).toBeLessThan(TOLERANCE);
    expect(await readings(device, new Float32Array(LENGTH))).toEqual([NaN, NaN]);
  });

  test('NaN and Inf make them NaN', async () => {
    for (const bad of [NaN, Infinity]) {
      const x = Float32Array.from({ length: LENGTH }, (_, i) => (i === 2000 ? bad : i % 7));
      expect(await readings(device, x)).toEqual([NaN, NaN]);
    }
  });

  test('a step in which sites are not counted has none', async () => {
    expect(await readings(device, new Float32Array(LENGTH).fill(3), 2)).toEqual([]);
  });

  test('every linear layer of every layer is measured, and a step in micro-batches as one that is not split', async () => {
    const job = jobOf(recipeByName('fp32'), { model: MODEL, batchSize: 4, steps: 2, statisticsEvery: 1 });
    const [whole] = await train(device, job, CORPUS);
    const [split] = await train(device, { ...job, microBatch: 1, recomputation: 'layer' }, CORPUS);
    const kinds = ['qkv', 'attention-output', 'mlp-up', 'mlp-down', 'residual', 'head'];
    expect(whole!.activations.map(({ measure, of }) => `${measure} ${of}`).toSorted()).toEqual(
      [...kinds.flatMap((of) => [`kurtosis ${of}`, `peak ${of}`]), 'largestLogit attention'].toSorted(),
    );
    for (const [i, { of, values }] of whole!.activations.entries()) {
      expect([of, values.length]).toEqual([of, of === 'head' ? 2 : 2 * MODEL.layers]);
      values.forEach((value, j) => {
        expect(Math.abs(split!.activations[i]!.values[j]! / value - 1)).toBeLessThan(1e-4);
      });
    }
    const logits = whole!.activations.find(({ measure }) => measure === 'largestLogit')!.values;
    for (const step of [0, 1]) {
      const ofLayers = logits.subarray(step * MODEL.layers, (step + 1) * MODEL.layers);
      expect(Math.max(...ofLayers)).toBe(whole!.series.largestLogit[step]);
    }
  });
});
