// The sweeps that this process carries out, one at a time because a device is one: begin, pause, resume, cancel, retry,
// and what each is doing. A face that closes does not end them; `stopAll` does.
import { log } from '../diagnosis/log.ts';
import { plural } from '../report/language/en/plural.ts';
import {
  begin,
  bySlurm,
  cancel,
  carryOut,
  CommandNotAllowedError,
  goOn,
  here,
  isQueued,
  linesBeside,
  type Ending,
  type Executing,
  type Order,
  type Permission,
  type Prepared,
} from '../sweep/conductor.ts';
import { workFolderOf } from '../sweep/executors/slurm/work-folder.ts';
import { parseAnySpec } from '../spec/trainer.ts';
import { parsePlaces } from '../host/places.ts';
import type { DeviceChoice } from '../host/protocol.ts';
import { idOf, type Library, type LibraryItem } from '../study/library.ts';
import { openStudy, type Study } from '../study/study.ts';
import type { Activity, AllowedCommand, ApiEvent } from '../contract/contract.ts';
import type { SlurmChoice, TaskLines } from '../spec/slurm-choice.ts';
import { ApiError } from './errors.ts';

/** Milliseconds between two events about progress, and between two that the outcomes are other than before. */
const PROGRESS_EVERY = 200;
const CHANGES_EVERY = 500;

interface Running {
  readonly id: string;
  readonly controller: AbortController;
  readonly ended: Promise<null>;
  activity: Activity;
}

/** Where a face wants it trained; `devices` as the user wrote it, null: on one host. */
export interface DevicesWanted {
  readonly device: DeviceChoice;
  readonly devices: string | null;
}

/** What the user has seen and allowed of a study that may come from someone else. */
interface Permitted {
  readonly allowed: AllowedCommand | null;
  readonly lines: TaskLines;
}

export class Sweeps {
  readonly #library: Library;
  readonly #emit: (event: ApiEvent) => void;
  /** Whether this face runs commands of specs at all. */
  readonly #runsCommands: boolean;
  #running: Running | null = null;
  /** Studies whose tasks are being ended, which may take a minute. */
  readonly #givenUp = new Set<string>();

  constructor(library: Library, emit: (event: ApiEvent) => void, runsCommands: boolean) {
    this.#library = library;
    this.#emit = emit;
    this.#runsCommands = runsCommands;
  }

