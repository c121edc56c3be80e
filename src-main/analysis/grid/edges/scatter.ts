// How the learning rates above which runs are unstable scatter around the edge of their row: by what a seed adds to all runs of a
// row, by what chance adds to each run, and by failures that come at any learning rate. Distributions only, no runs.
import { normalCumulative, normalQuantile } from '../../statistics/normal.ts';

/** What seeds and chance add is normal, or has an exponential tail to higher or to lower learning rates. */
export const SHAPES = ['even', 'up', 'down'] as const;
export type Shape = (typeof SHAPES)[number];

export interface Scatter {
  /** Standard deviations in decades of what a seed adds to its runs of a row, and of what chance adds to each. */
  readonly ofSeed: number;
  readonly ofRun: number;
  readonly shape: Shape;
  /** Probability of failing far below the edge. */
  readonly floor: number;
}

/** Probability of coming through far above the edge. */
export const LUCK = 0.01;

/** Probability that a deviation of mean 0 and standard deviation `size` is at most `x`. */
export function cumulative(shape: Shape, size: number, x: number): number {
  const z = x / size;
  if (shape === 'even') return normalCumulative(z);
  if (shape === 'up') return z <= -1 ? 0 : 1 - Math.exp(-z - 1);
  return z >= 1 ? 1 : Math.exp(z - 1);
}

/** The x of which that is `p`. */
function deviation(shape: Shape, size: number, p: number): number {
  if (shape === 'even') return size * normalQuantile(p);
  return shape === 'up' ? size * (-Math.log(1 - p) - 1) : size * (Math.log(p) + 1);
}

/** Parts of what a seed adds in sums over it, and bisections of a crossing. */
const PARTS = 32;
const BISECTIONS = 30;

/**
 * How far above the middle of the scatter, in decades, P(unstable) passes `share`: -Infinity where failures at any learning
 * rate alone are as many, Infinity where it never gets there.
 */
export function crossing(scatter: Scatter, share: number): number {
  const { ofSeed, ofRun, shape, floor } = scatter;
  const key = `${ofSeed} ${ofRun} ${shape} ${floor} ${share}`;
  const known = remembered.get(key);
  if (known !== undefined) return known;
  const found = crossingOf(scatter, share);
  if (remembered.size >= MOST_REMEMBERED) remembered.clear();
  remembered.set(key, found);
  return found;
}

/** Every scatter that is tried, and one share besides 1/2. */
const MOST_REMEMBERED = 4000;
const remembered = new Map<string, number>();

function crossingOf({ ofSeed, ofRun, shape, floor }: Scatter, share: number): number {
  const wanted = (share - floor) / (1 - floor - LUCK);
  if (wanted <= 0) return -Infinity;
  if (wanted >= 1) return Infinity;
  if (shape === 'even') return Math.hypot(ofSeed, ofRun) * normalQuantile(wanted);
  const added = Array.from({ length: PARTS }, (_, i) => deviation(shape, ofSeed, (i + 0.5) / PARTS));
  const shareAt = (x: number) =>
    added.reduce((sum, part) => sum + cumulative(shape, ofRun, x - part), 0) / PARTS;
  const far = 12 * (ofSeed + ofRun);
  let [low, high] = [-far, far];
  for (let i = 0; i < BISECTIONS; i++) {
    const middle = (low + high) / 2;
    if (shareAt(middle) < wanted) low = middle;
    else high = middle;
  }
  return (low + high) / 2;
}
