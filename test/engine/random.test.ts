import { expect, test } from 'vitest';
import { truncateSignificand } from '../../src-main/engine/devices/reference/accumulate.ts';
import { mix32, random32, randomUnit, streamKey } from '../../src-main/engine/random.ts';

test('a significand cut to 14 bits keeps 14 bits, toward zero', () => {
  expect(truncateSignificand(1 + 2 ** -13, 14)).toBe(1 + 2 ** -13);
  expect(truncateSignificand(1 + 2 ** -14, 14)).toBe(1);
  expect(truncateSignificand(-(1 + 2 ** -13 + 2 ** -20), 14)).toBe(-(1 + 2 ** -13));
  expect(truncateSignificand(0.1, 24)).toBe(Math.fround(0.1));
});

test('draws are uniform, and streams of neighbouring steps do not follow each other', () => {
  const draws = 20_000;
  const bins = new Array<number>(64).fill(0);
  let product = 0;
  const [a, b] = [streamKey(1, 'test', 10), streamKey(1, 'test', 11)];
  for (let i = 0; i < draws; i++) {
    bins[random32(a, i) >>> 26]!++;
    product += (randomUnit(a, i) - 0.5) * (randomUnit(b, i) - 0.5);
  }
  const expected = draws / 64;
  const chiSquare = bins.reduce((sum, count) => sum + (count - expected) ** 2 / expected, 0);
  // 63 degrees of freedom: 0.1 % and 99.9 % points.
  expect(chiSquare).toBeGreaterThan(33);
  expect(chiSquare).toBeLessThan(104);
  // Correlation of independent uniforms: standard error 1 / sqrt(draws).
  expect(Math.abs((12 * product) / draws)).toBeLessThan(4 / Math.sqrt(draws));
});

test('the hash is a bijection: no two inputs of a long run collide', () => {
  const seen = new Set(Array.from({ length: 100_000 }, (_, i) => mix32(i)));
  expect(seen.size).toBe(100_000);
});

test('the seed moves every stream', () => {
  expect(streamKey(1, 'batch', 0)).not.toBe(streamKey(2, 'batch', 0));
  expect(streamKey(1, 'batch', 0)).not.toBe(streamKey(1, 'weight', 0));
});
