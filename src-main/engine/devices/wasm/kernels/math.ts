// exp, log and sigmoid for the kernels: polynomials, four at a time where it is worth it, errors about one unit in the last
// place. Not for arguments outside the stated ranges.

const LOG2E: f32 = 1.44269504;
const LN2_HIGH: f32 = 0.693359375;
const LN2_LOW: f32 = -2.12194440e-4;
/** 1.5 x 2^23: adding it rounds a float32 to an integer, which then stands in the low bits. */
const MAGIC: f32 = 12582912;
const LARGEST: f32 = 88.3;
const SMALLEST: f32 = -87.3;

/** e^x; x is clamped to the range whose result is a normal float32. NaN stays NaN. Coefficients of Cephes' expf. */
@inline
export function exp4(x: v128): v128 {
  const clamped = f32x4.pmax(f32x4.pmin(x, f32x4.splat(LARGEST)), f32x4.splat(SMALLEST));
  const magic = f32x4.splat(MAGIC);
  const shifted = f32x4.relaxed_madd(clamped, f32x4.splat(LOG2E), magic);
  const n = f32x4.sub(shifted, magic);
  let r = f32x4.relaxed_nmadd(n, f32x4.splat(LN2_HIGH), clamped);
  r = f32x4.relaxed_nmadd(n, f32x4.splat(LN2_LOW), r);
  let p = f32x4.relaxed_madd(r, f32x4.splat(1.9875691500e-4), f32x4.splat(1.3981999507e-3));
  p = f32x4.relaxed_madd(p, r, f32x4.splat(8.3334519073e-3));
  p = f32x4.relaxed_madd(p, r, f32x4.splat(4.1665795894e-2));
  p = f32x4.relaxed_madd(p, r, f32x4.splat(1.6666665459e-1));
  p = f32x4.relaxed_madd(p, r, f32x4.splat(5.0000001201e-1));
  p = f32x4.relaxed_madd(p, f32x4.mul(r, r), f32x4.add(r, f32x4.splat(1)));
  // 2^n by adding n to the exponent: p is in [0.7, 1.5) and n in [-126, 127].
  return f32x4.mul(p, i32x4.add(i32x4.shl(shifted, 23), f32x4.splat(1)));
}

/** 1 / (1 + e^-x). */
@inline
export function sigmoid4(x: v128): v128 {
  const one = f32x4.splat(1);
  return f32x4.div(one, f32x4.add(one, exp4(f32x4.neg(x))));
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
