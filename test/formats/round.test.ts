// Rounding against an exact oracle that knows only the table of codes.
import { describe, expect, test } from 'vitest';
import type { Cast } from '../../src-main/formats/cast.ts';
import { FORMAT_NAMES, parseFormat } from '../../src-main/formats/format.ts';
import { codeCount, decode } from './codes.ts';
import { bitsOf, roundValue, valueOf } from '../../src-main/formats/round.ts';
import fc from '../properties.ts';

const NARROW = [
  ...FORMAT_NAMES.filter((name) => !['fp32', 'tf32', 'e8m0'].includes(name)),
  'e4m7',
  'e3m0',
  'e7m2',
];

function castOf(name: string, changes: Partial<Cast> = {}): Cast {
  const format = parseFormat(name);
  return { format, rounding: 'nearest-even', overflow: 'saturate', subnormals: 'keep', ...changes };
}

/** Non-negative finite values of a format, ascending. */
function magnitudes(name: string): number[] {
  const format = parseFormat(name);
  const codes = Array.from({ length: codeCount(format) }, (_, code) => decode(format, code));
  return [...new Set(codes.filter((value) => value >= 0 && Number.isFinite(value)))].sort((a, b) => a - b);
}

describe('rounding', () => {
  test.each(NARROW)('leaves every value of %s as it is', (name) => {
    const format = parseFormat(name);
    for (let code = 0; code < codeCount(format); code++) {
      const value = decode(format, code);
      if (Math.abs(value) < 2 ** -149) continue;
      expect(roundValue(value, castOf(name, { overflow: 'format' }))).toBe(value);
    }
  });

  test.each(NARROW)('goes to the nearest value of %s, ties to the even code', (name) => {
    const values = magnitudes(name);
    const cast = castOf(name);
    for (let i = 0; i + 1 < values.length; i++) {
      const [low, high] = [values[i]!, values[i + 1]!];
      const middle = (low + high) / 2;
      if (Math.fround(middle) !== middle) continue;
      const even = i % 2 === 0 ? low : high;
      expect(roundValue(middle, cast)).toBe(even);
      expect(roundValue(valueOf(bitsOf(middle) - 1), cast)).toBe(low);
      expect(roundValue(valueOf(bitsOf(middle) + 1), cast)).toBe(high);
      expect(roundValue(valueOf(bitsOf(high) - 1), castOf(name, { rounding: 'toward-zero' }))).toBe(low);
    }
  });

  test('keeps order, sign and itself', () => {
    const anyCast = fc.constantFrom(...NARROW).map((name) => castOf(name));
    fc.assert(
      fc.property(anyCast, fc.float({ noNaN: true }), fc.float({ noNaN: true }), (cast, a, b) => {
        const [x, y] = [roundValue(a, cast), roundValue(b, cast)];
        expect(a <= b ? x <= y : x >= y).toBe(true);
        expect(roundValue(-a, cast) + x).toBe(0);
        expect(roundValue(x, cast)).toBe(x);
      }),
      { numRuns: 2000 },
    );
  });

  test('overflows E4M3 as OCP says: 464 is the last that becomes 448, above is NaN', () => {
    const plain = castOf('e4m3fn', { overflow: 'format' });
    expect(roundValue(464, plain)).toBe(448);
    expect(roundValue(464.0001, plain)).toBeNaN();
    expect(roundValue(Infinity, plain)).toBeNaN();
    expect(roundValue(1e30, castOf('e4m3fn'))).toBe(448);
    expect(roundValue(-Infinity, castOf('e4m3fn'))).toBe(-448);
  });

  test('overflows E5M2 to infinity from 61440', () => {
    const plain = castOf('e5m2', { overflow: 'format' });
    expect(roundValue(61440, plain)).toBe(Infinity);
    expect(roundValue(61439, plain)).toBe(57344);
  });

  test('rounds stochastically without bias, in the subnormal range too', () => {
    const cast = castOf('e4m3fn', { rounding: 'stochastic' });
    for (const value of [1.03, -17.3, 0.7 * 2 ** -9, 2 ** -12, 3.1 * 2 ** -9]) {
      const draws = 4096;
      let sum = 0;
      // An even grid over the draws: the mean is exact up to one step in 4096.
      for (let i = 0; i < draws; i++) sum += roundValue(value, cast, (i + 0.5) * (2 ** 32 / draws));
      const step = Math.max(2 ** -9, 2 ** (Math.floor(Math.log2(Math.abs(value))) - 3));
      expect(Math.abs(sum / draws - value)).toBeLessThanOrEqual(step / draws);
    }
  });
});
