// Scaling, lanes and memory of the tensorflow device: every way of scaling bit for bit; lanes do not touch each other; a lane
// ends where it should; nothing is left behind.
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { SERIES, type Device } from '../../src-main/engine/device.ts';
import { createReferenceDevice } from '../../src-main/engine/devices/reference/device.ts';
import { createTensorflowDevice } from '../../src-main/engine/devices/tensorflow/device.ts';
import { Kinds } from '../../src-main/engine/devices/tensorflow/kinds.ts';
import { Native } from '../../src-main/engine/devices/tensorflow/native.ts';
import { Rounding } from '../../src-main/engine/devices/tensorflow/rounding.ts';
import { TensorflowSession } from '../../src-main/engine/devices/tensorflow/session.ts';
import { initialWeights, jobPrograms, train } from '../../src-main/engine/train.ts';
import { stagedProgram } from '../../src-main/recipes/precision-program.ts';
import { recipeByName } from '../../src-main/recipes/presets.ts';
import type { Recipe } from '../../src-main/recipes/recipe.ts';
import { CORPUS, jobOf, MODEL, OPTIMIZER, sequencesOf, toleranceOf } from './support.ts';
import { castsInPlace, castsOfNan, operandsOfProducts, outcome } from './scaling-support.ts';
import { tensorflowOfTests } from './tensorflow-support.ts';

const loaded = tensorflowOfTests();

const LANES = [
  { seed: 1, learningRate: 0.01 },
  { seed: 2, learningRate: 0.03 },
  { seed: 1, learningRate: 0.001 },
];

/** Largest relative difference between two curves. */
function distance(a: Float32Array, b: Float32Array): number {
  expect(a).toHaveLength(b.length);
  return a.reduce((most, value, i) => Math.max(most, Math.abs(value / b[i]! - 1)), 0);
}

