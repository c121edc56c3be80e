// Scales in WGSL, bit for bit as formats/scales.ts has them. WGSL's own division may be off by some units in the last
// place, so the divisions that a scale is made of are done on integers.
import type { Format } from '../../../../formats/format.ts';
import { bitsOf } from '../../../../formats/round.ts';
import { AMAX_FLOOR, LARGEST_SCALE, NVFP4_SCALE_CAST } from '../../../../formats/scales.ts';
import { E2M1_MAX, type BlockFormula, type TensorScale } from '../../../../formats/scaling.ts';
import { f32 } from '../kernel.ts';
import { roundingFunction } from './rounding.ts';

/**
 * a / b of float32 bits, rounded to nearest even. The quotient of the significands is estimated in floating point and put
 * right by its remainder, which fits into 32 bits however wrong the estimate's last bits are.
 */
export const DIVIDE = `
fn divide(a: u32, b: u32) -> u32 {
  let sign = (a ^ b) & 0x80000000u;
  let x = a & 0x7fffffffu;
  let y = b & 0x7fffffffu;
  if (x > 0x7f800000u || y > 0x7f800000u || (x == 0u && y == 0u) || (x == 0x7f800000u && y == x)) {
    return 0x7fc00000u;
  }
  if (x == 0x7f800000u || y == 0u) { return 0x7f800000u | sign; }
  if (x == 0u || y == 0x7f800000u) { return sign; }
  let liftX = select(0u, countLeadingZeros(x) - 8u, x < 0x800000u);
  let liftY = select(0u, countLeadingZeros(y) - 8u, y < 0x800000u);
  var top = select((x & 0x7fffffu) | 0x800000u, x << liftX, x < 0x800000u);
  let bottom = select((y & 0x7fffffu) | 0x800000u, y << liftY, y < 0x800000u);
  var exponent = max(i32(x >> 23u), 1) - i32(liftX) - max(i32(y >> 23u), 1) + i32(liftY);
  if (top < bottom) {
    top <<= 1u;
    exponent -= 1;
  }
  // 2^24 top / bottom: 24 bits of the result and one more.
  var quotient = u32(f32(top) / f32(bottom) * 16777216.0f);
  var rest = bitcast<i32>((top << 24u) - quotient * bottom);
  while (rest < 0) {
    quotient -= 1u;
    rest += i32(bottom);
  }
  while (rest >= i32(bottom)) {
    quotient += 1u;
    rest -= i32(bottom);
  }
  let field = exponent + 127;
  if (field > 254) { return 0x7f800000u | sign; }
  let dropped = u32(1 + max(0, 1 - field));
  if (dropped > 25u) { return sign; }
  var kept = quotient >> dropped;
  let cut = quotient & ((1u << dropped) - 1u);
  let half = 1u << (dropped - 1u);
  if (cut > half || (cut == half && (rest != 0 || (kept & 1u) == 1u))) { kept += 1u; }
  // A carry out of the significand goes into the exponent, as it should.
  return sign | (select(u32(field - 1) << 23u, 0u, field < 1) + kept);
}`;

const clampedAmax = `
fn clamped(amax: u32) -> u32 { return max(amax, ${bitsOf(AMAX_FLOOR)}u); }`;

const toE4m3 = roundingFunction('toE4m3', NVFP4_SCALE_CAST);

/** The numbers that `blockFactors` needs. */
export function blockFactorsNumbers(formula: BlockFormula): Readonly<Record<string, number>> {
  return formula === 'nvfp4' ? toE4m3.numbers : {};
}

const bits = (value: number) => `${bitsOf(value)}u`;

/** WGSL parts with \`tensorScale(amax: u32) -> u32\`, of the scales made from this tensor alone. */
export function tensorScaleParts({ most, powerOfTwo }: TensorScale): readonly string[] {
  return [
    DIVIDE,
    clampedAmax,
    `fn tensorScale(amax: u32) -> u32 {
  return divide(${bits(most)}, clamped(amax))${powerOfTwo ? ' & 0x7f800000u' : ''};
}`,
  ];
}

/** The same for delayed scaling; `amax` is that of the history. */
export function delayedScaleParts(most: number, margin: number): readonly string[] {
  const factor = f32(2 ** -margin);
  // WGSL may assume that no infinity occurs.
  const shrink =
    margin === 0 ? '' : `if (scale < 0x7f800000u) { scale = bitcast<u32>(bitcast<f32>(scale) * ${factor}); }`;
  return [
    DIVIDE,
    `fn delayedScale(amax: u32, previous: u32) -> u32 {
  if (amax == 0u || amax >= 0x7f800000u) { return previous; }
  var scale = divide(${bits(most)}, amax);
  ${shrink}
  return min(scale, ${bits(LARGEST_SCALE)});
}`,
  ];
}

/**
 * WGSL parts with \`blockFactors(amax: u32, tensor: f32) -> vec2f\`: what a block's values are multiplied by before the cast
 * and after it.
 */
export function blockFactorsParts(formula: BlockFormula, format: Format): readonly string[] {
  const most = bits(format.maxFinite);
  const begin = 'fn blockFactors(amax: u32, tensor: f32) -> vec2f {';
  switch (formula) {
    case 'row':
      return [
        DIVIDE,
        clampedAmax,
        `${begin}
  let scale = divide(${most}, clamped(amax)) & 0x7f800000u;
  return vec2f(bitcast<f32>(scale), bitcast<f32>(divide(0x3f800000u, scale)));
}`,
      ];
    case 'block':
      return [
        DIVIDE,
        clampedAmax,
        `${begin}
  let scale = divide(${most}, clamped(amax));
  return vec2f(bitcast<f32>(scale), bitcast<f32>(divide(clamped(amax), ${most})));
}`,
      ];
    case 'mx-up':
    case 'mx-floor': {
      const exponent =
        formula === 'mx-floor'
          ? `i32(clamped(amax) >> 23u) - ${bitsOf(format.maxFinite) >>> 23}`
          : `i32(ratio >> 23u) - 127 + select(1, 0, (ratio & 0x7fffffu) == 0u)`;
      return [
        DIVIDE,
        clampedAmax,
        `fn powerOfTwo(exponent: i32) -> f32 {
  return bitcast<f32>(select(u32(exponent + 127) << 23u, 0x400000u, exponent < -126));
}`,
        `${begin}
  let ratio = divide(clamped(amax), ${most});
  let exponent = clamp(${exponent}, -127, 127);
  return vec2f(powerOfTwo(-exponent), powerOfTwo(exponent));
}`,
      ];
    }
    case 'nvfp4':
      return [
        DIVIDE,
        ...toE4m3.parts,
        `${begin}
  let sixth = bitcast<f32>(divide(amax, ${bits(E2M1_MAX)}));
  let stored = toE4m3(bitcast<u32>(sixth * tensor), 0u);
  let encode = select(divide(bitcast<u32>(tensor), stored), 0u, stored == 0u);
  return vec2f(bitcast<f32>(encode), bitcast<f32>(stored));
}`,
      ];
  }
}
