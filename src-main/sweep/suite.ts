// Trains the studies of a suite one after the other, each in a file of its own: what is not there is begun, what is half done goes on,
// what is finished is left alone. A thin loop over the conductor; what is found is no matter here.
import { existsSync, mkdirSync } from 'node:fs';
import path from 'node:path';
import { DEVICE_NAMES } from '../engine/device.ts';
import { workOf } from '../evidence/work.ts';
import { isStoredAs } from '../records/stored-spec.ts';
import { SESSION_EVENT, type SuiteSession } from '../records/suite-session.ts';
import type { Spec } from '../spec/spec.ts';
import { StudyError } from '../study/study-error.ts';
import { openStudy } from '../study/study.ts';
import { begin, carryOut, goOn, here, type Order, type Prepared } from './conductor.ts';
import type { SweepProgress, SweepSummary } from './run.ts';
import type { DeviceChoice } from '../host/protocol.ts';

export interface SuiteTask {
  readonly name: string;
  readonly file: string;
  readonly spec: Spec;
}

export interface SuiteProgress {
  readonly task: string;
  /** From 1 on. */
  readonly place: number;
  readonly of: number;
  readonly sweep: SweepProgress;
  /** Of all that is left, at the rate of this session, in operations a second; null while none has been measured. */
  readonly secondsLeft: number | null;
}

export interface SuiteHooks {
  readonly signal: AbortSignal;
  readonly onStudy?: (task: SuiteTask, place: number, runs: number) => void;
  readonly onProgress?: (progress: SuiteProgress) => void;
}

export interface SuiteEnding {
  readonly outcome: SweepSummary['outcome'];
  readonly session: SuiteSession;
  readonly failure: string | null;
}

/**
 * @param device where `auto`, the one that is the fastest on the first study trains the others, too.
 * @throws StudyError where a file is there that is another study; and as `begin`.
 */
export async function trainSuite(
  tasks: readonly SuiteTask[],
  device: DeviceChoice,
  threads: number | null,
  { signal, onStudy, onProgress }: SuiteHooks,
): Promise<SuiteEnding> {
  const clock = new SuiteClock(tasks.map((task) => ({ spec: task.spec, left: shareLeft(task) })));
  let chosen = device;
  let failure: string | null = null;
  for (const [index, task] of tasks.entries()) {
    const order = { executing: here(chosen, 1, threads), permission: null, signal };
    const prepared = await prepare(task, order).catch((error: unknown) => {
      if (signal.aborted) return 'stopped' as const;
      throw error;
    });
    if (prepared === 'stopped') return { outcome: 'stopped', session: clock.session, failure };
    if (prepared === null) continue;
    const { runner, study, planned } = prepared;
    try {
      chosen = deviceOf(runner.executor.environment.device) ?? chosen;
      onStudy?.(task, index + 1, planned.length);
      const ending = await carryOut(prepared, {
        signal,
        whenStopped: 'leave-tasks',
        onProgress: (sweep) =>
          onProgress?.({
            task: task.name,
            place: index + 1,
            of: tasks.length,
            sweep,
            secondsLeft: clock.secondsLeft(index, sweep),
          }),
      });
      const { seconds, laneSteps } = ending;
      if (laneSteps > 0) {
        const message = `Trained as part of the evidence suite, in ${Math.round(seconds)} s.`;
        const details: SuiteSession = { seconds, laneSteps };
        study.addEvent({ runId: null, step: null, kind: SESSION_EVENT, message, details });
      }
      clock.add(index, ending);
      failure = ending.failure ?? failure;
      if (ending.outcome !== 'done') return { outcome: ending.outcome, session: clock.session, failure };
    } finally {
      try {
        study.close();
      } finally {
        await runner.close();
      }
    }
  }
  return { outcome: 'done', session: clock.session, failure };
}

/** null: nothing is left to train. */
async function prepare({ file, spec }: SuiteTask, order: Order): Promise<Prepared | null> {
  if (!existsSync(file)) {
    mkdirSync(path.dirname(file), { recursive: true });
    return begin(file, spec, order);
  }
  const study = openStudy(file, 'write');
  let prepared: Prepared | null = null;
  try {
    prepared = await goOn(file, study, 'retry', { ...order, text: null });
    return prepared;
  } finally {
    if (prepared === null) study.close();
  }
}

/** Of its runs. @throws StudyError where the file is another study. */
function shareLeft({ file, spec }: SuiteTask): number {
  if (!existsSync(file)) return 1;
  const study = openStudy(file, 'read');
  try {
    if (isStoredAs(study.info().spec, spec)) return 1 - study.counts().finished / workOf([spec], 0).runs;
  } finally {
    study.close();
  }
  throw new StudyError(
    `${file} is of another version of the suite, or another study; move it, or choose another folder.`,
  );
}

function deviceOf(name: unknown): DeviceChoice | null {
  return DEVICE_NAMES.find((known) => known === name) ?? null;
}

/** Rates in operations: studies differ in batch size and model. Those of the head, small beside the rest, are left out. */
class SuiteClock {
  readonly #work: readonly { readonly perStep: number; readonly whole: number; readonly left: number }[];
  #seconds = 0;
  #laneStepsDone = 0;
  #flopsDone = 0;

  constructor(tasks: readonly { readonly spec: Spec; readonly left: number }[]) {
    this.#work = tasks.map(({ spec, left }) => {
      const { flops, laneSteps } = workOf([spec], 0);
      return { perStep: flops / laneSteps, whole: flops, left: flops * left };
    });
  }

  get session(): SuiteSession {
    return { seconds: this.#seconds, laneSteps: this.#laneStepsDone };
  }

  add(index: number, { seconds, laneSteps }: SuiteSession): void {
    this.#seconds += seconds;
    this.#laneStepsDone += laneSteps;
    this.#flopsDone += laneSteps * this.#work[index]!.perStep;
  }

  secondsLeft(
    index: number,
    { runsDone, runsTotal, laneStepsPerSecond, secondsLeft }: SweepProgress,
  ): number | null {
    const { perStep, whole } = this.#work[index]!;
    const rate = this.#seconds > 0 ? this.#flopsDone / this.#seconds : laneStepsPerSecond * perStep;
    if (!(rate > 0)) return null;
    const later = this.#work.slice(index + 1).reduce((sum, { left }) => sum + left, 0);
    const own = (whole * (runsTotal - runsDone)) / runsTotal / rate;
    return (secondsLeft?.likely ?? own) + later / rate;
  }
}
