// The slope of a straight line through points, by least squares.
import type { Interval } from './interval.ts';
import { tQuantile } from './student.ts';

export interface Slope {
  readonly slope: number;
  /** Student's t with the residuals' variance; null with fewer than three points. */
  readonly interval: Interval | null;
}

/** null without two different x. */
export function slopeOf(
  points: readonly (readonly [x: number, y: number])[],
  confidence = 0.95,
): Slope | null {
  const n = points.length;
  const mean = (index: 0 | 1) => points.reduce((sum, point) => sum + point[index], 0) / n;
  const [meanX, meanY] = [mean(0), mean(1)];
  const sum = (of: (x: number, y: number) => number) =>
    points.reduce((total, [x, y]) => total + of(x - meanX, y - meanY), 0);
  const spread = sum((x) => x * x);
  if (!(spread > 0)) return null;
  const slope = sum((x, y) => x * y) / spread;
  if (n < 3) return { slope, interval: null };
  const error = Math.sqrt(sum((x, y) => (y - slope * x) ** 2) / (n - 2) / spread);
  const half = tQuantile((1 + confidence) / 2, n - 2) * error;
  return { slope, interval: { low: slope - half, high: slope + half } };
}
