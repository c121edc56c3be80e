import { describe, expect, test } from 'vitest';
import { jobOf, planRuns } from '../../src-main/plan/plan.ts';
import { stepSize } from '../../src-main/plan/step-size.ts';
import {
  parseSpec,
  rowSettingOf,
  rowValuesOf,
  specAtRow,
  SpecError,
  stepsAt,
} from '../../src-main/spec/spec.ts';
import type { RowPath } from '../../src-main/spec/rows.ts';

const BASE = {
  name: 'rows',
  model: { layers: 2, width: 48, heads: 2, context: 32 },
  recipes: ['bf16-mixed', 'tensorwise'],
  learningRates: [0.001, 0.01],
  batchSizes: [4],
  seeds: 2,
  steps: 100,
};
const rows = (setting: RowPath, values: unknown, along?: object) => ({
  ...BASE,
  rows: { setting, values, ...(along && { with: along }) },
});
const WIDTHS = rows('model.width', [48, 96, 192], { 'model.heads': [2, 4, 8] });

function problems(json: unknown): readonly string[] {
  try {
    parseSpec(json);
  } catch (error) {
    if (error instanceof SpecError) return error.message.split('\n');
    throw error;
  }
  return [];
}

describe('a row', () => {
  test('trains what a study of its values alone would train', () => {
    const spec = parseSpec(WIDTHS);
    const batch = (rowValue: number) => ({
      recipe: 'tensorwise',
      rowValue,
      runs: [{ id: 1, recipe: 'tensorwise', rowValue, learningRate: 0.01, seed: 1 }],
    });
    for (const [index, width] of [48, 96, 192].entries()) {
      const alone = parseSpec({ ...BASE, model: { ...BASE.model, width, heads: 2 ** (index + 1) } });
      expect(jobOf(spec, batch(width))).toEqual(jobOf(alone, batch(4)));
    }
  });

  test('is planned for every recipe, learning rate and seed, at the one batch size', () => {
    const planned = planRuns(parseSpec(WIDTHS));
    expect(planned).toHaveLength(2 * 3 * 2 * 2);
    expect(new Set(planned.map(({ rowValue, batchSize }) => `${rowValue} ${batchSize}`))).toEqual(
      new Set(['48 4', '96 4', '192 4']),
    );
  });

  test('may be a doubling of the one before', () => {
    expect(rowValuesOf(parseSpec(rows('model.width', { from: 16, to: 128 })))).toEqual([16, 32, 64, 128]);
  });

  test('takes its own number of steps, and the warm-up that follows it', () => {
    const spec = parseSpec(rows('steps', [100, 200, 400]));
    expect(rowValuesOf(spec).map((value) => stepsAt(spec, value))).toEqual([100, 200, 400]);
    expect(rowValuesOf(spec).map((value) => specAtRow(spec, value).optimizer.warmupSteps)).toEqual([
      10, 20, 40,
    ]);
    const said = parseSpec({ ...rows('steps', [100, 200]), optimizer: { warmupSteps: 7 } });
    expect(rowValuesOf(said).map((value) => specAtRow(said, value).optimizer.warmupSteps)).toEqual([7, 7]);
  });

  test('of another context sees equally many tokens where that is the budget', () => {
    const spec = parseSpec({ ...rows('model.context', [32, 64, 128]), budget: 'tokens' });
    expect(rowValuesOf(spec).map((value) => stepsAt(spec, value))).toEqual([100, 50, 25]);
    expect(specAtRow(spec, 64).optimizer.warmupSteps).toBe(5);
  });

  test('has the hidden width that follows its width, unless the spec says one', () => {
    expect(specAtRow(parseSpec(WIDTHS), 96).model.hidden).toBe(384);
    const fixed = parseSpec({ ...WIDTHS, model: { ...BASE.model, hidden: 100 } });
    expect(specAtRow(fixed, 96).model.hidden).toBe(100);
  });

  test('costs as much as its operations', () => {
    const spec = parseSpec(WIDTHS);
    expect(stepSize(spec, 192) / stepSize(spec, 48)).toBeGreaterThan(8);
    const batches = parseSpec({ ...BASE, batchSizes: [2, 4] });
    expect([2, 4].map((value) => stepSize(batches, value))).toEqual([2, 4]);
  });
});

