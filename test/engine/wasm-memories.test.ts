import { expect, test } from 'vitest';
import { initialWeights } from '../../src-main/engine/train.ts';
import { transformerProgram } from '../../src-main/engine/transformer.ts';
import { createWasmDevice } from '../../src-main/engine/devices/wasm/device.ts';
import { recipeByName } from '../../src-main/recipes/presets.ts';
import { CORPUS, MODEL, OPTIMIZER } from './support.ts';
import { OutOfMemoryError } from '../../src-main/engine/device.ts';
import { Memories } from '../../src-main/engine/devices/wasm/memories.ts';

const PAGE = 65536;
const sum = (memory: WebAssembly.Memory) => new Uint8Array(memory.buffer).reduce((a, b) => a + b, 0);

test.each([
  ['smaller', PAGE / 2],
  ['as large', 3 * PAGE],
  ['larger', 5 * PAGE + 1],
])('the next session, %s, gets the memory of the last, all zeros', (_, bytes) => {
  const memories = new Memories();
  const first = memories.take(3 * PAGE, 1);
  new Uint8Array(first.buffer, 0, Math.min(bytes, 3 * PAGE)).fill(7);
  memories.giveBack(first);
  const second = memories.take(bytes, 1);
  expect(second).toBe(first);
  expect(second.buffer.byteLength).toBeGreaterThanOrEqual(bytes);
  expect(sum(second)).toBe(0);
});

test('sessions that are open at once have memories of their own; the larger is kept', () => {
  const memories = new Memories();
  const [small, large] = [memories.take(PAGE, 1), memories.take(2 * PAGE, 1)];
  expect(large).not.toBe(small);
  memories.giveBack(large);
  memories.giveBack(small);
  expect(memories.take(PAGE, 1)).toBe(large);
});

test('more than 32-bit addresses reach is out of memory, in a sentence, new or grown', () => {
  const memories = new Memories();
  const refused = () => memories.take(2 ** 33, 12);
  expect(refused).toThrow(OutOfMemoryError);
  memories.giveBack(memories.take(PAGE, 1));
  expect(refused).toThrow('12 lanes need 8.00 GiB of memory, which are not to be had.');
});

test('a session whose plan is beyond 32-bit addresses is out of memory, in a sentence', async () => {
  const device = await createWasmDevice({ threads: 1 });
  const program = transformerProgram({
    model: { ...MODEL, width: 512, hidden: 2048, context: 128 },
    optimizer: OPTIMIZER,
    recipe: recipeByName('fp32'),
    batchSize: 1,
    vocabulary: CORPUS.vocabularySize,
    sharpnessEpsilon: 1e-3,
  });
  const seeds = Array.from({ length: 100 }, (_, i) => i);
  const opened = device.open({ programs: [program], corpus: CORPUS.tokens, seeds });
  const refused = /^100 lanes need \d.\d\d GiB of memory, and the wasm device can have 4 GiB\.$/;
  await expect(opened).rejects.toThrow(refused);
  await expect(opened).rejects.toThrow(OutOfMemoryError);
  await device.close();
});

test('a session that is closed twice gives its memory back once', async () => {
  const device = await createWasmDevice({ threads: 1 });
  const program = transformerProgram({
    model: MODEL,
    optimizer: OPTIMIZER,
    recipe: recipeByName('fp32'),
    batchSize: 1,
    vocabulary: CORPUS.vocabularySize,
    sharpnessEpsilon: 1e-3,
  });
  const open = () => device.open({ programs: [program], corpus: CORPUS.tokens, seeds: [1] });
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