describe.skipIf(!loaded)('on tensorflow', () => {
  let device: Device;
  let reference: Device;
  beforeAll(async () => {
    device = await createTensorflowDevice({ threads: null });
    reference = await createReferenceDevice();
  });
  afterAll(() => device?.close());

  /** The device with at most so many lanes at once. */
  function inGroupsOf(lanes: number, graphs = 4, binding = loaded!.binding): Device {
    const native = new Native(binding);
    const kinds = new Kinds(graphs);
    return {
      describe: () => device.describe(),
      open: async (options) => {
        const sizes = options.programs.flatMap(({ buffers }) =>
          buffers.flatMap(({ life, shape }) =>
            life === 'workspace' ? [shape.reduce((product, extent) => product * extent, 1)] : [],
          ),
        );
        const limits = { tensor: lanes * Math.max(...sizes), workspace: Infinity };
        return new TensorflowSession(native, new Rounding(native), kinds, options, limits);
      },
      close: async () => {
        kinds.close();
        native.close();
      },
    };
  }

  test('casts in place are those of the oracle under every scaling, and so are the counts', async () => {
    const { program, given, results } = castsInPlace();
    const expected = await outcome(reference, program, 4, given, results);
    const found = await outcome(device, program, 4, given, results);
    for (const name of results) expect([name, found.buffers[name]]).toEqual([name, expected.buffers[name]]);
    expect(found.sites).toEqual(expected.sites);
  });

  test('NaN makes of a block what it makes of it in the oracle', async () => {
    const { program, given, results } = castsOfNan();
    const expected = await outcome(reference, program, 1, given, results);
    const found = await outcome(device, program, 1, given, results);
    for (const name of results) expect([name, found.buffers[name]]).toEqual([name, expected.buffers[name]]);
  });

  test('operands of products are rounded as the oracle does, with blocks along either axis', async () => {
    const { program, given, results } = operandsOfProducts();
    // The second step is a graph.
    const expected = await outcome(reference, program, 2, given, results);
    const found = await outcome(device, program, 2, given, results);
    for (const name of results) expect([name, found.buffers[name]]).toEqual([name, expected.buffers[name]]);
    expect(found.sites).toEqual(expected.sites);
  });

  test.each(['fp32', 'bf16-mixed', 'te-delayed', 'nvfp4'])(
    'a lane has the same numbers alone, beside others, and in groups one after the other under %s',
    async (name) => {
      const jobWith = (lanes: typeof LANES) => jobOf(recipeByName(name), { lanes, steps: 8 });
      const together = await train(inGroupsOf(3), jobWith(LANES), CORPUS);
      const split = await train(inGroupsOf(2), jobWith(LANES), CORPUS);
      for (const [lane, settings] of LANES.entries()) {
        const [alone] = await train(device, jobWith([settings]), CORPUS);
        for (const other of [together[lane]!, split[lane]!]) {
          // Each may be that far from the reference device.
          const tolerance = 2 * toleranceOf(name);
          expect(distance(other.series.loss, alone!.series.loss)).toBeLessThan(tolerance);
          expect(Math.abs(other.validationLoss! / alone!.validationLoss! - 1)).toBeLessThan(tolerance);
        }
      }
    },
  );

  test('steps taken operation by operation, as on a GPU, give the same numbers', async () => {
    const job = jobOf(recipeByName('tensorwise'), { lanes: LANES.slice(0, 1), steps: 8 });
    const [graph] = await train(device, job, CORPUS);
    const [each] = await train(inGroupsOf(1, 0), job, CORPUS);
    expect(distance(graph!.series.loss, each!.series.loss)).toBeLessThan(2 * toleranceOf('tensorwise'));
    expect(graph!.siteStatistics.length).toBe(each!.siteStatistics.length);
  });

  test('a library that takes no graph is warned of once, and gives the same numbers', async () => {
    const job = jobOf(recipeByName('tensorwise'), { lanes: LANES.slice(0, 1), steps: 8 });
    let asked = 0;
    const { binding } = loaded!;
    const own = Object.getOwnPropertyNames(binding).map((name) => {
      const value: unknown = Reflect.get(binding, name);
      return [name, typeof value === 'function' ? (value.bind(binding) as unknown) : value] as const;
    });
    const refusing = {
      ...(Object.fromEntries(own) as unknown as typeof binding),
      loadSavedModel: () => {
        asked += 1;
        throw new Error('no such operation');
      },
    };
    const warning = vi.spyOn(process, 'emitWarning').mockImplementation(() => undefined);
    const [found] = await train(inGroupsOf(1, 4, refusing), job, CORPUS);
    expect(warning.mock.calls).toEqual([[expect.stringContaining('slower: no such operation')]]);
    warning.mockRestore();
    expect(asked).toBe(1);
    const [each] = await train(inGroupsOf(1, 0), job, CORPUS);
    expect([...found!.series.loss]).toEqual([...each!.series.loss]);
  });

  test('a lane ends at its first NaN or Inf, names the tensor, and the others train on', async () => {
    const job = jobOf(recipeByName('tensorwise'), {
      optimizer: { ...OPTIMIZER, warmupSteps: 0 },
      steps: 6,
      lanes: [
        { seed: 1, learningRate: 1e30 },
        { seed: 1, learningRate: 0.01 },
      ],
    });
    const [broken, sound] = await train(device, job, CORPUS);
    const [, alone] = await train(reference, job, CORPUS);
    // Which tensor is first depends on the range of what it was computed in.
    expect(broken!.nonfinite!.tensor).toMatch(/^(loss|gradient of .+|weights .+)$/);
    expect(broken!.endStep).toBe(broken!.nonfinite!.step + 1);
    expect(broken!.validationLoss).toBeNull();
    expect(sound!.nonfinite).toBeNull();
    expect(distance(sound!.series.loss, alone!.series.loss)).toBeLessThan(toleranceOf('tensorwise'));
  });

  test('every series and the counts of every site are those of the reference device', async () => {
    const job = jobOf(recipeByName('tensorwise'), { steps: 2, statisticsEvery: 1 });
    const [expected] = await train(reference, job, CORPUS);
    const [found] = await train(device, job, CORPUS);
    for (const name of SERIES) {
      expect([name, distance(found!.series[name], expected!.series[name]) < 2e-3]).toEqual([name, true]);
    }
    expect(found!.sites).toEqual(expected!.sites);
    found!.siteStatistics.forEach((value, i) => {
      expect(Math.abs(value - expected!.siteStatistics[i]!)).toBeLessThan(
        5e-3 * Math.max(1, Math.abs(value)),
      );
    });
  });

  test.each([
    ['sums of 14 bits', { accumulation: { bits: 14, promoteEvery: 8 } }, {}, 2e-3],
    ['SGD without clipping', {}, { kind: 'sgd', clip: 0 }, 1e-5],
  ] as const)('%s agree with the reference device', async (_, changes, optimizer, tolerance) => {
    const recipe: Recipe = { ...recipeByName('fp32'), ...changes };
    const job = jobOf(recipe, { steps: 5, optimizer: { ...OPTIMIZER, ...optimizer } });
    const [expected] = await train(reference, job, CORPUS);
    const [found] = await train(device, job, CORPUS);
    expect(distance(found!.series.loss, expected!.series.loss)).toBeLessThan(tolerance);
  });

  test.each([
    ['bf16-mixed', 'te-delayed'],
    ['tensorwise', 'te-delayed'],
    ['te-delayed', 'megatron-delayed'],
  ])('a precision program goes on from %s to %s from the same weights', async (first, then) => {
    const precision = stagedProgram('there', [
      { recipe: recipeByName(first), untilStep: 3 },
      { recipe: recipeByName(then), untilStep: null },
    ]);
    const job = jobOf(recipeByName(first), { steps: 6, precision });
    const [expected] = await train(reference, job, CORPUS);
    const [found] = await train(device, job, CORPUS);
    expect(distance(found!.series.loss, expected!.series.loss)).toBeLessThan(toleranceOf(then));
  });

  test('what is written is read, lane by lane, before and after a step and when lanes are dropped', async () => {
    const job = jobOf(recipeByName('fp32'), { model: { ...MODEL, layers: 1 }, lanes: LANES });
    const [program] = jobPrograms(job, CORPUS.vocabularySize);
    const session = await device.open({ programs: [program!], seeds: [1, 2, 3] });
    const norm = program!.weights.find(({ name }) => name === 'final-norm')!;
    for (const spec of program!.weights) {
      for (const lane of [0, 1, 2]) await session.write(lane, spec.name, initialWeights(spec, lane));
    }
    const marked = [4, 5, 6].map((value) => new Float32Array(norm.shape[0]!).fill(value));
    for (const lane of [0, 1, 2]) await session.write(lane, 'final-norm', marked[lane]!);
    const steps = async (lanes: readonly number[]) =>
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
    await steps([0, 1, 2]);
    for (const lane of [0, 1, 2]) expect(await session.read(lane, 'final-norm')).toEqual(marked[lane]);
    await session.compact([2, 0]);
    expect(await session.read(0, 'final-norm')).toEqual(marked[2]);
    expect(await session.read(1, 'final-norm')).toEqual(marked[0]);
    await steps([1]);
    expect(await session.read(0, 'final-norm')).toEqual(marked[2]);
    await session.close();
  });

  test.each(['fp32', 'te-delayed', 'nvfp4'])(
    'no tensor is left behind in 50 steps under %s',
    async (name) => {
      const job = jobOf(recipeByName(name), { lanes: LANES });
      const [program] = jobPrograms(job, CORPUS.vocabularySize);
      const count = () => loaded!.binding.getNumOfTensors();
      const session = await device.open({ programs: [program!], seeds: [1, 2, 3] });
      for (const spec of program!.weights) {
        for (const lane of [0, 1, 2]) await session.write(lane, spec.name, initialWeights(spec, lane));
      }
      const counts: number[] = [];
      for (let step = 0; step < 50; step++) {
        await session.run({
          program: 0,
          lanes: [0, 1, 2],
          fromStep: step,
          steps: 1,
          ...sequencesOf(program!, step, [1, 2, 3]),
          learningRates: new Float64Array(3).fill(0.001),
          statisticsEvery: 10,
        });
        counts.push(count());
      }
      // The first step of each kind is no graph yet, and leaves its workspace.
      expect(new Set(counts.slice(2)).size).toBe(1);
      await session.close();
    },
  );
});
