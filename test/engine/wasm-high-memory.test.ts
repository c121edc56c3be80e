// Sessions of the wasm device high in its memory: across and above 2 GiB, where the sign bit of an address is set, and up to
// 4 GiB, where addresses end. Whatever is done there has the very numbers of the same session at the bottom. What lies below is
// reserved and never touched: it costs no memory.
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { StepBuilder } from '../../src-main/engine/builder.ts';
import type { Device, SessionOptions } from '../../src-main/engine/device.ts';
import { createWasmDevice } from '../../src-main/engine/devices/wasm/device.ts';
import { planLayout, type Layout } from '../../src-main/engine/devices/wasm/layout.ts';
import type { TrainingJob } from '../../src-main/engine/job.ts';
import type { StepProgram } from '../../src-main/engine/program.ts';
import { randomNormal } from '../../src-main/engine/random.ts';
import { train } from '../../src-main/engine/train.ts';
import type { PrecisionProgram } from '../../src-main/recipes/precision-program.ts';
import { RECIPE_NAMES, recipeByName } from '../../src-main/recipes/presets.ts';
import { areSame, outcome } from './conformance/outcome.ts';
import { castsInPlace, castsOfNan, operandsOfProducts } from './conformance/scaling-cases.ts';
import { copied, CORPUS, given, MODEL, OPTIMIZER, jobOf } from './support.ts';
import { programOf } from './webgpu-support.ts';

const THREADS = 2;
const ALIGNMENT = 64;

/** By how many bytes a session is moved up, given where its parts would lie at the bottom. */
const HEIGHTS = {
  'lanes across 2 GiB': ({ states, stateBytes }: Layout) => 2 ** 31 - states - (THREADS + 0.5) * stateBytes,
  'workspaces across 2 GiB': ({ workspaces, workspaceBytes }: Layout) =>
    2 ** 31 - workspaces - workspaceBytes / 2,
  'all above 2 GiB': () => 2 ** 31,
  'up to 4 GiB': ({ totalBytes }: Layout) => 2 ** 32 - totalBytes,
} as const;
type Height = keyof typeof HEIGHTS;

/** Bytes below the height wanted at which a session may lie: less than what is reserved at the end of the memory. */
const NEAR = 2 ** 13;

/** The same programs, whose lanes keep so many more bytes each. */
function padded(programs: readonly StepProgram[], bytes: number): readonly StepProgram[] {
  const padding = { name: 'padding', shape: [bytes / 4], life: 'state' } as const;
  return programs.map((program) => ({ ...program, buffers: [padding, ...program.buffers] }));
}

/** The same device, whose sessions stand higher: above lanes that are not theirs, as many as lie nearly as high as is wanted. */
function raised(device: Device, height: Height): Device {
  return {
    ...device,
    open: async (options) => {
      const { programs, more } = nearest(options, height);
      let below = THREADS + more;
      const seeds = [...new Array<number>(below).fill(0), ...options.seeds];
      const session = await device.open({ ...options, programs, seeds });
      const raise = (lanes: readonly number[]) => lanes.map((lane) => below + lane);
      return {
        run: (inputs) => session.run({ ...inputs, lanes: raise(inputs.lanes) }),
        evaluate: (program, lanes, ...rest) => session.evaluate(program, raise(lanes), ...rest),
        read: (lane, ...rest) => session.read(below + lane, ...rest),
        write: (lane, ...rest) => session.write(below + lane, ...rest),
        keep: (lane, snapshot) => session.keep(below + lane, snapshot),
        restore: (lane, snapshot) => session.restore(below + lane, snapshot),
        compact: async (keep) => {
          await session.compact(raise(keep));
          below = 0;
        },
        close: () => session.close(),
      };
    },
  };
}

/** Lanes a little larger, so that a whole number of them reaches to just below the height. */
function nearest({ programs, seeds }: SessionOptions, height: Height) {
  for (let bytes = ALIGNMENT; ; bytes += ALIGNMENT) {
    const larger = padded(programs, bytes);
    // So many lanes always stand below, so that every thread has a workspace at any height.
    const low = planLayout({ programs: larger, lanes: THREADS + seeds.length }, THREADS);
    const up = HEIGHTS[height](low);
    if (up % low.stateBytes < NEAR) return { programs: larger, more: Math.floor(up / low.stateBytes) };
  }
}

let low: Device;
beforeAll(async () => (low = await createWasmDevice({ threads: THREADS })));
afterAll(() => low.close());

/** On a device of its own where it stands high: the memory of a session before would be filled with zeros, and so be used. */
async function on<T>(height: Height | null, use: (device: Device) => Promise<T>): Promise<T> {
  if (height === null) return use(low);
  const device = await createWasmDevice({ threads: THREADS });
  try {
    return await use(raised(device, height));
  } finally {
    await device.close();
  }
}

