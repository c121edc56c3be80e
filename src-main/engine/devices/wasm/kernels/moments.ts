// Sums of the first four powers of a tensor's values, in float64 in a fixed order, and the largest magnitude.
import { first, loadPart, maxAcross, sumOfWide, upper } from './vector';

/** Writes the sums of x, x^2, x^3 and x^4 to `sums`, four float64; returns the largest |x|, NaN where there is one. */
export function moments(x: usize, n: i32, sums: usize): f32 {
  let one = f64x2.splat(0), two = one, three = one, four = one;
  let most = f32x4.splat(0);
  for (let i = 0; i < n; i += 4) {
    const value = loadPart(x, min(4, n - i));
    most = f32x4.max(most, f32x4.abs(value));
    const low = f64x2.promote_low_f32x4(value), high = f64x2.promote_low_f32x4(upper(value));
    const lowSquare = f64x2.mul(low, low), highSquare = f64x2.mul(high, high);
    one = f64x2.add(one, f64x2.add(low, high));
    two = f64x2.add(two, f64x2.add(lowSquare, highSquare));
    three = f64x2.add(three, f64x2.add(f64x2.mul(lowSquare, low), f64x2.mul(highSquare, high)));
    four = f64x2.add(four, f64x2.add(f64x2.mul(lowSquare, lowSquare), f64x2.mul(highSquare, highSquare)));
    x += 16;
  }
  store<f64>(sums, sumOfWide(one));
  store<f64>(sums, sumOfWide(two), 8);
  store<f64>(sums, sumOfWide(three), 16);
  store<f64>(sums, sumOfWide(four), 24);
  return first(maxAcross(most));
}
