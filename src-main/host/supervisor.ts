// Starts the host process, gives it requests, and starts it again after it broke. A request that was under way then fails
// with a HostError; whether it is worth another try is for the caller to say.
import type { ChildProcess } from 'node:child_process';
import path from 'node:path';
import { log } from '../diagnosis/log.ts';
import { OutOfMemoryError, type DeviceDescription, type DeviceName } from '../engine/device.ts';
import type { LaneResult, TrainingJob } from '../engine/job.ts';
import type { ProbeRow } from '../engine/probe.ts';
import type { Recipe } from '../recipes/recipe.ts';
import { chooseDevice, LIMITS } from './choose.ts';
import { startPlainProcess } from './plain-process.ts';
import {
  HOST_NAME,
  type FromHost,
  type HostProgress,
  type OpenedDevice,
  type OpenSettings,
  type Request,
  type Results,
  type Speed,
  type StartSettings,
  type ToHost,
} from './protocol.ts';

/** The device or its process broke. The message is one sentence. */
export class HostError extends Error {
  override name = 'HostError';
}

/** Its process could not be started again, or its device not opened in it: the device is gone. */
export class HostLostError extends HostError {
  override name = 'HostLostError';
}

/** What was asked did not fit into the device's memory; fewer lanes may. */
export class HostMemoryError extends HostError {
  override name = 'HostMemoryError';
}

/** The checkpoint that was to be gone on from is not one of this job, or not whole. The device is as good as before. */
export class HostCheckpointError extends Error {
  override name = 'HostCheckpointError';
}

/** Takes what training can go on from later, one checkpoint after the other. */
export interface CheckpointSink {
  /** The next part of a checkpoint; false where it cannot be kept: then the next part is the first of another one. */
  part(bytes: Uint8Array): boolean;
  /** It is whole; or why it could not be made, in one sentence. */
  end(problem: string | null): void;
}

/** What a CheckpointSink took. */
export interface CheckpointSource {
  readonly parts: number;
  /** null where it cannot be read, or is not what it was. */
  part(number: number): Uint8Array | null;
}

export interface TrainHooks {
  readonly onProgress?: (progress: HostProgress) => void;
  readonly signal?: AbortSignal;
  readonly checkpoints?: CheckpointSink;
  readonly from?: CheckpointSource;
}

export interface Host {
  /** The device in use; after a restart the same one is opened again. */
  readonly opened: OpenedDevice;
  /** Process id while it runs, else null. */
  pid(): number | null;
  /**
   * Measured for so many seconds, and a while longer where steps are long. null: nothing was measured within `limit` seconds, when
   * the host ended. @throws HostError; the reason of the signal.
   */
  measure(job: TrainingJob, seconds: number, limit: number, signal?: AbortSignal): Promise<Speed | null>;
  /** @throws HostError; HostLostError; HostCheckpointError; the reason of the signal, at most half a second after it fired. */
  train(job: TrainingJob, hooks?: TrainHooks): Promise<LaneResult[]>;
  /** What the other recipes would do to the tensors of lane 0. @throws as `train`. */
  probe(
    job: TrainingJob,
    recipes: readonly Recipe[],
    every: number,
    hooks?: Pick<TrainHooks, 'onProgress' | 'signal'>,
  ): Promise<ProbeRow[]>;
  close(): Promise<void>;
}

/** Time a host has to answer a cancel before it is killed; what it was training is given up anyway. */
const CANCEL_MILLISECONDS = 400;
/** Wall time between two checkpoints of a batch. */
const CHECKPOINT_SECONDS = Number(process.env.PRECIPICE_CHECKPOINT_SECONDS ?? 60);
/** Seconds of a measurement of speed at most: less than is asked for where a rough one does, as in tests; 0 for none. */
const MEASURE_SECONDS = Number(process.env.PRECIPICE_MEASURE_SECONDS ?? Infinity);
const STDERR_KEPT = 2000;
/** Beside this file, as TypeScript or compiled. */
const HOST_FILE = path.join(import.meta.dirname, `main${path.extname(import.meta.filename)}`);

const ERRORS = { memory: HostMemoryError, checkpoint: HostCheckpointError, other: HostError };

/** What its process runs, what the log calls it, and what its environment has beside that of this process. */
interface Program {
  readonly file: string;
  readonly name?: string;
  readonly variables?: Readonly<Record<string, string>>;
}

interface Pending {
  readonly resolve: (result: never) => void;
  readonly reject: (error: unknown) => void;
  readonly hooks: TrainHooks;
}

