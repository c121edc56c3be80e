// Groups and faults of the webgpu device: lanes do not touch each other in one group or in several; what does not fit is refused
// before it begins; a lost GPU is one sentence.
import { afterAll, describe, expect, test, vi } from 'vitest';
import type { SessionOptions } from '../../src-main/engine/device.ts';
import { timeOperations } from '../../src-main/engine/devices/webgpu/bench.ts';
import { compile } from '../../src-main/engine/devices/webgpu/compile.ts';
import { webgpuDevice } from '../../src-main/engine/devices/webgpu/device.ts';
import { plannedBytes, planMemory, replan } from '../../src-main/engine/devices/webgpu/memory.ts';
import { SessionBindings } from '../../src-main/engine/devices/webgpu/bindings.ts';
import { jobPrograms, train } from '../../src-main/engine/train.ts';
import { recipeByName } from '../../src-main/recipes/presets.ts';
import { CORPUS, jobOf, MODEL } from './support.ts';
import { findGpu, gpuOfTests } from './webgpu-support.ts';

const gpu = await gpuOfTests();
afterAll(() => gpu?.close());

const LANES = [
  { seed: 1, learningRate: 0.01 },
  { seed: 2, learningRate: 0.1 },
  { seed: 1, learningRate: 0.001 },
];

/** Software GPUs are slow: one layer. */
const model = { ...MODEL, layers: 1 };

function sessionOf(lanes: number, batchSize = 3): SessionOptions {
  const job = jobOf(recipeByName('nvfp4'), { model, batchSize });
  const programs = jobPrograms(job, CORPUS.vocabularySize);
  return { programs, seeds: Array.from({ length: lanes }, (_, i) => i) };
}

function planOf({ programs, seeds }: SessionOptions, limits: { buffer: number; total: number }) {
  const places = new SessionBindings(programs);
  const compiled = programs.map((program) => compile(program, places));
  return planMemory(places, compiled, seeds.length, limits);
}

const AMPLE = { buffer: 2 ** 30, total: 2 ** 32 };

/** Memory for all of this job's lanes at rest, but the workspace of two. */
function memoryOfTwo(): number {
  const places = new SessionBindings(sessionOf(3).programs);
  const compiled = sessionOf(3).programs.map((program) => compile(program, places));
  const sum = (group: number) => replan(places, compiled, 3, group).bytes;
  return (sum(2) + sum(3)) / 2;
}

