// Lines out of a stream of bytes, in bounded memory: of a line without an end only its beginning is kept. A carriage return
// ends a line too, as progress bars use it. Pure.

/** Bytes of the longest line that is read; longer ones are cut off there. */
export const LONGEST_LINE = 64 * 1024;

const NEWLINE = 0x0a;
const RETURN = 0x0d;

export class LineReader {
  readonly #take: (line: string) => void;
  #parts: Buffer[] = [];
  #length = 0;

  /** `take` is given every line that is not empty. */
  constructor(take: (line: string) => void) {
    this.#take = take;
  }

  add(chunk: Buffer): void {
    let from = 0;
    for (let at = 0; at < chunk.length; at++) {
      if (chunk[at] !== NEWLINE && chunk[at] !== RETURN) continue;
      this.#keep(chunk.subarray(from, at));
      this.end();
      from = at + 1;
    }
    this.#keep(chunk.subarray(from));
  }

  /** What has come without an end is a line as well. */
  end(): void {
    if (this.#length > 0) this.#take(Buffer.concat(this.#parts).toString('utf8'));
    this.#parts = [];
    this.#length = 0;
  }

  #keep(bytes: Buffer): void {
    const kept = bytes.subarray(0, LONGEST_LINE - this.#length);
    if (kept.length === 0) return;
    // A copy: the chunk is many times larger than what is kept of it.
    this.#parts.push(Buffer.from(kept));
    this.#length += kept.length;
  }
}
