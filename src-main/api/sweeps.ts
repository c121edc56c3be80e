// The sweeps that this process carries out, one at a time because a device is one: begin, pause, resume, cancel, retry,
// and what each is doing. A face that closes does not end them; `stopAll` does.
import { plannedOf, createPlannedStudy, openSession, recallStudy, type Session } from '../sweep/session.ts';
import { parseSpec } from '../sweep/spec.ts';
import { readText } from '../sweep/text-source.ts';
import type { DeviceChoice } from '../host/protocol.ts';
import { idOf, type Library, type LibraryFile } from '../study/library.ts';
import { openStudy, type Study } from '../study/study.ts';
import type { SweepSummary } from '../sweep/run.ts';
import type { Activity, ApiEvent } from './contract.ts';
import { ApiError } from './errors.ts';

/** Milliseconds between two events about progress. */
const PROGRESS_EVERY = 200;

interface Running {
  readonly id: string;
  readonly controller: AbortController;
  readonly ended: Promise<null>;
  activity: Activity;
}

export class Sweeps {
  readonly #library: Library;
  readonly #emit: (event: ApiEvent) => void;
  #running: Running | null = null;

  constructor(library: Library, emit: (event: ApiEvent) => void) {
    this.#library = library;
    this.#emit = emit;
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
   * @throws SpecError, TextError, HostError before the study exists; ApiError if another sweep is under way.
   */
  async start(given: unknown, device: DeviceChoice): Promise<LibraryFile> {
    this.#mustBeFree();
    const spec = parseSpec(given);
    const source = readText(spec.text);
    const file = this.#library.freePath(spec.name);
    const id = idOf(file);
    await this.#begin(id, async () => {
      const session = await openSession(spec, source, { device, threads: null });
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

  /** @throws StudyError, TextError, HostError, ApiError (nothing is left, or another sweep is under way). */
  async resume(
    id: string,
    device: DeviceChoice,
    prepare: (study: Study) => void = () => undefined,
  ): Promise<void> {
    this.#mustBeFree();
    const study = this.openToWrite(id);
    try {
      study.recoverInterrupted();
      prepare(study);
      if (plannedOf(study.runs()).length === 0) {
        throw new ApiError('bad-request', 'Nothing is left to train in this study.');
      }
      const { spec, source } = recallStudy(study.info(), null);
      await this.#begin(id, async () => ({
        session: await openSession(spec, source, { device, threads: null }),
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
    const study = this.openToWrite(id);
    try {
      study.cancelRuns(plannedOf(study.runs()).map((run) => run.id));
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

  /** Resolves when training has begun; the rest goes on by itself. */
  async #begin(id: string, open: () => Promise<{ session: Session; study: Study }>): Promise<void> {
    const controller = new AbortController();
    const { promise: ended, resolve: end } = Promise.withResolvers<null>();
    const running: Running = { id, controller, ended, activity: { kind: 'starting' } };
    this.#running = running;
    this.#emit({ kind: 'activity', id, activity: running.activity });
    let opened: { session: Session; study: Study };
    try {
      opened = await open();
    } catch (error) {
      this.#running = null;
      end(null);
      this.#emit({ kind: 'activity', id, activity: { kind: 'idle' } });
      throw error;
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
    let [toldAt, doneBefore] = [0, -1];
    let sentence: string;
    try {
      const summary = await session.run(study, {
        signal: controller.signal,
        onProgress: (progress) => {
          running.activity = controller.signal.aborted ? { kind: 'stopping' } : { kind: 'running', progress };
          const now = performance.now();
          const changed = progress.runsDone !== doneBefore;
          if (!changed && now - toldAt < PROGRESS_EVERY) return;
          if (changed && doneBefore >= 0) this.#emit({ kind: 'study-changed', id });
          [toldAt, doneBefore] = [now, progress.runsDone];
          this.#emit({ kind: 'activity', id, activity: running.activity });
        },
      });
      sentence = ending(summary);
    } catch (error) {
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
  if (outcome === 'stopped') return `Paused after ${finished} runs; what is left stays planned.`;
  if (outcome === 'broken')
    return `Stopped, because the device keeps breaking: ${failure ?? 'unknown reason'}`;
  return failed > 0
    ? `${finished} runs are trained, ${failed} failed for outside reasons.`
    : `${finished} runs are trained.`;
}
