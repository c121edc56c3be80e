// Scales and rounds arrays as formats/quantize.ts does: with one factor, or with one factor per element and another that
// undoes it. The common casts have loops of their own, the others go through the general one.
import { BY_BITS, Cast, Counts, NARROW_NEAREST, STOCHASTIC, WIDE_NEAREST, WIDE_TRUNCATED } from './cast';
import {
  drawsAt, infinityBits, roundByBits, roundGeneral, roundNarrow, roundWide, signBit, truncateWide,
} from './round';
import { loadPart, pairs, storePart } from './vector';

/** Largest magnitude; NaN if any value is NaN, whose bits are above those of every number. */
export function amaxOf(from: usize, n: i32): f32 {
  const sign = signBit();
  let most = i32x4.splat(0), other = most;
  const end = from + (<usize>n << 2);
  for (; from + 32 <= end; from += 32) {
    most = i32x4.max_s(most, v128.andnot(v128.load(from), sign));
    other = i32x4.max_s(other, v128.andnot(v128.load(from, 16), sign));
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
  to: usize, from: usize, n: i32, factor: f32, castAt: usize, key: u32, index: u32, counts: usize,
): void {
  const path = changetype<Cast>(castAt).path;
  let done = n & ~7;
  if (path == WIDE_NEAREST) {
    if (counts == 0) uniform(WIDE_NEAREST, false, to, from, n, factor, castAt, counts);
    else uniform(WIDE_NEAREST, true, to, from, n, factor, castAt, counts);
  } else if (path == NARROW_NEAREST) {
    if (counts == 0) uniform(NARROW_NEAREST, false, to, from, n, factor, castAt, counts);
    else uniform(NARROW_NEAREST, true, to, from, n, factor, castAt, counts);
  } else if (path == WIDE_TRUNCATED) {
    if (counts == 0) uniform(WIDE_TRUNCATED, false, to, from, n, factor, castAt, counts);
    else uniform(WIDE_TRUNCATED, true, to, from, n, factor, castAt, counts);
  } else {
    done = 0;
  }
  const scale = f32x4.splat(factor);
  for (let i = done; i < n; i += 4) {
    const at = <usize>i << 2;
    const count = min(4, n - i);
    const x = loadPart(from + at, count);
    const result = roundAny(x, f32x4.mul(x, scale), changetype<Cast>(castAt), key, index + i, counts);
    if (count == 4) v128.store(to + at, result);
    else storePart(to + at, result, result, count);
  }
}

/** to = cast(from x encode) x decode, both factors one per element. */
export function quantizeScaled(
  to: usize, from: usize, n: i32, encode: usize, decode: usize, castAt: usize, key: u32, index: u32, counts: usize,
): void {
  let done = 0;
  if (changetype<Cast>(castAt).path == NARROW_NEAREST) {
    done = n & ~7;
    if (counts == 0) scaledNarrow(false, to, from, n, encode, decode, castAt, counts);
    else scaledNarrow(true, to, from, n, encode, decode, castAt, counts);
  }
  for (let i = done; i < n; i += 4) {
    const at = <usize>i << 2;
    const count = min(4, n - i);
    const x = loadPart(from + at, count);
    const scaled = f32x4.mul(x, v128.load(encode + at));
    const rounded = roundAny(x, scaled, changetype<Cast>(castAt), key, index + i, counts);
    const result = f32x4.mul(rounded, v128.load(decode + at));
    if (count == 4) v128.store(to + at, result);
    else storePart(to + at, result, result, count);
  }
}

/** The whole pairs of vectors by one of the fast paths; `path` and `counted` are constants where this is used. */
@inline
function uniform(
  path: i32, counted: bool, to: usize, from: usize, n: i32, factor: f32, castAt: usize, counts: usize,
): void {
  const cast = changetype<Cast>(castAt);
  const drop = 23 - cast.mantissaBits;
  const scale = f32x4.splat(factor);
  const most = i32x4.splat(cast.maxFinite);
  const least = i32x4.splat(cast.minNormal);
  const shift = i32x4.splat(drop << 23);
  const mask = i32x4.splat(-1 << drop);
  const last = i32x4.splat(1 << drop);
  const half = i32x4.splat((1 << (drop - 1)) - 1);
  const sign = signBit();
  const infinity = infinityBits();
  const end = from + pairs(n);
  for (; from < end; from += 32, to += 32) {
    const x = v128.load(from), y = v128.load(from, 16);
    const low = f32x4.mul(x, scale), high = f32x4.mul(y, scale);
    let first: v128, second: v128;
    if (path == WIDE_NEAREST) {
      first = roundWide(low, last, half, mask);
      second = roundWide(high, last, half, mask);
    } else if (path == NARROW_NEAREST) {
      first = roundNarrow(low, most, least, shift, sign, infinity);
      second = roundNarrow(high, most, least, shift, sign, infinity);
    } else {
      first = truncateWide(low, mask);
      second = truncateWide(high, mask);
    }
    if (counted) {
      count(changetype<Counts>(counts), x, low, first, most);
      count(changetype<Counts>(counts), y, high, second, most);
    }
    v128.store(to, first);
    v128.store(to, second, 16);
  }
}

@inline
function scaledNarrow(
  counted: bool, to: usize, from: usize, n: i32, encode: usize, decode: usize, castAt: usize, counts: usize,
): void {
  const cast = changetype<Cast>(castAt);
  const most = i32x4.splat(cast.maxFinite);
  const least = i32x4.splat(cast.minNormal);
  const shift = i32x4.splat((23 - cast.mantissaBits) << 23);
  const sign = signBit();
  const infinity = infinityBits();
  const end = from + pairs(n);
  for (; from < end; from += 32, to += 32, encode += 32, decode += 32) {
    const x = v128.load(from), y = v128.load(from, 16);
    const low = f32x4.mul(x, v128.load(encode)), high = f32x4.mul(y, v128.load(encode, 16));
    const first = roundNarrow(low, most, least, shift, sign, infinity);
    const second = roundNarrow(high, most, least, shift, sign, infinity);
    if (counted) {
      count(changetype<Counts>(counts), x, low, first, most);
      count(changetype<Counts>(counts), y, high, second, most);
    }
    const one = f32x4.mul(first, v128.load(decode)), two = f32x4.mul(second, v128.load(decode, 16));
    v128.store(to, one);
    v128.store(to, two, 16);
  }
}

/** Counts one vector: `x` are the values, `scaled` what is rounded. */
@inline
function count(sums: Counts, x: v128, scaled: v128, rounded: v128, most: v128): void {
  const zero = i32x4.splat(0);
  const nonzero = f32x4.ne(x, zero);
  sums.nonzero += popcnt(i32x4.bitmask(nonzero));
  sums.underflow += popcnt(i32x4.bitmask(v128.and(nonzero, f32x4.eq(rounded, zero))));
  sums.overflow += popcnt(i32x4.bitmask(f32x4.gt(f32x4.abs(scaled), most)));
}

/** One vector by whatever path its cast needs. `x` are the values, `scaled` what is rounded. */
function roundAny(x: v128, scaled: v128, cast: Cast, key: u32, index: u32, counts: usize): v128 {
  const draw = cast.rounding == STOCHASTIC ? drawsAt(key, index) : i32x4.splat(0);
  const rounded = cast.path == BY_BITS ? eachByBits(scaled, cast, draw) : roundGeneral(scaled, cast, draw);
  if (counts != 0) count(changetype<Counts>(counts), x, scaled, rounded, i32x4.splat(cast.maxFinite));
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
