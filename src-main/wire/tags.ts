// A value as JSON text and the views that travel beside it, and back. What JSON would change without a word, because it is no
// plain value, is refused with the place where it stands.
import { bytesOf, elementBytes, kindOf } from './views.ts';

const ARRAY = '$array';
const NUMBER = '$number';
/** Begins every tag; a name that begins so by itself, as a study of a stranger may hold, gets one more. */
const MARK = '$';
const ALIGNMENT = 8;

export function aligned(bytes: number): number {
  return Math.ceil(bytes / ALIGNMENT) * ALIGNMENT;
}

export interface Tagged {
  readonly text: string;
  /** In the order of their tags. They are the value's own bytes, not copies. */
  readonly views: readonly Uint8Array[];
  /** Of the views, each at a multiple of 8 bytes. */
  readonly size: number;
}

/**
 * @throws TypeError naming what cannot travel and its place: functions, symbols, bigints, cycles, undefined but as the value of
 * a name, and objects of a class; RangeError where the text becomes too long.
 */
export function tag(value: unknown): Tagged {
  const tagger = new Tagger();
  const text = JSON.stringify(tagger.tag(value));
  return { text, views: tagger.views, size: tagger.size };
}

class Tagger {
  readonly views: Uint8Array[] = [];
  size = 0;
  readonly #path: (string | number)[] = [];
  readonly #within = new Set<object>();

  /** The value itself where nothing in it needs a tag. */
  tag(value: unknown): unknown {
    switch (typeof value) {
      case 'string':
      case 'boolean':
        return value;
      case 'number':
        if (Number.isFinite(value) && !Object.is(value, -0)) return value;
        return { [NUMBER]: Object.is(value, -0) ? '-0' : String(value) };
      case 'object':
        return value === null ? null : this.#tagObject(value);
      default:
        throw this.#refusal(value === undefined ? 'undefined' : `A ${typeof value}`);
    }
  }

  #tagObject(value: object): unknown {
    if (ArrayBuffer.isView(value)) return this.#tagView(value);
    const isList = Array.isArray(value);
    if (!isList && !isPlain(value)) throw this.#refusal(`${named(value)}`);
    if (this.#within.has(value)) throw this.#refusal('What holds itself');
    this.#within.add(value);
    const tagged = isList ? this.#tagList(value) : this.#tagNames(value as Readonly<Record<string, unknown>>);
    this.#within.delete(value);
    return tagged;
  }

  /** The kind of the view, where it will lie, and how many bytes it has. */
  #tagView(view: ArrayBufferView): unknown {
    const kind = kindOf(view);
    if (kind === null) throw this.#refusal(named(view));
    const place = [kind, this.size, view.byteLength];
    this.views.push(bytesOf(view));
    this.size += aligned(view.byteLength);
    return { [ARRAY]: place };
  }

  #tagList(list: readonly unknown[]): readonly unknown[] {
    let copy: unknown[] | null = null;
    for (let index = 0; index < list.length; index++) {
      const part = this.#tagPart(index, list[index]);
      if (copy === null && part !== list[index]) copy = list.slice(0, index);
      copy?.push(part);
    }
    return copy ?? list;
  }

  #tagNames(value: Readonly<Record<string, unknown>>): object {
    const names = Object.keys(value);
    const parts = names.map((name) =>
      value[name] === undefined ? undefined : this.#tagPart(name, value[name]),
    );
    if (names.every((name, index) => !name.startsWith(MARK) && parts[index] === value[name])) return value;
    const marked = (name: string) => (name.startsWith(MARK) ? MARK + name : name);
    // Not by assignment, which a name of the prototype would change.
    return Object.fromEntries(names.map((name, index) => [marked(name), parts[index]]));
  }

  #tagPart(key: string | number, part: unknown): unknown {
    this.#path.push(key);
    const tagged = this.tag(part);
    this.#path.pop();
    return tagged;
  }

  #refusal(what: string): TypeError {
    const path = this.#path
      .map((key) => (typeof key === 'number' ? `[${key}]` : `.${key}`))
      .join('')
      .replace(/^\./, '');
    return new TypeError(`${what} cannot be sent${path === '' ? '' : ` (at ${path})`}.`);
  }
}

/** Of a literal or of JSON, in whichever realm it was made. */
function isPlain(value: object): boolean {
  const prototype = Object.getPrototypeOf(value) as object | null;
  return prototype === null || Object.getPrototypeOf(prototype) === null;
}

function named(value: object): string {
  const { name } = value.constructor as { readonly name?: string };
  return name ? `${/^[AEIOU]/.test(name) ? 'An' : 'A'} ${name}` : 'An object of a class';
}

/**
 * @param viewAt Makes the view of a kind from where it lies and how many bytes it has; both are whole numbers that fit the kind.
 * @throws SyntaxError where a tagged value is not what its tag says.
 */
export function untag(
  text: string,
  viewAt: (kind: string, offset: number, bytes: number) => ArrayBufferView,
): unknown {
  return JSON.parse(text, (_, part: unknown) => {
    if (typeof part !== 'object' || part === null) return part;
    const tagged = part as Readonly<Record<string, unknown>>;
    if (Object.hasOwn(tagged, ARRAY)) return viewOfTag(tagged[ARRAY], viewAt);
    const number = Object.hasOwn(tagged, NUMBER) ? tagged[NUMBER] : undefined;
    if (typeof number === 'string') return Number(number);
    return hasMark(part) ? unmarked(part) : part;
  });
}

function viewOfTag(place: unknown, viewAt: Parameters<typeof untag>[1]): ArrayBufferView {
  const [kind, offset, bytes] = Array.isArray(place) ? (place as readonly unknown[]) : [];
  const element = elementBytes(kind);
  if (element === null || !isSize(offset) || !isSize(bytes)) {
    throw new SyntaxError('A value tagged as an array is none.');
  }
  if (bytes % element !== 0) throw new SyntaxError(`A ${String(kind)} has no length of ${bytes} bytes.`);
  return viewAt(kind as string, offset, bytes);
}

function isSize(value: unknown): value is number {
  return Number.isSafeInteger(value) && (value as number) >= 0;
}

function hasMark(value: object): boolean {
  if (Array.isArray(value)) return false;
  for (const name in value) if (name.startsWith(MARK + MARK)) return true;
  return false;
}

function unmarked(value: object): object {
  const rename = (name: string) => (name.startsWith(MARK + MARK) ? name.slice(MARK.length) : name);
  return Object.fromEntries(Object.entries(value).map(([name, part]) => [rename(name), part as unknown]));
}
