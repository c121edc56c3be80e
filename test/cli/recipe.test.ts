// `precipice recipe`: a recipe as a table of its sites, and as a spec takes it.
import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { recipeByName } from '../../src-main/recipes/presets.ts';
import type { Recipe } from '../../src-main/recipes/recipe.ts';
import { precisionOf } from '../../src-main/spec/spec.ts';
import { FOUR_LAYERS, TINY, tinySpec } from '../sweep/tiny.ts';

const MAIN = path.resolve(import.meta.dirname, '../../src-main/cli/main.ts');
const folder = mkdtempSync(path.join(tmpdir(), 'precipice-recipe-'));
afterAll(() => rmSync(folder, { recursive: true }));

const mine = {
  name: 'mine',
  extends: 'nvfp4',
  'linear.output': null,
  edgeLayers: { last: 2, extends: 'bf16-mixed' },
};
writeFileSync(
  path.join(folder, 'own.json'),
  JSON.stringify({ ...TINY, model: FOUR_LAYERS, recipes: ['fp32', mine] }),
);

const precipice = (...args: string[]) =>
  execFileSync(process.execPath, [MAIN, ...args], { cwd: folder, encoding: 'utf8' });

function unnamed({ name: _, summary: __, ...recipe }: Recipe) {
  return recipe;
}

function trainedIn(entry: object) {
  const spec = tinySpec({ model: FOUR_LAYERS, recipes: [entry] });
  return unnamed(precisionOf(spec, spec.recipes[0]!).stages[0]!.recipe);
}

test('what --json prints trains as the recipe that it was asked for', () => {
  const preset = JSON.parse(precipice('recipe', 'ms-amp-o2', '--json')) as object;
  expect(trainedIn(preset)).toEqual(unnamed(recipeByName('ms-amp-o2')));
  const own = JSON.parse(precipice('recipe', 'own.json', 'mine', '--json')) as object;
  expect(trainedIn(own)).toEqual(trainedIn(mine));
});

test('a recipe of a spec’s own is a table in which what differs is marked', () => {
  const lines = precipice('recipe', 'own.json', 'mine').split('\n');
  const marked = lines.filter((line) => line.startsWith('* ')).map((line) => line.split(/\s+/)[1]);
  expect(marked.slice(0, 2)).toEqual(['linear.output', 'edgeLayers']);
  expect(marked.at(-1)).toBe('differs');
  expect(lines.find((line) => line.includes(' weightGradient '))).toMatch(
    /^ {2}weightGradient +BF16 +The finished/,
  );
  expect(lines.find((line) => line.includes('* edgeLayers '))).toMatch(/ first 0, last 2 /);
});

test.each([
  [['recipe', 'nvfp5'], /^There is no recipe "nvfp5"; recipes are fp32, /],
  [['recipe', 'own.json'], /^The recipe of own\.json is not named; /],
  [['recipe', 'own.json', 'their'], /^"their" is no recipe of own\.json's own; it has mine\.$/],
  [['recipe', 'quick', 'mine'], /^"mine" is no recipe of quick's own; it has none\.$/],
])('%j is refused in a sentence', (args, sentence) => {
  const { status, stdout, stderr } = spawnSync(process.execPath, [MAIN, ...args], {
    cwd: folder,
    encoding: 'utf8',
  });
  expect(stderr.trim()).toMatch(sentence);
  expect([status, stdout]).toEqual([2, '']);
});
