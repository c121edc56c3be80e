// Rounds four float32 values to another format, bit for bit as formats/round.ts does. No scaling and no memory here.
import { Cast, NAN_NEGATIVE, NAN_NONE, NEAREST, STOCHASTIC, TOWARD_ZERO } from './cast';
import { mix32 } from './random';

const INFINITY_BITS: i32 = 0x7f800000;
const NAN_BITS: i32 = 0x7fc00000;

/** Bits that loops use stand in memory: see NUMBERS in math.ts. */
const BITS: usize = memory.data<i32>([0x80000000, INFINITY_BITS]);

@inline
export function signBit(): v128 {
  return v128.load32_splat(BITS);
}

@inline
export function infinityBits(): v128 {
  return v128.load32_splat(BITS, 4);
}

@inline
function absolute(x: v128): v128 {
  return v128.and(x, i32x4.splat(0x7fffffff));
}

/** Formats with the exponent of float32, nearest-even, overflow to infinity: `last` is the last bit that stays. */
@inline
export function roundWide(x: v128, last: v128, half: v128, mask: v128): v128 {
  const odd = i32x4.eq(v128.and(x, last), last);
  const rounded = v128.and(i32x4.sub(i32x4.add(x, half), odd), mask);
  return v128.or(rounded, f32x4.ne(x, x));
}

@inline
export function truncateWide(x: v128, mask: v128): v128 {
  return v128.or(v128.and(x, mask), f32x4.ne(x, x));
}

/**
 * Formats with fewer exponent bits, nearest-even, saturating. Adding 2^(exponent + 23 - mantissa bits) makes the float32
 * addition itself round at the right place; below the smallest normal value that place stays fixed. `sign` and `infinity`
 * are the bits of -0 and of infinity.
 */
@inline
export function roundNarrow(x: v128, max: v128, minNormal: v128, shift: v128, sign: v128, infinity: v128): v128 {
  const magnitude = f32x4.pmin(v128.andnot(x, sign), max);
  const exponent = i32x4.max_s(v128.and(magnitude, infinity), minNormal);
  const magic = i32x4.add(exponent, shift);
  return v128.or(f32x4.sub(f32x4.add(magnitude, magic), magic), v128.and(x, sign));
}

/** Any signed format with a mantissa, any rounding, any overflow. `draw` is used by stochastic rounding. */
export function roundGeneral(x: v128, cast: Cast, draw: v128): v128 {
  const input = absolute(x);
  const drop = 23 - cast.mantissaBits;
  const max = i32x4.splat(cast.maxFinite);
  const aboveMax = i32x4.splat(cast.aboveMax);
  let result = cast.wide ? wideMagnitude(input, drop, cast.rounding, draw) : narrowMagnitude(input, cast, draw);
  const over = f32x4.gt(result, max);
  result = v128.bitselect(cast.rounding == TOWARD_ZERO ? max : aboveMax, result, over);
  result = v128.bitselect(aboveMax, result, i32x4.eq(input, i32x4.splat(INFINITY_BITS)));
  if (cast.flush) result = v128.andnot(result, f32x4.lt(result, i32x4.splat(cast.minNormal)));
  let sign = v128.and(x, i32x4.splat(0x80000000));
  const isNaN = v128.or(f32x4.ne(x, x), f32x4.ne(result, result));
  if (cast.nan == NAN_NONE) {
    result = v128.andnot(result, isNaN);
    sign = v128.xor(sign, v128.and(isNaN, i32x4.splat(0x80000000)));
  } else {
    result = v128.bitselect(i32x4.splat(NAN_BITS), result, isNaN);
    if (cast.nan == NAN_NEGATIVE) {
      sign = v128.andnot(sign, i32x4.eq(result, i32x4.splat(0)));
      sign = v128.or(sign, v128.and(isNaN, i32x4.splat(0x80000000)));
    }
  }
  return v128.or(result, sign);
}

function wideMagnitude(x: v128, drop: i32, rounding: i32, draw: v128): v128 {
  if (drop == 0) return x;
  const mask = i32x4.splat(-1 << drop);
  // NaN and infinity stay as they are; the caller replaces them.
  const special = i32x4.ge_s(x, i32x4.splat(INFINITY_BITS));
  let sum = x;
  if (rounding == NEAREST) {
    const odd = v128.and(i32x4.shr_u(x, drop), i32x4.splat(1));
    sum = i32x4.add(x, i32x4.add(i32x4.splat((1 << (drop - 1)) - 1), odd));
  } else if (rounding == STOCHASTIC) {
    sum = i32x4.add(x, i32x4.shr_u(draw, 32 - drop));
  }
  return v128.bitselect(x, v128.and(sum, mask), special);
}

