// docs/spec.md and docs/spec.schema.json say what the schemas say that check a spec.
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { specReference, SPEC_PAGE, SPEC_SCHEMA } from '../../scripts/spec-reference.ts';
import { MEANINGS } from '../../scripts/spec-meanings.ts';
import { specJsonSchema } from '../../src-main/spec/json-schema.ts';
import { trainerSpecOf } from '../../src-main/spec/trainer.ts';
import { presetNames, readPreset } from '../../src-main/sweep/preset-files.ts';

test('the page and the schema are what `node scripts/spec-reference.ts` writes', async () => {
  const { page, schema } = await specReference();
  expect(readFileSync(SPEC_PAGE, 'utf8')).toBe(page);
  expect(readFileSync(SPEC_SCHEMA, 'utf8')).toBe(schema);
});

test('every field has a meaning, and no meaning is without a field', () => {
  const fewer = Object.fromEntries(Object.entries(MEANINGS).filter(([path]) => path !== 'steps'));
  expect(() => specJsonSchema(fewer)).toThrow('The field steps has no meaning.');
  expect(() => specJsonSchema({ ...MEANINGS, 'model.depth': '' })).toThrow(
    'There are no fields model.depth.',
  );
});

describe('what an editor makes of the schema', () => {
  const { then: byCommand, else: own, definitions, $schema } = specJsonSchema(MEANINGS);
  const fits = (schema: unknown, value: unknown) =>
    z.fromJSONSchema({ ...(schema as object), definitions, $schema } as never).safeParse(value).success;
  const preset = readPreset('quick') as Record<string, unknown>;

  test.each(presetNames())('the preset %s is right', (name) => {
    expect(fits(own, readPreset(name))).toBe(true);
  });

  test('recipes of its own, and what names them, are right', () => {
    const mine = {
      name: 'mine',
      extends: 'tensorwise',
      'linear.forward.activation': { format: 'e4m3fn', scaling: { kind: 'row' } },
      weightGradient: null,
      residual: 'bf16',
      accumulation: { bits: 14, promoteEvery: 128 },
    };
    const recipes = [mine, 'there-and-back:mine', { name: 'b', recipe: 'mine' }];
    expect(fits(own, { ...preset, recipes })).toBe(true);
  });

  const trainers = path.resolve(import.meta.dirname, '../../resources/trainers');
  test.each(readdirSync(trainers))('the spec of the trainer that ships for %s is right', (name) => {
    const spec: unknown = JSON.parse(readFileSync(path.join(trainers, name, 'spec.json'), 'utf8'));
    expect(fits(byCommand, spec)).toBe(true);
    expect(trainerSpecOf(spec)!.trainer.concurrency).toBe(name === 'pytorch' ? 2 : 1);
  });

  test.each([
    ['a field that is not known', { learningRate: 0.1 }],
    ['a number out of its range', { steps: 0 }],
    ['a recipe that there is not', { recipes: ['bf17'] }],
    [
      'an optimizer of a recipe that is wrong',
      { recipes: [{ name: 'a', recipe: 'fp32', optimizer: { clip: -1 } }] },
    ],
    ['a list in which a word stands', { learningRates: [0.1, 'x'] }],
    ['a range without its end', { batchSizes: { from: 2 } }],
    ['a site that there is not', { recipes: [{ name: 'a', extends: 'fp32', 'linear.forward': 'bf16' }] }],
    ['a format that there is not', { recipes: [{ name: 'a', extends: 'fp32', residual: 'e4m3fnx' }] }],
    [
      'a scaling that a site does not take',
      {
        recipes: [
          { name: 'a', extends: 'fp32', 'attention.qk': { format: 'e4m3fn', scaling: { kind: 'row' } } },
        ],
      },
    ],
  ])('%s is wrong', (_, changes) => {
    expect(fits(own, { ...preset, ...changes })).toBe(false);
  });
});
