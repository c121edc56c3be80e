// Batches that are split into micro-batches: the gradient is that of the whole batch, whatever lanes and threads there are; an
// element draws the same numbers; scales are those of each micro-batch, of weights once a step.
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Device } from '../../src-main/engine/device.ts';
import { createReferenceDevice } from '../../src-main/engine/devices/reference/device.ts';
import { createWasmDevice } from '../../src-main/engine/devices/wasm/device.ts';
import { sessionMemory } from '../../src-main/engine/devices/memory.ts';
import type { LaneResult, TrainingJob } from '../../src-main/engine/job.ts';
import { jobPrograms, initialWeights, train } from '../../src-main/engine/train.ts';
import type { StepProgram } from '../../src-main/engine/program.ts';
import { lengthOf } from '../../src-main/engine/session-buffers.ts';
import { recipeByName } from '../../src-main/recipes/presets.ts';
import { copied, CORPUS, devices, given, jobOf, MODEL, OPTIMIZER, sequencesOf } from './support.ts';

const MODELS = {
  'learned positions': MODEL,
  'rotary, q and k norm, tied head, z-loss': {
    ...MODEL,
    positions: 'rotary',
    norm: 'rmsnorm',
    activation: 'swiglu',
    qkNorm: true,
    tiedHead: true,
    zLoss: 1e-3,
  },
  'unit scaling': { ...MODEL, parametrisation: 'mus', baseWidth: 8, residualCoefficient: 0.4 },
} as const;

const batch = { batchSize: 4, steps: 3, statisticsEvery: 1 } as const;
const withoutTime = (lane: LaneResult) => ({ ...lane, seconds: 0 });

/** Gradients of one step, and what it reports. */
async function oneStep(device: Device, job: TrainingJob) {
  const [program] = jobPrograms(job, CORPUS.vocabularySize);
  const session = await device.open({ programs: [program!], seeds: [1] });
  for (const spec of program!.weights) await session.write(0, spec.name, initialWeights(spec, 1));
  // Written once, so that tensorflow keeps what a step leaves.
  const gradients = program!.weights.map(({ name }) => `${name}/gradient`);
  await session.write(0, gradients[0]!, new Float32Array(await session.read(0, gradients[0]!)));
  const results = await session.run({
    program: 0,
    lanes: [0],
    fromStep: 0,
    steps: 1,
    ...sequencesOf(program!, 0),
    learningRates: Float64Array.of(0.01),
    statisticsEvery: 1,
  });
  const found = new Map<string, readonly number[]>();
  for (const name of gradients) found.set(name, [...(await session.read(0, name))]);
  await session.close();
  return { gradients: found, results };
}

describe.each(Object.entries(devices))('on %s', (name, open) => {
  let device: Device;
  beforeAll(async () => void (device = await open()));
  afterAll(() => device.close());
  // Sums of 32 tokens in another order: a few of the 2^-24 that each addition loses of the largest part.
  const tolerance = name === 'reference' ? 1e-13 : 32 * 2 ** -24;

  test.each(
    Object.entries(MODELS).flatMap(([words, model]) => [1, 2].map((micro) => [words, micro, model] as const)),
  )('the gradient with %s in micro-batches of %d is that of the batch', async (_, microBatch, model) => {
    // The reports of a batch of another step would not do: the loss differs by 1e-2 between batches.
    const job = jobOf(recipeByName('fp32'), { ...batch, model });
    const whole = await oneStep(device, job);
    const split = await oneStep(device, { ...job, microBatch });
    for (const [buffer, values] of whole.gradients) {
      const most = Math.max(...values.map(Math.abs));
      const found = split.gradients.get(buffer)!;
      const worst = Math.max(...values.map((value, i) => Math.abs(value - found[i]!)));
      expect(most, buffer).toBeGreaterThan(0);
      expect(worst / most, buffer).toBeLessThan(tolerance);
    }
    for (const [series, [value]] of Object.entries(whole.results.series)) {
      const [found] = split.results.series[series as keyof typeof whole.results.series];
      if (series === 'lossScale') expect([value, found]).toEqual([NaN, NaN]);
      else expect(Math.abs(found! / value! - 1), series).toBeLessThan(2e-6);
    }
  });

  test('a micro-batch as large as the batch, or larger, changes no bit', async () => {
    const job = jobOf(recipeByName('tensorwise'), batch);
    const [plain] = await train(device, job, CORPUS);
    for (const microBatch of [4, 64]) {
      const [same] = await train(device, { ...job, microBatch }, CORPUS);
      expect(withoutTime(same!)).toEqual(withoutTime(plain!));
    }
  });

  test('an element draws the same numbers whether or not its batch is split', async () => {
    // Weights are rounded at rest; the residual stream is rounded stochastically, element by element, without a scale.
    const cast = recipeByName('bf16-weights-stochastic').weights!;
    const recipe = { ...recipeByName('fp32'), residual: cast, weightGradient: cast };
    const job = jobOf(recipe, { ...batch, steps: 1 });
    const [whole] = await train(device, job, CORPUS);
    const [split] = await train(device, { ...job, microBatch: 1 }, CORPUS);
    const other = {
      ...recipe,
      residual: { ...cast, cast: { ...cast.cast, rounding: 'nearest-even' } as const },
    };
    const [nearest] = await train(device, { ...job, precision: jobOf(other).precision }, CORPUS);
    const distance = (lane: LaneResult) => Math.abs(lane.series.loss[0]! / whole!.series.loss[0]! - 1);
    expect(distance(split!)).toBeLessThan(3e-7);
    expect(distance(nearest!)).toBeGreaterThan(1e-5);
    // Shares of what became zero or too large are over all micro-batches.
    expect([...split!.siteStatistics]).toEqual([...whole!.siteStatistics]);
  });

  test('delayed scales of activations remember every micro-batch, those of weights every step', async () => {
    const job = jobOf(recipeByName('te-delayed'), { ...batch, microBatch: 2 });
    const [program] = jobPrograms(job, CORPUS.vocabularySize);
    const session = await device.open({ programs: [program!], seeds: [1] });
    for (const spec of program!.weights) await session.write(0, spec.name, initialWeights(spec, 1));
    await session.run({
      program: 0,
      lanes: [0],
      fromStep: 0,
      steps: 1,
      ...sequencesOf(program!, 0),
      learningRates: Float64Array.of(0.01),
      statisticsEvery: 1,
    });
    const scales = program!.operations.flatMap((op) => (op.kind === 'scale' && op.history ? [op] : []));
    const weights = new Set(program!.weights.map((spec) => spec.name));
    const counts = new Set<string>();
    for (const { source, history } of scales) {
      const known = (await session.read(0, history!)).filter((amax) => amax > 0).length;
      counts.add(`${weights.has(source) ? 'weight' : 'other'} ${known}`);
    }
    await session.close();
    expect(counts).toEqual(new Set(['weight 1', 'other 2']));
  });
});

