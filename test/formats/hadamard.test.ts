import { expect, test } from 'vitest';
import { HADAMARD_POINTS, HADAMARD_SIGNS, hadamardTransform } from '../../src-main/formats/hadamard.ts';
import { randomNormal } from '../../src-main/engine/random.ts';

const normal = (seed: number, length: number) =>
  Float32Array.from({ length }, (_, i) => randomNormal(seed, i));

/** Entries of Sylvester's matrix: -1 where the places have an odd number of common bits. */
const sylvester = (i: number, j: number) =>
  [1, 2, 4, 8].filter((bit) => (i & j & bit) !== 0).length % 2 === 0 ? 1 : -1;

test('each value goes to 16 by a column of Sylvester’s matrix, its sign and a quarter', () => {
  for (let j = 0; j < HADAMARD_POINTS; j++) {
    const unit = new Float32Array(HADAMARD_POINTS);
    unit[j] = 1;
    const column = Array.from(unit, (_, i) => (sylvester(i, j) * HADAMARD_SIGNS[j]!) / 4);
    expect([...hadamardTransform(unit, HADAMARD_POINTS, 1)]).toEqual(column);
  }
});

test('rows that fill no 16 stay as they are', () => {
  const values = normal(1, 37 * 3);
  const seen = hadamardTransform(values, 37, 3);
  expect([...seen.subarray(32 * 3)]).toEqual([...values.subarray(32 * 3)]);
  expect([...seen.subarray(0, 32 * 3)].filter((value, i) => value === values[i])).toEqual([]);
  expect([...hadamardTransform(values, 15, 3)].slice(0, 45)).toEqual([...values.subarray(0, 45)]);
});

test('an outlier of a block comes to a quarter, in each of its values', () => {
  const values = new Float32Array(HADAMARD_POINTS);
  values[5] = 96;
  expect([...hadamardTransform(values, HADAMARD_POINTS, 1)].map(Math.abs)).toEqual(Array(16).fill(24));
});
