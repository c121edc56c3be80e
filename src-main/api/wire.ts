// How calls and events are written for a WebSocket. JSON lacks NaN and the infinities, which are tagged, and typed arrays,
// which travel as they are in a binary frame: the length of the JSON text (uint32, little-endian), the text, and the arrays,
// each at a multiple of 8 bytes. What has no arrays stays text. Pure: the renderer reads with the same file.

const FLOATS = '$float32';
const BYTES = '$bytes';
const NUMBER = '$number';
const LENGTH_BYTES = 4;
const ALIGNMENT = 8;

export type Frame = string | Uint8Array<ArrayBuffer>;

/** @throws TypeError for what JSON cannot hold otherwise (functions, cycles), RangeError where the text becomes too long. */
export function encode(value: unknown): Frame {
  const parts: Uint8Array[] = [];
  let size = 0;
  /** Where the array will lie, and how many bytes it has. */
  const place = (part: Uint8Array): readonly [number, number] => {
    const offset = size;
    parts.push(part);
    size += aligned(part.byteLength);
    return [offset, part.byteLength];
  };
  const text = JSON.stringify(value, function (this: Readonly<Record<string, unknown>>, key, part: unknown) {
    // Node's Buffer turns itself into a list of numbers before it gets here.
    const given = this[key];
    if (given instanceof Float32Array) {
      return { [FLOATS]: place(new Uint8Array(given.buffer, given.byteOffset, given.byteLength)) };
    }
    if (given instanceof Uint8Array) return { [BYTES]: place(given) };
    if (typeof part === 'number' && !Number.isFinite(part)) return { [NUMBER]: String(part) };
    return part;
  });
  return parts.length === 0 ? text : pack(text, parts, size);
}

function pack(text: string, parts: readonly Uint8Array[], size: number): Uint8Array<ArrayBuffer> {
  const head = new TextEncoder().encode(text);
  const start = aligned(LENGTH_BYTES + head.length);
  const frame = new Uint8Array(start + size);
  new DataView(frame.buffer).setUint32(0, head.length, true);
  frame.set(head, LENGTH_BYTES);
  let at = start;
  for (const part of parts) {
    frame.set(part, at);
    at += aligned(part.byteLength);
  }
  return frame;
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
export function decode(frame: string | Uint8Array<ArrayBuffer>): unknown {
  if (typeof frame === 'string') return parse(frame, new Uint8Array());
  const end = LENGTH_BYTES + textBytesOf(frame);
  const text = new TextDecoder().decode(frame.subarray(LENGTH_BYTES, end));
  return parse(text, frame.subarray(Math.min(aligned(end), frame.length)));
}

function parse(text: string, arrays: Uint8Array<ArrayBuffer>): unknown {
  return JSON.parse(text, (_, part: unknown) => {
    if (typeof part !== 'object' || part === null) return part;
    const tagged = part as Readonly<Record<string, unknown>>;
    if (Object.hasOwn(tagged, FLOATS)) return floatsOf(bytesAt(arrays, tagged[FLOATS]));
    if (Object.hasOwn(tagged, BYTES)) return bytesAt(arrays, tagged[BYTES]);
    const number = Object.hasOwn(tagged, NUMBER) ? tagged[NUMBER] : undefined;
    return typeof number === 'string' ? Number(number) : part;
  });
}

function bytesAt(arrays: Uint8Array<ArrayBuffer>, place: unknown): Uint8Array<ArrayBuffer> {
  const [offset, length] = Array.isArray(place) ? (place as readonly unknown[]) : [];
  const isSize = (value: unknown): value is number => Number.isSafeInteger(value) && (value as number) >= 0;
  if (!isSize(offset) || !isSize(length) || offset + length > arrays.length) {
    throw new SyntaxError('A value tagged as an array does not lie within its frame.');
  }
  return new Uint8Array(arrays.buffer, arrays.byteOffset + offset, length);
}

/** A copy: a view would have to begin at a multiple of four bytes of the memory. */
function floatsOf(bytes: Uint8Array<ArrayBuffer>): Float32Array {
  if (bytes.length % 4 !== 0) throw new SyntaxError('A value tagged as float32 has a length that is none.');
  return new Float32Array(bytes.slice().buffer);
}

function aligned(bytes: number): number {
  return Math.ceil(bytes / ALIGNMENT) * ALIGNMENT;
}
