// The worker threads of the wasm device: every request goes to all of them and ends when all have answered.
import path from 'node:path';
import { Worker } from 'node:worker_threads';
import type { Ended, Reply, Request, WorkerSetup } from './messages.ts';

/** Beside this file, as TypeScript or compiled. */
const WORKER_FILE = path.join(import.meta.dirname, `worker${path.extname(import.meta.filename)}`);

export class WorkerPool {
  readonly #workers: readonly Worker[];
  #last: Promise<unknown> = Promise.resolve();

  get threads(): number {
    return this.#workers.length;
  }

  constructor(module: WebAssembly.Module, threads: number) {
    const workerData: WorkerSetup = { module };
    this.#workers = Array.from({ length: threads }, () => {
      const worker = new Worker(WORKER_FILE, { workerData });
      worker.unref();
      return worker;
    });
  }

  /** Requests wait for one another. @throws Error with what a worker said, or that it ended. */
  ask(requestOf: (thread: number) => Request): Promise<readonly Ended[]> {
    const result = this.#last.then(async () => {
      const replies = this.#workers.map((worker, thread) => ask(worker, requestOf(thread)));
      return (await Promise.all(replies)).flat();
    });
    this.#last = result.catch(() => undefined);
    return result;
  }

  async close(): Promise<void> {
    await Promise.all(this.#workers.map((worker) => worker.terminate()));
  }
}

function ask(worker: Worker, request: Request): Promise<readonly Ended[]> {
  return new Promise((resolve, reject) => {
    const settle = (act: () => void) => {
      worker.unref();
      worker.off('message', onMessage).off('error', onError).off('exit', onExit);
      act();
    };
    const onMessage = (reply: Reply) =>
      settle(() => (reply.ok ? resolve(reply.ended) : reject(new Error(reply.message))));
    const onError = (error: unknown) =>
      settle(() => reject(error instanceof Error ? error : new Error(String(error))));
    const onExit = () => settle(() => reject(new Error('A thread of the wasm device ended.')));
    worker.on('message', onMessage).on('error', onError).on('exit', onExit);
    worker.ref();
    worker.postMessage(request);
  });
}
