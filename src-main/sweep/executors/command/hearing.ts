// What listens to the output of one run, whether the trainer speaks the protocol or writes a log: lines go in as they come, an
// outcome comes out when its process has ended.
import type { Environment } from '../../../records/types.ts';
import type { Thresholds } from '../../../analysis/labels/thresholds.ts';
import type { GridRun } from '../../../plan/plan.ts';
import type { BatchHooks, RunOutcome } from '../executor.ts';
import type { Ended, Limits, LineVerdict, Stream } from './trainer-process.ts';

export interface Hearing {
  take(line: string, stream: Stream): LineVerdict;
  outcome(ended: Ended, seconds: number): RunOutcome;
}

/** What is known of a run before it begins. */
export interface HeardRun {
  readonly run: GridRun;
  readonly steps: number;
  readonly limits: Limits;
  readonly thresholds: Thresholds;
  /** Facts of the session. */
  readonly environment: Environment;
}

/** Milliseconds between two reports of progress of one run. */
const REPORT_EVERY = 100;

/** Tells how far a run has come, not too often; a step that is done again counts once. */
export function progressTeller(
  onProgress: BatchHooks['onProgress'],
): (stepsDone: number, isLast: boolean) => void {
  let toldAt = -Infinity;
  let told = 0;
  return (stepsDone, isLast) => {
    const now = performance.now();
    if (!isLast && now - toldAt < REPORT_EVERY) return;
    const laneSteps = Math.max(0, stepsDone - told);
    toldAt = now;
    told = Math.max(stepsDone, told);
    onProgress({ step: stepsDone, lanesActive: 1, laneSteps });
  };
}
