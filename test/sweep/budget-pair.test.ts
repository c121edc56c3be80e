// The spec of half the steps.
import { expect, test } from 'vitest';
import { halfBudget } from '../../src-main/sweep/budget-pair.ts';
import { tinySpec } from './tiny.ts';

test('half a budget is the baseline alone, unrefined, with half of the steps and of the warm-up', () => {
  const spec = tinySpec({ steps: 40, optimizer: { warmupSteps: 8 }, refine: 0.5 });
  const half = halfBudget(spec);
  expect(half).toMatchObject({ steps: 20, optimizer: { warmupSteps: 4 }, refine: null, baseline: 'fp32' });
  expect(half.recipes.map(({ name }) => name)).toEqual(['fp32']);
  expect([half.seeds, half.learningRates, half.model]).toEqual([spec.seeds, spec.learningRates, spec.model]);
});

test('a baseline that is a program, or of one step, has none', () => {
  const stages = [
    { recipe: 'fp8-unscaled', untilStep: 3 },
    { recipe: 'fp32', untilStep: null },
  ];
  const program = tinySpec({ recipes: [{ name: 'back', stages }, 'fp32'], baseline: 'back' });
  expect(() => halfBudget(program)).toThrow('The baseline "back" is a program');
  expect(() => halfBudget(tinySpec({ steps: 1, statisticsEvery: 1 }))).toThrow('steps is 1');
});
