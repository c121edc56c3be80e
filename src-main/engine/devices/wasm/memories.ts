// The memory of sessions. One that is closed leaves its memory to the next: what WebAssembly has let go of is given back to the
// system only when all threads have collected their garbage, and a sweep opens a session for every batch.
import { OutOfMemoryError } from '../../device.ts';

export const PAGE = 65536;
/** 4 GiB: addresses have 32 bits. */
const MOST_PAGES = 65536;
const MOST_BYTES = MOST_PAGES * PAGE;

const gibibytes = (bytes: number) => `${Number((bytes / 2 ** 30).toPrecision(3))} GiB`;

/** The beginning of a sentence. */
const lanesNeed = (lanes: number, bytes: number) =>
  lanes === 1 ? `1 lane needs ${gibibytes(bytes)}` : `${lanes} lanes need ${gibibytes(bytes)}`;

export class Memories {
  /** Bytes that a session may have. */
  readonly most: number;
  /** The largest that no session has. */
  #spare: WebAssembly.Memory | null = null;

  constructor(most: number) {
    this.most = Math.min(most, MOST_BYTES);
  }

  /** So many bytes of zeros at least. @throws OutOfMemoryError where a session may not have so much, or the machine has not. */
  take(bytes: number, lanes: number): WebAssembly.Memory {
    if (bytes > this.most) {
      const need = lanesNeed(lanes, bytes);
      throw new OutOfMemoryError(`${need} of memory, and the wasm device can have ${gibibytes(this.most)}.`);
    }
    const pages = Math.ceil(bytes / PAGE);
    const spare = this.#spare;
    this.#spare = null;
    try {
      if (spare) return zeroed(spare, pages);
      return new WebAssembly.Memory({ initial: pages, maximum: MOST_PAGES, shared: true });
    } catch (error) {
      const message = `${lanesNeed(lanes, bytes)} of memory, which are not to be had.`;
      throw new OutOfMemoryError(message, { cause: error });
    }
  }

  giveBack(memory: WebAssembly.Memory): void {
    if (memory.buffer.byteLength > (this.#spare?.buffer.byteLength ?? 0)) this.#spare = memory;
  }
}

function zeroed(memory: WebAssembly.Memory, pages: number): WebAssembly.Memory {
  const used = memory.buffer.byteLength;
  if (pages * PAGE > used) memory.grow(pages - used / PAGE);
  // What it grew by is zero already.
  new Uint8Array(memory.buffer, 0, Math.min(used, pages * PAGE)).fill(0);
  return memory;
}
