// What of a spec fits into a device is told before anything is trained: lanes, threads, and what does not fit at all.
import { availableParallelism } from 'node:os';
import { expect, test } from 'vitest';
import { readCorpus } from '../../src-main/engine/corpus.ts';
import type { DeviceDescription } from '../../src-main/engine/device.ts';
import { sessionMemory } from '../../src-main/engine/devices/memory.ts';
import { jobPrograms } from '../../src-main/engine/train.ts';
import { machineMemory } from '../../src-main/host/machine-memory.ts';
import {
  fitLanes,
  lanesAtOnce,
  largestSession,
  memoryNotes,
  memoryPlan,
  mostLanes,
  threadNotes,
} from '../../src-main/sweep/fit.ts';
import { jobOf } from '../../src-main/plan/plan.ts';
import { SpecError } from '../../src-main/spec/spec.ts';
import { tinySpec } from './tiny.ts';

const GIB = 2 ** 30;
const corpus = readCorpus('the quick brown fox jumps over the lazy dog. '.repeat(300), 'character');

function wasm(session: number, threads = 8): DeviceDescription {
  const memory = { session, tensor: Infinity };
  return {
    name: 'wasm',
    summary: '',
    threads,
    lanes: 6 * threads,
    together: false,
    clock: 'processor',
    memory,
  };
}

/** 19 million parameters; four runs of each recipe and batch size. */
const large = tinySpec({
  model: { layers: 6, width: 512, heads: 8, context: 128 },
  recipes: ['fp32', 'mxfp8'],
  batchSizes: [4, 16],
});
const bytesOf = (device: DeviceDescription, recipe: string, rowValue: number) =>
  sessionMemory(device, jobPrograms(jobOf(large, { recipe, rowValue, runs: [] }), corpus.vocabularySize), 0)
    .bytes;

test('as many lanes as fit, each recipe and batch size by itself, with a workspace for each thread that has one', () => {
  const device = wasm(4 * GIB);
  const fitting = fitLanes(large, corpus, device);
  for (const recipe of ['fp32', 'mxfp8']) {
    for (const rowValue of [4, 16]) {
      const lanes = fitting(recipe, rowValue);
      const bytes = bytesOf(device, recipe, rowValue);
      expect(lanes).toBeGreaterThan(1);
      expect(bytes(lanes)).toBeLessThanOrEqual(4 * GIB);
      expect(bytes(lanes + 1)).toBeGreaterThan(4 * GIB);
    }
  }
  expect(fitting('fp32', 16)).toBeLessThan(fitting('fp32', 4));
});

test('fewer lanes of a wide row fit than of a narrow one, and a row that is too wide is named', () => {
  const widths = tinySpec({
    model: { layers: 6, width: 128, heads: 8, context: 128 },
    recipes: ['fp32'],
    batchSizes: [4],
    rows: { setting: 'model.width', values: [128, 256, 512] },
  });
  const fitting = fitLanes(widths, corpus, wasm(4 * GIB));
  const lanes = [128, 256, 512].map((width) => fitting('fp32', width));
  expect(lanes).toEqual(lanes.toSorted((a, b) => b - a));
  expect(lanes[2]).toBe(fitLanes(large, corpus, wasm(4 * GIB))('fp32', 4));
  const one = bytesOf(wasm(4 * GIB), 'fp32', 4)(1);
  expect(() => fitLanes(widths, corpus, wasm(one - 1))).toThrow(
    /^rows\.values\[2\] is 512; one run of that row under fp32 needs/,
  );
});

test('a spec of which one run does not fit is refused by field, value and limit', () => {
  const one = bytesOf(wasm(4 * GIB), 'mxfp8', 4)(1);
  const device = wasm(one);
  const refused = () => fitLanes(large, corpus, device);
  expect(refused).toThrow(SpecError);
  expect(refused).toThrow(
    /^batchSizes\[1\] is 16; one run at that size under fp32 needs [\d.]+ GiB of memory, and the wasm device can have [\d.]+ GiB\. Use a smaller microBatch, recomputation of layers, a smaller batch size, context or model, or another device\.$/,
  );
  const job = jobOf(large, { recipe: 'mxfp8', rowValue: 4, runs: [] });
  expect(mostLanes(job, corpus, device)).toBe(1);
  expect(() => mostLanes(job, corpus, wasm(one - 1))).toThrow(/^One run at batch size 4 needs [\d.]+ GiB/);
});

