// Evenly spread points, the same every time: in each dimension a permutation of the middles of equal parts of (0, 1). They come in
// pairs, of which one has the normal coordinates of the other with the sign turned. Nothing here depends on the runs, so that one run more
// moves a result by what it says and by nothing else.
import { normalQuantile } from '../../statistics/normal.ts';

const BITS = 10;
const PAIRS = 2 ** BITS;
export const POINTS = 2 * PAIRS;

/** 32-bit integer hash (lowbias32 of C. Wellons' hash-prospector). */
function mix(value: number): number {
  let x = value | 0;
  x = Math.imul(x ^ (x >>> 16), 0x7feb352d);
  x = Math.imul(x ^ (x >>> 15), 0x846ca68b);
  return (x ^ (x >>> 16)) >>> 0;
}

/** The parts of (0, 1) in which the pairs lie. Each step is a permutation of the integers of so many bits: an odd factor, a sum, a shift. */
function permuted(dimension: number): Int32Array {
  const parts = Int32Array.from({ length: PAIRS }, (_, pair) => pair);
  for (let round = 0; round < ROUNDS; round++) {
    const key = mix(4 * dimension + round + 0x9e3779b9);
    for (let pair = 0; pair < PAIRS; pair++) {
      let x = (Math.imul(parts[pair]!, key | 1) + (key >>> 11)) & (PAIRS - 1);
      x ^= x >>> (BITS / 2);
      x = Math.imul(x, (key >>> 20) | 1) & (PAIRS - 1);
      parts[pair] = x ^ (x >>> 3);
    }
  }
  return parts;
}

const ROUNDS = 3;

const middleOf = (part: number) => (part + 0.5) / PAIRS;
/** Every dimension has the same ones. */
const QUANTILES = Float64Array.from({ length: PAIRS }, (_, part) => normalQuantile(middleOf(part)));

const made = new Map<number, Float64Array>();
const madeNormal = new Map<number, Float64Array>();

/** The coordinates of all points in one dimension, the same for both of a pair. */
export function coordinates(dimension: number): Float64Array {
  const known = made.get(dimension);
  if (known) return known;
  const values = new Float64Array(POINTS);
  permuted(dimension).forEach((part, pair) => {
    values[pair] = values[PAIRS + pair] = middleOf(part);
  });
  made.set(dimension, values);
  return values;
}

/** As quantiles of a standard normal distribution, of opposite sign for the second of a pair. */
export function normalCoordinates(dimension: number): Float64Array {
  const known = madeNormal.get(dimension);
  if (known) return known;
  const values = new Float64Array(POINTS);
  permuted(dimension).forEach((part, pair) => {
    values[pair] = QUANTILES[part]!;
    values[PAIRS + pair] = -QUANTILES[part]!;
  });
  madeNormal.set(dimension, values);
  return values;
}
