// Every format against ml_dtypes and numpy, bit for bit, by the hashes that test/oracle/formats.py wrote.
import { createHash } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { parseFormat } from '../../src-main/formats/format.ts';
import { codeCount, decode } from './codes.ts';
import { bitsOf, roundArray, valueOf } from '../../src-main/formats/round.ts';
import { mix32 } from '../../src-main/engine/random.ts';
import golden from '../oracle/golden/formats.json' with { type: 'json' };

function digest(values: Float32Array): string {
  const bits = new Uint32Array(values.buffer.slice(0));
  values.forEach((value, i) => {
    if (Number.isNaN(value)) bits[i] = 0x7fc00000;
  });
  return createHash('sha256').update(new Uint8Array(bits.buffer)).digest('hex');
}

function floatsOf(length: number, bits: (index: number) => number): Float32Array {
  return new Float32Array(Uint32Array.from({ length }, (_, i) => bits(i)).buffer);
}

function codesOf(name: string): Float32Array {
  const format = parseFormat(name);
  return Float32Array.from({ length: codeCount(format) }, (_, code) => decode(format, code));
}

/** The next float32 up or down from a positive one, or from zero. */
function neighbour(value: number, by: 1 | -1): number {
  return value === 0 ? by * 2 ** -149 : valueOf(bitsOf(value) + by);
}

function midpoints(values: Float32Array): Float32Array {
  const finite = [...new Set([...values].filter(Number.isFinite).map(Math.abs))].sort((a, b) => a - b);
  const middles = finite.slice(1).map((high, i) => (finite[i]! + high) / 2);
  const points = middles
    .filter((middle) => Math.fround(middle) === middle)
    .flatMap((middle) => [middle, neighbour(middle, -1), neighbour(middle, 1)]);
  return Float32Array.from([...points, ...points.map((point) => -point)]);
}

describe.each(Object.entries(golden.formats))('%s', (name, expected) => {
  const cast = {
    format: parseFormat(name),
    rounding: 'nearest-even',
    overflow: 'format',
    subnormals: 'keep',
  } as const;
  const inputs = {
    bf16: () => floatsOf(65536, (i) => i << 16),
    midpoints: () => midpoints(codesOf(name)),
    special: () => Float32Array.of(0, -0, Infinity, -Infinity, NaN),
    random: () => floatsOf(expected.random.count, mix32),
  };

  test('has the values of ml_dtypes at every code', () => {
    expect(digest(codesOf(name))).toBe(expected.codes);
  });

  test.each(Object.entries(inputs))('rounds %s inputs as ml_dtypes does', (kind, make) => {
    const { count, sha256 } = expected[kind as keyof typeof inputs];
    const values = make();
    expect(values.length).toBe(count);
    expect(digest(roundArray(values, cast))).toBe(sha256);
  });
});
