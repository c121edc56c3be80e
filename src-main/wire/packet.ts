// How values are written to travel: between page and server, and between this process and its hosts. Not by V8's own format,
// which Electron writes in a newer version than the plain Node can read. JSON lacks NaN, the infinities and -0, which are
// tagged, and views of bytes, which travel as they are in a binary packet: the length of the JSON text (uint32, little-endian),
// the text, and the views, each at a multiple of 8 bytes. What has no views stays text. Pure: the renderer reads with it.
import { aligned, tag, untag } from './tags.ts';
import { viewOf } from './views.ts';

export const LENGTH_BYTES = 4;
/** Bytes of one packet, which is whole in memory at both ends; stream.ts carries what may be larger. */
const LARGEST_PACKET = 2 ** 31 - 1;

export type Bytes = Uint8Array<ArrayBuffer>;
export type Packet = string | Bytes;

/** @throws TypeError naming what cannot travel, RangeError where text or packet become too long. */
export function encode(value: unknown): Packet {
  const { text, views, size } = tag(value);
  if (views.length === 0) return text;
  const head = headOf(text);
  if (head.length + size > LARGEST_PACKET) {
    throw new RangeError(`A packet of ${head.length + size} bytes is longer than ${LARGEST_PACKET}.`);
  }
  const packet = new Uint8Array(head.length + size);
  packet.set(head);
  let at = head.length;
  for (const view of views) {
    packet.set(view, at);
    at += aligned(view.length);
  }
  return packet;
}

/** A binary packet up to its views. */
export function headOf(text: string): Bytes {
  const bytes = new TextEncoder().encode(text);
  const head = new Uint8Array(aligned(LENGTH_BYTES + bytes.length));
  new DataView(head.buffer).setUint32(0, bytes.length, true);
  head.set(bytes, LENGTH_BYTES);
  return head;
}

/** Bytes of the JSON text in a binary packet. @throws SyntaxError where the packet is shorter than it says. */
export function textBytesOf(packet: Uint8Array): number {
  const { buffer, byteOffset, byteLength } = packet;
  const length =
    byteLength < LENGTH_BYTES ? NaN : new DataView(buffer, byteOffset, byteLength).getUint32(0, true);
  if (LENGTH_BYTES + length <= byteLength) return length;
  throw new SyntaxError('A packet is shorter than it says.');
}

/** Bytes are a view of the packet. @throws SyntaxError where it is no packet, or a tagged value is not what its tag says. */
export function decode(packet: Packet): unknown {
  if (typeof packet === 'string') return parse(packet, new Uint8Array());
  const end = LENGTH_BYTES + textBytesOf(packet);
  const text = new TextDecoder().decode(packet.subarray(LENGTH_BYTES, end));
  return parse(text, packet.subarray(Math.min(aligned(end), packet.length)));
}

function parse(text: string, views: Bytes): unknown {
  return untag(text, (kind, offset, length) => {
    if (offset + length > views.length) throw new SyntaxError('An array does not lie within its packet.');
    const bytes = views.subarray(offset, offset + length);
    // A copy: a view would have to begin at a multiple of the element's size.
    return kind === 'Uint8Array' ? bytes : viewOf(kind, bytes.slice().buffer);
  });
}
