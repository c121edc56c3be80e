// Values that whoever writes a parser did not think of.
import fc from 'fast-check';

const DEEPEST = 100_000;

/** Lists or objects within each other, so many deep. */
export function nested(depth: number, kind: 'list' | 'object'): unknown {
  const [open, close] = kind === 'list' ? ['[', ']'] : ['{"a":', '}'];
  return JSON.parse(`${open.repeat(depth)}${kind === 'list' ? '' : '1'}${close.repeat(depth)}`);
}

const text = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 40 }),
  fc.constantFrom(
    '',
    '\0',
    '\ud800',
    '__proto__',
    'constructor',
    'toString',
    'length',
    '\u202e',
    'a\nb',
    '../..',
  ),
  fc.integer({ min: 200, max: 100_000 }).map((length) => 'x'.repeat(length)),
  fc.integer({ min: 60, max: 300 }).map((length) => '漢'.repeat(length)),
);

const number = fc.oneof(
  fc.double(),
  fc.integer(),
  fc.constantFrom(0, -0, 5e-324, 1e-300, 1e300, 2 ** 31, 2 ** 53, -1, 1.5, Number.MAX_VALUE),
);

export const odd: fc.Arbitrary<unknown> = fc.oneof(
  { weight: 3, arbitrary: number },
  { weight: 3, arbitrary: text },
  { weight: 3, arbitrary: fc.jsonValue({ maxDepth: 3 }) },
  { weight: 2, arbitrary: fc.constantFrom(null, true, false, [], {}, [[]], [null]) },
  {
    weight: 1,
    arbitrary: fc
      .tuple(fc.constantFrom(50, 5000, DEEPEST), fc.constantFrom('list' as const, 'object' as const))
      .map(([depth, kind]) => nested(depth, kind)),
  },
);

type Place = readonly (string | number)[];

function placesIn(value: unknown, here: Place = []): Place[] {
  if (typeof value !== 'object' || value === null || here.length > 6) return [here];
  return [here, ...Object.entries(value).flatMap(([key, part]) => placesIn(part, [...here, key]))];
}

function replaced(value: unknown, [first, ...rest]: Place, by: unknown): unknown {
  if (first === undefined) return by;
  if (typeof value !== 'object' || value === null) return value;
  const copy: object = Array.isArray(value) ? [...(value as unknown[])] : { ...value };
  const part = replaced(Reflect.get(copy, first), rest, by);
  Object.defineProperty(copy, first, { value: part, enumerable: true, configurable: true, writable: true });
  return copy;
}

/** The value with up to three of its places, or new ones, holding something odd. */
export function spoiled(value: unknown): fc.Arbitrary<unknown> {
  const place = fc.constantFrom(...placesIn(value));
  const beside = fc
    .tuple(place, text)
    .map(([path, key]) => (path.length === 0 || key === 'length' ? path : [...path.slice(0, -1), key]));
  const edit = fc.tuple(fc.oneof({ weight: 5, arbitrary: place }, beside), odd);
  return fc
    .array(edit, { minLength: 1, maxLength: 3 })
    .map((edits) => edits.reduce<unknown>((json, [path, by]) => replaced(json, path, by), value));
}

/** The bytes with flipped bits, blocks that are zeroed, moved or taken from elsewhere, or an end that is missing. */
export function damaged(bytes: Buffer, others: readonly Buffer[]): fc.Arbitrary<Buffer> {
  const at = fc.nat({ max: Math.max(0, bytes.length - 1) });
  const block = fc.constantFrom(1, 8, 100, 512, 4096);
  const edit = fc.record({
    kind: fc.constantFrom('flip', 'flip', 'flip', 'zero', 'move', 'foreign', 'cut', 'add'),
    at,
    from: at,
    block,
    bit: fc.nat({ max: 7 }),
    isAligned: fc.boolean(),
    other: fc.constantFrom(...others),
  });
  return fc.array(edit, { minLength: 1, maxLength: 4 }).map((edits) => {
    let copy = Buffer.from(bytes);
    for (const { kind, at: anywhere, from: source, block: size, bit, isAligned, other } of edits) {
      const [to, from] = [anywhere, source].map((place) => (isAligned ? place - (place % size) : place)) as [
        number,
        number,
      ];
      if (kind === 'flip' && anywhere < copy.length) copy[anywhere]! ^= 1 << bit;
      if (kind === 'zero') copy.fill(0, Math.min(to, copy.length), Math.min(to + size, copy.length));
      if (kind === 'move' && to < copy.length) Buffer.from(copy.subarray(from, from + size)).copy(copy, to);
      if (kind === 'foreign' && to < copy.length)
        other
          .subarray(from % other.length)
          .subarray(0, size)
          .copy(copy, to);
      if (kind === 'cut') copy = copy.subarray(0, anywhere);
      if (kind === 'add') copy = Buffer.concat([copy, other.subarray(from, from + size)]);
    }
    return copy;
  });
}
