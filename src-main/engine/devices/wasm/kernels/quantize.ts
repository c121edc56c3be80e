// Scales and rounds arrays as formats/quantize.ts does: with one factor, or with one factor per element and another that
// undoes it. Four at a time; the common casts have loops of their own, counting and rare casts go through the general one.
import { BY_BITS, Cast, Counts, NARROW_NEAREST, STOCHASTIC, WIDE_NEAREST, WIDE_TRUNCATED } from './cast';
import { drawsAt, roundByBits, roundGeneral, roundNarrow, roundWide, truncateWide } from './round';
import { loadPart, storePart } from './vector';

/** Largest magnitude; NaN if any value is NaN, whose bits are above those of every number. */
export function amaxOf(from: usize, n: i32): f32 {
  const mask = i32x4.splat(0x7fffffff);
  let most = i32x4.splat(0),
    other = most;
  const end = from + ((<usize>n) << 2);
  for (; from + 32 <= end; from += 32) {
    most = i32x4.max_s(most, v128.and(v128.load(from), mask));
    other = i32x4.max_s(other, v128.and(v128.load(from, 16), mask));
  }
  most = i32x4.max_s(most, other);
  let result = max(
    max(i32x4.extract_lane(most, 0), i32x4.extract_lane(most, 1)),
    max(i32x4.extract_lane(most, 2), i32x4.extract_lane(most, 3)),
  );
  for (; from < end; from += 4) result = max(result, load<i32>(from) & 0x7fffffff);
  return reinterpret<f32>(result);
}

/**
 * to = cast(from x factor) for n values. `key` and `index` (of the first value in its tensor) give the draws of stochastic
 * rounding. Where `counts` is not 0, adds to the sums there.
 */
export function quantize(
  to: usize,
  from: usize,
  n: i32,
  factor: f32,
  castAt: usize,
  key: u32,
  index: u32,
  counts: usize,
): void {
  const cast = changetype<Cast>(castAt);
  const scale = f32x4.splat(factor);
  const path = counts == 0 ? cast.path : -1;
  const end = from + ((<usize>(n & ~3)) << 2);
  const drop = 23 - cast.mantissaBits;
  if (path == WIDE_NEAREST) {
    const half = i32x4.splat((1 << (drop - 1)) - 1);
    const mask = i32x4.splat(-1 << drop);
    for (; from < end; from += 16, to += 16) {
      v128.store(to, roundWide(f32x4.mul(v128.load(from), scale), drop, half, mask));
    }
  } else if (path == NARROW_NEAREST) {
    const most = i32x4.splat(cast.maxFinite);
    const least = i32x4.splat(cast.minNormal);
    const shift = i32x4.splat(drop << 23);
    for (; from < end; from += 16, to += 16) {
      v128.store(to, roundNarrow(f32x4.mul(v128.load(from), scale), most, least, shift));
    }
  } else if (path == WIDE_TRUNCATED) {
    const mask = i32x4.splat(-1 << drop);
    for (; from < end; from += 16, to += 16) {
      v128.store(to, truncateWide(f32x4.mul(v128.load(from), scale), mask));
    }
  } else {
    let at = index;
    for (; from < end; from += 16, to += 16) {
      const x = v128.load(from);
      v128.store(to, roundCounted(x, f32x4.mul(x, scale), cast, key, at, counts));
      at += 4;
    }
  }
  const rest = n & 3;
  if (rest != 0) {
    const x = loadPart(from, rest);
    storePart(to, roundCounted(x, f32x4.mul(x, scale), cast, key, index + n - rest, counts), rest);
  }
  if (counts != 0) changetype<Counts>(counts).total += n;
}

/** to = cast(from x encode) x decode, both factors one per element. */
export function quantizeScaled(
  to: usize,
  from: usize,
  n: i32,
  encode: usize,
  decode: usize,
  castAt: usize,
  key: u32,
  index: u32,
  counts: usize,
): void {
  const cast = changetype<Cast>(castAt);
  const end = from + ((<usize>(n & ~3)) << 2);
  if (counts == 0 && cast.path == NARROW_NEAREST) {
    const most = i32x4.splat(cast.maxFinite);
    const least = i32x4.splat(cast.minNormal);
    const shift = i32x4.splat((23 - cast.mantissaBits) << 23);
    index += n & ~3;
    for (; from < end; from += 16, to += 16, encode += 16, decode += 16) {
      const scaled = f32x4.mul(v128.load(from), v128.load(encode));
      v128.store(to, f32x4.mul(roundNarrow(scaled, most, least, shift), v128.load(decode)));
    }
  } else {
    for (; from < end; from += 16, to += 16, encode += 16, decode += 16) {
      const x = v128.load(from);
      const rounded = roundCounted(x, f32x4.mul(x, v128.load(encode)), cast, key, index, counts);
      v128.store(to, f32x4.mul(rounded, v128.load(decode)));
      index += 4;
    }
  }
  const rest = n & 3;
  if (rest != 0) {
    const x = loadPart(from, rest);
    const scaled = f32x4.mul(x, loadPart(encode, rest));
    const rounded = roundCounted(x, scaled, cast, key, index, counts);
    storePart(to, f32x4.mul(rounded, v128.load(decode)), rest);
  }
  if (counts != 0) changetype<Counts>(counts).total += n;
}

/** One vector by whatever path its cast needs. `x` are the values, `scaled` what is rounded. */
function roundCounted(x: v128, scaled: v128, cast: Cast, key: u32, index: u32, counts: usize): v128 {
  const zero = i32x4.splat(0);
  const draw = cast.rounding == STOCHASTIC ? drawsAt(key, index) : zero;
  const rounded = cast.path == BY_BITS ? eachByBits(scaled, cast, draw) : roundGeneral(scaled, cast, draw);
  if (counts != 0) {
    const sums = changetype<Counts>(counts);
    const nonzero = f32x4.ne(x, zero);
    const lost = v128.and(nonzero, f32x4.eq(rounded, zero));
    const most = i32x4.splat(cast.maxFinite);
    const over = f32x4.gt(v128.and(scaled, i32x4.splat(0x7fffffff)), most);
    sums.nonzero += popcnt(i32x4.bitmask(nonzero));
    sums.underflow += popcnt(i32x4.bitmask(lost));
    sums.overflow += popcnt(i32x4.bitmask(over));
  }
  return rounded;
}

function eachByBits(x: v128, cast: Cast, draw: v128): v128 {
  const r0 = roundByBits(i32x4.extract_lane(x, 0), cast, i32x4.extract_lane(draw, 0));
  const r1 = roundByBits(i32x4.extract_lane(x, 1), cast, i32x4.extract_lane(draw, 1));
  const r2 = roundByBits(i32x4.extract_lane(x, 2), cast, i32x4.extract_lane(draw, 2));
  const r3 = roundByBits(i32x4.extract_lane(x, 3), cast, i32x4.extract_lane(draw, 3));
  let result = i32x4.splat(r0);
  result = i32x4.replace_lane(result, 1, r1);
  result = i32x4.replace_lane(result, 2, r2);
  return i32x4.replace_lane(result, 3, r3);
}