  activity(id: string): Activity {
    if (this.#running?.id === id) return this.#running.activity;
    return { kind: this.#givenUp.has(id) ? 'stopping' : 'idle' };
  }

  /** Whether something would be interrupted now. */
  get busy(): boolean {
    return this.#running !== null;
  }

  /**
   * Makes a study and begins to train it, on this machine or by Slurm.
   * @throws SpecError, TextError, HostError, SlurmError before the study exists; ApiError if another sweep is under way, or the
   * spec has a command that is not the one allowed.
   */
  async start(
    given: unknown,
    { device, devices }: DevicesWanted,
    slurm: SlurmChoice | null,
    allowed: AllowedCommand | null,
  ): Promise<LibraryItem> {
    this.#mustBeFree();
    const spec = parseAnySpec(given);
    const file = this.#library.freePath(spec.name);
    const id = idOf(file);
    if (isQueued(file)) {
      throw new ApiError(
        'refused',
        `${workFolderOf(file)} has tasks of another study of this name; choose another name.`,
      );
    }
    if (slurm !== null && [...slurm.setup, ...slurm.prefix, ...slurm.options].length > 0)
      this.#mustRunCommands();
    if (slurm !== null && devices !== null) {
      throw new ApiError('bad-request', 'Hosts are of this machine; a task of Slurm has one.');
    }
    const executing = slurm === null ? onHosts(device, devices) : bySlurm(file, { ...slurm, device });
    await this.#begin(id, executing, allowed, (order) => begin(file, spec, order));
    this.#emit({ kind: 'library-changed' });
    return this.#library.find(id);
  }

  /**
   * A study that was handed to Slurm goes on there.
   * @throws StudyError, TextError, HostError, SlurmError, ApiError (nothing is left, another sweep, a command that is not allowed).
   */
  async goOn(
    id: string,
    verb: 'resume' | 'retry',
    { device, devices }: DevicesWanted,
    { allowed, lines }: Permitted,
  ): Promise<void> {
    this.#mustBeFree();
    const { file } = this.#library.find(id);
    const beside = linesBeside(file);
    if (beside.length > 0) {
      this.#mustRunCommands();
      if (JSON.stringify(beside) !== JSON.stringify(lines))
        throw new ApiError('refused', 'What sets up the tasks of this study has not been allowed.');
    }
    const executing = isQueued(file) ? bySlurm(file, {}) : onHosts(device, devices);
    const study = this.openToWrite(id);
    try {
      await this.#begin(id, executing, allowed, async (order) => {
        const prepared = await goOn(file, study, verb, { ...order, text: null });
        if (prepared === null) throw new ApiError('bad-request', 'Nothing is left to train in this study.');
        return prepared;
      });
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
    if (this.#givenUp.has(id)) throw new ApiError('busy', 'This study is being cancelled already.');
    const study = this.openToWrite(id);
    this.#givenUp.add(id);
    this.#emit({ kind: 'activity', id, activity: this.activity(id) });
    try {
      await cancel(this.#library.find(id).file, study);
    } finally {
      study.close();
      this.#givenUp.delete(id);
      this.#emit({ kind: 'activity', id, activity: this.activity(id) });
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

  #mustRunCommands(): void {
    if (this.#runsCommands) return;
    throw new ApiError(
      'refused',
      'Set-up lines, a prefix or options of sbatch are given, which this Precipice does not carry out; "precipice serve --allow-command" would.',
    );
  }

  /** Why a command does not run, as this face says it. */
  #refusal(error: CommandNotAllowedError): ApiError {
    return new ApiError(
      'refused',
      this.#runsCommands
        ? error.message
        : 'The runs of this study are trained by a command, which this Precipice does not run; "precipice serve --allow-command" would.',
    );
  }

  /** Resolves when training has begun; the rest goes on by itself. */
  async #begin(
    id: string,
    executing: Executing,
    allowed: AllowedCommand | null,
    prepare: (order: Order) => Promise<Prepared>,
  ): Promise<void> {
    const controller = new AbortController();
    const { promise: ended, resolve: end } = Promise.withResolvers<null>();
    const running: Running = { id, controller, ended, activity: { kind: 'starting' } };
    this.#running = running;
    this.#emit({ kind: 'activity', id, activity: running.activity });
    const permission: Permission = this.#runsCommands ? allowed : null;
    let prepared: Prepared;
    try {
      prepared = await prepare({ executing, permission, signal: controller.signal });
    } catch (error) {
      this.#running = null;
      end(null);
      this.#emit({ kind: 'activity', id, activity: { kind: 'idle' } });
      if (error instanceof CommandNotAllowedError) throw this.#refusal(error);
      if (!controller.signal.aborted) throw error;
      throw new ApiError('busy', 'The sweep was stopped before it began.');
    }
    const hasTasks = executing.kind === 'slurm';
    void this.#train(running, prepared, hasTasks).finally(() => {
      this.#running = null;
      end(null);
      this.#emit({ kind: 'activity', id, activity: { kind: 'idle' } });
      this.#emit({ kind: 'study-changed', id });
    });
  }

  async #train(running: Running, prepared: Prepared, hasTasks: boolean): Promise<void> {
    const { id, controller } = running;
    const { runner, study } = prepared;
    const { name } = study.info();
    let [toldAt, changeToldAt, doneBefore] = [0, 0, 0];
    let sentence: string;
    try {
      const ending = await carryOut(prepared, {
        whenStopped: 'leave-tasks',
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
      sentence = sentenceOf(ending, hasTasks);
    } catch (error) {
      log.error('The sweep broke off', error);
      sentence = stopped(error);
    }
    try {
      study.close();
    } catch (error) {
      sentence = stopped(error);
    }
    await runner.close();
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

function onHosts(device: DeviceChoice, devices: string | null): Executing {
  return here(device, devices === null ? 1 : parsePlaces('Hosts', devices, device));
}

function sentenceOf({ outcome, finished, failed, failure }: Ending, hasTasks: boolean): string {
  if (outcome === 'stopped') {
    const rest = hasTasks ? 'tasks in the queue of Slurm stay there and go on' : 'what is left stays planned';
    return `Paused after ${plural(finished, 'run')}; ${rest}.`;
  }
  if (outcome === 'broken')
    return `Stopped, because the device keeps breaking: ${failure ?? 'unknown reason'}`;
  const trained = `${plural(finished, 'run')} ${finished === 1 ? 'is' : 'are'} trained`;
  return failed > 0 ? `${trained}, ${failed} failed for infrastructure reasons.` : `${trained}.`;
}
