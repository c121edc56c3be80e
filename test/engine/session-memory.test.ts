// How many bytes a session takes: what a plan is made with is what the wasm device allocates, and lanes are as many as fit.
import { describe, expect, test } from 'vitest';
import { OutOfMemoryError } from '../../src-main/engine/device.ts';
import { lanesThatFit, sessionMemory, whyNoLaneFits } from '../../src-main/engine/devices/memory.ts';
import { Lane } from '../../src-main/engine/devices/reference/lane.ts';
import { createWasmDevice } from '../../src-main/engine/devices/wasm/device.ts';
import { bufferBytes } from '../../src-main/engine/session-buffers.ts';
import { jobPrograms } from '../../src-main/engine/train.ts';
import { stagedProgram } from '../../src-main/recipes/precision-program.ts';
import { recipeByName } from '../../src-main/recipes/presets.ts';
import { CORPUS, MODEL, jobOf } from './support.ts';

test('buffers of several programs are counted once each, those that are kept apart from those that lanes share', () => {
  const program = (...buffers: readonly object[]) =>
    ({ buffers }) as unknown as Parameters<typeof bufferBytes>[0][number];
  const weight = { name: 'w', shape: [3, 5], life: 'state' };
  const programs = [
    program(weight, { name: 'x', shape: [7], life: 'workspace' }),
    program(
      weight,
      { name: 'm', shape: [3, 6], life: 'state' },
      { name: 'y', shape: [1], life: 'workspace' },
    ),
  ];
  expect(bufferBytes(programs, 0)).toEqual({ lane: 4 * 33, tensor: 4 * 18, workspace: 4 * 8 });
  expect(bufferBytes(programs, 2)).toEqual({ lane: 3 * 4 * 33, tensor: 4 * 18, workspace: 4 * 8 });
});

describe('on wasm', () => {
  const job = jobOf(recipeByName('fp32'), {
    model: { ...MODEL, positions: 'rotary', width: 20 },
    precision: stagedProgram('several', [
      { recipe: recipeByName('bf16-mixed'), untilStep: 3 },
      { recipe: recipeByName('mxfp8'), untilStep: 5 },
      { recipe: recipeByName('te-delayed'), untilStep: null },
    ]),
  });
  const programs = jobPrograms(job, CORPUS.vocabularySize);

  test.each([
    { lanes: 1, threads: 1, snapshots: 0 },
    { lanes: 1, threads: 3, snapshots: 3 },
    { lanes: 2, threads: 3, snapshots: 0 },
    { lanes: 9, threads: 2, snapshots: 2 },
  ])(
    'a session of $lanes lanes, $snapshots snapshots each, and $threads threads opens in the bytes planned, and in none less',
    async (given) => {
      const { lanes, threads, snapshots } = given;
      const { bytes } = sessionMemory({ name: 'wasm', threads }, programs, snapshots);
      const seeds = Array.from({ length: lanes }, (_, i) => i);
      const open = async (memory: number) => {
        const device = await createWasmDevice({ threads, memory });
        try {
          expect(device.describe().memory!.session).toBe(memory);
          await (await device.open({ programs, seeds, snapshots })).close();
        } finally {
          await device.close();
        }
      };
      await open(bytes(lanes));
      await expect(open(bytes(lanes) - 1)).rejects.toThrow(OutOfMemoryError);
    },
  );

  test('a session of several memories opens in the bytes planned, and in no page less', async () => {
    const device = { name: 'wasm', threads: 2, memory: { session: Infinity, tensor: Infinity } } as const;
    const lane = sessionMemory(device, programs, 0).lane!;
    const { bytes } = sessionMemory({ ...device, memory: { ...device.memory, lane } }, programs, 0);
    expect(bytes(5)).toBe(5 * lane);
    const open = async (memory: number) => {
      const small = await createWasmDevice({ threads: 2, memory, largestMemory: lane });
      await (await small.open({ programs, seeds: [1, 2, 3, 4, 5] })).close().finally(() => small.close());
    };
    await open(bytes(5));
    await expect(open(bytes(5) - 1)).rejects.toThrow(OutOfMemoryError);
  });

  test('threads beyond the lanes take no memory', () => {
    const of = (threads: number) => sessionMemory({ name: 'wasm', threads }, programs, 0).bytes;
    expect(of(64)(2)).toBe(of(2)(2));
    expect(of(2)(2)).toBeGreaterThan(of(1)(2));
  });
});

