// The sweeps that this process carries out, one at a time because a device is one: begin, pause, resume, cancel, retry,
// and what each is doing. A face that closes does not end them; `stopAll` does.
import { log } from '../diagnosis/log.ts';
import { plural } from '../report/language/en/plural.ts';
import { WorkFolder, workFolderOf } from '../sweep/executors/slurm/work-folder.ts';
import { giveUpPlanned } from '../sweep/give-up.ts';
import { openSession } from '../sweep/open-session.ts';
import { recallAssignment, type Assignment } from '../sweep/recall.ts';
import { createPlannedStudy, plannedOf, type Session } from '../sweep/session.ts';
import { hasTrainer, parseAnySpec, trainerSpecOf, type TrainerSpec } from '../spec/trainer.ts';
import { readText } from '../sweep/text-source.ts';
import type { DeviceChoice } from '../host/protocol.ts';
import { idOf, type Library, type LibraryPlace } from '../study/library.ts';
import { openStudy, type Study } from '../study/study.ts';
import type { SweepSummary } from '../sweep/run.ts';
import type { Activity, AllowedCommand, ApiEvent } from '../contract/contract.ts';
import { ApiError } from './errors.ts';
import { recover } from '../sweep/recover.ts';

/** Milliseconds between two events about progress, and between two that the outcomes are other than before. */
const PROGRESS_EVERY = 200;
const CHANGES_EVERY = 500;

interface Running {
  readonly id: string;
  readonly controller: AbortController;
  readonly ended: Promise<null>;
  activity: Activity;
}

export class Sweeps {
  readonly #library: Library;
  readonly #emit: (event: ApiEvent) => void;
  /** Whether this face runs commands of specs at all. */
  readonly #runsCommands: boolean;
  #running: Running | null = null;

  constructor(library: Library, emit: (event: ApiEvent) => void, runsCommands: boolean) {
    this.#library = library;
    this.#emit = emit;
    this.#runsCommands = runsCommands;
  }

  activity(id: string): Activity {
    return this.#running?.id === id ? this.#running.activity : { kind: 'idle' };
  }

  /** Whether something would be interrupted now. */
  get busy(): boolean {
    return this.#running !== null;
  }

