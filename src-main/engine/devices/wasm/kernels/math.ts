// exp, log and sigmoid for the kernels: polynomials, four at a time where it is worth it, errors about one unit in the last
// place. Not for arguments outside the stated ranges.

/**
 * Numbers of every lane stand in memory: a load spreads one over a vector in a single instruction, where a constant in the
 * code takes three, two of them in the one place that moves lanes.
 */
const NUMBERS: usize = memory.data<f32>([
  // Largest and smallest argument of exp, and 1.5 x 2^23: adding it rounds a float32 to an integer in its low bits.
  88.3, -87.3, 12582912,
  // log2(e), and ln 2 in two parts.
  1.44269504, 0.693359375, -2.1219444e-4,
  // Cephes' expf.
  1.98756915e-4, 1.3981999507e-3, 8.3334519073e-3, 4.1665795894e-2, 1.6666665459e-1, 5.0000001201e-1,
  1,
]);

@inline
function number(index: i32): v128 {
  return v128.load32_splat(NUMBERS + (<usize>index << 2));
}

@inline
export function one(): v128 {
  return number(12);
}

/** e^x; x is clamped to the range whose result is a normal float32. NaN stays NaN. */
@inline
export function exp4(x: v128): v128 {
  const clamped = f32x4.pmax(f32x4.pmin(x, number(0)), number(1));
  const shifted = f32x4.relaxed_madd(clamped, number(3), number(2));
  const n = f32x4.sub(shifted, number(2));
  let r = f32x4.relaxed_nmadd(n, number(4), clamped);
  r = f32x4.relaxed_nmadd(n, number(5), r);
  let p = f32x4.relaxed_madd(r, number(6), number(7));
  p = f32x4.relaxed_madd(p, r, number(8));
  p = f32x4.relaxed_madd(p, r, number(9));
  p = f32x4.relaxed_madd(p, r, number(10));
  p = f32x4.relaxed_madd(p, r, number(11));
  p = f32x4.relaxed_madd(p, f32x4.mul(r, r), f32x4.add(r, one()));
  // 2^n by adding n to the exponent: p is in [0.7, 1.5) and n in [-126, 127].
  return f32x4.mul(p, i32x4.add(i32x4.shl(shifted, 23), one()));
}

/** 1 / (1 + e^-x). */
@inline
export function sigmoid4(x: v128): v128 {
  return f32x4.div(one(), f32x4.add(one(), exp4(f32x4.neg(x))));
}

/** Natural logarithm of a positive normal float64, by 2 atanh((m - 1) / (m + 1)); NaN and infinity stay. */
export function logOf(x: f64): f64 {
  if (!(x < Infinity)) return x;
  let bits = reinterpret<u64>(x);
  let exponent = <i32>(bits >> 52) - 1023;
  bits = (bits & 0x000fffffffffffff) | 0x3ff0000000000000;
  let m = reinterpret<f64>(bits);
  if (m > 1.4142135623730951) {
    m *= 0.5;
    exponent++;
  }
  const s = (m - 1) / (m + 1);
  const z = s * s;
  let p: f64 = 1.0 / 17.0;
  p = p * z + 1.0 / 15.0;
  p = p * z + 1.0 / 13.0;
  p = p * z + 1.0 / 11.0;
  p = p * z + 1.0 / 9.0;
  p = p * z + 1.0 / 7.0;
  p = p * z + 1.0 / 5.0;
  p = p * z + 1.0 / 3.0;
  p = p * z + 1;
  return 2 * s * p + <f64>exponent * 0.6931471805599453;
}
