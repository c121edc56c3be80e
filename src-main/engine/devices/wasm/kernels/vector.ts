// Vectors of four float32 at the end of an array, and what several kernels need of a vector. Buffers have room for two
// vectors after their last element, so loads may run over it; stores may not.
//
// Loops go two vectors at a time: both results first, then both stores next to each other. Of such pairs V8 makes 256-bit
// instructions where it may (../kernels.ts), which changes no result.

/** All ones, then zeros: from the middle, the masks of the first lanes. */
const MASKS: usize = memory.data<i32>([-1, -1, -1, -1, -1, -1, -1, -1, 0, 0, 0, 0, 0, 0, 0, 0]);

/** All ones in those of 8 lanes, four from `lane` on, that are below `count` (0 to 8). */
@inline
export function maskOf(count: i32, lane: i32 = 0): v128 {
  return v128.load(MASKS + (<usize>(8 - count + lane) << 2));
}

/** The first `count` (0 to 8) of 8 values: four from `lane` on, those beyond zero. */
@inline
export function loadPart(from: usize, count: i32, lane: i32 = 0): v128 {
  return v128.and(v128.load(from + (<usize>lane << 2)), maskOf(count, lane));
}

/** The first `count` (0 to 7) of the 8 values of two vectors. */
export function storePart(to: usize, low: v128, high: v128, count: i32): void {
  if (count >= 4) {
    v128.store(to, low);
    to += 16;
    low = high;
    count -= 4;
  }
  if (count > 0) store<f32>(to, f32x4.extract_lane(low, 0));
  if (count > 1) store<f32>(to, f32x4.extract_lane(low, 1), 4);
  if (count > 2) store<f32>(to, f32x4.extract_lane(low, 2), 8);
}

/** Bytes of the whole pairs of vectors in n values. */
@inline
export function pairs(n: i32): usize {
  return <usize>(n & ~7) << 2;
}

/** The sum of the four lanes, in all of them. */
@inline
export function sumAcross(value: v128): v128 {
  const halves = f32x4.add(value, i32x4.shuffle(value, value, 2, 3, 0, 1));
  return f32x4.add(halves, i32x4.shuffle(halves, halves, 1, 0, 3, 2));
}

/** The largest of the four lanes, in all of them. */
@inline
export function maxAcross(value: v128): v128 {
  const halves = f32x4.pmax(value, i32x4.shuffle(value, value, 2, 3, 0, 1));
  return f32x4.pmax(halves, i32x4.shuffle(halves, halves, 1, 0, 3, 2));
}

@inline
export function first(value: v128): f32 {
  return f32x4.extract_lane(value, 0);
}

/** The two upper lanes moved down. */
@inline
export function upper(value: v128): v128 {
  return i64x2.shuffle(value, value, 1, 1);
}

/** sum (two float64) + the four float32 lanes of value. */
@inline
export function addWide(sum: v128, value: v128): v128 {
  return f64x2.add(sum, f64x2.add(f64x2.promote_low_f32x4(value), f64x2.promote_low_f32x4(upper(value))));
}

/** sum (two float64) + the squares of the four float32 lanes of value. */
@inline
export function addSquares(sum: v128, value: v128): v128 {
  const low = f64x2.promote_low_f32x4(value);
  const high = f64x2.promote_low_f32x4(upper(value));
  return f64x2.add(sum, f64x2.add(f64x2.mul(low, low), f64x2.mul(high, high)));
}

@inline
export function sumOfWide(sum: v128): f64 {
  return f64x2.extract_lane(sum, 0) + f64x2.extract_lane(sum, 1);
}
