// Readings one after the other in a few processes, so that what is large, or never ends, keeps nobody waiting who asks for
// something else: a second process is begun when the first is busy for a while, one file is in one process at a time, and what
// takes too long is given up with its process.
import type { OnImportProgress } from '../study/import/progress.ts';
import { ApiError } from './errors.ts';
import { Reader } from './reader.ts';
import type { ReadingInput, ReadingName, ReadingResult } from './readings.ts';

/** Milliseconds for which a reading is waited for before another process is begun for the next one. */
const BUSY = 500;

export interface PoolLimits {
  /** At the same time, each for one reading. */
  readonly processes: number;
  /** Readings that may wait for their turn; one more is refused. */
  readonly waiting: number;
  /** Seconds after which a reading is given up. */
  readonly seconds: number;
}

interface ReadingMeans {
  readonly signal?: AbortSignal;
  readonly onProgress?: OnImportProgress;
}

interface Reading {
  readonly file: string;
  readonly run: (reader: Reader) => Promise<void>;
  readonly fail: (error: unknown) => void;
}

export class ReaderPool {
  readonly #limits: PoolLimits;
  /** null: free; else the file that it reads. */
  readonly #readers = new Map<Reader, string | null>();
  #waiting: Reading[] = [];
  #growing: NodeJS.Timeout | null = null;
  #isClosed = false;

  constructor(limits: PoolLimits) {
    this.#limits = limits;
  }

  /**
   * `signal` gives it up, whether it waits or is under way.
   * @throws ApiError with the sentence of what was thrown there, or that too much waits, or that it took too long; Error if
   * that was no sentence, or the process ended; the reason of the signal.
   */
  read<N extends ReadingName>(
    name: N,
    file: string,
    input: ReadingInput<N>,
    { signal, onProgress }: ReadingMeans = {},
  ): Promise<ReadingResult<N>> {
    if (this.#waiting.length >= this.#limits.waiting) {
      throw new ApiError('busy', 'Too much is being read already; try again in a moment.');
    }
    signal?.throwIfAborted();
    return new Promise((resolve, reject) => {
      const reading: Reading = {
        file,
        fail: reject,
        run: async (reader) => {
          let endedBy: unknown = null;
          const end = (reason: unknown) => {
            endedBy = reason;
            reader.close();
          };
          const { seconds } = this.#limits;
          const late = new ApiError('busy', `It took longer than ${seconds} s and was given up.`);
          const timer = setTimeout(() => end(late), 1000 * seconds);
          const abort = () => end(signal!.reason);
          signal?.addEventListener('abort', abort, { once: true });
          try {
            resolve(await reader.read(name, file, input, onProgress));
          } catch (error) {
            reject(endedBy ?? error);
          } finally {
            clearTimeout(timer);
            signal?.removeEventListener('abort', abort);
          }
        },
      };
      signal?.addEventListener(
        'abort',
        () => {
          if (!this.#waiting.includes(reading)) return;
          this.#waiting = this.#waiting.filter((other) => other !== reading);
          reject(signal.reason);
        },
        { once: true },
      );
      this.#waiting.push(reading);
      this.#next();
    });
  }

  /** Starts a process now, so that the first reading need not wait for it. */
  start(): void {
    if (this.#readers.size === 0) this.#add().start();
  }

  close(): void {
    this.#isClosed = true;
    clearTimeout(this.#growing ?? undefined);
    for (const reader of this.#readers.keys()) reader.close();
    for (const { fail } of this.#waiting.splice(0)) fail(new Error('The readers are closed.'));
  }

  #next(): void {
    if (this.#isClosed) return;
    const reading = this.#firstToRead();
    if (!reading) return;
    const free = [...this.#readers].find(([, file]) => file === null)?.[0];
    const reader = free ?? (this.#readers.size === 0 ? this.#add() : null);
    if (reader === null) return this.#growLater();
    this.#waiting = this.#waiting.filter((other) => other !== reading);
    this.#readers.set(reader, reading.file);
    void reading.run(reader).finally(() => {
      this.#readers.set(reader, null);
      this.#next();
    });
    this.#next();
  }

  /** Of a file that no process is reading: a second reading of a slow one would only take another process. */
  #firstToRead(): Reading | undefined {
    const busy = new Set(this.#readers.values());
    return this.#waiting.find(({ file }) => !busy.has(file));
  }

  #growLater(): void {
    if (this.#growing !== null || this.#readers.size >= this.#limits.processes) return;
    this.#growing = setTimeout(() => {
      this.#growing = null;
      const isNeeded = this.#firstToRead() && [...this.#readers.values()].every((file) => file !== null);
      if (isNeeded) this.#add();
      this.#next();
    }, BUSY);
  }

  #add(): Reader {
    const reader = new Reader();
    this.#readers.set(reader, null);
    return reader;
  }
}
