// One run as its log tells it: the points of its curve, put in order and checked, and what ended it. In doubt the reading that
// looks worse: a log is not written to be judged by. Pure.
import type { LogFormat } from './formats.ts';
import { matchAtOnce, readLine, type LineNumbers, type Match, type Meaning } from './log-line.ts';

export interface LogPoint {
  /** Counted from 0. */
  readonly step: number;
  readonly loss: number;
  /** NaN: not said. */
  readonly gradientNorm: number;
}

export interface LogEvent {
  readonly step: number | null;
  readonly message: string;
}

export interface LogSettings {
  readonly format: LogFormat;
  /** Steps between two lines with a loss, where lines say no step. */
  readonly every: number | null;
  /** Steps that the run is to take; null: not known. */
  readonly plannedSteps: number | null;
  readonly match?: Match;
}

/** What a line was to the run. */
export type TakenLine =
  /** None of its lines. */
  | { readonly kind: 'other' }
  | { readonly kind: 'heard' }
  /** NaN or Inf: nothing that comes later would change the run. */
  | { readonly kind: 'over' }
  | { readonly kind: 'wrong'; readonly sentence: string };

/**
 * How the log ended, seen from the end of its program: all of its steps were taken, as far as the log can tell; NaN or Inf came
 * up; it ended before its last step with its loss above that of its start; or before its last step without, and how it would
 * have ended is not known.
 */
export type LogEnd = 'whole' | 'nonfinite' | 'risen' | 'early';

const OTHER: TakenLine = { kind: 'other' };
const HEARD: TakenLine = { kind: 'heard' };
const OVER: TakenLine = { kind: 'over' };
/** Events that are kept; of the others their number is. */
const MOST_EVENTS = 1000;
/** Points at the end whose mean must be above the start for the loss to have risen: one may be noise. */
const RISEN_POINTS = 3;
/** Steps skipped in a row at its end from which on it no longer looks for a loss scale: its gradients are not finite. */
const MOST_SKIPPED = 10;

export class LogRun {
  readonly #settings: LogSettings;
  #points: LogPoint[] = [];
  #events: LogEvent[] = [];
  #eventsDropped = 0;
  #validation: { readonly step: number | null; readonly loss: number } | null = null;
  #nonfinite: { readonly step: number; readonly tensor: string } | null = null;
  /** A gradient that was not finite: the step was skipped if a finite loss follows. */
  #brokenGradient: number | null = null;
  /** Words that told of NaN after the last loss. */
  #warning: string | null = null;
  /** Whoever reported first; what others report of the same steps is watched for NaN alone. */
  #speaker: number | null = null;
  #epoch = 1;
  #linesWithLoss = 0;
  #largestRate: number | null = null;
  #skipped: number | null = null;
  /** Those of them since the last point. */
  #skippedSince = 0;
  #of: number | null = null;

  constructor(settings: LogSettings) {
    this.#settings = settings;
  }

  get points(): readonly LogPoint[] {
    return this.#points;
  }

  /** The last one; `step` is null where its line said none. */
  get validation(): { readonly step: number | null; readonly loss: number } | null {
    return this.#validation;
  }

  get nonfinite(): { readonly step: number; readonly tensor: string } | null {
    return this.#nonfinite;
  }

