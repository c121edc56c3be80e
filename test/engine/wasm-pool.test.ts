// What becomes of a job when a thread of the wasm device ends.
import type { Worker } from 'node:worker_threads';
import { beforeEach, expect, test, vi } from 'vitest';
import { createWasmDevice } from '../../src-main/engine/devices/wasm/device.ts';
import { train } from '../../src-main/engine/train.ts';
import { recipeByName } from '../../src-main/recipes/presets.ts';
import { CORPUS, jobOf } from './support.ts';

const workers: Worker[] = [];
beforeEach(() => (workers.length = 0));

vi.mock(import('node:worker_threads'), async (original) => {
  const module = await original();
  class Known extends module.Worker {
    constructor(...given: ConstructorParameters<typeof Worker>) {
      super(...given);
      workers.push(this);
    }
  }
  return { ...module, Worker: Known };
});

/** Of a minute and more. */
const long = jobOf(recipeByName('fp32'), {
  steps: 1_000_000,
  lanes: [1, 2, 3, 4].map((seed) => ({ seed, learningRate: 1e-3 })),
});

test('a thread that ends in the middle of training ends it, and everything that is asked of the device later', async () => {
  const device = await createWasmDevice({ threads: 2 });
  let chunks = 0;
  const onProgress = () => {
    chunks += 1;
    if (chunks === 3) setTimeout(() => void workers[0]!.terminate());
  };
  await expect(train(device, long, CORPUS, { onProgress })).rejects.toThrow(
    /^A thread of the wasm device ended\.$/,
  );
  await expect(train(device, long, CORPUS)).rejects.toThrow(/^A thread of the wasm device ended\.$/);
  await device.close();
});

test('a thread that breaks between two requests says why', async () => {
  const device = await createWasmDevice({ threads: 2 });
  workers[1]!.emit('error', new Error('No memory.'));
  await expect(train(device, long, CORPUS)).rejects.toThrow(
    /^A thread of the wasm device ended: No memory\.$/,
  );
  await device.close();
});