const LANES = [
  { seed: 1, learningRate: 0.01 },
  { seed: 2, learningRate: 0.03 },
  { seed: 3, learningRate: 0.003 },
];

test.each(['fp32', 'tensorwise', 'te-delayed', 'bf16-weights-stochastic'])(
  'one lane and many, one thread and two have the same bits under %s',
  async (name) => {
    const job = jobOf(recipeByName(name), { ...batch, microBatch: 1, lanes: LANES });
    const [one, two] = await Promise.all([1, 2].map((threads) => createWasmDevice({ threads })));
    const expected = await train(one!, job, CORPUS);
    const threaded = await train(two!, job, CORPUS);
    const [alone] = await train(two!, { ...job, lanes: LANES.slice(1, 2) }, CORPUS);
    await Promise.all([one!.close(), two!.close()]);
    expect(threaded.map(withoutTime)).toEqual(expected.map(withoutTime));
    expect(withoutTime(alone!)).toEqual(withoutTime(expected[1]!));
  },
);

test('memory for activations is that of a micro-batch; gradients and scales take what they took', () => {
  const job = jobOf(recipeByName('te-delayed'), {
    ...batch,
    model: MODELS['rotary, q and k norm, tied head, z-loss'],
  });
  const [whole] = jobPrograms(job, CORPUS.vocabularySize);
  const [split] = jobPrograms({ ...job, microBatch: 1 }, CORPUS.vocabularySize);
  const lasting = new Set(whole!.weights.map(({ name }) => `${name}/gradient`));
  const lengths = new Map(split!.buffers.map((spec) => [spec.name, lengthOf(spec)]));
  for (const spec of whole!.buffers) {
    const isWhole = spec.life === 'state' || lasting.has(spec.name) || lengthOf(spec) === 1;
    expect([spec.name, lengths.get(spec.name)]).toEqual([spec.name, lengthOf(spec) / (isWhole ? 1 : 4)]);
  }
  expect(lengths.size).toBe(whole!.buffers.length);
  const bytes = (program: StepProgram) => sessionMemory({ name: 'wasm', threads: 1 }, [program], 0).bytes(1);
  expect(bytes(split!)).toBeLessThan(bytes(whole!));
});

test('a run goes on from a checkpoint between two steps to the same bits', async () => {
  const device = await createWasmDevice({ threads: 1 });
  const job = jobOf(recipeByName('te-delayed'), { ...batch, microBatch: 2 });
  const taken: Uint8Array[][] = [];
  const checkpointSeconds = 0;
  const onCheckpoint = async (parts: AsyncIterable<Uint8Array>) => void taken.push(await copied(parts));
  const [whole] = await train(device, job, CORPUS, { onCheckpoint, checkpointSeconds });
  expect(taken.length).toBeGreaterThan(1);
  const [resumed] = await train(device, job, CORPUS, { from: given(taken.at(-1)!) });
  await device.close();
  expect(withoutTime(resumed!)).toEqual(withoutTime(whole!));
});

test('a validation loss is the mean over micro-batches', async () => {
  const device = await createReferenceDevice();
  const job = jobOf(recipeByName('fp32'), {
    ...batch,
    optimizer: { ...OPTIMIZER, warmupSteps: 0 },
    steps: 1,
  });
  const [whole] = await train(device, job, CORPUS);
  const [split] = await train(device, { ...job, microBatch: 2 }, CORPUS);
  await device.close();
  expect(Math.abs(split!.validationLoss! / whole!.validationLoss! - 1)).toBeLessThan(1e-9);
});
