// Matrix products in float32: C = (add ? C : 0) + alpha A B, in tiles of 6 x 8 whose 12 accumulators, two vectors of B and
// one splat of A fill the 16 registers of x64. B is packed into panels of 8 columns ([n/8][k][8], zero-padded). The order
// of summation depends on the shape only.
import { packB } from './pack';
import { quantize } from './quantize';
import { storeRow } from './tile';

/** Rows of B panels and columns of A that one pass keeps in the first-level cache. */
const DEPTH: i32 = 256;

@inline
function depthOf(k: i32): i32 {
  const passes = (k + DEPTH - 1) / DEPTH;
  return ((k + passes - 1) / passes + 3) & ~3;
}

/**
 * C [m, n] from A [m, k] and B packed over all of k. Where `cast` is not 0, A is rounded six rows at a time into
 * `rounded` (6 x k values), so that it is still in the first-level cache when it is used.
 */
export function gemmRows(
  m: i32, n: i32, k: i32, a: usize, b: usize, c: usize, alpha: f32, add: bool,
  cast: usize, factor: f32, key: u32, counts: usize, rounded: usize,
): void {
  const depth = depthOf(k);
  const ldc = <usize>n << 2;
  for (let start = 0; start < k; start += depth) {
    const terms = min(depth, k - start);
    for (let i = 0; i < m; i += 6) {
      const rows = min(6, m - i);
      let from = a + ((<usize>i * <usize>k + <usize>start) << 2);
      let lda = <usize>k << 2;
      if (cast != 0) {
        if (terms == k) {
          quantize(rounded, from, rows * k, factor, cast, key, i * k, counts);
        } else {
          for (let r = 0; r < rows; r++) {
            const to = rounded + ((<usize>r * <usize>terms) << 2);
            quantize(to, from + <usize>r * lda, terms, factor, cast, key, (i + r) * k + start, counts);
          }
        }
        from = rounded;
        lda = <usize>terms << 2;
      }
      const panels = b + (<usize>start << 5);
      rowTiles(rows, n, terms, from, lda, panels, <usize>k << 5, c + <usize>i * ldc, ldc, alpha, add || start > 0);
    }
  }
}

/**
 * C [m, n] from A stored [k, m] and B stored [k, n]. `scratch` holds what one pass over DEPTH rows needs: packed B,
 * rounded A and rounded B, DEPTH x (n + 8 + m + n) values and room for one vector after each.
 */
export function gemmColumns(
  m: i32, n: i32, k: i32, a: usize, b: usize, c: usize, alpha: f32, add: bool,
  castA: usize, factorA: f32, keyA: u32, countsA: usize,
  castB: usize, factorB: f32, keyB: u32, countsB: usize, scratch: usize,
): void {
  const depth = depthOf(k);
  const lda = <usize>m << 2;
  const ldb = <usize>n << 2;
  const roundedA = scratch + ((<usize>depth * <usize>((n + 7) & ~7)) << 2) + 64;
  const roundedB = roundedA + <usize>depth * lda + 64;
  for (let start = 0; start < k; start += depth) {
    const terms = min(depth, k - start);
    let fromA = a + <usize>start * lda;
    let fromB = b + <usize>start * ldb;
    if (castA != 0) {
      quantize(roundedA, fromA, terms * m, factorA, castA, keyA, start * m, countsA);
      fromA = roundedA;
    }
    if (castB != 0) {
      quantize(roundedB, fromB, terms * n, factorB, castB, keyB, start * n, countsB);
      fromB = roundedB;
    }
    packB(scratch, fromB, ldb, terms, n);
    for (let i = 0; i < m; i += 6) {
      const out = c + <usize>i * ldb;
      columnTiles(
        min(6, m - i), n, terms, fromA + (<usize>i << 2), lda, scratch, <usize>terms << 5, out, ldb, alpha, add || start > 0,
      );
    }
  }
}

