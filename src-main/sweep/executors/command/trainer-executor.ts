// Trains runs by a command, one process a run, several at once. What the command must say stands in protocol.ts.
import type { Environment } from '../../../records/types.ts';
import type { GridRun } from '../../../plan/plan.ts';
import { expandCommand } from '../../../spec/command.ts';
import { stepsAt, thresholdsOf } from '../../../spec/spec.ts';
import type { TrainerSpec } from '../../../spec/trainer.ts';
import type { BatchHooks, Executor, RunOutcome } from '../executor.ts';
import { afterTheEnd, whyUnfinished } from './endings.ts';
import { readLine, type StartMessage } from './protocol.ts';
import { RunRecord } from './run-record.ts';
import { runCommand, type LineVerdict } from './trainer-process.ts';

/** After so many failed runs in a row the command is taken for broken: one setting of a grid may well fail for itself. */
const PATIENCE = 10;
/** Milliseconds between two reports of progress of one run. */
const REPORT_EVERY = 100;

/** `variables` are given to every command. */
export function trainerExecutor(
  spec: TrainerSpec,
  environment: Environment,
  variables: Readonly<Record<string, string>>,
): Executor {
  const { command, concurrency } = spec.trainer;
  const slots = Array.from({ length: concurrency }, (_, slot) => slot);
  return {
    summary: `the command ${command}`,
    notes: [],
    environment,
    madeBy: 'command',
    context: null,
    atOnce: concurrency,
    patience: PATIENCE,
    handedOver: [],
    lanesFor: () => 1,
    async train({ runs: [run] }, hooks) {
      const slot = slots.shift()!;
      try {
        return [await trainRun({ spec, run: run!, slot, environment, variables }, hooks)];
      } finally {
        slots.push(slot);
      }
    },
    close: () => Promise.resolve(),
  };
}

interface OneRun {
  readonly spec: TrainerSpec;
  readonly run: GridRun;
  readonly slot: number;
  readonly environment: Environment;
  readonly variables: Readonly<Record<string, string>>;
}

async function trainRun(
  { spec, run, slot, environment, variables }: OneRun,
  hooks: BatchHooks,
): Promise<RunOutcome> {
  const { trainer } = spec;
  const steps = stepsAt(spec, run.batchSize);
  const words = expandCommand(trainer, {
    recipe: run.recipe,
    learning_rate: run.learningRate,
    batch_size: run.batchSize,
    seed: run.seed,
    steps,
    run: run.id,
    slot,
  });
  const heard = new Listener(steps, hooks.onProgress);
  hooks.onBegin();
  const begun = performance.now();
  const ended = await runCommand(
    { ...trainer, words, environment: variables },
    trainer,
    hooks.signal,
    (line) => heard.take(line),
  );
  const seconds = (performance.now() - begun) / 1000;
  const { record, others, complaint } = heard;
  if (complaint !== null) return { kind: 'failed', message: `The trainer was ended. ${complaint}` };
  if (record.over === null) {
    const progress = { done: record.stepsDone, steps };
    return { kind: 'failed', message: whyUnfinished(ended, trainer, progress, others) };
  }
  const notes = record.over === 'end' ? afterTheEnd(ended) : [];
  return {
    kind: 'finished',
    run: record.finished(seconds, thresholdsOf(spec), notes),
    environment: { ...environment, ...factsOf(record.start!) },
  };
}

/** Takes the lines of one run as they come. */
class Listener {
  readonly record: RunRecord;
  readonly others = { count: 0, last: '' };
  complaint: string | null = null;
  readonly #onProgress: BatchHooks['onProgress'];
  #reportedAt = -Infinity;
  #reportedSteps = 0;

  constructor(steps: number, onProgress: BatchHooks['onProgress']) {
    this.record = new RunRecord(steps);
    this.#onProgress = onProgress;
  }

  take(line: string): LineVerdict {
    const { record, others } = this;
    const read = readLine(line);
    if (read.kind === 'other') {
      others.count += 1;
      others.last = line;
      return 'ignored';
    }
    // After its end a run has nothing to say that counts.
    if (record.over !== null) return 'ignored';
    const taken = read.kind === 'wrong' ? read : record.take(read.message);
    if (taken.kind === 'wrong') {
      this.complaint = taken.sentence;
      return 'end-it';
    }
    this.#report(taken.kind === 'over');
    if (taken.kind === 'going-on') return 'heard';
    return record.over === 'end' ? 'enough' : 'end-it';
  }

  /** A step that is done again counts once. */
  #report(isLast: boolean): void {
    const now = performance.now();
    if (!isLast && now - this.#reportedAt < REPORT_EVERY) return;
    const { stepsDone } = this.record;
    const laneSteps = Math.max(0, stepsDone - this.#reportedSteps);
    this.#reportedAt = now;
    this.#reportedSteps = Math.max(stepsDone, this.#reportedSteps);
    this.#onProgress({ step: stepsDone, lanesActive: 1, laneSteps });
  }
}

/** What the trainer said of itself, as facts of the study. */
function factsOf({ precision, device, model, unigram_entropy, facts }: StartMessage): Environment {
  return {
    ...facts,
    precision,
    device,
    ...(model !== undefined && { model }),
    ...(typeof unigram_entropy === 'number' && { unigramEntropy: unigram_entropy }),
  };
}