test('a parsed spec parses to itself, and is what its first row is', () => {
  for (const json of [WIDTHS, rows('steps', [100, 200]), rows('optimizer.weightDecay', [0, 0.1])]) {
    const spec = parseSpec(json);
    expect(parseSpec(JSON.parse(JSON.stringify(spec)))).toEqual(spec);
  }
  expect(parseSpec(rows('model.width', [16, 32])).model.width).toBe(16);
});

test('rows are of the kind of what costs most among all that they set', () => {
  const kindOf = (json: unknown) => rowSettingOf(parseSpec(json)).kind;
  expect(kindOf(WIDTHS)).toBe('size');
  expect(kindOf(rows('steps', [100, 200]))).toBe('budget');
  expect(kindOf(rows('optimizer.weightDecay', [0, 0.1]))).toBe('hyperparameter');
  expect(kindOf(rows('optimizer.weightDecay', [0, 0.1], { steps: [100, 200] }))).toBe('budget');
  expect(kindOf(rows('optimizer.beta2', [0.9, 0.99], { 'model.layers': [1, 2] }))).toBe('size');
});

test('a spec without rows has those of its batch sizes', () => {
  const spec = parseSpec({ ...BASE, batchSizes: [2, 8] });
  expect(rowValuesOf(spec)).toEqual([2, 8]);
  expect(rowSettingOf(spec).kind).toBe('batch-size');
  expect(specAtRow(spec, 8).batchSizes).toEqual([8]);
});

test.each([
  [
    rows('model.width', [48, 50], { 'model.heads': [2, 4] }),
    ['rows.values[1] is 50 of model.width; there model.heads is 4; it must be a divisor of width, 50.'],
  ],
  [
    { ...WIDTHS, batchSizes: [2, 4] },
    ['batchSizes has 2 values; it must have one where rows are of model.width.'],
  ],
  [rows('model.width', [96, 48]), ['rows.values[1] is 48; it must be above the one before it, 96.']],
  [
    rows('model.width', [48, 96], { 'model.heads': [2] }),
    ['rows.with.model.heads is [2]; it must be a list of 2 numbers, one for each row (it has 1).'],
  ],
  [
    rows('model.width', [48, 96], { 'model.width': [1, 2] }),
    ['rows.with.model.width is [1,2]; it must be left out: it is the setting that rows are of.'],
  ],
  [
    rows('model.width', [48, 96.5]),
    [
      'rows.values[1] is 96.5 of model.width; there model.width is 96.5; it must be a whole number from 2 to 8192.',
    ],
  ],
  [
    rows('optimizer.warmupSteps', [10, 200]),
    [
      'rows.values[1] is 200 of optimizer.warmupSteps; there optimizer.warmupSteps is 200; it must be at most steps, 100.',
    ],
  ],
  [
    rows('optimizer.momentum', [0.5, 0.9]),
    [
      'rows.setting is "optimizer.momentum"; it must be a setting that the optimizer of bf16-mixed, adamw, reads.',
    ],
  ],
  [
    { ...rows('steps', [100, 200]), budget: 'tokens' },
    ['budget is "tokens"; it must be "steps" where rows set steps.'],
  ],
  [
    {
      ...rows('optimizer.weightDecay', [0, 0.1]),
      recipes: ['fp32', { name: 'own', recipe: 'fp32', optimizer: { weightDecay: 0.2 } }],
    },
    ['recipes[1].optimizer.weightDecay is 0.2; it must be left out where rows set optimizer.weightDecay.'],
  ],
  [{ ...WIDTHS, seeds: 0 }, ['seeds is 0; it must be a whole number from 1 to 1000, or a list of seeds.']],
])('what is wrong with rows is told by row and field: %#', (json, told) => {
  expect(problems(json)).toEqual(told);
});