function narrowMagnitude(x: v128, cast: Cast, draw: v128): v128 {
  // Far above every narrow format's largest value, and small enough for the exponents below not to overflow.
  const clamped = f32x4.pmin(x, f32x4.splat(reinterpret<f32>(0x71800000)));
  const exponent = i32x4.max_s(v128.and(clamped, i32x4.splat(INFINITY_BITS)), i32x4.splat(cast.minNormal));
  if (cast.rounding == NEAREST) {
    const magic = i32x4.add(exponent, i32x4.splat((23 - cast.mantissaBits) << 23));
    return f32x4.sub(f32x4.add(clamped, magic), magic);
  }
  const quantum = i32x4.sub(exponent, i32x4.splat(cast.mantissaBits << 23));
  const inverse = i32x4.sub(i32x4.splat(254 << 23), quantum);
  const steps = f32x4.mul(clamped, inverse);
  let whole = f32x4.trunc(steps);
  if (cast.rounding == STOCHASTIC) {
    const rest = i32x4.trunc_sat_f32x4_u(f32x4.mul(f32x4.sub(steps, whole), f32x4.splat(4294967296.0)));
    const carry = i32x4.lt_u(i32x4.add(rest, draw), rest);
    whole = f32x4.add(whole, v128.and(carry, f32x4.splat(1)));
  }
  return f32x4.mul(whole, quantum);
}

/** One value in the way of formats/round.ts: formats without mantissa bits, and E8M0. */
export function roundByBits(bits: u32, cast: Cast, random: u32): u32 {
  if (!cast.signed) return roundToExponent(bits, cast, random);
  const magnitude = bits & 0x7fffffff;
  let sign = bits & 0x80000000;
  if (magnitude > <u32>INFINITY_BITS) return nanOf(cast, sign);
  let result: u32 = 0;
  if (magnitude == <u32>INFINITY_BITS) {
    result = cast.aboveMax;
  } else if (magnitude != 0) {
    const field = <i32>(magnitude >> 23);
    const significand = field == 0 ? magnitude : (magnitude & 0x7fffff) | 0x800000;
    const exponent = field == 0 ? -126 : field - 127;
    const dropped = 23 - cast.mantissaBits + max(0, cast.minExponent - exponent);
    const byExponent = cast.mantissaBits == 0 && exponent >= cast.minExponent;
    const kept = roundShift(significand, dropped, cast.rounding, random, byExponent, (exponent + cast.bias) & 1);
    result = kept == 0 ? 0 : composed(kept, exponent - 23 + dropped);
    if (result > <u32>cast.maxFinite) result = cast.rounding == TOWARD_ZERO ? cast.maxFinite : cast.aboveMax;
    if (cast.flush && result < <u32>cast.minNormal) result = 0;
  }
  if (result == <u32>NAN_BITS) return nanOf(cast, sign);
  if (result == 0 && cast.nan == NAN_NEGATIVE) sign = 0;
  return result | sign;
}

function nanOf(cast: Cast, sign: u32): u32 {
  if (cast.nan == NAN_NONE) return sign ^ 0x80000000;
  return cast.nan == NAN_NEGATIVE ? 0xffc00000 : <u32>NAN_BITS | sign;
}

function roundShift(significand: u32, dropped: i32, rounding: i32, random: u32, byExponent: bool, odd: i32): u32 {
  if (dropped == 0) return significand;
  if (rounding == STOCHASTIC) {
    const beyond = max(0, dropped - 32);
    if (beyond >= 24) return 0;
    const within = <u64>(dropped - beyond);
    return <u32>(((<u64>(significand >> beyond)) + (<u64>random >> (32 - within))) >> within);
  }
  if (dropped > 25) return 0;
  const truncated = significand >> dropped;
  if (rounding == TOWARD_ZERO) return truncated;
  const rest = significand & ((1 << dropped) - 1);
  const half: u32 = 1 << (dropped - 1);
  const tieUp = byExponent ? odd == 1 : (truncated & 1) == 1;
  return rest > half || (rest == half && tieUp) ? truncated + 1 : truncated;
}

function composed(integer: u32, exponent: i32): u32 {
  const length = 32 - <i32>clz(integer);
  const top = length - 1 + exponent;
  if (top > 127) return INFINITY_BITS;
  if (top < -126) return integer << (exponent + 149);
  const fraction = length <= 24 ? integer << (24 - length) : integer >> (length - 24);
  return (<u32>(top + 127) << 23) | (fraction & 0x7fffff);
}

function roundToExponent(bits: u32, cast: Cast, random: u32): u32 {
  const least: u32 = 0x00400000;
  const second: u32 = 0x00800000;
  const top: u32 = 0x7f000000;
  if (bits >> 31 != 0 || bits == 0 || bits >= <u32>INFINITY_BITS) {
    return cast.saturate && bits == <u32>INFINITY_BITS ? top : NAN_BITS;
  }
  if (bits < second) {
    const share = (<f64>bits - <f64>least) / <f64>least;
    return (cast.rounding == NEAREST ? share > 0 : roundsUp(share, cast.rounding, random)) ? second : least;
  }
  const share = <f64>(bits & 0x7fffff) / 8388608.0;
  const exponent = (bits >> 23) + (roundsUp(share, cast.rounding, random) ? 1 : 0);
  if (exponent > 254) return cast.saturate ? top : NAN_BITS;
  return exponent << 23;
}

function roundsUp(share: f64, rounding: i32, random: u32): bool {
  if (rounding == NEAREST) return share >= 0.5;
  return rounding == STOCHASTIC && <f64>random / 4294967296.0 < share;
}

/** The draws of four consecutive indices of a stream. */
@inline
export function drawsAt(key: u32, index: u32): v128 {
  const indices = i32x4.add(i32x4.splat(index), i32x4(0, 1, 2, 3));
  return mix32(i32x4.add(i32x4.mul(indices, i32x4.splat(0x9e3779b9)), i32x4.splat(key)));
}