describe.skipIf(!gpu)('on webgpu', () => {
  test('lanes have the same numbers in one group and in groups one after the other', async () => {
    const recipe = recipeByName('nvfp4');
    const device = webgpuDevice(gpu!);
    const together = await train(device, jobOf(recipe, { model, steps: 3, lanes: LANES }), CORPUS);
    const memory = memoryOfTwo();
    expect(planOf(sessionOf(3), { ...AMPLE, total: memory }).group).toBe(2);
    const split = await train(
      webgpuDevice(gpu!, { memory }),
      jobOf(recipe, { model, steps: 3, lanes: LANES }),
      CORPUS,
    );
    expect(split.map(({ series }) => series)).toEqual(together.map(({ series }) => series));
    expect(split.map(({ validationLoss }) => validationLoss)).toEqual(
      together.map(({ validationLoss }) => validationLoss),
    );
    expect(split.map(({ siteStatistics }) => siteStatistics)).toEqual(
      together.map(({ siteStatistics }) => siteStatistics),
    );
  });

  test.each([
    [1, 0],
    [2, 2],
    [5, 0],
  ])(
    'a session of %i lanes and %i snapshots of each makes buffers of the very bytes planned, in as many groups as fit, and frees them',
    async (lanes, snapshots) => {
      const { programs, seeds } = sessionOf(lanes);
      const planned = (limits: { buffer: number; total: number }) =>
        plannedBytes(programs, limits, snapshots).bytes(lanes);
      const { device } = gpu!;
      const create = device.createBuffer.bind(device);
      for (const total of [AMPLE.total, planned({ ...AMPLE, total: 1 })]) {
        const made: { size: number; destroyed: boolean }[] = [];
        device.createBuffer = (descriptor) => {
          const buffer = create(descriptor);
          const entry = { size: descriptor.size, destroyed: false };
          made.push(entry);
          const destroy = buffer.destroy.bind(buffer);
          buffer.destroy = () => {
            entry.destroyed = true;
            return destroy();
          };
          return buffer;
        };
        try {
          const session = await webgpuDevice(gpu!, { memory: total }).open({ programs, seeds, snapshots });
          const limits = { buffer: gpu!.largestBuffer, total };
          expect(made.reduce((sum, { size }) => sum + size, 0)).toBe(planned(limits));
          expect(planned(limits)).toBeLessThanOrEqual(total);
          await session.close();
          expect(made.filter(({ destroyed }) => !destroyed)).toEqual([]);
        } finally {
          device.createBuffer = create;
        }
      }
    },
  );

  test('software plans with the memory that it is given as such', () => {
    const { memory } = webgpuDevice(gpu!, { memory: 2 ** 30, softwareMemory: 2 ** 31 }).describe();
    expect(memory!.session).toBe(gpu!.software ? 2 ** 31 : 2 ** 30);
  });

  test('a GPU lost in the middle of a job ends it with one sentence', async () => {
    const own = await findGpu();
    if (typeof own === 'string') throw new Error(own);
    const hooks = { onProgress: () => own.device.destroy() };
    const job = jobOf(recipeByName('fp32'), { model, steps: 1000 });
    await expect(train(webgpuDevice(own), job, CORPUS, hooks)).rejects.toThrow(/^The GPU was lost: .+\.$/);
  });

  test('a GPU that does not answer is given up after a minute', async () => {
    const own = await findGpu();
    if (typeof own === 'string') throw new Error(own);
    // Software takes its time, and is never given up.
    Object.defineProperty(own, 'software', { value: false });
    vi.useFakeTimers();
    try {
      const waiting = own.guard(new Promise(() => undefined));
      const refused = expect(waiting).rejects.toThrow('The GPU has not answered for 60 s.');
      await vi.advanceTimersByTimeAsync(62_000);
      await refused;
    } finally {
      vi.useRealTimers();
      own.close();
    }
  });

  test.skipIf(!gpu?.device.features.has('timestamp-query'))(
    'the time of a step is told by kind of operation',
    async () => {
      const [program] = jobPrograms(jobOf(recipeByName('fp32'), { model }), CORPUS.vocabularySize);
      const times = await timeOperations(program!, CORPUS, 2);
      // Moments are taken in steps that count sites, and this one does not.
      const kinds = new Set(program!.operations.map(({ kind }) => kind).filter((kind) => kind !== 'moments'));
      expect(new Set(times.keys())).toEqual(kinds);
      expect(Math.min(...times.values())).toBeGreaterThanOrEqual(0);
      expect(times.get('matmul')).toBeGreaterThan(0);
    },
  );

  test('a session that does not fit is refused before it begins', async () => {
    const device = webgpuDevice(gpu!, { memory: 2 ** 16 });
    await expect(device.open(sessionOf(3))).rejects.toThrow(
      /^3 lanes need .+ GiB of GPU memory and .+ GiB are planned with; train fewer lanes at once, .+\.$/,
    );
  });

  test('a refused allocation is tried again with fewer lanes at a time, down to one', async () => {
    const { device } = gpu!;
    const refusing = (times: number) => {
      let left = times;
      const original = device.popErrorScope.bind(device);
      device.popErrorScope = async () => {
        const found = await original();
        return left-- > 0 ? ({ message: 'injected' } as GPUError) : found;
      };
      return () => (device.popErrorScope = original);
    };
    const restore = refusing(2);
    const session = await webgpuDevice(gpu!).open(sessionOf(4));
    restore();
    await session.close();
    const always = refusing(Infinity);
    const opened = webgpuDevice(gpu!).open(sessionOf(4));
    await expect(opened).rejects.toThrow(
      'The GPU has too little free memory for 4 lanes; train fewer at once.',
    );
    always();
  });
});

describe('memory of a session on webgpu', () => {
  test('is planned for as many lanes at once as its buffers hold', () => {
    const options = sessionOf(6, 16);
    expect(planOf(options, AMPLE).group).toBe(6);
    const { buffers } = planOf(options, AMPLE);
    const named = (all: ReadonlyMap<string, number>) =>
      Math.max(...[...all].filter(([name]) => !name.startsWith('#')).map(([, bytes]) => bytes));
    const buffer = named(buffers) / 2;
    const half = planOf(options, { ...AMPLE, buffer });
    expect(half.group).toBe(3);
    expect(named(half.buffers)).toBeLessThanOrEqual(buffer);
  });

  test('names the tensor that no buffer holds', () => {
    expect(() => planOf(sessionOf(6), { ...AMPLE, buffer: 4096 })).toThrow(
      /^6 lanes need .+ for .+ and a buffer/,
    );
  });
});
