// Which recipes of a spec are controls.
import { expect, test } from 'vitest';
import { controlsOf } from '../../src-main/study/controls.ts';
import { IMPORTED } from './imported-facts.ts';
import { parseSpec } from '../../src-main/spec/spec.ts';

const of = (recipes: readonly unknown[], baseline = 'bf16-mixed') => {
  const spec = parseSpec({
    name: 'x',
    model: { layers: 2, width: 16, heads: 1, context: 16 },
    recipes,
    baseline,
    learningRates: [1e-3],
    batchSizes: [4],
    seeds: [0],
    steps: 100,
  });
  return controlsOf({ spec, baseline: spec.baseline, recipes: spec.recipes.map(({ name }) => name) });
};

test('fp8-unscaled is the positive control, by whatever name', () => {
  expect(of(['bf16-mixed', 'fp8-unscaled'])).toEqual({ negative: null, positive: 'fp8-unscaled' });
  expect(of(['bf16-mixed', { name: 'raw', recipe: 'fp8-unscaled' }]).positive).toBe('raw');
});

test('it is none as the baseline, with a way back to higher precision, or with parts kept', () => {
  expect(of(['fp8-unscaled', 'tensorwise'], 'fp8-unscaled').positive).toBeNull();
  expect(of(['bf16-mixed', 'guarded-fp8:fp8-unscaled']).positive).toBeNull();
  const kept = { name: 'kept', recipe: 'fp8-unscaled', kept: { recipe: 'bf16-mixed', firstLayers: 1 } };
  expect(of(['bf16-mixed', kept]).positive).toBeNull();
  const staged = [
    { recipe: 'fp8-unscaled', untilStep: 50 },
    { recipe: 'bf16-mixed', untilStep: null },
  ];
  expect(of(['bf16-mixed', { name: 'staged', stages: staged }]).positive).toBeNull();
});

test('an entry that says so comes first', () => {
  const recipes = ['bf16-mixed', 'chaos', 'fp8-unscaled', 'worse'];
  const spec = {
    recipes: [
      'bf16-mixed',
      { name: 'chaos', control: 'negative' },
      'fp8-unscaled',
      { name: 'worse', control: 'positive' },
    ],
  };
  const contents = { spec, baseline: 'bf16-mixed', recipes };
  expect(controlsOf(contents)).toEqual({ negative: 'chaos', positive: 'worse' });
});

test('runs of another tool have the control that bears the name, and none without a spec that names recipes', () => {
  const imported = { spec: { imported: IMPORTED }, baseline: 'bf16', recipes: ['bf16', 'fp8-unscaled'] };
  expect(controlsOf(imported).positive).toBe('fp8-unscaled');
  expect(controlsOf({ ...imported, recipes: ['bf16', 'fp8'] })).toEqual({ negative: null, positive: null });
});