test('a GPU is held to its own memory, be the machine smaller or larger', () => {
  const gpu = (session: number, tensor = Infinity): DeviceDescription => ({
    name: 'webgpu',
    summary: '',
    threads: 1,
    lanes: 64,
    together: true,
    clock: 'wall',
    memory: { session, tensor },
  });
  const job = jobOf(large, { recipe: 'fp32', rowValue: 4, runs: [] });
  const one = bytesOf(gpu(1), 'fp32', 4)(1);
  expect(mostLanes(job, corpus, gpu(one))).toBe(1);
  expect(() => mostLanes(job, corpus, gpu(one - 1))).toThrow(
    /^One run at batch size 4 needs [\d.]+ GiB of memory/,
  );
  const lanes = Math.ceil(machineMemory() / one) + 1;
  const ample = { ...gpu(2 * lanes * one), lanes };
  expect(mostLanes(job, corpus, ample)).toBe(lanes);
  // More lanes at a time than fit at once are groups that take turns.
  expect(bytesOf(ample, 'fp32', 4)(lanes)).toBeLessThanOrEqual(2 * lanes * one);
  expect(() => mostLanes(job, corpus, gpu(2 ** 40, 2 ** 16))).toThrow(
    /^One run at batch size 4 has a tensor of [\d.]+ GiB, and a buffer of this GPU holds/,
  );
});

test('a device without memory of its own is held to that of the machine', () => {
  const device: DeviceDescription = {
    name: 'tensorflow',
    summary: '',
    threads: 1,
    lanes: 1000,
    together: true,
    clock: 'processor',
  };
  const lanes = mostLanes(jobOf(large, { recipe: 'fp32', rowValue: 4, runs: [] }), corpus, device);
  const bytes = bytesOf(device, 'fp32', 4);
  expect(bytes(lanes)).toBeLessThanOrEqual(machineMemory());
  expect(bytes(lanes + 1)).toBeGreaterThan(machineMemory());
});

test('what the largest session takes is told, and is what the device would allocate', () => {
  const device = wasm(8 * GIB);
  const { bytes, lanes } = largestSession(large, corpus, device);
  const fitting = fitLanes(large, corpus, device);
  const all = large.recipes.flatMap(({ name }) =>
    large.batchSizes.map((size) =>
      bytesOf(device, name, size)(Math.min(lanesAtOnce(large), fitting(name, size))),
    ),
  );
  expect(bytes).toBe(Math.max(...all));
  expect(bytes).toBeLessThanOrEqual(8 * GIB);
  expect(memoryPlan(large, corpus, device)).toBe(
    `Memory: at most ${Number((bytes / GIB).toPrecision(3))} GiB for ${lanes} runs at once, of 8 GiB that the wasm device can have.`,
  );
});

test('threads that memory leaves without a run are told, and only those', () => {
  const few = wasm(2 * GIB);
  const [note, ...others] = memoryNotes(large, few, fitLanes(large, corpus, few));
  expect(note).toMatch(
    /^From batch size \d+ on, the 2 GiB of memory that the wasm device can have do not hold a run for each of its 8 threads: \d at a time at the fewest\.$/,
  );
  expect(others).toEqual([]);
  const one = wasm(2 * GIB, 1);
  expect(memoryNotes(large, one, fitLanes(large, corpus, one))).toEqual([]);
  // Four runs are all there are.
  expect(memoryNotes(large, few, () => 4)).toEqual([]);
});

test('fewer threads than were asked for are told with the reason', () => {
  const cores = availableParallelism();
  expect(lanesAtOnce(large)).toBe(4);
  expect(threadNotes(large, null, wasm(GIB, 1))).toEqual([]);
  expect(threadNotes(large, 2, wasm(GIB, 2))).toEqual([]);
  expect(threadNotes(large, 64, wasm(GIB, cores))).toEqual([
    `64 threads were asked for; the wasm device uses ${cores}, as many as this machine has cores.`,
  ]);
  if (cores !== 4) {
    expect(threadNotes(large, 64, wasm(GIB, 4))).toEqual([
      '64 threads were asked for; the wasm device uses 4, as no more runs than that are trained at once.',
    ]);
  }
});
