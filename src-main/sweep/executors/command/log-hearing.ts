// Listens to a trainer that writes a log for people: the lines of a known program, or those of the user's patterns. Loggers write
// to standard error as often as to standard output, so both are read.
import type { Environment } from '../../../records/types.ts';
import { formatOf, type LogReports } from '../../../spec/reports.ts';
import type { LossKind } from '../../../training-logs/formats.ts';
import { LogRun } from '../../../training-logs/log-run.ts';
import type { RunOutcome } from '../executor.ts';
import { afterTheEnd, isFromOutside, whyLogEnded } from './endings.ts';
import type { HeardRun, Hearing } from './hearing.ts';
import { limitedMatch, PatternTooSlowError } from './limited-match.ts';
import { finishedAsTold } from './told-run.ts';
import type { Ended, LineVerdict, Stream } from './trainer-process.ts';

/** A logged learning rate may be rounded, or be that of a step after the peak. */
const RATE_TOLERANCE = 0.1;
const NO_DEVICE = 'not said';

/** Kept with the study: such losses hide what is short. */
const LOSS_FACTS: Readonly<Record<LossKind, string | null>> = {
  step: null,
  interval: 'mean over the steps between two lines',
  epoch: 'mean over an epoch',
  smoothed: 'moving average of the trainer',
};

export class LogHearing implements Hearing {
  readonly #run: HeardRun;
  readonly #reports: LogReports;
  readonly #log: LogRun;
  readonly #others = { count: 0, last: '' };
  readonly #tell: (stepsDone: number, isLast: boolean) => void;
  #complaint: string | null = null;

  constructor(run: HeardRun, reports: LogReports, tell: (stepsDone: number, isLast: boolean) => void) {
    this.#run = run;
    this.#reports = reports;
    this.#log = new LogRun({
      format: formatOf(reports),
      every: reports.every,
      plannedSteps: run.steps,
      // Patterns of a stranger may take for ever; the built-in ones do not.
      ...(reports.format === null && { match: limitedMatch }),
    });
    this.#tell = tell;
  }

  take(line: string, stream: Stream): LineVerdict {
    const taken = this.#taken(line);
    switch (taken.kind) {
      case 'other':
        if (stream === 'output') {
          this.#others.count += 1;
          this.#others.last = line;
        }
        return 'ignored';
      case 'wrong':
        this.#complaint = taken.sentence;
        return 'end-it';
      case 'heard':
        this.#tell(this.#log.stepsDone, false);
        return 'heard';
      case 'over':
        this.#tell(this.#log.stepsDone, true);
        return 'end-it';
    }
  }

  #taken(line: string): ReturnType<LogRun['take']> {
    try {
      return this.#log.take(line);
    } catch (error) {
      if (error instanceof PatternTooSlowError) return { kind: 'wrong', sentence: error.message };
      throw error;
    }
  }

  outcome(ended: Ended, seconds: number): RunOutcome {
    if (this.#complaint !== null)
      return { kind: 'failed', message: `The trainer was ended. ${this.#complaint}` };
    const { ending } = ended;
    const { steps, limits } = this.#run;
    const done = this.#log.stepsDone;
    const end = this.#log.end(ending.kind === 'exited' && ending.code === 0, isFromOutside(ended.lastError));
    if (end === 'nonfinite') return this.#finished(seconds, done, []);
    if (end === 'whole') return this.#finished(seconds, steps, [...this.#remarks(), ...afterTheEnd(ended)]);
    // What was killed from outside would have gone on.
    if (end === 'risen' && ending.kind === 'exited' && ending.code !== null) {
      const how = `The trainer exited with code ${ending.code} after ${done} of ${steps} steps`;
      return this.#finished(seconds, done, [`${how}, its loss above that of its start.`]);
    }
    const { title } = formatOf(this.#reports);
    return { kind: 'failed', message: whyLogEnded(ended, limits, { done, steps, title }, this.#others) };
  }

  #finished(seconds: number, endStep: number, notes: readonly string[]): RunOutcome {
    const { environment, thresholds, steps } = this.#run;
    const { points, nonfinite, validation, events, skipped } = this.#log;
    const isDense = points.every(({ step }, index) => step === index);
    const run = finishedAsTold(
      {
        plannedSteps: steps,
        endStep: nonfinite === null ? endStep : nonfinite.step + 1,
        loss: Float32Array.from(points, ({ loss }) => loss),
        gradientNorm: Float32Array.from(points, ({ gradientNorm }) => gradientNorm),
        ...(!isDense && { step: Float32Array.from(points, ({ step }) => step) }),
        ...(skipped !== null && { skipped }),
        validationLoss: validation?.loss ?? null,
        nonfinite,
        events: [...events, ...notes.map((message) => ({ step: null, message }))],
        device: this.#reports.device ?? NO_DEVICE,
        seconds,
      },
      thresholds,
    );
    return { kind: 'finished', run, environment: { ...environment, ...this.#facts() } };
  }

  /** What a reader of the run should know and its numbers do not say. */
  #remarks(): string[] {
    const { largestRate, validation, stepsDone } = this.#log;
    const asked = this.#run.run.learningRate;
    const remarks: string[] = [];
    if (largestRate !== null && Math.abs(largestRate - asked) > RATE_TOLERANCE * asked) {
      remarks.push(
        `The largest learning rate that it logged is ${largestRate}; the run was to have ${asked}.`,
      );
    }
    if (validation !== null && validation.step !== null && validation.step + 1 < stepsDone) {
      remarks.push(`The validation loss is that of step ${validation.step}.`);
    }
    return remarks;
  }

  /** What the spec says for a log that says nothing of itself. */
  #facts(): Environment {
    const { precision, device, unigramEntropy } = this.#reports;
    const { title, lossKind } = formatOf(this.#reports);
    const lossLogged = LOSS_FACTS[lossKind];
    return {
      log: title,
      ...(lossLogged !== null && { lossLogged }),
      ...(precision !== null && { precision }),
      ...(device !== null && { device }),
      ...(unigramEntropy !== null && { unigramEntropy }),
    };
  }
}
