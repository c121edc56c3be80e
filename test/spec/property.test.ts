// The parser of specs takes any JSON: a spec that says the same when it is parsed again, or a few sentences, soon.
import { expect, test } from 'vitest';
import { presetNames, readPreset } from '../../src-main/sweep/preset-files.ts';
import { parseSpec, SpecError } from '../../src-main/spec/spec.ts';
import { processorSeconds } from '../processor-time.ts';
import fc from '../properties.ts';

/** The sentences of the refusal, one a line; null for a spec. */
function refusal(json: unknown): string | null {
  const begun = processorSeconds();
  try {
    const spec = parseSpec(json);
    expect(parseSpec(JSON.parse(JSON.stringify(spec)))).toEqual(spec);
    return null;
  } catch (error) {
    if (!(error instanceof SpecError)) throw error;
    const lines = error.message.split('\n');
    expect(lines.length).toBeLessThanOrEqual(21);
    for (const line of lines) expect(line).toMatch(/^.{1,1500}\.$/u);
    return error.message;
  } finally {
    expect(processorSeconds() - begun).toBeLessThan(2);
  }
}

type Place = readonly (string | number)[];

/** Every place in a JSON value, the value itself included. */
function placesIn(value: unknown, here: Place = []): Place[] {
  if (typeof value !== 'object' || value === null) return [here];
  return [here, ...Object.entries(value).flatMap(([key, part]) => placesIn(part, [...here, key]))];
}

function replaced(value: unknown, [first, ...rest]: Place, by: unknown): unknown {
  if (first === undefined) return by;
  const copy: Record<string, unknown> | unknown[] = Array.isArray(value)
    ? [...(value as unknown[])]
    : { ...(value as Record<string, unknown>) };
  const part = replaced(Reflect.get(copy, first), rest, by);
  Object.defineProperty(copy, first, { value: part, enumerable: true, configurable: true, writable: true });
  return copy;
}

const presets = presetNames().map((name) => readPreset(name));
const odd = fc.oneof(
  fc.jsonValue(),
  fc.double(),
  fc.constantFrom(
    0,
    -1,
    1.5,
    1e300,
    '',
    'quick',
    '__proto__',
    null,
    [],
    {},
    [[]],
    'guarded-fp8:fp8-unscaled',
    'there:x',
  ),
);

test('any JSON is a spec or is refused in sentences', () => {
  fc.assert(
    fc.property(fc.jsonValue(), (json) => void expect(refusal(json)).not.toBeNull()),
    { numRuns: 300 },
  );
});

test('a preset with one or two values replaced is a spec or is refused in sentences', () => {
  const changed = fc.constantFrom(...presets).chain((preset) => {
    const place = fc.constantFrom(...placesIn(preset).filter(({ length }) => length > 0));
    const key = fc.tuple(place, fc.string()).map(([path, name]) => [...path.slice(0, -1), name]);
    const edit = fc.tuple(fc.oneof({ weight: 4, arbitrary: place }, key), odd);
    return fc.array(edit, { minLength: 1, maxLength: 2 }).map((edits) =>
      edits.reduce<unknown>((json, [path, value]) => {
        try {
          return replaced(json, path, value);
        } catch (error) {
          // The first edit may have taken away the place of the second; no list is as long as its name "length" may say.
          if (error instanceof TypeError || error instanceof RangeError) return json;
          throw error;
        }
      }, preset),
    );
  });
  let accepted = 0;
  fc.assert(
    fc.property(changed, (json) => {
      if (refusal(json) === null) accepted++;
    }),
    { numRuns: 1500 },
  );
  expect(accepted).toBeGreaterThan(0);
});

test('a field whose name is huge is refused in a short sentence', () => {
  const name = 'x'.repeat(100_000);
  for (const spec of [
    { [name]: 1 },
    { learningRates: { [name]: 1 } },
    { recipes: [{ name: 'a', [name]: 1 }] },
  ]) {
    expect(refusal({ ...(presets[0] as object), ...spec })).toMatch(/x{100}… is not a known field/);
  }
});

test.each([
  ['learningRates', Array.from({ length: 300_000 }, (_, i) => 1e-9 * (i + 1))],
  ['learningRates', { from: 0.001, to: 1, count: 100_000_000 }],
  ['seeds', 100_000_000],
  ['seeds', Array.from({ length: 300_000 }, (_, i) => i)],
  ['recipes', Array.from({ length: 100_000 }, () => 'fp32')],
  ['name', 'x'.repeat(5_000_000)],
  ['model', Object.fromEntries(Array.from({ length: 100_000 }, (_, i) => [`k${i}`, i]))],
  ...['name', 'model', 'recipes', 'learningRates', 'seeds', 'thresholds', 'unknown'].flatMap(
    (field): [string, unknown][] => [
      [field, JSON.parse('['.repeat(100_000) + ']'.repeat(100_000))],
      [field, JSON.parse(`${'{"a":'.repeat(100_000)}1${'}'.repeat(100_000)}`)],
    ],
  ),
])('a huge %s is refused soon, in a short sentence', (field, value) => {
  expect(refusal({ ...(presets[0] as object), [field]: value })).toContain(field);
});
