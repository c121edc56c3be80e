// What a dynamic loss scale did in a run, told by its curves: the steps that it skipped, and where it ended. Pure.
import type { LaneResult } from '../engine/job.ts';

/** The curve of the scale with which each step was taken; a run without a dynamic scale has none. */
export const SCALE_CURVE = 'lossScale';

export interface ScaledSteps {
  /** Steps that changed nothing, the one that ended the run not among them. */
  readonly skipped: number;
  /** With which the last step was taken that had one. */
  readonly lastScale: number;
}

/** null where no step had a dynamic scale. */
export function scaledSteps({
  series,
  nonfinite,
}: Pick<LaneResult, 'series' | 'nonfinite'>): ScaledSteps | null {
  const { lossScale, gradientNorm } = series;
  const lastScale = lossScale.findLast((scale) => !Number.isNaN(scale));
  if (lastScale === undefined) return null;
  const isSkipped = (scale: number, step: number) =>
    !Number.isNaN(scale) && Number.isNaN(gradientNorm[step]) && step !== nonfinite?.step;
  return { skipped: lossScale.filter(isSkipped).length, lastScale };
}
