// How values are written to travel: between page and server, and between this process and its hosts. Not by V8's own format,
// which Electron writes in a newer version than the plain Node can read. JSON lacks NaN, the infinities and -0, which are
// tagged, and views of bytes, which travel as they are in a binary frame: the length of the JSON text (uint32, little-endian),
// the text, and the views, each at a multiple of 8 bytes. What has no views stays text. Pure: the renderer reads with it.
import { aligned, tag, untag } from './tags.ts';
import { viewOf } from './views.ts';

export const LENGTH_BYTES = 4;
/** Bytes of one frame, which is whole in memory at both ends; stream.ts carries what may be larger. */
const LARGEST_FRAME = 2 ** 31 - 1;

export type Bytes = Uint8Array<ArrayBuffer>;
export type Frame = string | Bytes;

/** @throws TypeError naming what cannot travel, RangeError where text or frame become too long. */
export function encode(value: unknown): Frame {
  const { text, views, size } = tag(value);
  if (views.length === 0) return text;
  const head = headOf(text);
  if (head.length + size > LARGEST_FRAME) {
    throw new RangeError(`A frame of ${head.length + size} bytes is longer than ${LARGEST_FRAME}.`);
  }
  const frame = new Uint8Array(head.length + size);
  frame.set(head);
  let at = head.length;
  for (const view of views) {
    frame.set(view, at);
    at += aligned(view.length);
  }
  return frame;
}

/** A binary frame up to its views. */
export function headOf(text: string): Bytes {
  const bytes = new TextEncoder().encode(text);
  const head = new Uint8Array(aligned(LENGTH_BYTES + bytes.length));
  new DataView(head.buffer).setUint32(0, bytes.length, true);
  head.set(bytes, LENGTH_BYTES);
  return head;
}

/** Bytes of the JSON text in a binary frame. @throws SyntaxError where the frame is shorter than it says. */
export function textBytesOf(frame: Uint8Array): number {
  const { buffer, byteOffset, byteLength } = frame;
  const length =
    byteLength < LENGTH_BYTES ? NaN : new DataView(buffer, byteOffset, byteLength).getUint32(0, true);
  if (LENGTH_BYTES + length <= byteLength) return length;
  throw new SyntaxError('A frame is shorter than it says.');
}

/** Bytes are a view of the frame. @throws SyntaxError where it is no frame, or a tagged value is not what its tag says. */
export function decode(frame: Frame): unknown {
  if (typeof frame === 'string') return parse(frame, new Uint8Array());
  const end = LENGTH_BYTES + textBytesOf(frame);
  const text = new TextDecoder().decode(frame.subarray(LENGTH_BYTES, end));
  return parse(text, frame.subarray(Math.min(aligned(end), frame.length)));
}

function parse(text: string, views: Bytes): unknown {
  return untag(text, (kind, offset, length) => {
    if (offset + length > views.length) throw new SyntaxError('An array does not lie within its frame.');
    const bytes = views.subarray(offset, offset + length);
    // A copy: a view would have to begin at a multiple of the element's size.
    return kind === 'Uint8Array' ? bytes : viewOf(kind, bytes.slice().buffer);
  });
}
