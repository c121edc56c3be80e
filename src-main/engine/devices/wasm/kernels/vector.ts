// Vectors of four float32 at the end of an array, and what several kernels need of a vector. Buffers have room for one
// vector after their last element, so loads may run over it; stores may not.

/** The first `count` (1 to 3) lanes from memory, the others zero. */
export function loadPart(from: usize, count: i32): v128 {
  const whole = v128.load(from);
  return v128.and(whole, maskOf(count));
}

/** All ones in the first `count` lanes. */
@inline
export function maskOf(count: i32): v128 {
  return i32x4.lt_s(i32x4(0, 1, 2, 3), i32x4.splat(count));
}

export function storePart(to: usize, value: v128, count: i32): void {
  store<f32>(to, f32x4.extract_lane(value, 0));
  if (count > 1) store<f32>(to, f32x4.extract_lane(value, 1), 4);
  if (count > 2) store<f32>(to, f32x4.extract_lane(value, 2), 8);
}

@inline
export function sumOf(value: v128): f32 {
  return (
    f32x4.extract_lane(value, 0) + f32x4.extract_lane(value, 2) + (f32x4.extract_lane(value, 1) + f32x4.extract_lane(value, 3))
  );
}

@inline
export function maxOf(value: v128): f32 {
  return max(
    max(f32x4.extract_lane(value, 0), f32x4.extract_lane(value, 1)),
    max(f32x4.extract_lane(value, 2), f32x4.extract_lane(value, 3)),
  );
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
