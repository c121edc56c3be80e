// The worker threads of the wasm device: a request goes to as many of them as are needed, always the first ones, and ends when
// they have answered, or have ended.
import path from 'node:path';
import { Worker } from 'node:worker_threads';
import type { Ended } from '../kit/recorder.ts';
import type { Reply, Request, WorkerSetup } from './messages.ts';

/** Beside this file, as TypeScript or compiled. */
const WORKER_FILE = path.join(import.meta.dirname, `worker${path.extname(import.meta.filename)}`);

export class WorkerPool {
  readonly #threads: readonly Thread[];
  #last: Promise<unknown> = Promise.resolve();

  get threads(): number {
    return this.#threads.length;
  }

  constructor(setup: WorkerSetup, threads: number) {
    this.#threads = Array.from({ length: threads }, () => new Thread(setup));
  }

  /** Requests wait for one another. @throws Error with what a worker said, or that it ended. */
  ask(threads: number, requestOf: (thread: number) => Request): Promise<readonly Ended[]> {
    const result = this.#last.then(async () => {
      const asked = this.#threads.slice(0, threads);
      // The others go on with what a broken one shares with them: nothing of it may be used again before they are done.
      const replies = await Promise.allSettled(asked.map((thread, index) => thread.ask(requestOf(index))));
      return replies.flatMap((reply) => {
        if (reply.status === 'rejected') throw reply.reason;
        return reply.value;
      });
    });
    this.#last = result.catch(() => undefined);
    return result;
  }

  async close(): Promise<void> {
    await Promise.all(this.#threads.map((thread) => thread.close()));
  }
}

interface Asked {
  readonly resolve: (ended: readonly Ended[]) => void;
  readonly reject: (error: Error) => void;
}

/** A worker that answers one request at a time. One that has ended stays so, and says it at once. */
class Thread {
  readonly #worker: Worker;
  #asked: Asked | null = null;
  #end: Error | null = null;

  constructor(workerData: WorkerSetup) {
    this.#worker = new Worker(WORKER_FILE, { workerData });
    this.#worker.unref();
    this.#worker.on('message', (reply: Reply) =>
      this.#settle(({ resolve, reject }) =>
        reply.ok ? resolve(reply.ended) : reject(new Error(reply.message)),
      ),
    );
    this.#worker.on('error', (error: unknown) => {
      const message = error instanceof Error ? error.message : String(error);
      this.#ended(new Error(`A thread of the wasm device ended: ${message}`, { cause: error }));
    });
    this.#worker.on('exit', () => this.#ended(new Error('A thread of the wasm device ended.')));
  }

  ask(request: Request): Promise<readonly Ended[]> {
    return new Promise((resolve, reject) => {
      if (this.#end) return reject(this.#end);
      this.#asked = { resolve, reject };
      this.#worker.ref();
      this.#worker.postMessage(request);
    });
  }

  async close(): Promise<void> {
    await this.#worker.terminate();
  }

  #ended(reason: Error): void {
    this.#end ??= reason;
    this.#settle(({ reject }) => reject(this.#end!));
  }

  #settle(act: (asked: Asked) => void): void {
    this.#worker.unref();
    if (this.#asked) act(this.#asked);
    this.#asked = null;
  }
}