  get events(): readonly LogEvent[] {
    return this.#eventsDropped === 0
      ? this.#events
      : [...this.#events, { step: null, message: `${this.#eventsDropped} more events were not kept.` }];
  }

  /** The largest learning rate that it logged; null: it logged none. */
  get largestRate(): number | null {
    return this.#largestRate;
  }

  /** Steps that were skipped, as a loss scaler does, by its word or because only so the loss can have stayed finite; null: none is known. */
  get skipped(): number | null {
    return this.#skipped;
  }

  /** Steps that the run has in all, as its lines say; null: they do not. */
  get stepsInAll(): number | null {
    return this.#of;
  }

  /** Steps up to the last point, which is one of them. */
  get stepsDone(): number {
    return (this.#points.at(-1)?.step ?? -1) + 1;
  }

  take(raw: string): TakenLine {
    const { meaning, rank } = readLine(raw, this.#settings.format, this.#settings.match ?? matchAtOnce);
    return this.takeMeaning(meaning, rank);
  }

  /** The same of a line that has been read. */
  takeMeaning(meaning: Meaning, rank: number | null): TakenLine {
    if (this.#nonfinite !== null) return OVER;
    switch (meaning.kind) {
      case 'other':
        return OTHER;
      case 'wrong':
        return meaning;
      case 'nonfinite':
        this.#warning ??= meaning.words;
        return HEARD;
      case 'numbers':
        return this.#takeNumbers(meaning, rank);
    }
  }

  #takeNumbers(said: LineNumbers, rank: number | null): TakenLine {
    const { plannedSteps } = this.#settings;
    if (said.of !== null && plannedSteps !== null && said.of !== plannedSteps) {
      return wrong(`Its log counts ${said.of} steps; the run was to have ${plannedSteps}.`);
    }
    this.#of ??= said.of;
    if (said.epoch !== null) this.#epoch = said.epoch;
    if (said.loss !== null) this.#speaker ??= rank;
    const isOthers = rank !== null && this.#speaker !== null && rank !== this.#speaker;
    if (said.loss !== null && !isOthers) this.#linesWithLoss += 1;
    const step = this.#stepOf(said);
    const broken = this.#brokenIn(said, step);
    if (broken !== null) {
      if (said.loss !== null && step !== null && step >= this.stepsDone) {
        this.#points.push({ step, loss: said.loss, gradientNorm: said.gradientNorm ?? NaN });
      }
      return this.#over(step ?? this.stepsDone, broken);
    }
    if (isOthers) return HEARD;
    if (said.skipped !== null) {
      this.#skipped = (this.#skipped ?? 0) + said.skipped;
      this.#skippedSince += said.skipped;
    }
    if (said.skipped !== null && said.skipped > 0) {
      const steps = said.skipped === 1 ? '1 step was skipped' : `${said.skipped} steps were skipped`;
      this.#note(step, `${steps} up to here, as the trainer says.`);
    }
    if (said.learningRate !== null && Number.isFinite(said.learningRate)) {
      this.#largestRate = Math.max(this.#largestRate ?? 0, said.learningRate);
    }
    if (said.validationLoss !== null) this.#validation = { step, loss: said.validationLoss };
    if (said.loss === null || step === null) return HEARD;
    // Within an epoch it is a mean that has just begun.
    if (said.ofEpoch !== null && said.step !== said.ofEpoch) return HEARD;
    return this.#takePoint({ step, loss: said.loss, gradientNorm: said.gradientNorm ?? NaN }, said);
  }

  /** Counted from 0; null: the line says none. */
  #stepOf({ step, loss, ofEpoch, line }: LineNumbers): number | null {
    const { format, every } = this.#settings;
    if (step !== null) {
      const inRun = ofEpoch === null ? step : (this.#epoch - 1) * ofEpoch + step;
      return Math.max(0, inRun - line.firstStep);
    }
    if (loss !== null && every !== null) return this.#linesWithLoss * every - 1;
    return format.withoutSteps && this.#points.length > 0 ? this.#points.at(-1)!.step : null;
  }

  /** What of the line's numbers is not finite, or says that something was not; null: nothing. */
  #brokenIn(said: LineNumbers, step: number | null): string | null {
    const { loss, watched, validationLoss, nanSteps, skipped } = said;
    if (loss !== null && !Number.isFinite(loss)) return 'loss';
    if (loss === 0 && this.#settings.format.zeroIsNan) return 'loss';
    if (watched !== null && !Number.isFinite(watched)) return 'loss';
    if (validationLoss !== null && !Number.isFinite(validationLoss)) return 'validation loss';
    if (nanSteps !== null && nanSteps > 0) return 'loss';
    // Of steps that were all skipped there is no loss.
    const steps = (step ?? 0) + 1 - this.stepsDone;
    return said.line.mustHaveLoss && loss === null && this.#skippedSince + (skipped ?? 0) < steps
      ? 'loss'
      : null;
  }

  #takePoint(point: LogPoint, said: LineNumbers): TakenLine {
    const { plannedSteps, format } = this.#settings;
    const { step, loss } = point;
    if (loss === 0) {
      return wrong(
        `Step ${said.step ?? step} has a loss of exactly 0, which a language model never reaches and some programs write for NaN.`,
      );
    }
    if (plannedSteps !== null && step > plannedSteps - (format.oneMore ? 0 : 1)) {
      return wrong(
        `Its log comes to step ${said.step ?? step + 1}; the run was to have ${plannedSteps} steps.`,
      );
    }
    const last = this.#points.at(-1)?.step ?? -1;
    if (step <= last) {
      if (step < last) this.#note(step, `It went back to this step from step ${last}.`);
      this.#points = this.#points.filter((each) => each.step < step);
    }
    this.#points.push(point);
    this.#skippedSince = 0;
    if (this.#warning !== null) {
      this.#note(step, `Training went on after it said: ${this.#warning}`);
      this.#warning = null;
    }
    if (this.#brokenGradient !== null) {
      const at = this.#brokenGradient;
      this.#note(at, 'The gradient norm was not finite and the loss after it was: the step was skipped.');
      this.#brokenGradient = null;
      this.#skipped = (this.#skipped ?? 0) + 1;
    }
    if (said.gradientNorm !== null && !Number.isFinite(said.gradientNorm)) this.#brokenGradient = step;
    return HEARD;
  }

  /**
   * `exitedWell`: its program ended with code 0. `fromOutside`: it ended for a reason that is known to be none of the run's, so that
   * neither words of NaN nor a risen loss were what ended it.
   */
  end(exitedWell: boolean, fromOutside = false): LogEnd {
    const isWhole = this.#isWhole(exitedWell);
    if (this.#nonfinite === null && !isWhole && this.#warning !== null && !fromOutside) {
      this.#note(this.stepsDone, `It said: ${this.#warning}`);
      this.#over(this.stepsDone, 'loss');
    }
    if (this.#nonfinite === null && this.#brokenGradient !== null) {
      this.#over(this.#brokenGradient, 'gradient');
    }
    if (this.#nonfinite === null && this.#points.length > 0 && this.#skippedSince >= MOST_SKIPPED) {
      this.#over(this.stepsDone, 'gradient');
    }
    if (this.#nonfinite !== null) return 'nonfinite';
    if (isWhole) return 'whole';
    return this.#hasRisen() && !fromOutside ? 'risen' : 'early';
  }

  /** A log of every tenth step need not show the last one; after a crash it must. */
  #isWhole(exitedWell: boolean): boolean {
    const { plannedSteps, every } = this.#settings;
    if (this.#points.length === 0) return false;
    if (plannedSteps === null) return exitedWell;
    const [before, last] = [this.#points.at(-2)?.step ?? -1, this.#points.at(-1)!.step];
    const apart = every ?? (this.#points.length === 1 && last === 0 ? 1 : last - before);
    return last + (exitedWell ? apart : 1) >= plannedSteps;
  }

  #hasRisen(): boolean {
    if (this.#points.length <= RISEN_POINTS) return false;
    const lasts = this.#points.slice(-RISEN_POINTS).map(({ loss }) => loss);
    return lasts.reduce((sum, loss) => sum + loss, 0) / RISEN_POINTS > this.#points[0]!.loss;
  }

  #over(step: number, tensor: string): TakenLine {
    this.#nonfinite = { step, tensor };
    return OVER;
  }

  #note(step: number | null, message: string): void {
    if (this.#events.length < MOST_EVENTS) this.#events.push({ step, message });
    else this.#eventsDropped += 1;
  }
}

function wrong(sentence: string): TakenLine {
  return { kind: 'wrong', sentence };
}
