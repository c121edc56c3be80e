// Student's t distribution.
import { betaQuantile } from './beta.ts';

/** t with P(T <= t) = p for p above 1/2, by T^2 / (T^2 + n) ~ Beta(1/2, n/2). */
export function tQuantile(p: number, degreesOfFreedom: number): number {
  const x = betaQuantile(2 * p - 1, 0.5, degreesOfFreedom / 2);
  return Math.sqrt((degreesOfFreedom * x) / (1 - x));
}
