// What the operations of one step share on the wasm device: whose step it is, and what the step reports.
import type { StepProgram } from '../../program.ts';
import { StepReport } from '../kit/step-report.ts';

export class LaneStep {
  /** Address of the lane's state. */
  state = 0;
  seed = 0;
  step = 0;
  microBatch = 0;
  learningRate = 0;
  training = true;
  counting = false;
  clipFactor = 1;
  /** The step at hand is skipped. */
  skipping = false;
  readonly report: StepReport;

  constructor(program: StepProgram) {
    this.report = new StepReport(program);
  }

  begin(): void {
    this.clipFactor = 1;
    this.skipping = false;
    this.report.begin();
  }
}