/** One life of the host process. */
class HostProcess {
  readonly #child: ChildProcess;
  readonly #send: (message: ToHost) => void;
  readonly #pending = new Map<number, Pending>();
  readonly #exited: Promise<void>;
  readonly #name: string | undefined;
  #nextId = 1;
  #stderr = '';
  #ended = false;
  #isToEnd = false;
  /** Also when this process leaves in a hurry, the host does not outlive it. */
  readonly #killAtExit = () => this.kill();

  constructor({ file, name, variables }: Program) {
    const { child, send } = startPlainProcess<ToHost, FromHost>(
      file,
      'pipe',
      (message) => this.#receive(message),
      { ...variables, ...(name !== undefined && { [HOST_NAME]: name }) },
    );
    this.#name = name;
    this.#child = child;
    this.#send = send;
    this.#child.stderr!.setEncoding('utf8').on('data', (text: string) => {
      this.#stderr = (this.#stderr + text).slice(-STDERR_KEPT);
    });
    process.on('exit', this.#killAtExit);
    this.#exited = new Promise((resolve) => {
      this.#child.once('error', (error) =>
        this.#end(`The device process did not start: ${error.message}.`, resolve),
      );
      this.#child.once('close', (code, signal) => this.#end(this.#obituary(code, signal), resolve));
    });
  }

  get alive(): boolean {
    return !this.#ended;
  }

  get pid(): number | null {
    return this.#ended ? null : (this.#child.pid ?? null);
  }

  request<R extends Request>(request: R, hooks: TrainHooks = {}): Promise<Results[R['kind']]> {
    const id = this.#nextId++;
    const { signal } = hooks;
    return new Promise((resolve, reject) => {
      if (this.#ended) return reject(new HostError('The device process has ended.'));
      let timer: NodeJS.Timeout | undefined;
      const cancel = () => {
        this.#send({ kind: 'cancel', id });
        timer = setTimeout(() => this.kill(), CANCEL_MILLISECONDS);
      };
      const settle = () => {
        clearTimeout(timer);
        signal?.removeEventListener('abort', cancel);
      };
      this.#pending.set(id, {
        hooks,
        resolve: (result) => {
          settle();
          resolve(result);
        },
        reject: (error) => {
          settle();
          reject(signal?.aborted ? signal.reason : error);
        },
      });
      this.#send({ kind: 'request', id, request });
      if (signal?.aborted) cancel();
      else signal?.addEventListener('abort', cancel, { once: true });
    });
  }

  kill(): void {
    this.#isToEnd = true;
    this.#child.kill('SIGKILL');
  }

  async stop(): Promise<void> {
    this.kill();
    await this.#exited;
  }

  #receive(message: FromHost): void {
    const pending = this.#pending.get(message.id);
    if (!pending) return;
    if (message.kind === 'result' || message.kind === 'error') {
      this.#pending.delete(message.id);
      if (message.kind === 'result') pending.resolve(message.result as never);
      else pending.reject(new ERRORS[message.fault](message.message));
      return;
    }
    try {
      this.#tell(message, pending.hooks);
    } catch (error) {
      // Whoever asked cannot take the answer: there is nothing to train for.
      this.#pending.delete(message.id);
      pending.reject(error);
      this.kill();
    }
  }

  #tell(message: Exclude<FromHost, { readonly kind: 'result' | 'error' }>, hooks: TrainHooks): void {
    const { id } = message;
    switch (message.kind) {
      case 'progress':
        hooks.onProgress?.(message.progress);
        return;
      case 'checkpoint-part':
        this.#send({ kind: 'taken', id, goOn: hooks.checkpoints?.part(message.bytes) ?? false });
        return;
      case 'checkpoint-end':
        hooks.checkpoints?.end(message.problem);
        this.#send({ kind: 'taken', id, goOn: true });
        return;
      case 'part-wanted':
        this.#send({ kind: 'part', id, bytes: hooks.from?.part(message.number) ?? null });
    }
  }

  #end(reason: string, resolve: () => void): void {
    this.#ended = true;
    process.off('exit', this.#killAtExit);
    if (!this.#isToEnd) {
      const who = this.#name === undefined ? '' : `${this.#name}: `;
      log.error(`${who}${reason}\n${this.#stderr}`);
    }
    for (const { reject } of this.#pending.values()) reject(new HostError(reason));
    this.#pending.clear();
    resolve();
  }

  #obituary(code: number | null, signal: string | null): string {
    const last = this.#stderr.split('\n').findLast((line) => /\w*Error\b|out of memory/.test(line));
    const how = signal === null ? `with exit code ${code}` : `by signal ${signal}`;
    // What the system does to a process when memory runs out; this program kills a host only when nobody waits for it.
    const guess =
      signal === 'SIGKILL' ? 'killed from outside, as the system does when memory runs out' : null;
    const why = last?.trim() ?? guess;
    return `The device process ended ${how}${why ? ` (${why})` : ''}.`;
  }
}

