// What a run's curves say about it: where it started, where it ended, how often it spiked.
import type { MeasuredRun } from './run.ts';
import type { Thresholds } from './thresholds.ts';

export interface RunCurves {
  /** [points]; a point a step where `step` does not say otherwise. */
  readonly loss: Float32Array;
  /** [points], or empty where it was not recorded. */
  readonly gradientNorm: Float32Array;
  /** [points], ascending: the step of each, counted from 0; absent: 0, 1, 2 and so on. */
  readonly step?: Float32Array | undefined;
}

/** Points that make a tail; where fewer lie in its steps, the last so many of the curve are looked at too. */
export const LEAST_TAIL_POINTS = 3;

export type CurveSummary = Pick<
  MeasuredRun,
  'startLoss' | 'tailLoss' | 'lossSpikeScore' | 'gradientSpikeScore' | 'longestSpike'
>;

/** `plannedSteps` sets the length of tail and window, so that a run that ended early is measured by the same rule. */
export function summarize(curves: RunCurves, plannedSteps: number, thresholds: Thresholds): CurveSummary {
  const { loss, gradientNorm, step } = curves;
  const window = spikeWindow(plannedSteps, thresholds);
  const ofLoss = spikes(loss, window, thresholds.spikeSigma);
  const ofGradient = spikes(gradientNorm, window, thresholds.spikeSigma);
  return {
    startLoss: loss.length > 0 ? finite(loss[0]!) : null,
    tailLoss: tailOf(loss, step, tailLength(plannedSteps, thresholds)),
    lossSpikeScore: ofLoss.score,
    gradientSpikeScore: ofGradient.score,
    longestSpike: Math.max(ofLoss.longest, ofGradient.longest),
  };
}

export function tailLength(plannedSteps: number, { tailSteps, tailShare }: Thresholds): number {
  return Math.max(tailSteps, Math.round(tailShare * plannedSteps));
}

/** How many of the last points of a curve, whose steps are `lastSteps`, lie in its last `length` steps. */
export function tailPoints(lastSteps: ArrayLike<number>, length: number): number {
  const from = lastSteps[lastSteps.length - 1]! - length;
  let first = lastSteps.length;
  while (first > 0 && lastSteps[first - 1]! > from) first--;
  return lastSteps.length - first;
}

/**
 * The mean of the losses whose step lies in the last `length` steps. Where those are fewer than three points, the last three
 * count, unless the few are worse: a curve that is logged rarely must not hide that it ends in a jump.
 */
function tailOf(loss: Float32Array, step: Float32Array | undefined, length: number): number | null {
  if (loss.length === 0) return null;
  const points = step ? tailPoints(step, length) : Math.min(length, loss.length);
  const mean = meanOfLast(loss, points);
  const few = points < Math.min(LEAST_TAIL_POINTS, loss.length);
  return finite(few ? Math.max(mean, meanOfLast(loss, LEAST_TAIL_POINTS)) : mean);
}

function meanOfLast(values: Float32Array, count: number): number {
  const last = values.subarray(Math.max(0, values.length - count));
  return last.reduce((sum, value) => sum + value, 0) / last.length;
}

function finite(value: number): number | null {
  return Number.isFinite(value) ? value : null;
}

export function spikeWindow(steps: number, thresholds: Thresholds): number {
  const { spikeWindowLeast, spikeWindowMost, spikeWindowDivisor } = thresholds;
  return Math.min(spikeWindowMost, Math.max(spikeWindowLeast, Math.floor(steps / spikeWindowDivisor)));
}

/**
 * Share of values at least `sigma` standard deviations from the mean of the `window` values before them (OLMo 2, arXiv
 * 2501.00656), and the steps of the longest event. The first `window` values have nothing to be compared with; values that
 * are not finite are spikes.
 *
 * An event begins with a spike upwards and lasts while values stay as far above the mean as it was then: a rolling mean
 * takes in the event itself, and with a window of 50 the third value of a lasting jump is only 4.9 deviations from it.
 * A loss that drops and stays low is learning, no event.
 */
export function spikes(
  values: Float32Array,
  window: number,
  sigma: number,
): { score: number; longest: number } {
  let [found, longest, begun] = [0, 0, 0];
  let eventLimit = Infinity;
  forEachWindow(values, window, (i, { mean, squares, count }) => {
    const value = values[i]!;
    // A flat window has no deviation to measure by, up to rounding.
    const far = Math.max(sigma * Math.sqrt(squares / count), 1e-6 * Math.abs(mean));
    const isSpike = !Number.isFinite(value) || Math.abs(value - mean) >= far;
    if (isSpike) found++;
    if (!(value < eventLimit) && eventLimit < Infinity) {
      longest = Math.max(longest, i - begun + 1);
      return;
    }
    const begins = isSpike && !(value < mean);
    eventLimit = begins ? mean + far : Infinity;
    if (begins) {
      begun = i;
      longest = Math.max(longest, 1);
    }
  });
  return { score: values.length > 0 ? found / values.length : 0, longest };
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
