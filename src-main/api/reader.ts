// Reads studies in a process of its own, begun when it is first needed and again after it broke: judging or drawing a large
// study takes seconds, in which this process goes on answering. It is the same plain Node that runs the engine's host.
import path from 'node:path';
import { startPlainProcess, type PlainProcess } from '../host/plain-process.ts';
import { ApiError } from './errors.ts';
import { SILENT, type OnImportProgress } from '../study/import/progress.ts';
import type {
  ReadingAnswer,
  ReadingEnd,
  ReadingInput,
  ReadingName,
  ReadingRequest,
  ReadingResult,
} from './readings.ts';

/** Beside this file, as TypeScript or compiled. */
const PROCESS_FILE = path.join(import.meta.dirname, `reader-process${path.extname(import.meta.filename)}`);

interface Pending {
  readonly settle: (answer: ReadingEnd) => void;
  readonly onProgress: OnImportProgress;
}

export class Reader {
  readonly #pending = new Map<number, Pending>();
  #process: PlainProcess<ReadingRequest> | null = null;
  #nextId = 1;

  /** @throws ApiError with the sentence of what was thrown there; Error if that was no sentence, or the process ended. */
  async read<N extends ReadingName>(
    name: N,
    file: string,
    input: ReadingInput<N>,
    onProgress: OnImportProgress = SILENT,
  ): Promise<ReadingResult<N>> {
    const { send, holdParent } = this.#started();
    const id = this.#nextId++;
    const answer = await new Promise<ReadingEnd>((settle) => {
      this.#pending.set(id, { settle, onProgress });
      holdParent(true);
      send({ id, name, file, input });
    });
    if (answer.kind === 'result') return answer.result as ReadingResult<N>;
    const { code, message } = answer;
    throw code === null ? new Error(message) : new ApiError(code, message);
  }

  /** Starts the process now, so that the first reading need not wait for it. */
  start(): void {
    this.#started();
  }

  close(): void {
    this.#process?.child.kill('SIGKILL');
  }

  #started(): PlainProcess<ReadingRequest> {
    if (this.#process) return this.#process;
    const started = startPlainProcess<ReadingRequest, ReadingAnswer>(PROCESS_FILE, 'inherit', (answer) => {
      const pending = this.#pending.get(answer.id);
      if (answer.kind === 'progress') return pending?.onProgress(answer.stage, answer.share);
      pending?.settle(answer);
      this.#pending.delete(answer.id);
      // One that waits for readings is no reason for this process to stay.
      if (this.#pending.size === 0) started.holdParent(false);
    });
    started.holdParent(false);
    started.child.once('error', () => this.#end(started));
    started.child.once('close', () => this.#end(started));
    this.#process = started;
    return started;
  }

  #end(ended: PlainProcess<ReadingRequest>): void {
    if (this.#process !== ended) return;
    this.#process = null;
    const message = 'the process that reads studies ended';
    for (const [id, { settle }] of this.#pending) settle({ id, kind: 'error', message, code: null });
    this.#pending.clear();
  }
}