/**
 * A host with the device open; of `auto`, with the one that is chosen. `file` is what the process runs.
 * @throws HostError where the device is not available; HostMemoryError where no fast device holds one run of the probe; the reason
 * of the signal.
 */
export async function startHost(
  { device, name: ownName, variables, ...settings }: StartSettings,
  signal?: AbortSignal,
  file = HOST_FILE,
): Promise<Host> {
  const program: Program = {
    file,
    ...(ownName !== undefined && { name: ownName }),
    ...(variables && { variables }),
  };
  if (device !== 'auto') return openHost({ ...settings, device }, program, signal);
  const { trial } = settings;
  const open = async (name: DeviceName) => {
    const whole = await openHost({ ...settings, device: name }, program, signal, LIMITS.open);
    const filled = (lanes: number) =>
      Array.from({ length: lanes }, (_, i) => trial.lanes[i % trial.lanes.length]!);
    return {
      whole,
      description: whole.opened.description,
      measure: (lanes: number, seconds: number, limit: number) =>
        whole.measure({ ...trial, lanes: filled(lanes) }, seconds, limit, signal),
      close: () => whole.close(),
    };
  };
  const { host, candidates } = await chooseDevice(settings, open, signal).catch((error: unknown) => {
    throw error instanceof OutOfMemoryError ? new HostMemoryError(error.message, { cause: error }) : error;
  });
  if (host) return { ...host.whole, opened: { description: host.description, candidates } };
  const reference = await openHost({ ...settings, device: 'reference' }, program, signal);
  const { opened } = reference;
  return { ...reference, opened: { ...opened, candidates: [...candidates, ...opened.candidates] } };
}

function after(seconds: number): AbortSignal {
  return AbortSignal.timeout(Math.max(0, Math.round(1000 * seconds)));
}

/** @throws HostError where the device is not available, or not there within so many seconds; the reason of the signal. */
async function openHost(
  settings: OpenSettings,
  program: Program,
  signal?: AbortSignal,
  limit?: number,
): Promise<Host> {
  const { device } = settings;
  let current = new HostProcess(program);
  const open = (signals: readonly (AbortSignal | null | undefined)[]) =>
    current.request(
      { kind: 'open', settings },
      { signal: AbortSignal.any(signals.filter((each) => each instanceof AbortSignal)) },
    );
  const tooLate = limit === undefined ? null : after(limit);
  let description: DeviceDescription;
  try {
    description = await open([signal, tooLate]);
  } catch (error) {
    await current.stop();
    if (tooLate?.aborted && error === tooLate.reason) {
      throw new HostError(`Device ${device} was not there within ${limit} s.`);
    }
    throw error;
  }

  async function request<R extends Request>(given: R, hooks?: TrainHooks): Promise<Results[R['kind']]> {
    if (!current.alive) {
      current = new HostProcess(program);
      try {
        await open([hooks?.signal]);
      } catch (error) {
        await current.stop();
        throw error instanceof HostError ? new HostLostError(error.message, { cause: error }) : error;
      }
    }
    try {
      return await current.request(given, hooks);
    } catch (error) {
      // A device that failed once is not trusted with the next job.
      if (error instanceof HostError) await current.stop();
      throw error;
    }
  }

  return {
    opened: { description, candidates: [{ name: device, laneStepsPerSecond: null, reason: null }] },
    pid: () => current.pid,
    measure: async (job, seconds, most, until) => {
      if (MEASURE_SECONDS === 0) return null;
      const tooLong = after(most);
      const ends = until ? AbortSignal.any([until, tooLong]) : tooLong;
      try {
        return await request(
          { kind: 'measure', job, seconds: Math.min(seconds, MEASURE_SECONDS) },
          { signal: ends },
        );
      } catch (error) {
        if (tooLong.aborted && error === tooLong.reason) return null;
        throw error;
      }
    },
    train: (job, hooks) =>
      request(
        {
          kind: 'train',
          job,
          from: hooks?.from?.parts ?? null,
          // Without anyone to take them there are none.
          checkpointSeconds: hooks?.checkpoints ? CHECKPOINT_SECONDS : Infinity,
        },
        hooks,
      ),
    probe: (job, recipes, every, hooks) => request({ kind: 'probe', job, recipes, every }, hooks),
    close: () => current.stop(),
  };
}
