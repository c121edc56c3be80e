// What a run's curves say about it: where it started, where it ended, how often it spiked.
import type { MeasuredRun } from './run.ts';
import type { Thresholds } from './thresholds.ts';

export interface RunCurves {
  /** [steps done] each. */
  readonly loss: Float32Array;
  readonly gradientNorm: Float32Array;
}

export type CurveSummary = Pick<
  MeasuredRun,
  'startLoss' | 'tailLoss' | 'lossSpikeScore' | 'gradientSpikeScore' | 'longestSpike'
>;

/** `plannedSteps` sets the length of tail and window, so that a run that ended early is measured by the same rule. */
export function summarize(curves: RunCurves, plannedSteps: number, thresholds: Thresholds): CurveSummary {
  const { loss, gradientNorm } = curves;
  const length = Math.max(thresholds.tailSteps, Math.round(thresholds.tailShare * plannedSteps));
  const tail = loss.subarray(Math.max(0, loss.length - length));
  const window = spikeWindow(plannedSteps, thresholds);
  const ofLoss = spikes(loss, window, thresholds.spikeSigma);
  const ofGradient = spikes(gradientNorm, window, thresholds.spikeSigma);
  return {
    startLoss: loss.length > 0 ? finite(loss[0]!) : null,
    tailLoss: tail.length > 0 ? finite(tail.reduce((sum, value) => sum + value, 0) / tail.length) : null,
    lossSpikeScore: ofLoss.score,
    gradientSpikeScore: ofGradient.score,
    longestSpike: Math.max(ofLoss.longest, ofGradient.longest),
  };
}

function finite(value: number): number | null {
  return Number.isFinite(value) ? value : null;
}

export function spikeWindow(steps: number, thresholds: Thresholds): number {
  const { spikeWindowLeast, spikeWindowMost, spikeWindowDivisor } = thresholds;
  return Math.min(spikeWindowMost, Math.max(spikeWindowLeast, Math.floor(steps / spikeWindowDivisor)));
}

/**
 * Share of values at least `sigma` standard deviations from the mean of the `window` values before them, and the longest
 * row of such values (OLMo 2, arXiv 2501.00656). The first `window` values have nothing to be compared with; values that
 * are not finite are spikes. One pass.
 */
export function spikes(
  values: Float32Array,
  window: number,
  sigma: number,
): { score: number; longest: number } {
  let [sum, squares, count, found, row, longest] = [0, 0, 0, 0, 0, 0];
  // Around the first value, so that squares do not cancel.
  const origin = Number.isFinite(values[0] ?? NaN) ? values[0]! : 0;
  const add = (value: number, sign: 1 | -1) => {
    if (!Number.isFinite(value)) return;
    sum += sign * (value - origin);
    squares += sign * (value - origin) ** 2;
    count += sign;
  };
  values.forEach((value, i) => {
    if (i >= window) {
      const mean = sum / count;
      const deviation = Math.sqrt(Math.max(0, squares / count - mean * mean));
      const distance = Math.abs(value - origin - mean);
      // A flat window has no deviation to measure by, up to rounding.
      const isSpike =
        !Number.isFinite(value) || (distance >= sigma * deviation && distance > 1e-6 * Math.abs(value));
      row = isSpike ? row + 1 : 0;
      found += isSpike ? 1 : 0;
      longest = Math.max(longest, row);
      add(values[i - window]!, -1);
    }
    add(value, 1);
  });
  return { score: values.length > 0 ? found / values.length : 0, longest };
}
