// How values are written to travel: between page and server, and between this process and its hosts. Not by V8's own format,
// which Electron writes in a newer version than the plain Node can read. JSON lacks NaN, the infinities and -0, which are
// tagged, and typed arrays, which travel as they are in a binary frame: the length of the JSON text (uint32, little-endian),
// the text, and the arrays, each at a multiple of 8 bytes. What has no arrays stays text. Pure: the renderer reads with it.

const ARRAY = '$array';
const NUMBER = '$number';
/** Begins every tag; a name that begins so by itself, as a study of a stranger may hold, gets one more. */
const MARK = '$';
const LENGTH_BYTES = 4;
const ALIGNMENT = 8;

/** The typed arrays that travel. */
const KINDS = { Uint8Array, Uint16Array, Int32Array, Float32Array, Float64Array };
type Kind = keyof typeof KINDS;
type TypedArray = InstanceType<(typeof KINDS)[Kind]>;

export type Bytes = Uint8Array<ArrayBuffer>;
export type Frame = string | Bytes;

/** @throws TypeError for what JSON cannot hold otherwise (functions, cycles), RangeError where the text becomes too long. */
export function encode(value: unknown): Frame {
  const parts: Uint8Array[] = [];
  let size = 0;
  /** The kind of the array, where it will lie, and how many bytes it has. */
  const place = (kind: string, { buffer, byteOffset, byteLength }: TypedArray) => {
    const offset = size;
    parts.push(new Uint8Array(buffer, byteOffset, byteLength));
    size += aligned(byteLength);
    return [kind, offset, byteLength];
  };
  const text = JSON.stringify(value, function (this: Readonly<Record<string, unknown>>, key, part: unknown) {
    // Node's Buffer turns itself into a list of numbers before it gets here.
    const given = this[key];
    const kind = kindOf(given);
    if (kind !== null) return { [ARRAY]: place(kind, given as TypedArray) };
    const isPlain = typeof part !== 'number' || (Number.isFinite(part) && !Object.is(part, -0));
    if (!isPlain) return { [NUMBER]: Object.is(part, -0) ? '-0' : String(part) };
    return hasMark(part, MARK) ? renamed(part, (name) => (name.startsWith(MARK) ? MARK + name : name)) : part;
  });
  return parts.length === 0 ? text : pack(text, parts, size);
}

/** null for what is no typed array that travels. */
function kindOf(value: unknown): Kind | null {
  if (!ArrayBuffer.isView(value)) return null;
  return (Object.keys(KINDS) as Kind[]).find((kind) => value instanceof KINDS[kind]) ?? null;
}

function pack(text: string, parts: readonly Uint8Array[], size: number): Bytes {
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
export function decode(frame: Frame): unknown {
  if (typeof frame === 'string') return parse(frame, new Uint8Array());
  const end = LENGTH_BYTES + textBytesOf(frame);
  const text = new TextDecoder().decode(frame.subarray(LENGTH_BYTES, end));
  return parse(text, frame.subarray(Math.min(aligned(end), frame.length)));
}

function parse(text: string, arrays: Bytes): unknown {
  return JSON.parse(text, (_, part: unknown) => {
    if (typeof part !== 'object' || part === null) return part;
    const tagged = part as Readonly<Record<string, unknown>>;
    if (Object.hasOwn(tagged, ARRAY)) return arrayAt(arrays, tagged[ARRAY]);
    const number = Object.hasOwn(tagged, NUMBER) ? tagged[NUMBER] : undefined;
    if (typeof number === 'string') return Number(number);
    return hasMark(part, MARK + MARK)
      ? renamed(part, (name) => (name.startsWith(MARK + MARK) ? name.slice(MARK.length) : name))
      : part;
  });
}

function hasMark(value: unknown, mark: string): value is object {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return false;
  for (const name in value) if (name.startsWith(mark)) return true;
  return false;
}

function renamed(value: object, rename: (name: string) => string): object {
  return Object.fromEntries(Object.entries(value).map(([name, part]) => [rename(name), part as unknown]));
}

function arrayAt(arrays: Bytes, place: unknown): TypedArray {
  const [kind, offset, length] = Array.isArray(place) ? (place as readonly unknown[]) : [];
  const isSize = (value: unknown): value is number => Number.isSafeInteger(value) && (value as number) >= 0;
  if (typeof kind !== 'string' || !Object.hasOwn(KINDS, kind) || !isSize(offset) || !isSize(length)) {
    throw new SyntaxError('A value tagged as an array is none.');
  }
  if (offset + length > arrays.length) throw new SyntaxError('An array does not lie within its frame.');
  const bytes = new Uint8Array(arrays.buffer, arrays.byteOffset + offset, length);
  if (kind === 'Uint8Array') return bytes;
  const Kind = KINDS[kind as Kind];
  if (length % Kind.BYTES_PER_ELEMENT !== 0)
    throw new SyntaxError(`A ${kind} has no length of ${length} bytes.`);
  // A copy: a view would have to begin at a multiple of the element's size.
  return new Kind(bytes.slice().buffer);
}

function aligned(bytes: number): number {
  return Math.ceil(bytes / ALIGNMENT) * ALIGNMENT;
}
