// Matrix products whose accumulator keeps fewer bits than float32 and is promoted now and then, as tensor cores do. Correct
// rather than fast: one row of C at a time.
import { copyEdge, PANEL, storePair } from './tile';

/**
 * C [m, n] from A, whose element (i, t) stands at a + i x aRow + t x aStep, and B in panels over all of k. The partial sum
 * is cut to `bits` significand bits after every addition and added to the float32 sum every `promoteEvery` terms.
 * `edge` has room for 8 values.
 */
export function gemmNarrowSums(
  m: i32, n: i32, k: i32, a: usize, aRow: usize, aStep: usize, b: usize, c: usize, alpha: f32, add: bool, bits: i32,
  promoteEvery: i32, edge: usize,
): void {
  const zero = f32x4.splat(0);
  const scale = f32x4.splat(alpha);
  const mask = i32x4.splat(-1 << (24 - bits));
  for (let i = 0; i < m; i++) {
    for (let j = 0; j < n; j += 8) {
      let low = zero, high = zero, partLow = zero, partHigh = zero;
      let at = a;
      let from = b + <usize>(j / PANEL) * (<usize>k << 6) + (<usize>(j % PANEL) << 2);
      let left = promoteEvery;
      for (let t = 0; t < k; t++) {
        const value = v128.load32_splat(at);
        partLow = v128.and(f32x4.add(partLow, f32x4.mul(value, v128.load(from))), mask);
        partHigh = v128.and(f32x4.add(partHigh, f32x4.mul(value, v128.load(from, 16))), mask);
        if (--left == 0) {
          low = f32x4.add(low, partLow);
          high = f32x4.add(high, partHigh);
          partLow = zero;
          partHigh = zero;
          left = promoteEvery;
        }
        at += aStep;
        from += 64;
      }
      low = f32x4.add(low, partLow);
      high = f32x4.add(high, partHigh);
      const out = c + (<usize>j << 2);
      if (n - j >= 8) {
        storePair(out, low, high, scale, add);
      } else {
        storePair(edge, low, high, scale, false);
        copyEdge(out, 0, edge, 1, n - j, add);
      }
    }
    a += aRow;
    c += <usize>n << 2;
  }
}
