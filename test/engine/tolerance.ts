// How far a device's losses may be from the reference device's: for the tests, and for the GPU report.

/**
 * Largest relative difference of the loss over 20 steps. Float32 sums in another order differ by about 1e-7; a value that
 * lies near a rounding boundary then falls to the other side, which moves it by one step of its format, so coarser formats
 * may differ by more. Each bound is three times the worst of six seeds of the family, with the tests' small model and with one
 * four times as wide on matrix units: fp32 1e-7, tf32 9e-5, formats of 5 bits and more 7e-4, of 1 to 4 bits 1.4e-2, FP4 2.6e-2. In
 * exponent-e4 most gradients are subnormal, so that few of its 7 bits are left.
 */
export function toleranceOf(recipe: string): number {
  if (recipe === 'fp32') return 3e-7;
  if (recipe === 'tf32') return 3e-4;
  if (recipe.startsWith('nvfp4')) return 7.8e-2;
  return /^(bf16|mask-e8m[567]|exponent-e[567])/.test(recipe) ? 2.1e-3 : 4.2e-2;
}
