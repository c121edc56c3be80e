// Matrix products whose accumulator keeps fewer bits than float32 and is promoted now and then, as tensor cores do. Correct
// rather than fast: one row of C at a time.
import { storeRow } from './tile';

/**
 * C [m, n] from A, whose element (i, t) stands at a + i x aRow + t x aStep, and B in panels over all of k. The partial sum
 * is cut to `bits` significand bits after every addition and added to the float32 sum every `promoteEvery` terms.
 */
export function gemmNarrowSums(
  m: i32,
  n: i32,
  k: i32,
  a: usize,
  aRow: usize,
  aStep: usize,
  b: usize,
  c: usize,
  alpha: f32,
  add: bool,
  bits: i32,
  promoteEvery: i32,
): void {
  const zero = f32x4.splat(0);
  const scale = f32x4.splat(alpha);
  const mask = i32x4.splat(-1 << (24 - bits));
  const panel = (<usize>k) << 5;
  for (let i = 0; i < m; i++) {
    let panels = b;
    for (let j = 0; j < n; j += 8) {
      let low = zero,
        high = zero,
        partLow = zero,
        partHigh = zero;
      let at = a;
      let from = panels;
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
        from += 32;
      }
      storeRow(
        c + ((<usize>j) << 2),
        f32x4.add(low, partLow),
        f32x4.add(high, partHigh),
        scale,
        add,
        min(8, n - j),
      );
      panels += panel;
    }
    a += aRow;
    c += (<usize>n) << 2;
  }
}
