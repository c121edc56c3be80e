// What a run's curves say about it: where it started, where it ended, how often it spiked.
import type { MeasuredRun } from './run.ts';
import { largestJump, spikes, spikeWindow } from './spikes.ts';
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
  'startLoss' | 'tailLoss' | 'lossSpikeScore' | 'gradientSpikeScore' | 'longestSpike' | 'jump'
>;

/** `plannedSteps` sets the length of tail and window, so that a run that ended early is measured by the same rule. */
export function summarize(curves: RunCurves, plannedSteps: number, thresholds: Thresholds): CurveSummary {
  const { loss, gradientNorm, step } = curves;
  const { spikeSigma, jumpAfter } = thresholds;
  // Of a curve that is logged rarely, the window is a part of its points.
  const window = spikeWindow(step ? loss.length : plannedSteps, thresholds);
  const ofLoss = spikes(loss, window, spikeSigma, jumpAfter, step);
  const gradientSteps = gradientNorm.length === loss.length ? step : undefined;
  // Of a healthy run, too, the gradient norm is larger and noisier where the learning rate is high than after it.
  const ofGradient = spikes(gradientNorm, window, spikeSigma, null, gradientSteps);
  return {
    startLoss: loss.length > 0 ? finite(loss[0]!) : null,
    tailLoss: tailOf(loss, step, tailLength(plannedSteps, thresholds)),
    lossSpikeScore: ofLoss.score,
    gradientSpikeScore: ofGradient.score,
    longestSpike: Math.max(ofLoss.longest, ofGradient.longest),
    jump: largestJump(loss, thresholds, step),
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