  /**
   * Makes a study and begins to train it.
   * @throws SpecError, TextError, HostError before the study exists; ApiError if another sweep is under way, or the spec has
   * a command that is not the one allowed.
   */
  async start(given: unknown, device: DeviceChoice, allowed: AllowedCommand | null): Promise<LibraryPlace> {
    this.#mustBeFree();
    const spec = parseAnySpec(given);
    this.#mustBeAllowed(hasTrainer(spec) ? spec : null, allowed);
    const assignment: Assignment = hasTrainer(spec)
      ? { spec, source: null }
      : { spec, source: readText(spec.text) };
    const file = this.#library.freePath(spec.name);
    const id = idOf(file);
    await this.#begin(id, async (signal) => {
      const session = await openSession(assignment, { device, threads: null, signal });
      try {
        return { session, study: createPlannedStudy(file, session) };
      } catch (error) {
        await session.close();
        throw error;
      }
    });
    this.#emit({ kind: 'library-changed' });
    return this.#library.find(id);
  }

  /** @throws StudyError, TextError, HostError, ApiError (nothing is left, another sweep, a command that is not allowed). */
  async resume(
    id: string,
    device: DeviceChoice,
    allowed: AllowedCommand | null,
    prepare: (study: Study) => void = () => undefined,
  ): Promise<void> {
    this.#mustBeFree();
    this.#mustBeHere(id);
    const study = this.openToWrite(id);
    try {
      this.#mustBeAllowed(trainerSpecOf(study.info().spec), allowed);
      recover(study);
      prepare(study);
      if (plannedOf(study.runs()).length === 0) {
        throw new ApiError('bad-request', 'Nothing is left to train in this study.');
      }
      const assignment = recallAssignment(study.info(), null);
      await this.#begin(id, async (signal) => ({
        session: await openSession(assignment, { device, threads: null, signal }),
        study,
      }));
    } catch (error) {
      study.close();
      throw error;
    }
  }

  async pause(id: string): Promise<void> {
    const running = this.#running;
    if (running?.id !== id) throw new ApiError('bad-request', 'This study is not being trained now.');
    this.#tell(running, { kind: 'stopping' });
    running.controller.abort();
    await running.ended;
  }

  async cancel(id: string): Promise<void> {
    if (this.#running?.id === id) await this.pause(id);
    this.#mustBeHere(id);
    const study = this.openToWrite(id);
    try {
      recover(study);
      giveUpPlanned(study);
    } finally {
      study.close();
    }
    this.#emit({ kind: 'study-changed', id });
  }

  async stopAll(): Promise<void> {
    if (this.#running) await this.pause(this.#running.id);
  }

  /** @throws ApiError for the example, StudyError if the file cannot be written. */
  openToWrite(id: string): Study {
    const { file, isExample } = this.#library.find(id);
    if (isExample)
      throw new ApiError(
        'refused',
        'The example study is only to be read; use its spec for one of your own.',
      );
    return openStudy(file, 'write');
  }

  #mustBeFree(): void {
    if (this.#running) {
      throw new ApiError('busy', 'Another sweep is under way on this machine; pause it or wait for its end.');
    }
  }

  /** Tasks that wait in a queue would otherwise be trained twice. */
  #mustBeHere(id: string): void {
    const work = new WorkFolder(workFolderOf(this.#library.find(id).file));
    if (!work.exists) return;
    throw new ApiError(
      'refused',
      `This study was handed to Slurm (${work.folder}); go on with it on the command line.`,
    );
  }

  /** A study may come from someone else: its command runs only if the user has seen and allowed this very one. */
  #mustBeAllowed(spec: TrainerSpec | null, allowed: AllowedCommand | null): void {
    if (spec === null) return;
    if (!this.#runsCommands) {
      throw new ApiError(
        'refused',
        'The runs of this study are trained by a command, which this Precipice does not run; "precipice serve --allow-command" would.',
      );
    }
    const { command, folder, shell } = spec.trainer;
    if (allowed?.command === command && allowed.folder === folder && allowed.shell === shell) return;
    throw new ApiError('refused', `The command of this study has not been allowed: ${command}`);
  }

  /** Resolves when training has begun; the rest goes on by itself. */
  async #begin(
    id: string,
    open: (signal: AbortSignal) => Promise<{ session: Session; study: Study }>,
  ): Promise<void> {
    const controller = new AbortController();
    const { promise: ended, resolve: end } = Promise.withResolvers<null>();
    const running: Running = { id, controller, ended, activity: { kind: 'starting' } };
    this.#running = running;
    this.#emit({ kind: 'activity', id, activity: running.activity });
    let opened: { session: Session; study: Study };
    try {
      opened = await open(controller.signal);
    } catch (error) {
      this.#running = null;
      end(null);
      this.#emit({ kind: 'activity', id, activity: { kind: 'idle' } });
      if (!controller.signal.aborted) throw error;
      throw new ApiError('busy', 'The sweep was stopped before it began.');
    }
    void this.#train(running, opened).finally(() => {
      this.#running = null;
      end(null);
      this.#emit({ kind: 'activity', id, activity: { kind: 'idle' } });
      this.#emit({ kind: 'study-changed', id });
    });
  }

  async #train(running: Running, { session, study }: { session: Session; study: Study }): Promise<void> {
    const { id, controller } = running;
    const { name } = study.info();
    let [toldAt, changeToldAt, doneBefore] = [0, 0, 0];
    let sentence: string;
    try {
      const summary = await session.run(study, {
        signal: controller.signal,
        onProgress: (progress) => {
          running.activity = controller.signal.aborted ? { kind: 'stopping' } : { kind: 'running', progress };
          const now = performance.now();
          if (progress.runsDone !== doneBefore && now - changeToldAt >= CHANGES_EVERY) {
            [changeToldAt, doneBefore] = [now, progress.runsDone];
            this.#emit({ kind: 'study-changed', id });
          }
          if (now - toldAt < PROGRESS_EVERY) return;
          toldAt = now;
          this.#emit({ kind: 'activity', id, activity: running.activity });
        },
      });
      sentence = ending(summary);
    } catch (error) {
      log.error('The sweep broke off', error);
      sentence = stopped(error);
    }
    try {
      study.close();
    } catch (error) {
      sentence = stopped(error);
    }
    await session.close();
    this.#emit({ kind: 'sweep-ended', id, name, sentence });
  }

  #tell(running: Running, activity: Activity): void {
    running.activity = activity;
    this.#emit({ kind: 'activity', id: running.id, activity });
  }
}

function stopped(error: unknown): string {
  return `It stopped: ${error instanceof Error ? error.message : String(error)}`;
}

function ending({ outcome, finished, failed, failure }: SweepSummary): string {
  if (outcome === 'stopped') return `Paused after ${plural(finished, 'run')}; what is left stays planned.`;
  if (outcome === 'broken')
    return `Stopped, because the device keeps breaking: ${failure ?? 'unknown reason'}`;
  const trained = `${plural(finished, 'run')} ${finished === 1 ? 'is' : 'are'} trained`;
  return failed > 0 ? `${trained}, ${failed} failed for outside reasons.` : `${trained}.`;
}
