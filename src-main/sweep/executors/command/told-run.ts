// From the curves that a trainer told to what the study keeps of its run, by the rules of every run. Pure.
import { summarize } from '../../../analysis/labels/curves.ts';
import type { MeasuredRun } from '../../../analysis/labels/run.ts';
import type { Thresholds } from '../../../analysis/labels/thresholds.ts';
import type { FinishedRun } from '../../../records/types.ts';

/** Kind of the events that trainers report. */
const TRAINER_EVENT = 'trainer';

export interface ToldRun {
  readonly plannedSteps: number;
  readonly endStep: number;
  readonly loss: Float32Array;
  /** Of the same length; NaN where it was not said. */
  readonly gradientNorm: Float32Array;
  /** The step of each point, ascending; absent: 0, 1, 2 and so on. */
  readonly step?: Float32Array;
  /** Steps that were skipped; absent: not known. */
  readonly skipped?: number;
  readonly validationLoss: number | null;
  readonly nonfinite: MeasuredRun['nonfinite'];
  readonly events: readonly { readonly step: number | null; readonly message: string }[];
  readonly device: string;
  readonly seconds: number;
}

export function finishedAsTold(told: ToldRun, thresholds: Thresholds): FinishedRun {
  const { loss, gradientNorm, step, plannedSteps, endStep, nonfinite, validationLoss, skipped } = told;
  // A step without a gradient norm is no spike.
  const known = gradientNorm.filter((value) => !Number.isNaN(value));
  const summary = summarize({ loss, gradientNorm: known, step }, plannedSteps, thresholds);
  return {
    measured: {
      endStep,
      nonfinite,
      validationLoss,
      ...summary,
      ...(skipped !== undefined && { measurements: { skipped_steps: skipped } }),
    },
    curves: { loss, ...(known.length > 0 && { gradientNorm }), ...(step && { step }) },
    sites: [],
    siteSteps: [],
    siteStatistics: new Float32Array(),
    seconds: told.seconds,
    device: told.device,
    stopped: null,
    events: told.events.map((event) => ({ ...event, kind: TRAINER_EVENT })),
  };
}
