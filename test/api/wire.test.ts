import { expect, test } from 'vitest';
import { decode, encode } from '../../src-main/api/wire.ts';

const carried = (value: unknown) => decode(encode(value));

test('plain values come back as they were', () => {
  const value = { a: [1, 'two', null, true], b: { c: -0.5 } };
  expect(carried(value)).toEqual(value);
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

test('NaN and the infinities survive', () => {
  expect(carried([NaN, Infinity, -Infinity])).toEqual([NaN, Infinity, -Infinity]);
});

test('names that look like tags stay names', () => {
  const value = { $float32: 'AAA', $bytes: [0, 9], $number: 'NaN', $$x: { $float32: 'AAAA' }, $: 1, a$: 2 };
  expect(carried({ value, list: [value] })).toEqual({ value, list: [value] });
});

test('a tag that lies is a syntax error, not a wrong value', () => {
  expect(() => decode('{"$bytes":"§"}')).toThrow(SyntaxError);
  expect(() => decode('{"$float32":"AAA="}')).toThrow(SyntaxError);
});
