// Reads studies in a process of its own, begun when it is first needed and again after it broke: judging or drawing a large
// study takes seconds, in which this process goes on answering. It is the same plain Node that runs the engine's host.
import { fork, type ChildProcess } from 'node:child_process';
import path from 'node:path';
import { nodeExecutable, outsideArchive } from '../host/node-executable.ts';
import { ApiError } from './errors.ts';
import type { ReadingAnswer, ReadingInput, ReadingName, ReadingRequest, ReadingResult } from './readings.ts';

/** Beside this file, as TypeScript or compiled. */
const PROCESS_FILE = outsideArchive(
  path.join(import.meta.dirname, `reader-process${path.extname(import.meta.filename)}`),
);

export class Reader {
  readonly #pending = new Map<number, (answer: ReadingAnswer) => void>();
  #child: ChildProcess | null = null;
  #nextId = 1;

  /** @throws ApiError with the sentence of what was thrown there; Error if that was no sentence, or the process ended. */
  async read<N extends ReadingName>(
    name: N,
    file: string,
    input: ReadingInput<N>,
  ): Promise<ReadingResult<N>> {
    const child = this.#started();
    const id = this.#nextId++;
    const answer = await new Promise<ReadingAnswer>((resolve) => {
      this.#pending.set(id, resolve);
      // A failed send means that the process is gone, which `close` reports.
      child.send({ id, name, file, input } satisfies ReadingRequest, () => undefined);
    });
    if (answer.kind === 'result') return answer.result as ReadingResult<N>;
    throw answer.isSentence ? new ApiError('bad-request', answer.message) : new Error(answer.message);
  }

  /** Starts the process now, so that the first reading need not wait for it. */
  start(): void {
    this.#started();
  }

  close(): void {
    this.#child?.kill('SIGKILL');
  }

  #started(): ChildProcess {
    if (this.#child) return this.#child;
    const child = fork(PROCESS_FILE, [], {
      execPath: nodeExecutable(),
      serialization: 'advanced',
      execArgv: ['--disable-warning=ExperimentalWarning'],
      stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
    });
    // It ends with this process, and is no reason for this process to stay.
    child.unref();
    child.channel?.unref();
    child.on('message', (answer: ReadingAnswer) => {
      this.#pending.get(answer.id)?.(answer);
      this.#pending.delete(answer.id);
    });
    child.once('error', () => this.#end(child));
    child.once('close', () => this.#end(child));
    this.#child = child;
    return child;
  }

  #end(child: ChildProcess): void {
    if (this.#child !== child) return;
    this.#child = null;
    const message = 'the process that reads studies ended';
    for (const [id, settle] of this.#pending) settle({ id, kind: 'error', message, isSentence: false });
    this.#pending.clear();
  }
}
