// Lanes on every device: what a lane does does not depend on the lanes beside it; it ends where it should; it goes on from its
// own weights and scales under another recipe; what is written to it is read from it.
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Device } from '../../../src-main/engine/device.ts';
import { createReferenceDevice } from '../../../src-main/engine/devices/reference/device.ts';
import type { LaneResult, TrainingJob } from '../../../src-main/engine/job.ts';
import { initialWeights, jobPrograms, train } from '../../../src-main/engine/train.ts';
import { stagedProgram } from '../../../src-main/recipes/precision-program.ts';
import { recipeByName } from '../../../src-main/recipes/presets.ts';
import { CORPUS, jobOf, MODEL, OPTIMIZER, sequencesOf, toleranceOf } from '../support.ts';
import { closeGpu, DEVICES, REFERENCE } from './devices.ts';
import { once } from './outcome.ts';

const model = { ...MODEL, layers: 1 };

const LANES = [
  { seed: 1, learningRate: 0.01 },
  { seed: 2, learningRate: 0.1 },
  { seed: 1, learningRate: 0.001 },
];

/** Largest relative difference between two curves. */
function distance(a: Float32Array, b: Float32Array): number {
  expect(a).toHaveLength(b.length);
  return a.reduce((most, value, i) => Math.max(most, Math.abs(value / b[i]! - 1)), 0);
}

const withoutTime = (lane: LaneResult) => ({ ...lane, seconds: 0 });

/** Recipes whose scales differ in what outlives a step. */
const PROGRAMS = [
  ['tensorwise', 'te-delayed'],
  ['te-delayed', 'megatron-delayed'],
] as const;

function changing(first: string, then: string, changes: Partial<TrainingJob> = {}): TrainingJob {
  const precision = stagedProgram('changing', [
    { recipe: recipeByName(first), untilStep: 3 },
    { recipe: recipeByName(then), untilStep: null },
  ]);
  const lanes = LANES.slice(0, 2);
  return jobOf(recipeByName(first), { model, steps: 6, precision, lanes, statisticsEvery: 1, ...changes });
}

const trainedByReference = once(async (index: number) => {
  const [first, then] = PROGRAMS[index]!;
  return train(await createReferenceDevice(), changing(first, then), CORPUS);
});

afterAll(closeGpu);

describe.each([REFERENCE, ...DEVICES])('on $name', ({ open, isExact }) => {
  let device: Device;
  beforeAll(async () => void (device = await open()));
  afterAll(() => device?.close());

  function expectSame(found: LaneResult, expected: LaneResult, recipe: string): void {
    if (isExact) return expect(withoutTime(found)).toEqual(withoutTime(expected));
    // Each may be that far from the reference device.
    const tolerance = 2 * toleranceOf(recipe);
    expect(distance(found.series.loss, expected.series.loss)).toBeLessThan(tolerance);
    expect(Math.abs(found.validationLoss! / expected.validationLoss! - 1)).toBeLessThan(tolerance);
  }

  test.each([
    ['bf16-weights-stochastic', undefined],
    ['nvfp4', undefined],
    ['te-delayed', 1],
  ])(
    'a lane has the same numbers alone and beside others under %s, in micro-batches of %s',
    async (name, microBatch) => {
      const job = jobOf(recipeByName(name), { model, steps: 4, lanes: LANES, microBatch });
      const together = await train(device, job, CORPUS);
      const [alone] = await train(device, { ...job, lanes: [LANES[1]!] }, CORPUS);
      expectSame(together[1]!, alone!, name);
    },
  );

  test('a lane ends at its first NaN or Inf, names the tensor, and the others train on', async () => {
    const job = jobOf(recipeByName('tensorwise'), {
      optimizer: { ...OPTIMIZER, warmupSteps: 0 },
      model,
      steps: 6,
      lanes: [
        { seed: 1, learningRate: 1e30 },
        { seed: 1, learningRate: 0.01 },
      ],
    });
    const [broken, sound] = await train(device, job, CORPUS);
    const [alone] = await train(device, { ...job, lanes: job.lanes.slice(1) }, CORPUS);
    // Which tensor is first depends on the range of what it was computed in.
    expect(broken!.nonfinite!.tensor).toMatch(/^(loss|gradient of .+|weights .+)$/);
    expect(broken!.endStep).toBe(broken!.nonfinite!.step + 1);
    expect(broken!.series.loss).toHaveLength(broken!.endStep);
    expect(broken!.validationLoss).toBeNull();
    expect(sound!.nonfinite).toBeNull();
    expect(sound!.endStep).toBe(6);
    expectSame(sound!, alone!, 'tensorwise');
  });

  test.each(PROGRAMS)('a lane goes on from %s to %s as on the reference device', async (first, then) => {
    const index = PROGRAMS.findIndex((program) => program[0] === first && program[1] === then);
    const expected = await trainedByReference(index);
    const found = await train(device, changing(first, then), CORPUS);
    for (const [lane, { series, siteStatistics }] of expected.entries()) {
      expect(distance(found[lane]!.series.loss, series.loss)).toBeLessThan(toleranceOf(then));
      expect(found[lane]!.siteStatistics).toHaveLength(siteStatistics.length);
    }
    const [alone] = await train(device, changing(first, then, { lanes: LANES.slice(1, 2) }), CORPUS);
    expectSame(found[1]!, alone!, then);
  });

  test('what is written is read, lane by lane, before and after a step and when lanes are dropped', async () => {
    const job = jobOf(recipeByName('fp32'), { model, lanes: LANES });
    const [program] = jobPrograms(job, CORPUS.vocabularySize);
    const { weights } = program!;
    const session = await device.open({ programs: [program!], seeds: [1, 2, 3] });
    const norm = weights.find(({ name }) => name === 'final-norm')!;
    const marked = [4, 5, 6].map((value) => new Float32Array(norm.shape[0]!).fill(value));
    for (const lane of [0, 1, 2]) {
      for (const spec of weights) await session.write(lane, spec.name, initialWeights(spec, lane));
      await session.write(lane, norm.name, marked[lane]!);
    }
    const read = async (lane: number) => Float32Array.from(await session.read(lane, norm.name));
    const step = async (lanes: readonly number[]) =>
      session.run({
        program: 0,
        lanes,
        fromStep: 0,
        steps: 1,
        ...sequencesOf(
          program!,
          0,
          lanes.map(() => 1),
        ),
        learningRates: new Float64Array(lanes.length),
        statisticsEvery: 1,
      });
    await step([0, 1, 2]);
    for (const lane of [0, 1, 2]) expect(await read(lane)).toEqual(marked[lane]);
    await session.compact([2, 0]);
    expect(await read(0)).toEqual(marked[2]);
    expect(await read(1)).toEqual(marked[0]);
    await step([1]);
    expect(await read(0)).toEqual(marked[2]);
    await session.close();
  });
});
