// What the headline of a verdict says of its runs is counted from what trained them.
import { expect, test } from 'vitest';
import { transformerStep } from '../../src-main/engine/transformer.ts';
import { recipeByName } from '../../src-main/recipes/presets.ts';
import { evidenceOf, parametersOf } from '../../src-main/study/evidence.ts';
import type { Outcome } from '../../src-main/study/outcomes.ts';
import { IMPORTED } from './imported-facts.ts';
import { parseSpec } from '../../src-main/spec/spec.ts';

const SPEC = {
  name: 'test',
  model: { layers: 2, width: 48, heads: 4, context: 64 },
  recipes: ['bf16-mixed', 'tensorwise'],
  learningRates: [1e-3, 1e-2],
  batchSizes: [8],
  seeds: 2,
  steps: 120,
};
const VOCABULARY = 87;

test.each([
  {},
  { activation: 'swiglu', norm: 'rmsnorm', positions: 'rotary' },
  { qkNorm: true, tiedHead: true },
  { hidden: 100, layers: 3 },
])('the parameters of %j are as many as the weights of its step program', (changes) => {
  const { model, optimizer } = parseSpec({ ...SPEC, model: { ...SPEC.model, ...changes } });
  const recipe = recipeByName('bf16-mixed');
  const { weights } = transformerStep({
    model,
    optimizer,
    recipe,
    batchSize: 8,
    vocabulary: VOCABULARY,
    sharpnessEpsilon: 1e-3,
  });
  const counted = weights.reduce((sum, { shape }) => sum + shape.reduce((a, b) => a * b, 1), 0);
  expect(parametersOf(model, VOCABULARY)).toBe(counted);
});

const outcome = (fields: Partial<Outcome>): Outcome => ({
  recipe: 'bf16-mixed',
  learningRate: 1e-3,
  rowValue: 8,
  batchSize: 8,
  seed: 0,
  plannedSteps: 120,
  state: 'finished',
  label: 'ok',
  provisional: false,
  startLoss: 4,
  tailLoss: 2,
  validationLoss: 2,
  sharpness: null,
  device: 'wasm',
  precision: 'emulated',
  ...fields,
});
const TEXT = { vocabularySize: VOCABULARY } as Parameters<typeof evidenceOf>[0]['text'];

test('steps and seeds are those of the runs that have finished, the least and the most', () => {
  const runs = [
    outcome({}),
    outcome({ seed: 1 }),
    outcome({ learningRate: 1e-2, plannedSteps: 60 }),
    outcome({ learningRate: 1e-2, seed: 1, state: 'planned', precision: null, plannedSteps: 999 }),
  ];
  const evidence = evidenceOf({ spec: parseSpec(SPEC), text: TEXT }, runs);
  expect(evidence).toMatchObject({
    steps: { low: 60, high: 120 },
    seeds: { low: 1, high: 2 },
    precision: 'emulated',
  });
  expect(evidence.parameters).toBeGreaterThan(60_000);
});

test('what is not known is not said: the model of a trainer, the steps of a file without them, the precision of some runs', () => {
  const imported = { imported: { ...IMPORTED, columns: { steps: null, lossCurve: null } } };
  // Those of a table without steps have one; those of logs have as many as they logged, whatever its columns are.
  const evidenceBy = (plannedSteps: number) =>
    evidenceOf({ spec: imported, text: null }, [
      outcome({}),
      outcome({ seed: 1, precision: null, plannedSteps }),
    ]);
  expect(evidenceBy(1)).toMatchObject({ parameters: null, steps: null, precision: null });
  expect(evidenceBy(100)).toMatchObject({ parameters: null, steps: { low: 100, high: 120 } });
  expect(evidenceOf({ spec: parseSpec(SPEC), text: null }, []).parameters).toBeNull();
  expect(evidenceOf({ spec: {}, text: null }, [])).toEqual({
    parameters: null,
    steps: null,
    precision: null,
    seeds: null,
  });
});

test('both precisions are said where there are both', () => {
  const runs = [outcome({}), outcome({ recipe: 'tensorwise', precision: 'hardware' })];
  expect(evidenceOf({ spec: {}, text: null }, runs).precision).toBe('both');
});
