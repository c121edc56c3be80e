// Costs compared on a noisy machine: what is known to be good stays unless the other is clearly cheaper.
import { expect, test } from 'vitest';
import { isCheaper, relativeCost, type CostPair } from '../../src-main/host/compare.ts';
import { randomNormal } from '../../src-main/engine/random.ts';

/** Pairs in which the other costs `ratio`, each cost off by a normal error of its logarithm. */
function pairs(ratio: number, count: number, error: number, seed: number): CostPair[] {
  return Array.from({ length: count }, (_, i) => ({
    known: Math.exp(error * randomNormal(seed, 2 * i)),
    other: ratio * Math.exp(error * randomNormal(seed, 2 * i + 1)),
  }));
}

const shareCheaper = (ratio: number, count: number, error: number) => {
  const seeds = Array.from({ length: 500 }, (_, i) => i + 1);
  return seeds.filter((seed) => isCheaper(pairs(ratio, count, error, seed))).length / seeds.length;
};

test('nothing measured, nothing changes; one pair must be far off to change anything', () => {
  expect(isCheaper([])).toBe(false);
  expect(isCheaper([{ known: 1, other: 0.75 }])).toBe(false);
  expect(isCheaper([{ known: 1, other: 0.25 }])).toBe(true);
});

test('one wild pair of three decides nothing', () => {
  const alike = { known: 1, other: 1 };
  expect(isCheaper([alike, { known: 4, other: 1 }, alike])).toBe(false);
  const cheaper = { known: 1, other: 0.7 };
  expect(isCheaper([cheaper, { known: 1, other: 4 }, cheaper])).toBe(true);
});

test('with errors of 8 %, what costs the same is hardly ever taken, and what costs 30 % less nearly always', () => {
  expect(shareCheaper(1, 3, 0.08)).toBeLessThan(0.03);
  expect(shareCheaper(1.1, 3, 0.08)).toBeLessThan(0.003);
  expect(shareCheaper(0.7, 3, 0.08)).toBeGreaterThan(0.9);
  expect(shareCheaper(0.7, 9, 0.08)).toBeGreaterThan(0.99);
});

test('many pairs leave little of what was expected', () => {
  expect(relativeCost(pairs(0.9, 200, 0.05, 1))).toBeCloseTo(0.9, 1);
  expect(relativeCost([])).toBeCloseTo(1.05);
});
