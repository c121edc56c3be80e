// The standard normal distribution: its cumulative function and its quantiles, to seven digits at least.

/** P(Z <= z), by the Chebyshev fit of erfc of Press et al., Numerical Recipes, section 6.2: relative error below 1.2e-7. */
export function normalCumulative(z: number): number {
  const x = Math.abs(z) / Math.SQRT2;
  const t = 1 / (1 + 0.5 * x);
  const tail = 0.5 * t * Math.exp(polynomial(ERFC, t) - x * x);
  return z > 0 ? 1 - tail : tail;
}

/** The z with P(Z <= z) = p, for 0 < p < 1, by P. J. Acklam's rational approximation: relative error below 1.2e-9. */
export function normalQuantile(p: number): number {
  if (p < 0.5) return -normalQuantile(1 - p);
  if (p > 1 - 0.02425) {
    const q = Math.sqrt(-2 * Math.log(1 - p));
    return -polynomial(TAIL_TOP, q) / polynomial(TAIL_BOTTOM, q);
  }
  const q = p - 0.5;
  return (q * polynomial(MIDDLE_TOP, q * q)) / polynomial(MIDDLE_BOTTOM, q * q);
}

/** Coefficients from the constant on. */
function polynomial(coefficients: readonly number[], x: number): number {
  let sum = 0;
  for (let i = coefficients.length - 1; i >= 0; i--) sum = sum * x + coefficients[i]!;
  return sum;
}

const ERFC = [
  -1.26551223, 1.00002368, 0.37409196, 0.09678418, -0.18628806, 0.27886807, -1.13520398, 1.48851587,
  -0.82215223, 0.17087277,
];
const MIDDLE_TOP = [
  2.506628277459239, -3.066479806614716e1, 1.38357751867269e2, -2.759285104469687e2, 2.209460984245205e2,
  -3.969683028665376e1,
];
const MIDDLE_BOTTOM = [
  1, -1.328068155288572e1, 6.680131188771972e1, -1.556989798598866e2, 1.615858368580409e2,
  -5.447609879822406e1,
];
const TAIL_TOP = [
  2.938163982698783, 4.374664141464968, -2.549732539343734, -2.400758277161838, -3.223964580411365e-1,
  -7.784894002430293e-3,
];
const TAIL_BOTTOM = [1, 3.754408661907416, 2.445134137142996, 3.224671290700398e-1, 7.784695709041462e-3];
