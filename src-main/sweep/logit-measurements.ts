// What the curves of logits say of a run in two numbers, which a ladder of sizes is fitted to: how large attention logits became, and
// where log Z of the head ended.
import type { LaneResult } from '../engine/job.ts';
import type { Measurements } from '../analysis/labels/run.ts';

/**
 * `largest_logit`: of all steps; infinite where a logit was not finite. `log_z`: nats, mean of the last `tail` steps, NaN where one of them
 * was not finite. None of a run that took no step.
 */
export function logitMeasurements({ largestLogit, logZ }: LaneResult['series'], tail: number): Measurements {
  if (largestLogit.length === 0) return {};
  const last = logZ.subarray(-tail);
  const largest = largestLogit.reduce(
    (most, logit) => (Number.isFinite(logit) ? Math.max(most, logit) : Infinity),
    -Infinity,
  );
  const mean = last.reduce((sum, value) => sum + value, 0) / last.length;
  return { largest_logit: largest, log_z: Number.isFinite(mean) ? mean : NaN };
}
