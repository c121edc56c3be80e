// Messages one after the other, each as a binary packet whether it has views or not, so that each tells where it ends. Neither
// end has a message twice: the views are written from where they are and read into what they become. Pure.
import { headOf, LENGTH_BYTES, type Bytes } from './packet.ts';
import { aligned, tag, untag } from './tags.ts';
import { viewOf } from './views.ts';

/**
 * The bytes of a message, in order. Those of its views are the views' own: they must not change before they are written.
 * @throws as `encode`, but for the length of a packet.
 */
export function piecesOf(message: unknown): Uint8Array[] {
  const { text, views } = tag(message);
  const padding = (bytes: number) => new Uint8Array(aligned(bytes) - bytes);
  return [headOf(text), ...views.flatMap((view) => [view, padding(view.length)])].filter(
    ({ length }) => length > 0,
  );
}

/** Puts messages together from whatever pieces their bytes come in. */
export class Assembler {
  readonly #targets: Generator<Uint8Array, void, void>;
  #target: Uint8Array;
  #filled = 0;

  constructor(receive: (message: unknown) => void) {
    this.#targets = assembling(receive);
    this.#target = this.#targets.next().value!;
  }

  /** Whether the last message is whole. */
  get isBetween(): boolean {
    return this.#target.length === LENGTH_BYTES && this.#filled === 0;
  }

  /** @throws SyntaxError where the bytes are no message; whatever `receive` throws. */
  take(bytes: Uint8Array): void {
    for (let at = 0; at < bytes.length;) {
      const part = bytes.subarray(at, at + this.#target.length - this.#filled);
      this.#target.set(part, this.#filled);
      this.#filled += part.length;
      at += part.length;
      if (this.#filled < this.#target.length) return;
      this.#target = this.#targets.next().value!;
      this.#filled = 0;
    }
  }
}

/** What is to be filled next, none of it empty. */
function* assembling(receive: (message: unknown) => void): Generator<Uint8Array, void, void> {
  for (;;) {
    const length = new Uint8Array(LENGTH_BYTES);
    yield length;
    const textBytes = new DataView(length.buffer).getUint32(0, true);
    const text = new Uint8Array(aligned(LENGTH_BYTES + textBytes) - LENGTH_BYTES);
    yield text;
    const views: Bytes[] = [];
    let size = 0;
    const message = untag(new TextDecoder().decode(text.subarray(0, textBytes)), (kind, offset, bytes) => {
      if (offset !== size) throw new SyntaxError('An array does not lie behind the one before it.');
      size += aligned(bytes);
      const buffer = new ArrayBuffer(bytes);
      views.push(new Uint8Array(buffer));
      return viewOf(kind, buffer);
    });
    for (const view of views) {
      if (view.length > 0) yield view;
      if (view.length < aligned(view.length)) yield new Uint8Array(aligned(view.length) - view.length);
    }
    receive(message);
  }
}
