// Addresses as the wasm device uses them from JavaScript: every place of 4 GiB is itself, and what is no place is an error.
import { expect, test } from 'vitest';
import { Heap } from '../../src-main/engine/devices/wasm/heap.ts';

const PAGE = 65536;
const PAGES = 65536;
const END = PAGES * PAGE;

/** Reserved; what is written in it is all that takes memory. */
const memory = new WebAssembly.Memory({ initial: PAGES, maximum: PAGES, shared: true });
const heap = new Heap(memory);

test.each([0, 2 ** 31 - 8, 2 ** 31, 3 * 2 ** 30 + 64, END - 16])(
  'what is written at %i stands there',
  (at) => {
    const view = new DataView(memory.buffer);
    heap.setFloat(at, 1.5);
    heap.setWord(at + 4, at);
    expect([view.getFloat32(at, true), view.getUint32(at + 4, true)]).toEqual([1.5, at]);
    expect([heap.float(at), heap.word(at + 4)]).toEqual([1.5, at]);
    view.setFloat64(at, -2.25, true);
    expect(heap.double(at)).toBe(-2.25);
    heap.setWords(at, Int32Array.of(-1, 2));
    expect([view.getInt32(at, true), view.getInt32(at + 4, true)]).toEqual([-1, 2]);
    heap.moveFloatsUp(at, 1);
    expect(view.getInt32(at + 4, true)).toBe(-1);
    heap.zeroWords(at, 2);
    expect(view.getFloat64(at, true)).toBe(0);
  },
);

test('what is no place in the memory is an error, for reading and for writing', () => {
  const wrong = [-4, -(2 ** 31), END - 2, END, END + 4, 2, 2 ** 31 + 1, 0.5, NaN, Infinity];
  for (const at of wrong) {
    expect(() => heap.float(at), String(at)).toThrow(RangeError);
    expect(() => heap.word(at)).toThrow(RangeError);
    expect(() => heap.double(at)).toThrow(RangeError);
    expect(() => heap.setFloat(at, 1)).toThrow(RangeError);
    expect(() => heap.setWord(at, 1)).toThrow(RangeError);
    expect(() => heap.setWords(at, Int32Array.of(1))).toThrow(RangeError);
    expect(() => heap.zeroWords(at, 1)).toThrow(RangeError);
    expect(() => heap.moveFloatsUp(at, 1)).toThrow(RangeError);
  }
  expect(() => heap.double(4)).toThrow(RangeError);
  expect(() => heap.moveFloatsUp(END - 8, 2)).toThrow('4294967288 is no address of 3 values of 4 bytes.');
});
