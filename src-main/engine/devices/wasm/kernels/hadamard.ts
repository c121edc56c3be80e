// The random Hadamard transform along the rows of a matrix, as formats/hadamard.ts has it: 16 rows of eight columns at a time, which
// stay in the nearest cache through all of its four passes.
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

/** The first `count` (1 to 8) columns of 16 rows, `stride` bytes apart. */
function sixteenRows(x: usize, out: usize, stride: usize, count: i32): void {
  for (let row = 0; row < 16; row++) {
    const factor = v128.load32_splat(FACTORS + (<usize>row << 2));
    const from = x + <usize>row * stride;
    const low = f32x4.mul(v128.load(from), factor), high = f32x4.mul(v128.load(from, 16), factor);
    storeFirst(out + <usize>row * stride, low, high, count);
  }
  for (let distance = 1; distance < 16; distance <<= 1) {
    const apart = <usize>distance * stride;
    for (let row = 0; row < 16; row++) {
      if (row & distance) continue;
      const at = out + <usize>row * stride;
      const a = v128.load(at), a2 = v128.load(at, 16);
      const b = v128.load(at + apart), b2 = v128.load(at + apart, 16);
      storeFirst(at, f32x4.add(a, b), f32x4.add(a2, b2), count);
      storeFirst(at + apart, f32x4.sub(a, b), f32x4.sub(a2, b2), count);
    }
  }
}

/** out = the transform of x [rows, columns]; out is another buffer. */
export function hadamard(x: usize, out: usize, rows: i32, columns: i32): void {
  const stride = <usize>columns << 2;
  for (; rows >= 16; rows -= 16, x += stride << 4, out += stride << 4) {
    for (let j = 0; j < columns; j += 8) {
      const at = <usize>j << 2;
      sixteenRows(x + at, out + at, stride, min(8, columns - j));
    }
  }
  memory.copy(out, x, <usize>rows * stride);
}