async function trained(height: Height | null, job: TrainingJob, from?: readonly Uint8Array[]) {
  const checkpoints: Uint8Array[][] = [];
  const onCheckpoint = async (parts: AsyncIterable<Uint8Array>) => void checkpoints.push(await copied(parts));
  const hooks = { onCheckpoint, checkpointSeconds: 0, ...(from && { from: given(from) }) };
  const results = await on(height, (device) => train(device, job, CORPUS, hooks));
  return { results: results.map((lane) => ({ ...lane, seconds: 0 })), checkpoints };
}

/** Two steps under each of the recipes in turn, the first of which says how weights are kept. */
function inTurn(names: readonly string[]): PrecisionProgram {
  const stages = names.map((name, i) => ({ recipe: recipeByName(name), untilStep: 2 * (i + 1) }));
  return { name: 'in turn', stages, triggers: [], checkpointEvery: 20 };
}

/** Three lanes, the second of which ends with NaN or Inf. */
const LANES = [0.01, 1e25, 0.03].map((learningRate, i) => ({ seed: i, learningRate }));
const ALL = inTurn(RECIPE_NAMES);

const JOBS: Readonly<Record<string, TrainingJob>> = {
  'all recipes': jobOf(recipeByName('fp32'), {
    precision: ALL,
    steps: 2 * RECIPE_NAMES.length,
    lanes: LANES,
  }),
  'rotary positions, swiglu and norms of queries and keys': jobOf(recipeByName('tensorwise'), {
    model: { ...MODEL, norm: 'rmsnorm', activation: 'swiglu', positions: 'rotary', qkNorm: true },
    steps: 4,
  }),
  'a tied head, odd extents and SGD': jobOf(recipeByName('bf16-weights-stochastic'), {
    model: { ...MODEL, width: 18, hidden: 27, context: 7, tiedHead: true, zLoss: 1e-3 },
    optimizer: { ...OPTIMIZER, kind: 'sgd' },
    steps: 4,
  }),
  'sums of 14 bits': jobOf(
    { ...recipeByName('rowwise'), accumulation: { bits: 14, promoteEvery: 32 } },
    { steps: 4 },
  ),
};

describe.each(Object.keys(HEIGHTS) as Height[])('%s', (height) => {
  test.each(Object.keys(JOBS))('a job has the very numbers of one low in memory: %s', async (name) => {
    const job = { ...JOBS[name]!, statisticsEvery: 3 };
    const low = await trained(null, job);
    const high = await trained(height, job);
    expect(high.results).toEqual(low.results);
    // Before the first step: what lanes know later includes how long it took.
    expect(high.checkpoints[0]!.map((part) => Buffer.from(part).toString('base64'))).toEqual(
      low.checkpoints[0]!.map((part) => Buffer.from(part).toString('base64')),
    );
    expect(low.results.some(({ nonfinite }) => nonfinite === null)).toBe(true);
  });

  test('a checkpoint of one height goes on at the other', async () => {
    const job = jobOf(recipeByName('te-delayed'), { lanes: LANES, steps: 40 });
    const low = await trained(null, job);
    const high = await trained(height, job);
    const half = ({ checkpoints }: typeof low) => checkpoints[checkpoints.length >> 1]!;
    expect((await trained(height, job, half(low))).results).toEqual(low.results);
    expect((await trained(null, job, half(high))).results).toEqual(low.results);
  });

  test.each([
    ['casts in place', castsInPlace],
    ['casts of NaN', castsOfNan],
    ['operands of products', operandsOfProducts],
    ['products of many shapes', productsOfManyShapes],
  ])('%s under every scaling, sites counted and not, are those low in memory', async (_, makeCase) => {
    const { program, given, results } = makeCase();
    const run = (device: Device) => outcome(device, program, given, results, { steps: 2 });
    const [low, high] = [await on(null, run), await on(height, run)];
    expect(results.filter((name) => !areSame(high.buffers[name]!, low.buffers[name]!))).toEqual([]);
    expect(high.sites).toEqual(low.sites);
  });
});

/** At, below and above the extents of tiles, panels and passes (kernels/gemm.ts). */
function productsOfManyShapes() {
  const build = new StepBuilder(null);
  const given: Record<string, Float32Array> = {};
  const results: string[] = [];
  const matrix = (name: string, rows: number, columns: number) => {
    const buffer = build.state(name, [rows, columns]);
    given[buffer] = Float32Array.from({ length: rows * columns }, (_, i) => randomNormal(name.length, i));
    return { buffer, precision: null, scale: null, site: '' };
  };
  for (const [m, n, k] of [
    [1, 1, 1],
    [1, 17, 3000],
    [7, 15, 260],
    [97, 33, 5],
  ] as const) {
    for (const [name, transposed] of Object.entries({ ab: {}, abT: { b: true }, aTb: { a: true } })) {
      const label = `${name} of ${m} x ${n} x ${k}`;
      const { a = false, b = false } = transposed as { a?: boolean; b?: boolean };
      const left = a ? matrix(`${label} a`, k, m) : matrix(`${label} a`, m, k);
      const right = b ? matrix(`${label} b`, n, k) : matrix(`${label} b`, k, n);
      build.matmul(build.state(label, [m, n]), left, right, label, { m, n, k }, { a, b });
      results.push(label);
    }
  }
  return { program: programOf(build), given, results };
}
