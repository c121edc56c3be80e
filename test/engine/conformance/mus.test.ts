// Unit scaling: steps against PyTorch, whose model is written from the paper (test/oracle/mus.py); and what it is named after: activations
// and gradients begin with a deviation near one, whatever the width and the batch.
import { afterAll, describe, expect, test } from 'vitest';
import { createReferenceDevice } from '../../../src-main/engine/devices/reference/device.ts';
import { initialWeights, jobPrograms, train } from '../../../src-main/engine/train.ts';
import { recipeByName } from '../../../src-main/recipes/presets.ts';
import golden from '../../oracle/golden/mus.json' with { type: 'json' };
import { musJob, MUS_TRACES } from '../mus-job.ts';
import { CORPUS, jobOf, MODEL, sequencesOf } from '../support.ts';
import { closeGpu, DEVICES, REFERENCE } from './devices.ts';

afterAll(closeGpu);

/** One is enough where steps are slow. On webgpu they are slower still; operations.test.ts has every one of muS there. */
const tracesOf = (device: string) =>
  ['wasm', 'native'].includes(device) ? MUS_TRACES : MUS_TRACES.slice(0, 1);

describe.each([REFERENCE, ...DEVICES].filter(({ name }) => name !== 'webgpu'))('$name', ({ name, open }) => {
  test.each(tracesOf(name))('trains as unit scaling in PyTorch: %s', async (trace) => {
    const device = await open();
    const [lane] = await train(device, musJob(trace), CORPUS);
    await device.close();
    const expected: readonly number[] = golden.loss[trace as keyof typeof golden.loss];
    const errors = expected.map((loss, i) => Math.abs(lane!.series.loss[i]! / loss - 1));
    expect(errors).toHaveLength(50);
    expect(errors[0]).toBeLessThan(1e-5);
    // A value at the edge between two of FP8 may fall to either side, and what differs then grows: only the first steps are told of.
    const [steps, tolerance] = trace === 'static FP8' ? [20, 2e-2] : [50, 1e-4];
    expect(Math.max(...errors.slice(0, steps))).toBeLessThan(tolerance);
  });
});

const sizeOf = (values: Float32Array) => Math.sqrt(values.reduce((sum, x) => sum + x * x, 0) / values.length);

test.each([
  [16, 2],
  [64, 2],
  [64, 16],
])('at width %d, batch size %d, the first step has deviations near one', async (width, batchSize) => {
  const model = { ...MODEL, width, hidden: 4 * width, parametrisation: 'mus', baseWidth: 8 } as const;
  const job = jobOf(recipeByName('fp32'), { batchSize, model: { ...model, residualCoefficient: 0.4 } });
  const [program] = jobPrograms(job, CORPUS.vocabularySize);
  const device = await createReferenceDevice();
  const session = await device.open({ programs: [program!], seeds: [1] });
  for (const spec of program!.weights) await session.write(0, spec.name, initialWeights(spec, 1));
  await session.run({
    program: 0,
    lanes: [0],
    fromStep: 0,
    steps: 1,
    ...sequencesOf(program!, 0),
    learningRates: Float64Array.of(0),
    statisticsEvery: 1,
  });
  const read = async (name: string) => sizeOf(Float32Array.from(await session.read(0, name)));
  for (const name of ['residual0', 'residual4', 'layer0/qkv-activation', 'layer0/raised', 'head-input'])
    expect([name, Math.abs(Math.log2(await read(name))) < 0.5]).toEqual([name, true]);
  // What a hidden layer casts to E5M2 on the way back: of its result, of its input.
  for (const name of ['residual/gradient', 'branch/gradient', 'qkv/gradient', 'raised/gradient'])
    expect([name, Math.abs(Math.log2(await read(name))) < 3]).toEqual([name, true]);
  await session.close();
});
