// Student's t distribution, and the normal one as its limit.
import { betaQuantile } from './beta.ts';

/** t with P(T <= t) = p for p above 1/2, by T^2 / (T^2 + n) ~ Beta(1/2, n/2). */
export function tQuantile(p: number, degreesOfFreedom: number): number {
  const x = betaQuantile(2 * p - 1, 0.5, degreesOfFreedom / 2);
  return Math.sqrt((degreesOfFreedom * x) / (1 - x));
}

/** z with P(Z <= z) = p for p above 1/2; off by 1e-6 of it. */
export function normalQuantile(p: number): number {
  return tQuantile(p, 1e6);
}
