// Rounding to another format by TensorFlow's operations: what formats/round.ts does, bit for bit, on integers; with shorter
// ways for the casts that most recipes are made of.
import type { Cast } from '../../../formats/cast.ts';
import { parseFormat } from '../../../formats/format.ts';
import { bitsOf, rounder, valueOf } from '../../../formats/round.ts';
import type { Native } from './native.ts';
import { TYPE, type Tensor } from './tensors.ts';

const SIGN = 0x80000000 | 0;
const MAGNITUDE = 0x7fffffff;
const INFINITY_BITS = 0x7f800000;
const NAN_BITS = 0x7fc00000;
const FRACTION = 0x7fffff;
const HIDDEN_BIT = 0x800000;

/** Ties, subnormals, overflow and NaN: where a library's own cast to bfloat16 may differ from the oracle. */
const BFLOAT_PROBES = [
  0x3f808000, 0x3f818000, 0x3f808001, 0xbf80ffff, 1, 0x8000, 0x18000, 0x807fffff, 0x7f7fffff,
]
  .concat([0x7f800000, 0xff800000, 0x7f800001, 0xffc00000, 0x80000000])
  .map((bits) => bits >>> 0);
const BFLOAT: Cast = {
  format: parseFormat('bf16'),
  rounding: 'nearest-even',
  overflow: 'format',
  subnormals: 'keep',
};

export class Rounding {
  readonly #native: Native;
  readonly #bfloatCast: boolean;

