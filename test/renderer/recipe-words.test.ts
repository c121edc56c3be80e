// The recipes in families, and the presets in order.
import { expect, test } from 'vitest';
import { RECIPE_NAMES } from '../../src-main/recipes/presets.ts';
import { allPresetNames } from '../../src-main/sweep/preset-files.ts';
import { ENGLISH_PAGES } from '../../src-renderer/words/en/english.ts';
import { ENGLISH } from '../../src-main/report/language/language.ts';
import { tinySpec } from '../sweep/tiny.ts';
import { inOrder, presetWords } from '../../src-renderer/new-study/preset-words.ts';
import { namedProgram, spelledOut } from '../../src-main/spec/programs.ts';
import { triggerWords } from '../../src-renderer/new-study/trigger-words.ts';
import { copyOf, FAMILIES, isPlain, plainRecipe } from '../../src-renderer/new-study/recipe-words.ts';

test('every recipe is in one family', () => {
  expect(FAMILIES.flatMap(({ names }) => names).sort()).toEqual([...RECIPE_NAMES].sort());
});

test('families go by what is rounded', () => {
  const familyOf = (name: string) => FAMILIES.find(({ names }) => names.includes(name))?.kind;
  expect(['fp32', 'tf32', 'bf16-weights'].map(familyOf)).toEqual(Array(3).fill('high'));
  expect(['mxfp8', 'nvfp4', 'fp8-unscaled'].map(familyOf)).toEqual(Array(3).fill('products'));
  expect(['ms-amp-o2', 'fp8-optimizer'].map(familyOf)).toEqual(Array(2).fill('state'));
});

test('a trigger is told in one line', () => {
  const [, spike, underflow] = spelledOut(namedProgram('guarded-fp8', 'tensorwise'), 120).triggers!;
  expect(triggerWords(spike!, ENGLISH_PAGES)).toBe(
    'loss 5 sigma above its mean for 3 values: back to the last kept state, then bf16-mixed for 15 steps',
  );
  expect(triggerWords({ ...underflow!, site: 'linear', persistence: 1 }, ENGLISH_PAGES)).toBe(
    'underflow at linear above 0.5: bf16-mixed for 15 steps',
  );
});

test('a copy has a name that is free and is no longer the plain recipe', () => {
  const plain = plainRecipe('fp32');
  const copy = copyOf(plain, [plain]);
  expect(copy.name).toBe('fp32 2');
  expect(isPlain(copy, 'fp32')).toBe(false);
  expect(copyOf(plain, [plain, copy]).name).toBe('fp32 3');
});

test('every preset of the program has words of its own, and quick comes first', () => {
  const spec = tinySpec();
  const unknown = presetWords('another', spec, ENGLISH_PAGES, ENGLISH);
  expect(unknown).toBe('2 recipes, 2 learning rates, 2 batch sizes.');
  for (const name of allPresetNames())
    expect(presetWords(name, spec, ENGLISH_PAGES, ENGLISH)).not.toBe(unknown);
  const [first, ...rest] = inOrder([{ name: 'another' }, ...allPresetNames().map((name) => ({ name }))]);
  expect(first!.name).toBe('quick');
  expect(rest.at(-1)!.name).toBe('another');
});
