// Spikes and jumps of a curve: how many of its values stand out, how long the longest event lasts, and how far the loss ever
// rose within a few steps. What they make of a run is in labels.ts.
import type { Thresholds } from './thresholds.ts';

export interface Spikes {
  /** Share of the values that are spikes. */
  readonly score: number;
  /** Steps of the longest event. */
  readonly longest: number;
}

/** The steps of the points; absent: 0, 1, 2 and so on. */
type Steps = ArrayLike<number> | undefined;

/** Values that a mean and a deviation take at least. */
const LEAST_WINDOW = 10;

export function spikeWindow(steps: number, thresholds: Thresholds): number {
  const { spikeWindowLeast, spikeWindowMost, spikeWindowDivisor } = thresholds;
  return Math.min(spikeWindowMost, Math.max(spikeWindowLeast, Math.floor(steps / spikeWindowDivisor)));
}

/**
 * Share of values at least `sigma` standard deviations from the mean of the `window` values before them (OLMo 2, arXiv
 * 2501.00656), and the steps of the longest event. Values that are not finite are spikes.
 *
 * An event begins with a spike upwards and lasts while values stay as far above the mean as it was then: a rolling mean
 * takes in the event itself, and with a window of 50 the third value of a lasting jump is only 4.9 deviations from it.
 * A loss that drops and stays low is learning, no event.
 *
 * A curve of fewer than two windows has windows of half its length. The first `window` values have none before them and are compared with the `window` values after those, for the peak of the
 * learning rate of a short run lies there: after step `from`, or not where it is null, a value is a spike if it lies so far above that mean, and so
 * far above the lowest value before it: a loss that is still on its way down does not stand out.
 */
export function spikes(
  values: Float32Array,
  longestWindow: number,
  sigma: number,
  from: number | null = null,
  steps?: Steps,
): Spikes {
  const window = Math.min(longestWindow, Math.max(LEAST_WINDOW, values.length >> 1));
  const stepOf = (index: number) => (steps ? steps[index]! : index);
  let [found, longest, begun] = [0, 0, 0];
  let eventLimit = Infinity;
  const visit = (i: number, { mean, squares, count }: Moments, lowest: number | null) => {
    const value = values[i]!;
    // A flat window has no deviation to measure by, up to rounding.
    const far = Math.max(sigma * Math.sqrt(squares / count), 1e-6 * Math.abs(mean));
    const isFar = lowest === null ? Math.abs(value - mean) >= far : value >= Math.max(mean, lowest) + far;
    const isSpike = !Number.isFinite(value) || isFar;
    if (isSpike) found++;
    if (!(value < eventLimit) && eventLimit < Infinity) {
      longest = Math.max(longest, stepOf(i) - stepOf(begun) + 1);
      return;
    }
    const begins = isSpike && !(value < mean);
    eventLimit = begins ? mean + far : Infinity;
    if (begins) {
      begun = i;
      longest = Math.max(longest, 1);
    }
  };
  const after = momentsOf(values.subarray(window, 2 * window));
  let lowest = Infinity;
  for (let i = 0; i < Math.min(window, values.length); i++) {
    if (from !== null && stepOf(i) > from) visit(i, after, lowest);
    if (values[i]! < lowest) lowest = values[i]!;
  }
  forEachWindow(values, window, (i, before) => visit(i, before, null));
  return { score: values.length > 0 ? found / values.length : 0, longest };
}

/**
 * The largest rise of the loss within `jumpSteps` steps that ends after step `jumpAfter`, in nats; null where it never rose. Of a
 * curve that is logged more rarely, points that follow each other are compared: nothing is known of what lay between.
 */
export function largestJump(
  loss: Float32Array,
  { jumpSteps, jumpAfter }: Pick<Thresholds, 'jumpSteps' | 'jumpAfter'>,
  steps?: Steps,
): { readonly rise: number; readonly step: number } | null {
  const stepOf = (index: number) => (steps ? steps[index]! : index);
  let jump: { rise: number; step: number } | null = null;
  for (let i = 1; i < loss.length; i++) {
    const at = stepOf(i);
    if (at <= jumpAfter || !Number.isFinite(loss[i]!)) continue;
    for (let before = i - 1; before >= 0; before--) {
      if (before < i - 1 && at - stepOf(before) > jumpSteps) break;
      const rise = loss[i]! - loss[before]!;
      if (rise > (jump?.rise ?? 0)) jump = { rise, step: at };
    }
  }
  return jump;
}

/** Of the finite values among some: how many, their mean, and the sum of squares around it. */
interface Moments {
  readonly count: number;
  readonly mean: number;
  readonly squares: number;
}
const NO_MOMENTS: Moments = { count: 0, mean: 0, squares: 0 };

/**
 * Visits every index from `window` on with the moments of the `window` values before it. Values are only ever added,
 * never subtracted, because one value of 1e12 would leave nothing of the others behind: each window is the end of one
 * stretch of `window` values and the beginning of the next, and both are known in one pass.
 */
function forEachWindow(
  values: Float32Array,
  window: number,
  visit: (index: number, before: Moments) => void,
): void {
  for (let start = window; start < values.length; start += window) {
    const ends: Moments[] = Array<Moments>(window + 1).fill(NO_MOMENTS);
    for (let i = window - 1; i >= 0; i--) ends[i] = withValue(ends[i + 1]!, values[start - window + i]!);
    let beginning = NO_MOMENTS;
    for (let i = start; i < Math.min(start + window, values.length); i++) {
      visit(i, merged(ends[i - start]!, beginning));
      beginning = withValue(beginning, values[i]!);
    }
  }
}

function momentsOf(values: Float32Array): Moments {
  return values.reduce<Moments>(withValue, NO_MOMENTS);
}

function withValue(moments: Moments, value: number): Moments {
  return Number.isFinite(value) ? merged(moments, { count: 1, mean: value, squares: 0 }) : moments;
}

/** Chan, Golub and LeVeque's update of the moments of two sets. */
function merged(a: Moments, b: Moments): Moments {
  const count = a.count + b.count;
  if (count === 0) return NO_MOMENTS;
  const difference = b.mean - a.mean;
  const mean = a.mean + (difference * b.count) / count;
  return { count, mean, squares: a.squares + b.squares + (difference ** 2 * a.count * b.count) / count };
}