  constructor(native: Native) {
    this.#native = native;
    this.#bfloatCast = native.scope(() => {
      const values = Float32Array.from(BFLOAT_PROBES, valueOf);
      const cast = native.read(
        native.bitcast(this.#throughBfloat(native.floats(values, [values.length])), TYPE.int),
      );
      const round = rounder(BFLOAT);
      return [...values].every((value, i) => {
        return Object.is(valueOf(round(bitsOf(value), 0)), valueOf(cast[i]!));
      });
    });
  }

  /** x, float32, rounded; `draws` are 32 random bits a value, unsigned, for stochastic rounding. */
  cast(x: Tensor, cast: Cast, draws: Tensor | null): Tensor {
    const { format, rounding, overflow, subnormals } = cast;
    if (!format.signed) return castToExponent(this.#native, x, cast, draws);
    const { exponentBits, mantissaBits, nan } = format;
    if (rounding === 'nearest-even' && subnormals === 'keep') {
      const isBfloat = exponentBits === 8 && mantissaBits === 7;
      if (isBfloat && overflow === 'format' && this.#bfloatCast) return this.#throughBfloat(x);
      const fits = exponentBits < 8 && mantissaBits > 0 && nan !== 'none';
      if (fits && overflow === 'saturate') return castByAddition(this.#native, x, cast);
    }
    return castBits(this.#native, x, cast, draws);
  }

  #throughBfloat(x: Tensor): Tensor {
    return this.#native.cast(this.#native.cast(x, TYPE.bfloat), TYPE.float);
  }
}

/**
 * x + c - c, where c is so large that the sum's last bit is the last one of the format: float32 addition then does the
 * rounding, to even. c = 1.5 x 2^(23 - mantissa bits) x the power of two below |x|, or the smallest normal value if larger.
 */
function castByAddition(native: Native, x: Tensor, { format }: Cast): Tensor {
  const { maxFinite, minNormal, mantissaBits, nan } = format;
  const clipped = native.clip(x, -maxFinite, maxFinite);
  const bits = native.bitcast(clipped, TYPE.int);
  const power = native.bitcast(native.and(bits, INFINITY_BITS), TYPE.float);
  const large = native.multiply(native.maximum(power, minNormal), 1.5 * 2 ** (23 - mantissaBits));
  const rounded = native.subtract(native.add(clipped, large), large);
  if (nan === 'negative-zero') return rounded;
  // A negative value that became zero has lost its sign.
  const signed = native.or(native.bitcast(rounded, TYPE.int), native.and(bits, SIGN));
  return native.bitcast(signed, TYPE.float);
}

function castBits(native: Native, x: Tensor, cast: Cast, draws: Tensor | null): Tensor {
  const { format, rounding, overflow, subnormals } = cast;
  const { nan, minNormal, maxFinite } = format;
  const bits = native.bitcast(x, TYPE.int);
  const magnitude = native.and(bits, MAGNITUDE);
  const sign = native.and(bits, SIGN);
  const most = bitsOf(maxFinite);
  const above = overflow === 'saturate' || nan === 'none' ? most : format.infinity ? INFINITY_BITS : NAN_BITS;

  let result = format.mantissaBits === 23 ? magnitude : shortened(native, magnitude, cast, draws);
  if (above === most || rounding === 'toward-zero') {
    result = native.minimum(result, most);
    if (above !== most) result = native.select(native.equal(magnitude, INFINITY_BITS), above, result);
  } else {
    result = native.select(native.greater(result, most), above, result);
  }
  if (subnormals === 'flush') {
    const least = bitsOf(Math.max(minNormal, 2 ** -126));
    result = native.select(native.less(result, least), 0, result);
  }
  const isNan = native.greater(magnitude, INFINITY_BITS);
  let signed: Tensor;
  if (nan === 'negative-zero') {
    // The code of -0 is the only NaN.
    const one = native.equal(result, NAN_BITS);
    const unsignedZero = native.select(native.equal(result, 0), 0, native.or(result, sign));
    signed = native.select(isNan, NAN_BITS | SIGN, native.select(one, NAN_BITS | SIGN, unsignedZero));
  } else {
    const ofNan = nan === 'none' ? native.xor(sign, SIGN) : native.or(sign, NAN_BITS);
    signed = native.select(isNan, ofNan, native.or(result, sign));
  }
  return native.bitcast(signed, TYPE.float);
}

/**
 * The magnitude's bits rounded at the format's last one; a carry goes over into the exponent by itself. What is below the
 * smallest subnormal value has no bit left there, and becomes that value or zero.
 */
function shortened(native: Native, magnitude: Tensor, cast: Cast, draws: Tensor | null): Tensor {
  const { format, rounding } = cast;
  const { mantissaBits, bias, exponentBits } = format;
  const least = 23 - mantissaBits;
  if (exponentBits === 8) {
    // Float32's own exponents: its subnormal values are the format's.
    const mask = -1 << least;
    if (rounding === 'toward-zero') return native.and(magnitude, mask);
    if (rounding === 'stochastic') {
      const noise = native.bitcast(native.shiftRight(draws!, 32 - least), TYPE.int);
      return native.and(native.add(magnitude, noise), mask);
    }
    const odd = native.and(native.shiftRight(magnitude, least), 1);
    return native.and(native.add(native.add(magnitude, odd), (1 << (least - 1)) - 1), mask);
  }
  const smallest = bitsOf(format.minSubnormal);
  const missing = native.subtract(128 - bias, native.shiftRight(magnitude, 23));
  const dropped = native.add(native.maximum(missing, 0), least);
  const mask = native.shiftLeft(-1, dropped);
  const hasBits = native.greaterEqual(magnitude, smallest);
  if (rounding === 'toward-zero') return native.select(hasBits, native.and(magnitude, mask), 0);
  if (rounding === 'stochastic') {
    const shift = native.bitcast(native.subtract(32, dropped), TYPE.unsigned);
    const noise = native.bitcast(native.shiftRight(draws!, shift), TYPE.int);
    const kept = native.and(native.add(magnitude, noise), mask);
    return native.select(hasBits, kept, stochasticTail(native, magnitude, dropped, draws!, smallest));
  }
  // Without mantissa bits the last bit of a normal value's code is that of its exponent.
  const odd =
    mantissaBits === 0
      ? native.and(native.xor(native.shiftRight(magnitude, 23), (bias ^ 127) & 1), 1)
      : native.and(native.shiftRight(native.or(magnitude, HIDDEN_BIT), dropped), 1);
  const half = native.shiftLeft(1, native.subtract(dropped, 1));
  const sum = native.add(magnitude, native.add(native.subtract(half, 1), odd));
  const above = native.greater(magnitude, bitsOf(format.minSubnormal / 2));
  return native.select(
    hasBits,
    native.and(sum, mask),
    native.select(above, native.scalar(smallest, TYPE.int), 0),
  );
}

/**
 * Values below the smallest one, whose significand is dropped whole: up if significand + draw >= 2^dropped, that is if the
 * complement of the draw is below the significand. As in formats/round.ts, what leaves the 32-bit window is cut off.
 */
function stochasticTail(
  native: Native,
  magnitude: Tensor,
  dropped: Tensor,
  draws: Tensor,
  smallest: number,
): Tensor {
  const beyond = native.maximum(native.subtract(dropped, 32), 0);
  const significand = native.or(native.and(magnitude, FRACTION), HIDDEN_BIT);
  const short = native.shiftRight(significand, native.minimum(beyond, 31));
  const shift = native.maximum(native.subtract(32, dropped), 0);
  const complement = native.shiftRight(native.xor(draws, -1), native.bitcast(shift, TYPE.unsigned));
  const signed = native.bitcast(complement, TYPE.int);
  const up = native.both(native.greaterEqual(signed, 0), native.less(signed, short));
  return native.select(up, native.scalar(smallest, TYPE.int), 0);
}

/** E8M0: powers of two, without sign; what is not positive and finite is NaN. */
function castToExponent(native: Native, x: Tensor, cast: Cast, draws: Tensor | null): Tensor {
  const { rounding, overflow } = cast;
  const top = overflow === 'saturate' ? bitsOf(2 ** 127) : NAN_BITS;
  const [least, second] = [0x400000, 0x800000];
  const bits = native.bitcast(x, TYPE.int);
  const mantissa = native.and(bits, FRACTION);
  const exponent = native.and(bits, INFINITY_BITS);
  const drawn = (shift: number) => native.bitcast(native.shiftRight(draws!, shift), TYPE.int);
  let normal = exponent;
  let small: Tensor | number = least;
  if (rounding !== 'toward-zero') {
    const nearest = rounding === 'nearest-even';
    const up = nearest ? native.greaterEqual(mantissa, least) : native.less(drawn(9), mantissa);
    normal = native.select(up, native.add(exponent, second), exponent);
    const share = native.subtract(bits, least);
    const upward = nearest ? native.greater(share, 0) : native.less(drawn(10), share);
    small = native.select(upward, native.scalar(second, TYPE.int), least);
  }
  normal = native.select(native.equal(normal, INFINITY_BITS), top, normal);
  const finite = native.select(native.less(bits, second), small, normal);
  const valid = native.both(native.greater(bits, 0), native.less(bits, INFINITY_BITS));
  const other = native.select(native.equal(bits, INFINITY_BITS), native.scalar(top, TYPE.int), NAN_BITS);
  return native.bitcast(native.select(valid, finite, other), TYPE.float);
}
