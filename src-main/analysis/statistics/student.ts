// Student's t distribution.
import { betaQuantile } from './beta.ts';

/** As many are remembered: a large grid asks for the same few, once a cell. */
const MOST_REMEMBERED = 1000;
const remembered = new Map<string, number>();

/** t with P(T <= t) = p for p above 1/2, by T^2 / (T^2 + n) ~ Beta(1/2, n/2). */
export function tQuantile(p: number, degreesOfFreedom: number): number {
  const key = `${p} ${degreesOfFreedom}`;
  const known = remembered.get(key);
  if (known !== undefined) return known;
  const x = betaQuantile(2 * p - 1, 0.5, degreesOfFreedom / 2);
  const t = Math.sqrt((degreesOfFreedom * x) / (1 - x));
  if (remembered.size >= MOST_REMEMBERED) remembered.clear();
  remembered.set(key, t);
  return t;
}
