// A spec as a study stores it, and the recipes that have changed since.
import { expect, test } from 'vitest';
import { changedRecipes, specOfStored, storedSpec } from '../../src-main/records/stored-spec.ts';
import type { StoredSpec } from '../../src-main/records/origin.ts';
import { parseAnySpec } from '../../src-main/spec/trainer.ts';
import { tinySpec } from '../sweep/tiny.ts';

const kept = { recipe: 'bf16-mixed', firstLayers: 0, lastLayers: 0, sites: ['head'] };
const spec = tinySpec({
  recipes: [
    'fp32',
    { name: 'careful', recipe: 'rowwise', kept },
    { name: 'mine', extends: 'tensorwise', residual: 'e5m2' },
    'guarded-fp8:mxfp8',
  ],
});

test('every recipe in which a step may be trained is stored, from float32 up, and the spec comes back as it was', () => {
  const stored = JSON.parse(JSON.stringify(storedSpec(spec))) as StoredSpec;
  const names = stored.definitions!.map(({ name }) => name);
  expect(names).toEqual(['fp32', 'rowwise (head in bf16-mixed)', 'mine', 'mxfp8', 'bf16-mixed']);
  expect(stored.definitions!.every((recipe) => Reflect.get(recipe, 'extends') === 'fp32')).toBe(true);
  expect(specOfStored(stored)).toEqual(spec);
  expect(changedRecipes(stored, spec)).toEqual([]);
});

test('a site that this version rounds otherwise is named, whether it is new, gone or another', () => {
  const stored = JSON.parse(JSON.stringify(storedSpec(spec))) as StoredSpec;
  const mine = stored.definitions!.find(({ name }) => name === 'mine')!;
  Object.assign(mine, { residual: 'e4m3fn', adamV: 'e5m2', 'linear.output': undefined });
  expect(changedRecipes(stored, spec)).toEqual([
    { name: 'mine', paths: ['linear.output', 'residual', 'adamV'] },
  ]);
});

test('a recipe that the study does not spell out is changed', () => {
  const stored = storedSpec(spec);
  const fewer = { ...stored, definitions: stored.definitions!.filter(({ name }) => name !== 'mxfp8') };
  expect(changedRecipes(fewer, spec)).toEqual([{ name: 'mxfp8', paths: null }]);
});

test('older studies, which spell nothing out, are taken as they are but for the three presets that changed meanwhile', () => {
  expect(changedRecipes(spec as StoredSpec, spec)).toEqual([]);
  const three = tinySpec({
    recipes: ['fp32', 'ms-amp-o2', { name: 'careful', recipe: 'rowwise-gw-hp', kept }],
  });
  expect(changedRecipes(three as StoredSpec, three)).toEqual([
    { name: 'ms-amp-o2', paths: null },
    { name: 'rowwise-gw-hp (head in bf16-mixed)', paths: null },
  ]);
});

test('a study that a command trains has no recipes to spell out', () => {
  const command = 'train {recipe} {learning_rate} {batch_size} {seed}';
  const { name, learningRates, batchSizes, seeds, steps } = spec;
  const grid = { name, learningRates, batchSizes, seeds: seeds.length, steps };
  const outside = parseAnySpec({ ...grid, recipes: ['rowwise-gw-hp'], trainer: { command } });
  expect(storedSpec(outside)).toBe(outside);
  expect(changedRecipes(storedSpec(outside), outside)).toEqual([]);
});