test('on the reference device, the bytes planned are those of its arrays', () => {
  const programs = jobPrograms(jobOf(recipeByName('te-delayed')), CORPUS.vocabularySize);
  const { bytes } = sessionMemory({ name: 'reference', threads: 1 }, programs, 0);
  const arrays = [new Lane(programs, 1), new Lane(programs, 2)].flatMap(({ buffers }) => [
    ...buffers.values(),
  ]);
  expect(bytes(2)).toBe(arrays.reduce((sum, { byteLength }) => sum + byteLength, 0));
});

test.each(['wasm', 'webgpu'] as const)(
  'on %s the logits of a large vocabulary are held once, and no square of the context is held in every layer',
  (name) => {
    const [batchSize, context, vocabulary, layers] = [4, 1024, 50_257, 12];
    const logits = 4 * batchSize * context * vocabulary;
    const squares = 4 * layers * batchSize * MODEL.heads * context ** 2;
    for (const recipe of ['fp32', 'bf16-mixed', 'fp8-unscaled']) {
      const job = jobOf(recipeByName(recipe), {
        batchSize,
        microBatch: batchSize,
        model: { ...MODEL, layers, context },
      });
      const programs = jobPrograms(job, vocabulary);
      const { lane, workspace } = bufferBytes(programs, 0);
      const beside = sessionMemory({ name, threads: 1 }, programs, 0).bytes(1) - lane - workspace;
      expect(beside).toBeGreaterThan(0);
      expect(beside).toBeLessThan(Math.min(logits, squares) / 2);
      expect(workspace).toBeLessThan(logits + squares);
    }
  },
);

const DEVICE = { name: 'wasm', summary: '', threads: 2, lanes: 16 } as const;
/** 100 bytes, and 10 a lane. */
const memory = { bytes: (lanes: number) => 100 + 10 * lanes, tensor: 4 };

test('lanes are as many as the device likes and memory holds, down to none', () => {
  expect(lanesThatFit(DEVICE, memory, 10_000)).toBe(16);
  expect(lanesThatFit(DEVICE, memory, 180)).toBe(8);
  expect(lanesThatFit(DEVICE, memory, 110)).toBe(1);
  expect(lanesThatFit(DEVICE, memory, 109)).toBe(0);
});

test('lanes on a device with memory of its own are bounded by that, and by the largest tensor it holds', () => {
  const device = (session: number, tensor: number) =>
    ({ ...DEVICE, name: 'webgpu', lanes: 64, memory: { session, tensor } }) as const;
  expect(lanesThatFit(device(300, 1000), memory, 1)).toBe(20);
  expect(lanesThatFit(device(300, 50), memory, 1)).toBe(12);
  expect(lanesThatFit(device(300, 3), memory, 1)).toBe(0);
});

test('a lane that must lie in one piece, and does not, is told apart from one that the machine has no memory for', () => {
  const large = { bytes: () => 5 * 2 ** 30, tensor: 4, lane: 5 * 2 ** 30 };
  const device = (session: number) =>
    ({ ...DEVICE, memory: { session, tensor: Infinity, lane: 2 ** 32 } }) as const;
  expect(whyNoLaneFits(device(2 ** 40), large, 1)).toBe(
    'needs 5 GiB of memory in one piece, weights, moments and the workspace of a step, and the wasm device has 4 GiB at most in one',
  );
  expect(whyNoLaneFits(device(2 ** 31), large, 1)).toBe(
    'needs 5 GiB of memory, and the wasm device can have 2 GiB',
  );
});

test('what a lane lacks is said, and nothing where it fits', () => {
  const large = { bytes: () => 5 * 2 ** 30, tensor: 3 * 2 ** 30 };
  expect(whyNoLaneFits(DEVICE, large, 2 ** 31)).toBe(
    'needs 5 GiB of memory, and the wasm device can have 2 GiB',
  );
  const gpu = { ...DEVICE, name: 'webgpu', memory: { session: 2 ** 33, tensor: 2 ** 31 } } as const;
  expect(whyNoLaneFits(gpu, large, 1)).toBe('has a tensor of 3 GiB, and a buffer of this GPU holds 2 GiB');
  expect(whyNoLaneFits(DEVICE, large, 5 * 2 ** 30)).toBeNull();
});
