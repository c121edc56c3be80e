// How calls and events are written as text for a WebSocket. JSON lacks typed arrays, NaN and the infinities; they are
// tagged here and come back as what they were. Pure: the renderer reads with the same file.

const FLOATS = '$float32';
const BYTES = '$bytes';
const NUMBER = '$number';
/** Begins every tag; a name that begins so by itself, as a study of a stranger may hold, gets one more. */
const MARK = '$';

/** @throws TypeError for what JSON cannot hold otherwise (functions, cycles). */
export function encode(value: unknown): string {
  return JSON.stringify(value, function (this: Readonly<Record<string, unknown>>, key, part: unknown) {
    // Node's Buffer turns itself into a list of numbers before it gets here.
    const given = this[key];
    if (given instanceof Float32Array) {
      return { [FLOATS]: base64(new Uint8Array(given.buffer, given.byteOffset, given.byteLength)) };
    }
    if (given instanceof Uint8Array) return { [BYTES]: base64(given) };
    if (typeof part === 'number' && !Number.isFinite(part)) return { [NUMBER]: String(part) };
    return hasMark(part, MARK) ? renamed(part, (name) => (name.startsWith(MARK) ? MARK + name : name)) : part;
  });
}

/** @throws SyntaxError where the text is not JSON, or a tagged value is not what its tag says. */
export function decode(text: string): unknown {
  return JSON.parse(text, (_, part: unknown) => {
    if (typeof part !== 'object' || part === null) return part;
    const tagged = part as Readonly<Record<string, unknown>>;
    const floats = tagged[FLOATS];
    if (typeof floats === 'string') return floatsOf(bytesOf(floats));
    const bytes = tagged[BYTES];
    if (typeof bytes === 'string') return bytesOf(bytes);
    const number = tagged[NUMBER];
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

/** Characters a call of String.fromCharCode can take at once. */
const CHUNK = 0x8000;

function base64(bytes: Uint8Array): string {
  let binary = '';
  for (let at = 0; at < bytes.length; at += CHUNK) {
    binary += String.fromCharCode(...bytes.subarray(at, at + CHUNK));
  }
  return btoa(binary);
}

function bytesOf(text: string): Uint8Array {
  try {
    const binary = atob(text);
    return Uint8Array.from(binary, (character) => character.charCodeAt(0));
  } catch {
    throw new SyntaxError('A value tagged as bytes is not base64.');
  }
}

function floatsOf(bytes: Uint8Array): Float32Array {
  if (bytes.length % 4 !== 0) throw new SyntaxError('A value tagged as float32 has a length that is none.');
  return new Float32Array(bytes.buffer);
}
