// Keeps the beginning and the end of what a process writes, in bounded memory: how it set out and how it ended are what is asked
// for, not the million lines between. Pure.

/** Bytes of the beginning, and of the end, that are kept of one stream. */
export const KEPT_BYTES = 64 * 1024;
/** Kept beyond those, so that no secret is cut in two before it is taken out. */
const MARGIN = 4 * 1024;

export class KeptOutput {
  #head = Buffer.alloc(0);
  #tail: Buffer[] = [];
  #tailBytes = 0;
  #bytes = 0;

  add(chunk: Buffer): void {
    this.#bytes += chunk.length;
    const room = Math.max(0, KEPT_BYTES + MARGIN - this.#head.length);
    if (room > 0) this.#head = Buffer.concat([this.#head, chunk.subarray(0, room)]);
    const rest = chunk.subarray(room);
    if (rest.length === 0) return;
    this.#tail.push(Buffer.from(rest));
    this.#tailBytes += rest.length;
    while (this.#tailBytes - this.#tail[0]!.length >= KEPT_BYTES + MARGIN) {
      this.#tailBytes -= this.#tail.shift()!.length;
    }
  }

  /** `tidy` takes out what must not be kept. Where something is left out, a line says how much. */
  text(tidy: (text: string) => string): string {
    const tail = Buffer.concat(this.#tail);
    if (this.#head.length + tail.length === this.#bytes) {
      return tidy(Buffer.concat([this.#head, tail]).toString('utf8'));
    }
    const first = tidy(this.#head.toString('utf8')).slice(0, KEPT_BYTES);
    const last = tidy(tail.toString('utf8')).slice(-KEPT_BYTES);
    const leftOut = Math.round((this.#bytes - first.length - last.length) / 1024);
    return `${first.slice(0, first.lastIndexOf('\n') + 1 || undefined)}\n… about ${leftOut.toLocaleString('en')} KiB left out …\n${last.slice(last.indexOf('\n') + 1)}`;
  }
}
