// The memories of sessions. One that is closed leaves its memories to the next: what WebAssembly has let go of is given back to
// the system only when all threads have collected their garbage, and a sweep opens a session for every batch.
import { OutOfMemoryError } from '../../device.ts';

export const PAGE = 65536;
/** 4 GiB: addresses have 32 bits. */
const MOST_PAGES = 65536;
export const LARGEST_MEMORY = MOST_PAGES * PAGE;

const gibibytes = (bytes: number) => `${Number((bytes / 2 ** 30).toPrecision(3))} GiB`;

/** The beginning of a sentence. */
const lanesNeed = (lanes: number, bytes: number) =>
  lanes === 1 ? `1 lane needs ${gibibytes(bytes)}` : `${lanes} lanes need ${gibibytes(bytes)}`;

const bytesOf = (memories: readonly WebAssembly.Memory[]) =>
  memories.reduce((sum, { buffer }) => sum + buffer.byteLength, 0);

export class Memories {
  /** Bytes that a session may have, and each of its memories. */
  readonly most: number;
  readonly largest: number;
  /** Of the largest session that is closed, the largest first. */
  #spare: readonly WebAssembly.Memory[] = [];

  constructor(most: number, largest = LARGEST_MEMORY) {
    this.most = most;
    this.largest = largest;
  }

  /**
   * Memories of so many bytes of zeros at least, for a session that has so many more `beside` them.
   * @throws OutOfMemoryError where a session may not have so much, or the machine has not.
   */
  take(sizes: readonly number[], lanes: number, beside = 0): WebAssembly.Memory[] {
    const bytes = sizes.reduce((sum, size) => sum + size, beside);
    if (bytes > this.most) {
      const need = lanesNeed(lanes, bytes);
      throw new OutOfMemoryError(`${need} of memory, and the wasm device can have ${gibibytes(this.most)}.`);
    }
    const largest = Math.max(...sizes);
    if (largest > this.largest) {
      const need = `1 lane needs ${gibibytes(largest)} of memory in one piece`;
      throw new OutOfMemoryError(`${need}, of which the wasm device has ${gibibytes(this.largest)} at most.`);
    }
    const spare = this.#spare;
    this.#spare = [];
    try {
      return sizes.map((size, index) => {
        const pages = Math.ceil(size / PAGE);
        const again = spare[index];
        if (again) return zeroed(again, pages);
        return new WebAssembly.Memory({ initial: pages, maximum: MOST_PAGES, shared: true });
      });
    } catch (error) {
      const message = `${lanesNeed(lanes, bytes)} of memory, which are not to be had.`;
      throw new OutOfMemoryError(message, { cause: error });
    }
  }

  giveBack(memories: readonly WebAssembly.Memory[]): void {
    if (bytesOf(memories) <= bytesOf(this.#spare)) return;
    this.#spare = memories.toSorted((a, b) => b.buffer.byteLength - a.buffer.byteLength);
  }
}

function zeroed(memory: WebAssembly.Memory, pages: number): WebAssembly.Memory {
  const used = memory.buffer.byteLength;
  if (pages * PAGE > used) memory.grow(pages - used / PAGE);
  // What it grew by is zero already.
  new Uint8Array(memory.buffer, 0, Math.min(used, pages * PAGE)).fill(0);
  return memory;
}
