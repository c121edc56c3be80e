// Messages one after the other, and what of a value travels at all.
import { runInNewContext } from 'node:vm';
import { describe, expect, test } from 'vitest';
import { decode, encode } from '../../src-main/wire/packet.ts';
import { Assembler, piecesOf } from '../../src-main/wire/stream.ts';
import { processorSeconds } from '../processor-time.ts';

function streamed(messages: readonly unknown[], piece: number): unknown[] {
  const bytes = Buffer.concat(messages.flatMap(piecesOf));
  const received: unknown[] = [];
  const assembler = new Assembler((message) => received.push(message));
  for (let at = 0; at < bytes.length; at += piece) assembler.take(bytes.subarray(at, at + piece));
  expect(assembler.isBetween).toBe(true);
  return received;
}
const ways = [
  ['a packet', (value: unknown) => decode(encode(value))],
  ['a stream', (value: unknown) => streamed([value], 5)[0]],
] as const;

const buffer = Uint8Array.from({ length: 64 }, (_, i) => 7 * i).buffer;
const floats16 = (
  globalThis as { Float16Array?: new (of: ArrayBuffer, at: number, length: number) => object }
).Float16Array;
/** Each from the middle of a larger buffer. */
const VIEWS: readonly (readonly [string, ArrayBufferView])[] = [
  ['Int8Array', new Int8Array(buffer, 3, 5)],
  ['Uint8Array', new Uint8Array(buffer, 3, 5)],
  ['Uint8ClampedArray', new Uint8ClampedArray(buffer, 3, 5)],
  ['Int16Array', new Int16Array(buffer, 6, 5)],
  ['Uint16Array', new Uint16Array(buffer, 6, 5)],
  ['Int32Array', new Int32Array(buffer, 12, 5)],
  ['Uint32Array', new Uint32Array(buffer, 12, 5)],
  ['BigInt64Array', new BigInt64Array(buffer, 16, 5)],
  ['BigUint64Array', new BigUint64Array(buffer, 16, 5)],
  ['Float32Array', new Float32Array(buffer, 12, 5)],
  ['Float64Array', new Float64Array(buffer, 16, 5)],
  ['DataView', new DataView(buffer, 3, 5)],
  ...(floats16 ? [['Float16Array', new floats16(buffer, 6, 5) as ArrayBufferView] as const] : []),
];

describe.each(ways)('in %s', (_, carried) => {
  test.each(VIEWS)('a %s keeps its kind and bytes', (_name, view) => {
    const back = (carried({ before: new Uint8Array(3), view }) as { view: ArrayBufferView }).view;
    expect(back.constructor).toBe(view.constructor);
    expect(bytesOf(back)).toEqual(bytesOf(view));
  });

  test('a Buffer, a part of one, one in a list, at the top and in shared memory are their bytes', () => {
    const bytes = Buffer.from('abcdefgh').subarray(2, 5);
    const shared = new Uint8Array(new SharedArrayBuffer(3));
    shared.set(bytes);
    const back = carried({ bytes, list: [[bytes]], shared });
    const plain = Uint8Array.from(bytes);
    expect(back).toEqual({ bytes: plain, list: [[plain]], shared: plain });
    expect((back as { bytes: object }).bytes.constructor).toBe(Uint8Array);
    expect(carried(bytes)).toEqual(plain);
  });

  class Own {
    readonly a = 1;
  }
  const cycle: { list: unknown[] } = { list: [] };
  cycle.list.push(cycle);
  test.each([
    ['A Map', 'states', { states: new Map([[1, 2]]) }],
    ['A Set', 'a[1].b', { a: [0, { b: new Set([1]) }] }],
    ['A Date', 'at', { at: new Date() }],
    ['An Own', 'own', { own: new Own() }],
    ['An Error', 'error', { error: new Error('x') }],
    ['An ArrayBuffer', 'bytes', { bytes: new ArrayBuffer(3) }],
    ['A RegExp', '[0]', [/a/]],
    ['A Number', '[0]', [new Number(1)]],
    ['A bigint', 'big', { big: 1n }],
    ['A function', 'toJSON', { toJSON: () => 1 }],
    ['A symbol', '[1]', [1, Symbol('x')]],
    ['undefined', '[1]', [1, undefined]],
    ['undefined', '[0]', new Array(1)],
    ['What holds itself', 'list[0]', cycle],
    ['undefined', null, undefined],
    ['A Map', null, new Map()],
  ])('%s at %s is refused by name and place, not changed', (what, place, value) => {
    const where = place === null ? '' : ` (at ${place})`;
    expect(() => carried(value)).toThrow(new TypeError(`${what} cannot be sent${where}.`));
  });

  test('plain values of another realm, without a prototype, shared, and names without a value are carried', () => {
    const foreign = runInNewContext('({ list: [1, { a: NaN }], bytes: new Float32Array([1.5]) })') as object;
    expect(carried(foreign)).toEqual({ list: [1, { a: NaN }], bytes: Float32Array.of(1.5) });
    const bare = Object.assign(Object.create(null) as object, { a: 1, none: undefined });
    expect(carried([bare, bare])).toEqual([{ a: 1 }, { a: 1 }]);
  });
});

function bytesOf(view: ArrayBufferView): Buffer {
  return Buffer.from(view.buffer as ArrayBuffer, view.byteOffset, view.byteLength);
}

const MESSAGES = [
  { corpus: Uint16Array.from([1, 2, 65535]), seed: -0, reason: null },
  { a: new Uint8Array(), b: Float32Array.of(NaN), c: new Uint8Array(8) },
  'a text',
  { text: 'ü', $array: ['Uint8Array', 0, 1] },
  [],
];

test.each([1, 3, 8, 64, 1e9])('messages come in order and whole, cut into pieces of %d bytes', (piece) => {
  expect(streamed(MESSAGES, piece)).toEqual(MESSAGES);
});

test('a stream that ends within a message is not between two', () => {
  const bytes = Buffer.concat(piecesOf({ a: Float64Array.of(1, 2) }));
  for (let cut = 1; cut < bytes.length; cut++) {
    const received: unknown[] = [];
    const assembler = new Assembler((message) => received.push(message));
    assembler.take(bytes.subarray(0, cut));
    expect([assembler.isBetween, received]).toEqual([false, []]);
  }
});

test('arrays out of their order are a syntax error, not another array', () => {
  const text = Buffer.from('[{"$array":["Uint8Array",8,1]}]');
  const head = Buffer.alloc(4);
  head.writeUInt32LE(text.length);
  const bytes = Buffer.concat([head, text, Buffer.alloc(64)]);
  expect(() => new Assembler(() => undefined).take(bytes)).toThrow(SyntaxError);
});

test('300 MB in a Buffer cost what it takes to write them, not a list of numbers', () => {
  const begun = processorSeconds();
  const state = Buffer.alloc(300e6);
  state[state.length - 1] = 9;
  const received: { state: Uint8Array }[] = [];
  const assembler = new Assembler((message) => received.push(message as (typeof received)[0]));
  // As they come, without a copy in between.
  for (const piece of piecesOf({ state })) assembler.take(piece);
  expect([received[0]!.state.length, received[0]!.state.at(-1)]).toEqual([300e6, 9]);
  expect(processorSeconds() - begun).toBeLessThan(5);
});
