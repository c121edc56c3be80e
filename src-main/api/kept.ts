// What was read of a study, kept until its file changes. While one reading of a file is under way no second one begins:
// whoever asks meanwhile gets its answer if the file is still the same, and else one reading more, however many ask.
import { statSync } from 'node:fs';

interface Reading<T> {
  readonly stamp: string;
  readonly answer: Promise<T>;
  isUnderWay: boolean;
  /** null while it is under way. */
  result: { readonly value: T } | null;
}

export class Kept<T> {
  /** The one asked for last is the last. */
  readonly #readings = new Map<string, Reading<T>>();
  readonly #most: number;
  readonly #read: (file: string) => Promise<T>;

  /** `most`: files whose reading is kept; beyond it, those that were not asked for the longest are forgotten. */
  constructor(most: number, read: (file: string) => Promise<T>) {
    this.#most = most;
    this.#read = read;
  }

  async of(file: string): Promise<T> {
    const stamp = stampOf(file);
    const known = this.#readings.get(file);
    if (known?.stamp === stamp) {
      this.#put(file, known);
      return known.answer;
    }
    if (known?.isUnderWay) {
      await known.answer.catch(() => undefined);
      return this.of(file);
    }
    const reading: Reading<T> = { stamp, answer: this.#read(file), isUnderWay: true, result: null };
    this.#put(file, reading);
    try {
      reading.result = { value: await reading.answer };
      return reading.result.value;
    } catch (error) {
      // What broke may be whole the next time.
      this.#readings.delete(file);
      throw error;
    } finally {
      reading.isUnderWay = false;
    }
  }

  /** What is known of the file as it is now; null where it would have to be read. */
  known(file: string): T | null {
    const known = this.#readings.get(file);
    return known?.result && known.stamp === stampOf(file) ? known.result.value : null;
  }

  #put(file: string, reading: Reading<T>): void {
    this.#readings.delete(file);
    this.#readings.set(file, reading);
    if (this.#readings.size > this.#most) this.#readings.delete(this.#readings.keys().next().value!);
  }
}

/** Changes whenever the file, or its write-ahead log while it is trained, does. */
function stampOf(file: string): string {
  const part = (path: string) => {
    const status = statSync(path, { throwIfNoEntry: false });
    return status ? `${status.mtimeMs} ${status.size}` : 'none';
  };
  return `${part(file)} ${part(`${file}-wal`)}`;
}