/** Up to 6 rows of C from rows of A. Rows that are missing repeat the last one and are not stored. */
export function rowTiles(
  rows: i32, n: i32, k: i32, a: usize, lda: usize, b: usize, panel: usize, c: usize, ldc: usize, alpha: f32, add: bool,
): void {
  const zero = f32x4.splat(0);
  const scale = f32x4.splat(alpha);
  const last = a + <usize>(rows - 1) * lda;
  const a1 = min(a + lda, last);
  const a2 = min(a + 2 * lda, last);
  const a3 = min(a + 3 * lda, last);
  const a4 = min(a + 4 * lda, last);
  const a5 = min(a + 5 * lda, last);
  const whole = <usize>k << 2;
  for (let j = 0; j < n; j += 8) {
    let c00 = zero, c01 = zero, c10 = zero, c11 = zero, c20 = zero, c21 = zero;
    let c30 = zero, c31 = zero, c40 = zero, c41 = zero, c50 = zero, c51 = zero;
    let b0 = zero, b1 = zero, s = zero;
    let bp = b;
    let at: usize = 0;
    while (at < whole) {
      b0 = v128.load(bp, 0);
      b1 = v128.load(bp, 16);
      s = v128.load32_splat(a + at);
      c00 = f32x4.relaxed_madd(s, b0, c00);
      c01 = f32x4.relaxed_madd(s, b1, c01);
      s = v128.load32_splat(a1 + at);
      c10 = f32x4.relaxed_madd(s, b0, c10);
      c11 = f32x4.relaxed_madd(s, b1, c11);
      s = v128.load32_splat(a2 + at);
      c20 = f32x4.relaxed_madd(s, b0, c20);
      c21 = f32x4.relaxed_madd(s, b1, c21);
      s = v128.load32_splat(a3 + at);
      c30 = f32x4.relaxed_madd(s, b0, c30);
      c31 = f32x4.relaxed_madd(s, b1, c31);
      s = v128.load32_splat(a4 + at);
      c40 = f32x4.relaxed_madd(s, b0, c40);
      c41 = f32x4.relaxed_madd(s, b1, c41);
      s = v128.load32_splat(a5 + at);
      c50 = f32x4.relaxed_madd(s, b0, c50);
      c51 = f32x4.relaxed_madd(s, b1, c51);
      bp += 32;
      at += 4;
    }
    const width = min(8, n - j);
    const out = c + (<usize>j << 2);
    storeRow(out, c00, c01, scale, add, width);
    if (rows > 1) storeRow(out + ldc, c10, c11, scale, add, width);
    if (rows > 2) storeRow(out + 2 * ldc, c20, c21, scale, add, width);
    if (rows > 3) storeRow(out + 3 * ldc, c30, c31, scale, add, width);
    if (rows > 4) storeRow(out + 4 * ldc, c40, c41, scale, add, width);
    if (rows > 5) storeRow(out + 5 * ldc, c50, c51, scale, add, width);
    b += panel;
  }
}

/** Up to 6 rows of C from columns of A: the 6 values of step t stand at a + t x lda. B in panels `panel` bytes apart. */
export function columnTiles(
  rows: i32, n: i32, k: i32, a: usize, lda: usize, b: usize, panel: usize, c: usize, ldc: usize, alpha: f32, add: bool,
): void {
  const zero = f32x4.splat(0);
  const scale = f32x4.splat(alpha);
  for (let j = 0; j < n; j += 8) {
    let c00 = zero, c01 = zero, c10 = zero, c11 = zero, c20 = zero, c21 = zero;
    let c30 = zero, c31 = zero, c40 = zero, c41 = zero, c50 = zero, c51 = zero;
    let b0 = zero, b1 = zero, s = zero;
    let bp = b;
    let ap = a;
    const whole = b + (<usize>k << 5);
    while (bp < whole) {
      b0 = v128.load(bp, 0);
      b1 = v128.load(bp, 16);
      s = v128.load32_splat(ap, 0);
      c00 = f32x4.relaxed_madd(s, b0, c00);
      c01 = f32x4.relaxed_madd(s, b1, c01);
      s = v128.load32_splat(ap, 4);
      c10 = f32x4.relaxed_madd(s, b0, c10);
      c11 = f32x4.relaxed_madd(s, b1, c11);
      s = v128.load32_splat(ap, 8);
      c20 = f32x4.relaxed_madd(s, b0, c20);
      c21 = f32x4.relaxed_madd(s, b1, c21);
      s = v128.load32_splat(ap, 12);
      c30 = f32x4.relaxed_madd(s, b0, c30);
      c31 = f32x4.relaxed_madd(s, b1, c31);
      s = v128.load32_splat(ap, 16);
      c40 = f32x4.relaxed_madd(s, b0, c40);
      c41 = f32x4.relaxed_madd(s, b1, c41);
      s = v128.load32_splat(ap, 20);
      c50 = f32x4.relaxed_madd(s, b0, c50);
      c51 = f32x4.relaxed_madd(s, b1, c51);
      ap += lda;
      bp += 32;
    }
    const width = min(8, n - j);
    const out = c + (<usize>j << 2);
    storeRow(out, c00, c01, scale, add, width);
    if (rows > 1) storeRow(out + ldc, c10, c11, scale, add, width);
    if (rows > 2) storeRow(out + 2 * ldc, c20, c21, scale, add, width);
    if (rows > 3) storeRow(out + 3 * ldc, c30, c31, scale, add, width);
    if (rows > 4) storeRow(out + 4 * ldc, c40, c41, scale, add, width);
    if (rows > 5) storeRow(out + 5 * ldc, c50, c51, scale, add, width);
    b += panel;
  }
}
