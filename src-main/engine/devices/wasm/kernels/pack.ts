// Brings matrices into the order in which the products read them: B in panels [n/16][k][16], columns beyond it zero, and a
// transposed A in tiles [m/6][k][6] (`tileBytes` apart). Copies only; rounding comes before.
import { PANEL, ROWS } from './tile';
import { maskOf } from './vector';

const PANEL_BYTES: usize = 64;

/** B stored [k, n], rows `ldb` bytes apart. */
export function packB(to: usize, b: usize, ldb: usize, k: i32, n: i32): void {
  const whole = n & -PANEL;
  for (let j = 0; j < whole; j += PANEL) {
    let from = b + (<usize>j << 2);
    const end = to + <usize>k * PANEL_BYTES;
    for (; to < end; to += PANEL_BYTES) {
      const b0 = v128.load(from), b1 = v128.load(from, 16), b2 = v128.load(from, 32), b3 = v128.load(from, 48);
      v128.store(to, b0);
      v128.store(to, b1, 16);
      v128.store(to, b2, 32);
      v128.store(to, b3, 48);
      from += ldb;
    }
  }
  if (whole < n) {
    // Loads run over the row, and after the last one over the matrix; what they find there is not kept.
    const width = n - whole;
    const m0 = maskOf(min(width, 8)), m1 = maskOf(min(width, 8), 4);
    const m2 = maskOf(max(width - 8, 0)), m3 = maskOf(max(width - 8, 0), 4);
    let from = b + (<usize>whole << 2);
    for (let t = 0; t < k; t++) {
      const b0 = v128.and(v128.load(from), m0), b1 = v128.and(v128.load(from, 16), m1);
      const b2 = v128.and(v128.load(from, 32), m2), b3 = v128.and(v128.load(from, 48), m3);
      v128.store(to, b0);
      v128.store(to, b1, 16);
      v128.store(to, b2, 32);
      v128.store(to, b3, 48);
      to += PANEL_BYTES;
      from += ldb;
    }
  }
}

/** B stored transposed, [n, k] with rows `ldb` bytes apart. */
export function packTransposedB(to: usize, b: usize, ldb: usize, k: i32, n: i32): void {
  for (let j = 0; j < n; j += PANEL) {
    for (let i = 0; i < PANEL; i += 4) {
      const rows = max(0, min(4, n - j - i));
      transposeInto(to + (<usize>i << 2), b + <usize>(j + i) * ldb, ldb, k, rows);
    }
    to += <usize>k * PANEL_BYTES;
  }
}

/** Four rows of length k become four columns of a panel; rows from `rows` on count as zero. */
function transposeInto(to: usize, from: usize, ld: usize, k: i32, rows: i32): void {
  let t = 0;
  if (rows == 4) {
    for (; t + 4 <= k; t += 4) {
      const r0 = v128.load(from);
      const r1 = v128.load(from + ld);
      const r2 = v128.load(from + 2 * ld);
      const r3 = v128.load(from + 3 * ld);
      const low01 = i8x16.shuffle(r0, r1, 0, 1, 2, 3, 16, 17, 18, 19, 4, 5, 6, 7, 20, 21, 22, 23);
      const high01 = i8x16.shuffle(r0, r1, 8, 9, 10, 11, 24, 25, 26, 27, 12, 13, 14, 15, 28, 29, 30, 31);
      const low23 = i8x16.shuffle(r2, r3, 0, 1, 2, 3, 16, 17, 18, 19, 4, 5, 6, 7, 20, 21, 22, 23);
      const high23 = i8x16.shuffle(r2, r3, 8, 9, 10, 11, 24, 25, 26, 27, 12, 13, 14, 15, 28, 29, 30, 31);
      v128.store(to, i64x2.shuffle(low01, low23, 0, 2));
      v128.store(to + PANEL_BYTES, i64x2.shuffle(low01, low23, 1, 3));
      v128.store(to + 2 * PANEL_BYTES, i64x2.shuffle(high01, high23, 0, 2));
      v128.store(to + 3 * PANEL_BYTES, i64x2.shuffle(high01, high23, 1, 3));
      from += 16;
      to += 4 * PANEL_BYTES;
    }
  }
  for (; t < k; t++) {
    for (let i = 0; i < 4; i++) {
      store<f32>(to + (<usize>i << 2), i < rows ? load<f32>(from + <usize>i * ld) : 0);
    }
    from += 4;
    to += PANEL_BYTES;
  }
}

/** Rows of A that all tiles take their part of while they are in the first-level cache. */
const PACKED_ROWS: i32 = 16;

/** Bytes from one tile of a packed A to the next: each runs over its end by two values. */
@inline
export function tileBytes(k: i32): usize {
  return (<usize>k * ROWS + 2) << 2;
}

/** A stored transposed, [k, m] with rows `lda` bytes apart. What stands in the last tile beyond A is not A's. */
export function packA(to: usize, a: usize, lda: usize, k: i32, m: i32): void {
  const tile = tileBytes(k);
  for (let t = 0; t < k; t += PACKED_ROWS) {
    const part = <usize>(min(PACKED_ROWS, k - t) * ROWS) << 2;
    let tiled = to + (<usize>(t * ROWS) << 2);
    for (let i = 0; i < m; i += ROWS) {
      let from = a + (<usize>i << 2);
      // Each row runs over its end, and the next one overwrites what is there.
      for (let at: usize = 0; at < part; at += ROWS << 2) {
        const low = v128.load(from), high = v128.load(from, 16);
        v128.store(tiled + at, low);
        v128.store(tiled + at, high, 16);
        from += lda;
      }
      tiled += tile;
    }
    a += <usize>PACKED_ROWS * lda;
  }
}
