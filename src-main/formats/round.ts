// Rounds float32 values to another format, on integer bits: the one definition that every device is tested against.
// The result is again a float32, whose value the target format has exactly.
import type { Cast } from './cast.ts';
import type { NanEncoding } from './format.ts';

const SIGN = 0x80000000;
const INFINITY_BITS = 0x7f800000;
const NAN_BITS = 0x7fc00000;

const floats = new Float32Array(1);
const words = new Uint32Array(floats.buffer);

export function bitsOf(value: number): number {
  floats[0] = value;
  return words[0]!;
}

export function valueOf(bits: number): number {
  words[0] = bits;
  return floats[0]!;
}

/**
 * A rounding function for one cast, from float32 bits and a uniform 32-bit draw (used by stochastic rounding only) to
 * float32 bits.
 *
 * Overflow `format` follows ml_dtypes: infinity, else NaN, else (FP6, FP4) the largest finite value. Overflow `saturate`
 * also takes infinities to the largest finite value (OCP OFP8, saturating mode).
 */
export function rounder(cast: Cast): (bits: number, random: number) => number {
  const { format, rounding, overflow, subnormals } = cast;
  if (!format.signed) return roundToExponent(cast);
  const { mantissaBits, nan } = format;
  const minExponent = 1 - format.bias;
  const maxBits = bitsOf(format.maxFinite);
  const minNormalBits = format.minNormal >= 2 ** -126 ? bitsOf(format.minNormal) : 0x00800000;
  const keepsNegativeZero = nan !== 'negative-zero';
  const aboveMax =
    overflow === 'saturate' || nan === 'none' ? maxBits : format.infinity ? INFINITY_BITS : NAN_BITS;
  const flush = subnormals === 'flush';

  return (bits, random) => {
    const magnitude = bits & 0x7fffffff;
    const sign = (bits & SIGN) >>> 0;
    if (magnitude > INFINITY_BITS) return nanBits(nan, sign);
    let result: number;
    if (magnitude === INFINITY_BITS) {
      result = aboveMax;
    } else if (magnitude === 0) {
      result = 0;
    } else {
      const field = magnitude >>> 23;
      // value = significand x 2^(exponent - 23)
      const significand = field === 0 ? magnitude : (magnitude & 0x7fffff) | 0x800000;
      const exponent = field === 0 ? -126 : field - 127;
      const dropped = 23 - mantissaBits + Math.max(0, minExponent - exponent);
      // Without mantissa bits the last bit of a normal value's code is that of its exponent.
      const odd = mantissaBits === 0 && exponent >= minExponent ? (exponent + format.bias) & 1 : null;
      const kept = roundShift(significand, dropped, rounding, random, odd);
      result = kept === 0 ? 0 : composed(kept, exponent - 23 + dropped);
      if (result > maxBits) result = rounding === 'toward-zero' ? maxBits : aboveMax;
      if (flush && result < minNormalBits) result = 0;
    }
    if (result === NAN_BITS) return nanBits(nan, sign);
    return result === 0 && !keepsNegativeZero ? 0 : (result | sign) >>> 0;
  };
}

/** NaN as ml_dtypes has it: quiet, with the sign kept; fnuz has one NaN only, negative; FP6 and FP4 have zeros instead. */
function nanBits(nan: NanEncoding, sign: number): number {
  if (nan === 'none') return sign === 0 ? SIGN : 0;
  return nan === 'negative-zero' ? 0xffc00000 : (NAN_BITS | sign) >>> 0;
}

/** significand / 2^dropped as an integer; `odd` overrides which way a tie goes. */
function roundShift(
  significand: number,
  dropped: number,
  rounding: Cast['rounding'],
  random: number,
  odd: number | null = null,
): number {
  if (dropped === 0) return significand;
  if (rounding === 'stochastic') {
    // Up to 8 bits of the significand leave the 32-bit window; they weigh less than 2^-32 of a step.
    const beyond = Math.max(0, dropped - 32);
    if (beyond >= 24) return 0;
    return Math.floor(
      ((significand >>> beyond) + random / 2 ** (32 - (dropped - beyond))) / 2 ** (dropped - beyond),
    );
  }
  if (dropped > 25) return 0;
  const truncated = significand >>> dropped;
  if (rounding === 'toward-zero') return truncated;
  const rest = significand & (2 ** dropped - 1);
  const half = 2 ** (dropped - 1);
  return rest > half || (rest === half && (odd ?? truncated & 1) === 1) ? truncated + 1 : truncated;
}

/** float32 bits of integer x 2^exponent, which must be representable or above the largest float32. */
function composed(integer: number, exponent: number): number {
  const length = 32 - Math.clz32(integer);
  const top = length - 1 + exponent;
  if (top > 127) return INFINITY_BITS;
  if (top < -126) return integer << (exponent + 149);
  const fraction = length <= 24 ? integer << (24 - length) : integer >>> (length - 24);
  return ((top + 127) << 23) | (fraction & 0x7fffff);
}

/**
 * E8M0 holds powers of two only: the mantissa rounds the exponent (ties up, as in ml_dtypes) and what is not positive and
 * finite is NaN.
 */
function roundToExponent(cast: Cast): (bits: number, random: number) => number {
  const top = bitsOf(2 ** 127);
  const least = 0x00400000; // 2^-127, a float32 subnormal
  const second = 0x00800000;
  const up = (share: number, random: number) =>
    cast.rounding === 'nearest-even'
      ? share >= 0.5
      : cast.rounding === 'stochastic' && random / 2 ** 32 < share;
  return (bits, random) => {
    if (bits >>> 31 !== 0 || bits === 0 || bits >= INFINITY_BITS) {
      return cast.overflow === 'saturate' && bits === INFINITY_BITS ? top : NAN_BITS;
    }
    if (bits < second) {
      // ml_dtypes takes everything above 2^-127 to 2^-126 here, and so does this.
      const share = (bits - least) / least;
      return (cast.rounding === 'nearest-even' ? share > 0 : up(share, random)) ? second : least;
    }
    const exponent = (bits >>> 23) + (up((bits & 0x7fffff) / 2 ** 23, random) ? 1 : 0);
    if (exponent > 254) return cast.overflow === 'saturate' ? top : NAN_BITS;
    return exponent << 23;
  };
}

/** Rounds one float32 bit pattern; see `rounder`. */
function roundBits(bits: number, cast: Cast, random = 0): number {
  return rounder(cast)(bits, random);
}

/** Rounds one number, first to float32. */
export function roundValue(value: number, cast: Cast, random = 0): number {
  return valueOf(roundBits(bitsOf(value), cast, random));
}

/** Rounds each value; `draw` gives the random bits of an index for stochastic rounding. */
export function roundArray(
  values: Float32Array,
  cast: Cast,
  draw: ((index: number) => number) | null = null,
): Float32Array {
  const round = rounder(cast);
  const input = new Uint32Array(values.buffer, values.byteOffset, values.length);
  const output = new Uint32Array(values.length);
  for (let i = 0; i < input.length; i++) output[i] = round(input[i]!, draw ? draw(i) : 0);
  return new Float32Array(output.buffer);
}
