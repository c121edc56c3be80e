// exp and log near 1 in WGSL, where the language's own lose digits.

/** exp(x) - 1 and log(1 + x) that stay exact near 0; x within 1 of 0 for the first, above -1 for the second. */
export const NEAR_ONE = `
fn expm1(x: f32) -> f32 {
  if (abs(x) > 0.25f) { return exp(x) - 1.0f; }
  return x * (1.0f + x * (0.5f + x * (0.16666667f + x * (0.041666667f + x * (0.0083333333f + x * 0.0013888889f)))));
}
fn log1p(x: f32) -> f32 {
  if (abs(x) > 0.25f) { return log(1.0f + x); }
  let s = x / (2.0f + x);
  let z = s * s;
  return 2.0f * s * (1.0f + z * (0.33333333f + z * (0.2f + z * (0.14285714f + z * 0.11111111f))));
}`;
