// The middle of a distribution that is known by its draws.
import type { Interval } from '../statistics/interval.ts';

/** Half and the ends of the middle 95 % of a distribution. */
export interface Spread {
  readonly median: number;
  readonly interval: Interval;
}

export function spread(values: readonly number[]): Spread {
  const sorted = Float64Array.from(values).sort();
  return {
    median: quantile(sorted, 0.5),
    interval: { low: quantile(sorted, 0.025), high: quantile(sorted, 0.975) },
  };
}

function quantile(sorted: Float64Array, at: number): number {
  return sorted[Math.min(sorted.length - 1, Math.max(0, Math.ceil(at * sorted.length) - 1))]!;
}
