// A dictionary as Python prints it: what a table holds in a cell where a program has put `run.config` into a data frame. Read, never run.
// What is no plain value, such as torch.bfloat16 or <Path x>, is its text. Grammar: https://docs.python.org/3/library/ast.html#ast.literal_eval

/** No program nests settings so deep. */
const DEEPEST = 20;
const LONGEST = 1e6;

/** The dictionary; null where the text is none. */
export function pythonDictionary(text: string): Readonly<Record<string, unknown>> | null {
  const trimmed = text.trim();
  if (!trimmed.startsWith('{') || trimmed.length > LONGEST) return null;
  try {
    const reader = new Reader(trimmed);
    const value = reader.value(0);
    return reader.isAtEnd ? (value as Record<string, unknown>) : null;
  } catch (error) {
    if (error instanceof NotALiteral) return null;
    throw error;
  }
}

class NotALiteral extends Error {}

const WORDS: ReadonlyMap<string, unknown> = new Map<string, unknown>([
  ['None', null],
  ['null', null],
  ['True', true],
  ['true', true],
  ['False', false],
  ['false', false],
  ['nan', NaN],
  ['NaN', NaN],
  ['inf', Infinity],
  ['-inf', -Infinity],
  ['Infinity', Infinity],
  ['-Infinity', -Infinity],
]);
const NUMBER = /^[-+]?(\d[\d_]*\.?\d*|\.\d+)(e[-+]?\d+)?$/i;
const ESCAPES: Readonly<Record<string, string>> = { n: '\n', t: '\t', r: '\r', '0': '\0' };
const CLOSED_BY: Readonly<Record<string, string>> = { '(': ')', '[': ']', '{': '}', '<': '>' };

class Reader {
  readonly #text: string;
  #at = 0;

  constructor(text: string) {
    this.#text = text;
  }

  get isAtEnd(): boolean {
    this.#skipSpace();
    return this.#at === this.#text.length;
  }

  value(depth: number): unknown {
    if (depth > DEEPEST) throw new NotALiteral();
    this.#skipSpace();
    const first = this.#text[this.#at];
    if (first === '{') return this.#dictionary(depth);
    if (first === '[' || first === '(') return this.#list(CLOSED_BY[first]!, depth);
    if (first === '"' || first === "'") return this.#string();
    return this.#word(depth);
  }

  #dictionary(depth: number): Record<string, unknown> {
    const entries: [string, unknown][] = [];
    this.#items('}', () => {
      const key = this.value(depth + 1);
      if (!this.#takes(':')) throw new NotALiteral();
      if (typeof key === 'object') throw new NotALiteral();
      entries.push([String(key), this.value(depth + 1)]);
    });
    return Object.fromEntries(entries);
  }

  #list(end: string, depth: number): unknown[] {
    const values: unknown[] = [];
    this.#items(end, () => values.push(this.value(depth + 1)));
    return values;
  }

  #items(end: string, item: () => void): void {
    this.#at++;
    while (!this.#takes(end)) {
      item();
      if (!this.#takes(',') && this.#text[this.#at] !== end) throw new NotALiteral();
    }
  }

  #string(): string {
    const quote = this.#text[this.#at++]!;
    let text = '';
    for (;;) {
      const sign = this.#text[this.#at++];
      if (sign === undefined) throw new NotALiteral();
      if (sign === quote) return text;
      if (sign !== '\\') text += sign;
      else text += this.#escaped();
    }
  }

  #escaped(): string {
    const sign = this.#text[this.#at++];
    if (sign === undefined) throw new NotALiteral();
    const digits = sign === 'x' ? 2 : sign === 'u' ? 4 : sign === 'U' ? 8 : 0;
    if (digits === 0) return ESCAPES[sign] ?? sign;
    const code = Number(`0x${this.#text.slice(this.#at, this.#at + digits)}`);
    this.#at += digits;
    if (!(code <= 0x10ffff)) throw new NotALiteral();
    return String.fromCodePoint(code);
  }

  /** A number, a word, a value in the name of its kind, as np.float64(0.1), or what else stands up to the next comma. */
  #word(depth: number): unknown {
    const begin = this.#at;
    const name = /[\w.+-]*/y;
    name.lastIndex = begin;
    const word = name.exec(this.#text)![0];
    this.#at += word.length;
    if (word !== '' && this.#text[this.#at] === '(') {
      const inner = this.#call(depth);
      if (inner !== undefined) return inner;
      this.#at = begin;
    } else if (word !== '' && this.#isOver()) {
      if (WORDS.has(word)) return WORDS.get(word);
      return NUMBER.test(word) ? Number(word.replaceAll('_', '')) : word;
    }
    return this.#raw(begin);
  }

  /** What the one argument that has no name is; undefined: there are several, or it cannot be read. */
  #call(depth: number): unknown {
    try {
      const values = this.#list(')', depth).filter(
        (value) => !(typeof value === 'string' && /^\w+=/.test(value)),
      );
      return values.length === 1 ? values[0] : undefined;
    } catch (error) {
      if (error instanceof NotALiteral) return undefined;
      throw error;
    }
  }

  #isOver(): boolean {
    this.#skipSpace();
    const next = this.#text[this.#at];
    return next === undefined || ',:)]}'.includes(next);
  }

  #raw(begin: number): string {
    const open: string[] = [];
    this.#at = begin;
    for (; this.#at < this.#text.length; this.#at++) {
      const sign = this.#text[this.#at]!;
      if (open.length === 0 && ',)]}'.includes(sign)) break;
      if (sign === open.at(-1)) open.pop();
      else if (CLOSED_BY[sign] !== undefined) open.push(CLOSED_BY[sign]);
    }
    const text = this.#text.slice(begin, this.#at).trim();
    if (text === '' || open.length > 0) throw new NotALiteral();
    return text;
  }

  #takes(sign: string): boolean {
    this.#skipSpace();
    if (this.#text[this.#at] !== sign) return false;
    this.#at++;
    return true;
  }

  #skipSpace(): void {
    while (/\s/.test(this.#text[this.#at] ?? '')) this.#at++;
  }
}
