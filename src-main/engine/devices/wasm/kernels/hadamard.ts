// The random Hadamard transform along the rows of a matrix, as formats/hadamard.ts has it: 16 rows by 16 columns at a time, in two
// turns of two distances each. Between them they stand in `scratch`, close together: rows of a wide matrix that lie a power of two
// apart would drive each other out of the cache.
import { storePart } from './vector';

/** The sign of each row, and 1/4. */
const FACTORS: usize = memory.data<f32>([
  0.25, 0.25, 0.25, -0.25, 0.25, -0.25, -0.25, -0.25, -0.25, -0.25, -0.25, 0.25, -0.25, 0.25, -0.25, -0.25,
]);

@inline
function storeFirst(to: usize, low: v128, high: v128, count: i32): void {
  if (count == 8) {
    v128.store(to, low);
    v128.store(to, high, 16);
  } else {
    storePart(to, low, high, count);
  }
}

@inline
function factor(row: i32): v128 {
  return v128.load32_splat(FACTORS + (<usize>row << 2));
}

/**
 * Sums and differences of four rows one distance apart, then two, from rows `xApart` bytes apart to rows `outApart` apart; where `row`
 * is not negative, of the rows from it on times their factors.
 */
@inline
function fourRows(x: usize, xApart: usize, out: usize, outApart: usize, count: i32, row: i32): void {
  let a = v128.load(x), a2 = v128.load(x, 16);
  let b = v128.load(x + xApart), b2 = v128.load(x + xApart, 16);
  let c = v128.load(x + 2 * xApart), c2 = v128.load(x + 2 * xApart, 16);
  let d = v128.load(x + 3 * xApart), d2 = v128.load(x + 3 * xApart, 16);
  if (row >= 0) {
    a = f32x4.mul(a, factor(row));
    a2 = f32x4.mul(a2, factor(row));
    b = f32x4.mul(b, factor(row + 1));
    b2 = f32x4.mul(b2, factor(row + 1));
    c = f32x4.mul(c, factor(row + 2));
    c2 = f32x4.mul(c2, factor(row + 2));
    d = f32x4.mul(d, factor(row + 3));
    d2 = f32x4.mul(d2, factor(row + 3));
  }
  const ab = f32x4.add(a, b), ab2 = f32x4.add(a2, b2);
  const cd = f32x4.add(c, d), cd2 = f32x4.add(c2, d2);
  storeFirst(out, f32x4.add(ab, cd), f32x4.add(ab2, cd2), count);
  storeFirst(out + 2 * outApart, f32x4.sub(ab, cd), f32x4.sub(ab2, cd2), count);
  const a_b = f32x4.sub(a, b), a_b2 = f32x4.sub(a2, b2);
  const c_d = f32x4.sub(c, d), c_d2 = f32x4.sub(c2, d2);
  storeFirst(out + outApart, f32x4.add(a_b, c_d), f32x4.add(a_b2, c_d2), count);
  storeFirst(out + 3 * outApart, f32x4.sub(a_b, c_d), f32x4.sub(a_b2, c_d2), count);
}

/** Columns of a block, and bytes of a row of it. */
const WIDTH: i32 = 16;
const ROW: usize = 64;

/** out = the transform of x [rows, columns]; out is another buffer, and `scratch` has room for a block. */
export function hadamard(x: usize, out: usize, rows: i32, columns: i32, scratch: usize): void {
  const stride = <usize>columns << 2;
  for (; rows >= 16; rows -= 16, x += stride << 4, out += stride << 4) {
    for (let j = 0; j < columns; j += WIDTH) {
      const end = min(WIDTH, columns - j);
      const at = <usize>j << 2;
      for (let row = 0; row < 16; row += 4) {
        for (let k = 0; k < end; k += 8) {
          const from = x + <usize>row * stride + at + (<usize>k << 2);
          fourRows(from, stride, scratch + <usize>row * ROW + (<usize>k << 2), ROW, 8, row);
        }
      }
      for (let row = 0; row < 4; row++) {
        for (let k = 0; k < end; k += 8) {
          const to = out + <usize>row * stride + at + (<usize>k << 2);
          const from = scratch + <usize>row * ROW + (<usize>k << 2);
          fourRows(from, 4 * ROW, to, 4 * stride, min(8, end - k), -1);
        }
      }
    }
  }
  memory.copy(out, x, <usize>rows * stride);
}
