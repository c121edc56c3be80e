// The checkpoints of one batch while it is trained, kept part by part in the study. One that cannot be made or kept costs nothing
// but itself: training goes on, it is told, and the last one that was kept stays.
import type { CheckpointSink } from '../host/supervisor.ts';
import type { CheckpointOwner, CheckpointWriter } from '../study/checkpoints.ts';
import type { Study } from '../study/study.ts';
import { LostFileError, StorageError } from '../study/study-error.ts';

export class BatchCheckpoints implements CheckpointSink {
  readonly #study: Study;
  readonly #owner: CheckpointOwner;
  readonly #tell: (failure: string | null) => void;
  #writer: CheckpointWriter | null = null;
  #hasOne: boolean;
  #lastFailure: string | null = null;
  /** What could not be written down yet. */
  #untold: string | null = null;

  /** `hasOne`: the study has one of these runs. `tell` gets the sentence of a failure, and null when a checkpoint is kept. */
  constructor(study: Study, owner: CheckpointOwner, hasOne: boolean, tell: (failure: string | null) => void) {
    this.#study = study;
    this.#owner = owner;
    this.#hasOne = hasOne;
    this.#tell = tell;
  }

  /** @throws LostFileError: nothing can be kept any more. */
  part(bytes: Uint8Array): boolean {
    return this.#attempt(() => {
      this.#writer ??= this.#study.newCheckpoint(this.#owner);
      this.#writer.add(bytes);
    });
  }

  /** @throws LostFileError. */
  end(problem: string | null): void {
    if (problem !== null) return this.#fail(problem);
    const isKept = this.#attempt(() => this.#writer?.finish());
    if (!isKept) return;
    this.#writer = null;
    this.#hasOne = true;
    this.#lastFailure = null;
    this.#tell(null);
    this.#noteDown();
  }

  /** The batch has ended; what is half made is of no use. */
  close(): void {
    this.#discard();
    this.#noteDown();
  }

  #attempt(work: () => void): boolean {
    try {
      work();
      return true;
    } catch (error) {
      if (!(error instanceof StorageError) || error instanceof LostFileError) throw error;
      this.#fail(error.message);
      return false;
    }
  }

  #fail(reason: string): void {
    this.#discard();
    const from = this.#hasOne ? 'the checkpoint before it' : 'its first step';
    const sentence = `A checkpoint could not be kept: ${reason} Training goes on; if it were interrupted now, the batch would go on from ${from}.`;
    this.#tell(sentence);
    if (sentence === this.#lastFailure) return;
    this.#lastFailure = sentence;
    this.#untold = sentence;
    this.#noteDown();
  }

  #discard(): void {
    const writer = this.#writer;
    this.#writer = null;
    if (writer) unlessRefused(() => writer.discard());
  }

  #noteDown(): void {
    const message = this.#untold;
    if (message === null) return;
    unlessRefused(() => {
      this.#study.addEvent({ runId: null, step: null, kind: 'checkpoint-failed', message });
      this.#untold = null;
    });
  }
}

/** What the disk refuses here is no loss: the next writer drops what is left, and the sentence was told. */
function unlessRefused(work: () => void): void {
  try {
    work();
  } catch (error) {
    if (!(error instanceof StorageError)) throw error;
  }
}
