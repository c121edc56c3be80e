// Sessions of the wasm device whose lanes stand in several memories: the very numbers of one memory, and no byte more than is
// planned. Memories are held small here, so that small sessions have several.
import { describe, expect, test } from 'vitest';
import { OutOfMemoryError } from '../../src-main/engine/device.ts';
import { sessionMemory, whyNoLaneFits } from '../../src-main/engine/devices/memory.ts';
import { createWasmDevice } from '../../src-main/engine/devices/wasm/device.ts';
import { laneBytes, planSession, type SessionLayout } from '../../src-main/engine/devices/wasm/layout.ts';
import { Places } from '../../src-main/engine/devices/wasm/places.ts';
import type { LaneResult, TrainingJob } from '../../src-main/engine/job.ts';
import { initialWeights, jobPrograms, train } from '../../src-main/engine/train.ts';
import { recipeByName } from '../../src-main/recipes/presets.ts';
import { copied, CORPUS, given, jobOf, sequencesOf } from './support.ts';

/** Seven lanes, of which the first two end with NaN or Inf: what is left stands unevenly. */
const LANES = [1e25, 1e25, 0.01, 0.002, 0.1, 0.03, 0.02].map((learningRate, i) => ({
  seed: i % 3,
  learningRate,
}));
const job = (recipe: string) => jobOf(recipeByName(recipe), { steps: 8, lanes: LANES, statisticsEvery: 3 });
const programsOf = (of: TrainingJob) => jobPrograms(of, CORPUS.vocabularySize);
const FP32 = programsOf(job('fp32'));

const lanesOf = ({ memories }: SessionLayout) => memories.map(({ lanes }) => lanes);
const stateBytes = planSession({ programs: FP32, lanes: 1 }, 1, Infinity).memories[0]!.stateBytes;
const one = laneBytes(FP32);
/** Bytes of a memory, which is whole pages, that holds so many lanes. */
const roomFor = (lanes: number) => Math.ceil((one + (lanes - 1) * stateBytes) / 65536) * 65536;

describe('lanes are spread', () => {
  const plan = (lanes: number, threads: number, largest: number) =>
    planSession({ programs: FP32, lanes }, threads, largest);

  test('over one memory where all fit, with a workspace for each thread', () => {
    const { memories, threads } = plan(7, 3, 2 ** 32);
    expect(threads).toBe(3);
    expect(memories.map((of) => [of.lanes, of.threads])).toEqual([[7, 3]]);
  });

  test('over a memory for each thread, evenly, where all do not fit', () => {
    const { memories, threads } = plan(7, 3, roomFor(3));
    expect(threads).toBe(3);
    expect(memories.map((of) => [of.lanes, of.threads])).toEqual([
      [2, 1],
      [2, 1],
      [3, 1],
    ]);
  });

  test('over more memories than there are threads, none of them larger than it may be', () => {
    for (const more of [0, 1, 2, 3]) {
      const largest = roomFor(1 + more);
      for (const lanes of [1, 2, 5, 7, 13]) {
        for (const threads of [1, 2, 4]) {
          const layout = plan(lanes, threads, largest);
          expect(lanesOf(layout).reduce((a, b) => a + b)).toBe(lanes);
          expect(Math.min(...lanesOf(layout))).toBeGreaterThan(0);
          for (const { totalBytes } of layout.memories) expect(totalBytes).toBeLessThanOrEqual(largest);
          expect(layout.threads).toBeLessThanOrEqual(layout.memories[0]!.threads * layout.memories.length);
        }
      }
    }
  });
});

async function results(
  of: TrainingJob,
  threads: number,
  largestMemory?: number,
  from?: readonly Uint8Array[],
) {
  const device = await createWasmDevice({ threads, ...(largestMemory && { largestMemory }) });
  const checkpoints: Uint8Array[][] = [];
  const hooks = {
    onCheckpoint: async (parts: AsyncIterable<Uint8Array>) => void checkpoints.push(await copied(parts)),
    checkpointSeconds: 0,
    ...(from && { from: given(from) }),
  };
  try {
    const found = await train(device, of, CORPUS, hooks);
    return { lanes: found.map((lane): LaneResult => ({ ...lane, seconds: 0 })), checkpoints };
  } finally {
    await device.close();
  }
}

