// The native device by itself: numbers that depend on nothing but the run, and which products the library computes.
import { expect, test } from 'vitest';
import type { Device } from '../../src-main/engine/device.ts';
import { findBlas } from '../../src-main/engine/devices/blas/library.ts';
import { rowBlock, sumBlock } from '../../src-main/engine/devices/blas/shapes.ts';
import { createNativeDevice } from '../../src-main/engine/devices/native/device.ts';
import { createWasmDevice } from '../../src-main/engine/devices/wasm/device.ts';
import type { LaneResult } from '../../src-main/engine/job.ts';
import { train } from '../../src-main/engine/train.ts';
import { recipeByName } from '../../src-main/recipes/presets.ts';
import { blasOfTests } from './blas-support.ts';
import { CORPUS, jobOf, MODEL } from './support.ts';

const blas = blasOfTests();

const LANES = [0.01, 0.002, 0.1].map((learningRate, i) => ({ seed: i % 2, learningRate }));
/** Rows and sums of its products go beyond a block of each. */
const WIDE = { ...MODEL, layers: 1, width: 128, hidden: 4096, context: 20 };
const BATCH = 16;

async function results(
  open: () => Promise<Device>,
  recipe: string,
  changes: Partial<Parameters<typeof jobOf>[1]> = {},
): Promise<LaneResult[]> {
  const device = await open();
  try {
    const job = jobOf(recipeByName(recipe), {
      model: { ...MODEL, layers: 1 },
      steps: 4,
      lanes: LANES,
      ...changes,
    });
    return (await train(device, job, CORPUS)).map((lane) => ({ ...lane, seconds: 0 }));
  } finally {
    await device.close();
  }
}

test.runIf(blas).each(['fp32', 'tensorwise', 'mxfp8', 'bf16-weights-stochastic'])(
  'under %s, lanes have the very same numbers on any number of threads and in any company',
  async (recipe) => {
    const on = (threads: number) => () => createNativeDevice({ threads, smallestSide: 1 });
    const together = await results(on(1), recipe);
    for (const threads of [2, 4]) expect(await results(on(threads), recipe)).toEqual(together);
    const [last] = await results(on(1), recipe, { lanes: LANES.slice(2) });
    expect(last).toEqual(together[2]);
  },
);

test.runIf(blas)('products of small matrices are the wasm device’s, bit for bit', async () => {
  const recipe = 'tensorwise';
  const wasm = await results(() => createWasmDevice({ threads: 1 }), recipe);
  expect(await results(() => createNativeDevice({ threads: 1 }), recipe)).toEqual(wasm);
});

test.runIf(blas).each(['fp32', 'bf16-mixed', 'tensorwise', 'te-delayed'])(
  'under %s, products in several blocks of rows and sums train as the wasm device does',
  async (recipe) => {
    const tokens = BATCH * WIDE.context;
    expect(tokens).toBeGreaterThan(rowBlock({ k: WIDE.hidden }));
    expect(tokens).toBeGreaterThan(sumBlock({ k: tokens }));
    const changes = {
      model: WIDE,
      batchSize: BATCH,
      steps: 3,
      lanes: LANES.slice(1, 2),
      validationSequences: 2,
    };
    const [wasm] = await results(() => createWasmDevice({ threads: 1 }), recipe, changes);
    const [native] = await results(() => createNativeDevice({ threads: 1 }), recipe, changes);
    const relative = native!.series.loss.map((loss, i) => Math.abs(loss / wasm!.series.loss[i]! - 1));
    // The same sums of the same values in another order; a value near a tie may then round the other way.
    expect(relative[0]).toBeLessThan(1e-6);
    expect(Math.max(...relative)).toBeLessThan(recipe === 'fp32' ? 1e-5 : 1e-3);
    // Or else the library was not used.
    if (recipe === 'fp32') expect(native!.series).not.toEqual(wasm!.series);
  },
);

test('what is no BLAS is refused in one sentence that names it', () => {
  process.env.PRECIPICE_BLAS = '/nowhere/libblas.so';
  try {
    expect(findBlas).toThrow(
      /^PRECIPICE_BLAS is "\/nowhere\/libblas.so"; it must be a BLAS library with the C interface \(.+\)\.$/,
    );
  } finally {
    delete process.env.PRECIPICE_BLAS;
  }
});
