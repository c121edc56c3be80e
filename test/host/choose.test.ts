// Which device a host opens, and with how many threads.
import { availableParallelism } from 'node:os';
import { expect, test } from 'vitest';
import { readCorpus } from '../../src-main/engine/corpus.ts';
import { OutOfMemoryError } from '../../src-main/engine/device.ts';
import { machineMemory } from '../../src-main/host/machine-memory.ts';
import { chooseDevice } from '../../src-main/host/measure.ts';
import { jobOf } from '../../src-main/sweep/plan.ts';
import { tinySpec } from '../sweep/tiny.ts';

const corpus = readCorpus('the quick brown fox jumps over the lazy dog. '.repeat(300), 'character');
const run = { id: 0, recipe: 'fp32', batchSize: 2, seed: 1, learningRate: 0.01 };
const probe = jobOf(tinySpec(), { recipe: 'fp32', batchSize: 2, runs: [run] });

async function threadsOf(given: { readonly threads: number | null; readonly mostLanes?: number }) {
  const { device } = await chooseDevice({ device: 'wasm', corpus, probe, ...given });
  const { threads, memory } = device.describe();
  await device.close();
  return { threads, memory: memory!.session };
}

test('threads are as many as were asked for, and never more than cores or lanes', async () => {
  const cores = availableParallelism();
  const memory = Math.min(machineMemory(), 2 ** 32);
  expect(await threadsOf({ threads: null })).toEqual({ threads: cores, memory });
  expect(await threadsOf({ threads: 1 })).toEqual({ threads: 1, memory });
  expect(await threadsOf({ threads: 64 * cores })).toEqual({ threads: cores, memory });
  expect(await threadsOf({ threads: null, mostLanes: 1 })).toEqual({ threads: 1, memory });
});

test('a model that no fast device holds is refused by auto, never given to the reference device', async () => {
  const spec = tinySpec({ model: { layers: 48, width: 8192, heads: 8, context: 128 }, batchSizes: [2048] });
  const large = jobOf(spec, { recipe: 'fp32', batchSize: 2048, runs: [run] });
  const refused = chooseDevice({ device: 'auto', threads: null, corpus, probe: large });
  await expect(refused).rejects.toThrow(OutOfMemoryError);
  await expect(refused).rejects.toThrow(/^One run at batch size 2048 needs [\d.e+]+ GiB of memory, and the /);
});
