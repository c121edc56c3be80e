// Groups, graphs and memory of the tensorflow device: lanes in groups, steps as graphs and steps operation by operation come to
// the same; nothing is left behind.
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import type { Device } from '../../src-main/engine/device.ts';
import { createTensorflowDevice } from '../../src-main/engine/devices/tensorflow/device.ts';
import { Kinds } from '../../src-main/engine/devices/tensorflow/kinds.ts';
import { Native } from '../../src-main/engine/devices/tensorflow/native.ts';
import { Rounding } from '../../src-main/engine/devices/tensorflow/rounding.ts';
import { TensorflowSession } from '../../src-main/engine/devices/tensorflow/session.ts';
import { initialWeights, jobPrograms, train } from '../../src-main/engine/train.ts';
import { recipeByName } from '../../src-main/recipes/presets.ts';
import { CORPUS, jobOf, MODEL, sequencesOf, toleranceOf } from './support.ts';
import { tensorflowOfTests } from './tensorflow-support.ts';

const loaded = tensorflowOfTests();

const model = { ...MODEL, layers: 1 };

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
  beforeAll(async () => void (device = await createTensorflowDevice({ threads: null })));
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

  test.each(['te-delayed', 'nvfp4'])(
    'a lane has the same numbers in one group and in groups one after the other under %s',
    async (name) => {
      const job = jobOf(recipeByName(name), { model, lanes: LANES, steps: 4 });
      const together = await train(inGroupsOf(3), job, CORPUS);
      const split = await train(inGroupsOf(2), job, CORPUS);
      // Each may be that far from the reference device.
      const tolerance = 2 * toleranceOf(name);
      for (const [lane, { series, validationLoss }] of split.entries()) {
        expect(distance(series.loss, together[lane]!.series.loss)).toBeLessThan(tolerance);
        expect(Math.abs(validationLoss! / together[lane]!.validationLoss! - 1)).toBeLessThan(tolerance);
      }
    },
  );

  test('steps taken operation by operation, as on a GPU, give the same numbers', async () => {
    const job = jobOf(recipeByName('tensorwise'), { model, lanes: LANES.slice(0, 1), steps: 4 });
    const [graph] = await train(device, job, CORPUS);
    const [each] = await train(inGroupsOf(1, 0), job, CORPUS);
    expect(distance(graph!.series.loss, each!.series.loss)).toBeLessThan(2 * toleranceOf('tensorwise'));
    expect(graph!.siteStatistics.length).toBe(each!.siteStatistics.length);
  });

  test('a library that takes no graph is warned of once, and gives the same numbers', async () => {
    const job = jobOf(recipeByName('tensorwise'), { model, lanes: LANES.slice(0, 1), steps: 4 });
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

  test.each(['te-delayed', 'nvfp4'])(
    'no tensor is left behind in 12 steps, nor by a session that is closed, under %s',
    async (name) => {
      const job = jobOf(recipeByName(name), { model, lanes: LANES });
      const [program] = jobPrograms(job, CORPUS.vocabularySize);
      const count = () => loaded!.binding.getNumOfTensors();
      const before = count();
      const own = await createTensorflowDevice({ threads: null });
      const session = await own.open({ programs: [program!], seeds: [1, 2, 3] });
      for (const spec of program!.weights) {
        for (const lane of [0, 1, 2]) await session.write(lane, spec.name, initialWeights(spec, lane));
      }
      const counts: number[] = [];
      for (let step = 0; step < 12; step++) {
        await session.run({
          program: 0,
          lanes: [0, 1, 2],
          fromStep: step,
          steps: 1,
          ...sequencesOf(program!, step, [1, 2, 3]),
          learningRates: new Float64Array(3).fill(0.001),
          statisticsEvery: 4,
        });
        counts.push(count());
      }
      // The first step of each kind is no graph yet, and leaves its workspace.
      expect(new Set(counts.slice(2)).size).toBe(1);
      await session.close();
      await own.close();
      expect(count()).toBe(before);
    },
  );
});
