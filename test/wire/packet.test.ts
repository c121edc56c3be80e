import { expect, test } from 'vitest';
import { decode, encode, textBytesOf } from '../../src-main/wire/packet.ts';
import { processorSeconds } from '../processor-time.ts';

const carried = (value: unknown) => decode(encode(value));

/** A binary packet by hand: length, text, padding to eight bytes, arrays. */
function packet(text: string, arrays: readonly number[], length = text.length): Uint8Array<ArrayBuffer> {
  const head = [length, 0, 0, 0, ...Buffer.from(text)];
  while (head.length % 8 !== 0) head.push(0);
  return Uint8Array.from([...head, ...arrays]);
}

test('plain values come back as they were, and travel as text', () => {
  const value = { a: [1, 'two', null, true], b: { c: -0.5 } };
  expect(carried(value)).toEqual(value);
  expect(encode(value)).toBe('{"a":[1,"two",null,true],"b":{"c":-0.5}}');
});

test('typed arrays keep their kind and every bit, NaN payloads and views into larger buffers included', () => {
  const floats = new Float32Array(new Uint32Array([0x7fc00001, 0x80000000, 0x7f800000, 1]).buffer, 4, 3);
  const back = carried({ floats }) as { floats: Float32Array };
  expect(back.floats).toBeInstanceOf(Float32Array);
  expect([...new Uint32Array(back.floats.buffer)]).toEqual([0x80000000, 0x7f800000, 1]);
  const bytes = Uint8Array.from({ length: 70_000 }, (_, index) => index % 251);
  expect(carried(bytes)).toEqual(bytes);
  expect(carried({ file: Buffer.from(bytes) })).toEqual({ file: bytes });
});

test('several arrays, empty ones and odd lengths among them, lie behind the text each at a multiple of eight bytes', () => {
  const value = { a: Uint8Array.of(1, 2, 3), b: new Uint8Array(), c: Float32Array.of(1) };
  expect(carried({ ü: 'ü', ...value })).toEqual({ ü: 'ü', ...value });
  // Text, padding to eight bytes, then the arrays: a, nothing, c (1 is 0x3f800000).
  const text =
    '{"a":{"$array":["Uint8Array",0,3]},"b":{"$array":["Uint8Array",8,0]},"c":{"$array":["Float32Array",8,4]}}';
  expect(encode(value)).toEqual(packet(text, [1, 2, 3, 0, 0, 0, 0, 0, 0, 0, 0x80, 0x3f, 0, 0, 0, 0]));
  expect(textBytesOf(encode(value) as Uint8Array)).toBe(text.length);
});

test('names that look like tags stay names', () => {
  const value = { $array: ['Uint8Array', 0, 1], $number: 'NaN', $$x: { $array: 1 }, $: 1, a$: 2 };
  expect(carried({ value, list: [value] })).toEqual({ value, list: [value] });
  expect(carried({ value, bytes: Uint8Array.of(1) })).toEqual({ value, bytes: Uint8Array.of(1) });
});

test('a packet is read wherever it lies in a larger buffer', () => {
  const own = encode({ a: Float32Array.of(1.5, -2), b: Uint8Array.of(7) }) as Uint8Array;
  const larger = new Uint8Array(own.length + 3);
  larger.set(own, 3);
  expect(decode(larger.subarray(3))).toEqual({ a: Float32Array.of(1.5, -2), b: Uint8Array.of(7) });
});

test('a file of 200 MiB is carried in a few seconds', () => {
  const begun = processorSeconds();
  const file = new Uint8Array(200 * 1024 * 1024);
  file[file.length - 1] = 9;
  const back = carried({ file }) as { file: Uint8Array };
  expect([back.file.length, back.file.at(-1)]).toEqual([file.length, 9]);
  expect(processorSeconds() - begun).toBeLessThan(10);
});

test('NaN, the infinities and the sign of zero survive, and every other number to the bit', () => {
  const numbers = [NaN, Infinity, -Infinity, -0, 0, 0.1, 5e-324, 2 ** 53, -1.7976931348623157e308];
  const back = carried(numbers) as number[];
  expect(back.map((value, index) => Object.is(value, numbers[index]))).toEqual(numbers.map(() => true));
});

test.each([
  new Uint16Array([1, 65535]),
  new Int32Array([-(2 ** 31), 7]),
  new Float64Array([NaN, -0, 5e-324]),
])('a %s travels as what it is', (array) => {
  expect(carried({ odd: Uint8Array.of(1), array })).toEqual({ odd: Uint8Array.of(1), array });
});

test.each([
  ['bytes in a text', '{"$array":["Uint8Array",0,1]}'],
  ['no place', packet('{"$array":"x"}', [0])],
  ['no kind', packet('{"$array":[0,1]}', [0])],
  ['a kind that is another thing', packet('{"$array":["constructor",0,1]}', [0])],
  ['a place beyond the end', packet('{"$array":["Uint8Array",0,2]}', [0])],
  ['a place before the start', packet('{"$array":["Uint8Array",-1,1]}', [0])],
  ['a broken number of bytes', packet('{"$array":["Uint8Array",0,0.5]}', [0])],
  ['floats of three bytes', packet('{"$array":["Float32Array",0,3]}', [0, 0, 0])],
  ['a text longer than the packet', packet('{}', [], 200)],
  ['a packet without a length', Uint8Array.of(1, 0)],
  ['an empty packet', new Uint8Array()],
])('what lies about itself is a syntax error, not a wrong value: %s', (_what, given) => {
  expect(() => decode(given)).toThrow(SyntaxError);
});

test('names of the prototype are only names', () => {
  const back = carried(JSON.parse('{"__proto__":{"polluted":1},"constructor":{"prototype":{"polluted":1}}}'));
  expect(Object.keys(back as object)).toEqual(['__proto__', 'constructor']);
  expect(({} as { polluted?: unknown }).polluted).toBeUndefined();
});
