// One run as its trainer tells it: checks that the messages follow from each other, and becomes what the study keeps. Pure.
import type { MeasuredRun } from '../../../analysis/labels/run.ts';
import type { Thresholds } from '../../../analysis/labels/thresholds.ts';
import type { FinishedRun } from '../../../records/types.ts';
import type { StartMessage, TrainerMessage } from './protocol.ts';
import { finishedAsTold } from './told-run.ts';

/** Events of a run that are kept; of the others their number is. */
const MOST_EVENTS = 1000;

export type Taken =
  | { readonly kind: 'going-on' }
  /** Nothing that the trainer may still say would change the run. */
  | { readonly kind: 'over' }
  | { readonly kind: 'wrong'; readonly sentence: string };

const GOING_ON: Taken = { kind: 'going-on' };
const OVER: Taken = { kind: 'over' };

export class RunRecord {
  readonly #steps: number;
  readonly #loss: Float32Array;
  readonly #gradientNorm: Float32Array;
  #start: StartMessage | null = null;
  #done = 0;
  #over: 'end' | 'nonfinite' | null = null;
  #validationLoss: number | null = null;
  #nonfinite: MeasuredRun['nonfinite'] = null;
  #events: { readonly step: number | null; readonly message: string }[] = [];
  #eventsDropped = 0;

  /** `steps` is how many the run is meant to take. */
  constructor(steps: number) {
    this.#steps = steps;
    this.#loss = new Float32Array(steps);
    this.#gradientNorm = new Float32Array(steps).fill(NaN);
  }

  get start(): StartMessage | null {
    return this.#start;
  }

  get stepsDone(): number {
    return this.#done;
  }

  /** What ended it: the trainer's word, or NaN or Inf; null while it goes on. */
  get over(): 'end' | 'nonfinite' | null {
    return this.#over;
  }

  take(message: TrainerMessage): Taken {
    if (message.kind === 'start') {
      this.#start = message;
      return GOING_ON;
    }
    if (this.#start === null)
      return wrong(`A line of kind "${message.kind}" came before the one of kind "start".`);
    switch (message.kind) {
      case 'step':
        return this.#takeStep(message.step, message.loss, message.gradient_norm ?? null);
      case 'event':
        if (this.#events.length < MOST_EVENTS) {
          this.#events.push({ step: message.step ?? null, message: message.message });
        } else this.#eventsDropped += 1;
        return GOING_ON;
      case 'nonfinite':
        this.#nonfinite = { step: message.step, tensor: message.tensor };
        return this.#finish('nonfinite');
      case 'end':
        this.#validationLoss = message.validation_loss ?? null;
        return this.#finish('end');
    }
  }

  /** A step that comes again replaces what was told of it and of those after it. */
  #takeStep(step: number, loss: number, gradientNorm: number | null): Taken {
    if (step > this.#done) {
      return wrong(
        this.#done === 0
          ? `The first step was ${step}; steps count from 0 and every one must be reported.`
          : `Step ${step} came after step ${this.#done - 1}; every step must be reported.`,
      );
    }
    if (step >= this.#steps) {
      return wrong(`Step ${step} came; the last of ${this.#steps} steps is ${this.#steps - 1}.`);
    }
    this.#loss[step] = loss;
    this.#gradientNorm[step] = gradientNorm ?? NaN;
    this.#done = step + 1;
    const tensor = !Number.isFinite(loss) ? 'loss' : !Number.isFinite(gradientNorm ?? 0) ? 'gradient' : null;
    if (tensor === null) return GOING_ON;
    this.#nonfinite = { step, tensor };
    return this.#finish('nonfinite');
  }

  #finish(over: 'end' | 'nonfinite'): Taken {
    if (this.#done === 0) return wrong('The run ended before its first step.');
    this.#over = over;
    return OVER;
  }

  /** Of a run that is over. `seconds` is what it took; `notes` are events of the run that the trainer did not tell. */
  finished(seconds: number, thresholds: Thresholds, notes: readonly string[]): FinishedRun {
    const dropped = this.#eventsDropped > 0 ? [`${this.#eventsDropped} more events were not kept.`] : [];
    return finishedAsTold(
      {
        plannedSteps: this.#steps,
        endStep: this.#done,
        loss: this.#loss.slice(0, this.#done),
        gradientNorm: this.#gradientNorm.slice(0, this.#done),
        validationLoss: this.#validationLoss,
        nonfinite: this.#nonfinite,
        events: [...this.#events, ...[...dropped, ...notes].map((message) => ({ step: null, message }))],
        device: this.#start!.device,
        seconds,
      },
      thresholds,
    );
  }
}

function wrong(sentence: string): Taken {
  return { kind: 'wrong', sentence };
}
