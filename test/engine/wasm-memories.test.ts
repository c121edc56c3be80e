import { expect, test, vi } from 'vitest';
import { initialWeights } from '../../src-main/engine/train.ts';
import { transformerStep } from '../../src-main/engine/transformer.ts';
import { createWasmDevice } from '../../src-main/engine/devices/wasm/device.ts';
import { recipeByName } from '../../src-main/recipes/presets.ts';
import { CORPUS, MODEL, OPTIMIZER } from './support.ts';
import { OutOfMemoryError } from '../../src-main/engine/device.ts';
import { Memories } from '../../src-main/engine/devices/wasm/memories.ts';

const PAGE = 65536;
const one = (memories: Memories, bytes: number) => memories.take([bytes], 1)[0]!;
const sum = (memory: WebAssembly.Memory) => new Uint8Array(memory.buffer).reduce((a, b) => a + b, 0);

test.each([
  ['smaller', PAGE / 2],
  ['as large', 3 * PAGE],
  ['larger', 5 * PAGE + 1],
])('the next session, %s, gets the memory of the last, all zeros', (_, bytes) => {
  const memories = new Memories(Infinity);
  const first = one(memories, 3 * PAGE);
  new Uint8Array(first.buffer, 0, Math.min(bytes, 3 * PAGE)).fill(7);
  memories.giveBack([first]);
  const second = one(memories, bytes);
  expect(second).toBe(first);
  expect(second.buffer.byteLength).toBeGreaterThanOrEqual(bytes);
  expect(sum(second)).toBe(0);
});

test('sessions that are open at once have memories of their own; those of the larger are kept, the largest first', () => {
  const memories = new Memories(Infinity);
  const [small, large] = [memories.take([PAGE], 1), memories.take([PAGE, 2 * PAGE], 2)];
  expect(new Set([...small, ...large]).size).toBe(3);
  memories.giveBack(large);
  memories.giveBack(small);
  const next = memories.take([PAGE, PAGE, 3 * PAGE], 3);
  expect(next.slice(0, 2)).toEqual([large[1], large[0]]);
  expect(next[2]!.buffer.byteLength).toBe(3 * PAGE);
});

test('more in one piece than 32-bit addresses reach, or than a session may have, is out of memory, in a sentence', () => {
  const refused =
    (most: number, ...sizes: number[]) =>
    () =>
      new Memories(most).take(sizes, 12);
  expect(refused(Infinity, 2 ** 33)).toThrow(OutOfMemoryError);
  expect(refused(Infinity, 2 ** 30, 2 ** 33)).toThrow(
    '1 lane needs 8 GiB of memory in one piece, of which the wasm device has 4 GiB at most.',
  );
  expect(refused(2 ** 30, 2 ** 29, 2 ** 30)).toThrow(
    '12 lanes need 1.5 GiB of memory, and the wasm device can have 1 GiB.',
  );
  expect(refused(3 * PAGE, PAGE, 2 * PAGE)).not.toThrow();
});

test('memory that the machine refuses is out of memory, in a sentence, new or grown', () => {
  const memories = new Memories(Infinity);
  const refuse = vi.spyOn(WebAssembly, 'Memory').mockImplementation(function () {
    throw new RangeError('could not allocate memory');
  });
  expect(() => one(memories, PAGE)).toThrow(OutOfMemoryError);
  refuse.mockRestore();
  const first = one(memories, PAGE);
  memories.giveBack([first]);
  vi.spyOn(first, 'grow').mockImplementation(() => {
    throw new RangeError('failed to grow');
  });
  expect(() => memories.take([2 ** 30], 2)).toThrow('2 lanes need 1 GiB of memory, which are not to be had.');
});

test('a session that is closed twice gives its memory back once', async () => {
  const device = await createWasmDevice({ threads: 1 });
  const program = transformerStep({
    model: MODEL,
    optimizer: OPTIMIZER,
    recipe: recipeByName('fp32'),
    batchSize: 1,
    vocabulary: CORPUS.vocabularySize,
    sharpnessEpsilon: 1e-3,
  });
  const open = () => device.open({ programs: [program], seeds: [1] });
  const first = await open();
  await first.close();
  const second = await open();
  const [weight] = program.weights;
  const values = initialWeights(weight!, 1);
  await second.write(0, weight!.name, values);
  await first.close();
  const third = await open();
  expect(await second.read(0, weight!.name)).toEqual(Float32Array.from(values));
  for (const session of [second, third]) await session.close();
  await device.close();
});