describe('training', () => {
  test.each(['tensorwise', 'te-delayed', 'bf16-weights-stochastic'])(
    'under %s has the very numbers of one memory, with any number of lanes to a memory and of threads',
    async (recipe) => {
      const of = job(recipe);
      const own = laneBytes(programsOf(of));
      const together = await results(of, 2);
      expect(together.lanes.map(({ nonfinite }) => nonfinite !== null)).toEqual([
        ...[true, true],
        ...new Array<boolean>(5).fill(false),
      ]);
      for (const [threads, largest] of [
        [2, own],
        [3, own + 2 * stateBytes],
        [1, own + stateBytes],
      ] as const)
        expect((await results(of, threads, largest)).lanes).toEqual(together.lanes);
    },
  );

  test('goes on in other memories where it was interrupted', async () => {
    const of = job('te-delayed');
    const together = await results(of, 2);
    const apart = await results(of, 2, laneBytes(programsOf(of)));
    const half = ({ checkpoints }: typeof apart) => checkpoints[checkpoints.length >> 1]!;
    expect((await results(of, 2, undefined, half(apart))).lanes).toEqual(together.lanes);
    expect((await results(of, 3, laneBytes(programsOf(of)), half(together))).lanes).toEqual(together.lanes);
  });
});

test('lanes that are left move to where there is room, with all that they keep', () => {
  const layout = planSession({ programs: FP32, lanes: 7 }, 2, roomFor(4));
  expect(lanesOf(layout)).toEqual([3, 4]);
  const memories = layout.memories.map(
    ({ totalBytes }) => new WebAssembly.Memory({ initial: totalBytes / 65536, maximum: 65536, shared: true }),
  );
  const places = new Places(layout, memories, [10, 11, 12, 13, 14, 15, 16]);
  const [weight] = FP32[0]!.weights;
  for (let lane = 0; lane < 7; lane++) places.view(lane, weight!.name).fill(lane);
  const all = places.turns([0, 1, 2, 3, 4, 5, 6]);
  expect(new Set(all.turns.flat()).size).toBe(7);
  // Those of one memory are all that stay.
  const keep = all.turns.find((turn) => turn.length === 4)!;
  places.compact(keep);
  const left = places.turns([0, 1, 2, 3]);
  expect(left.turns.map((turn) => turn.length)).toEqual([2, 2]);
  expect(left.lanes.map(({ seed }) => seed)).toEqual(keep.map((lane) => 10 + lane));
  const spots = left.lanes.map(({ memory, slot }) => `${memory}/${slot}`);
  expect(new Set(spots).size).toBe(4);
  keep.forEach((lane, index) => {
    expect(new Set(places.view(index, weight!.name))).toEqual(new Set([lane]));
  });
});

test('more than 4 GiB are two memories, whose lanes have the very numbers of a small session', async () => {
  // What is reserved and never touched costs no memory.
  const padding = { name: 'padding', shape: [0.75 * 2 ** 30], life: 'state' } as const;
  const padded = FP32.map((program) => ({ ...program, buffers: [padding, ...program.buffers] }));
  const [program] = FP32;
  const device = await createWasmDevice({ threads: 2 });
  const stepped = async (programs: typeof FP32) => {
    const session = await device.open({ programs, seeds: [1, 2] });
    try {
      for (const weight of program!.weights)
        for (const lane of [0, 1]) await session.write(lane, weight.name, initialWeights(weight, lane));
      const { series } = await session.run({
        program: 0,
        lanes: [0, 1],
        fromStep: 0,
        steps: 1,
        ...sequencesOf(program!, 0, [1, 2]),
        learningRates: Float64Array.of(0.01, 0.02),
        statisticsEvery: 1,
      });
      const weights = program!.weights.flatMap(({ name }) => [0, 1].map((lane) => session.read(lane, name)));
      return { series, weights: await Promise.all(weights) };
    } finally {
      await session.close();
    }
  };
  try {
    expect(lanesOf(planSession({ programs: padded, lanes: 2 }, 2, 2 ** 32))).toEqual([1, 1]);
    expect(sessionMemory(device.describe(), padded, 0).bytes(2)).toBeGreaterThan(2 ** 32);
    const small = await stepped(FP32);
    expect(await stepped(padded)).toEqual(small);
  } finally {
    await device.close();
  }
});

test('a lane that does not fit into one memory is refused with figures, however much there is', async () => {
  const device = await createWasmDevice({ threads: 2, largestMemory: one - 65536 });
  try {
    const description = device.describe();
    const memory = sessionMemory(description, FP32, 0);
    expect(memory.lane).toBe(one);
    expect(whyNoLaneFits(description, memory, Infinity)).toMatch(
      /^needs [\d.e-]+ GiB of memory in one piece, weights, moments and the workspace of a step, and the wasm device has [\d.e-]+ GiB at most in one$/,
    );
    await expect(device.open({ programs: FP32, seeds: [1, 2] })).rejects.toThrow(OutOfMemoryError);
  } finally {
    await device.close();
  }
});
