// What a figure says of a spec beside names: muP, optimizers, and what recipes of its own are.
import { describe, expect, it } from 'vitest';
import { DEFAULT_THRESHOLDS } from '../../src-main/analysis/labels/thresholds.ts';
import { figureFacts, type FactRun } from '../../src-main/report/figures/facts.ts';
import type { ImportedFacts } from '../../src-main/records/types.ts';
import { ENGLISH } from '../../src-main/report/language/language.ts';
import { parseSpec } from '../../src-main/spec/spec.ts';

const given = {
  name: 'odd',
  model: { layers: 1, width: 16, heads: 2, context: 16 },
  recipes: ['bf16-mixed', 'tensorwise'] as unknown[],
  learningRates: { from: 1e-3, to: 1e-1, count: 3 },
  batchSizes: [4],
  seeds: 1,
  steps: 20,
};
// As a study keeps it.
const dataOf = (changes: object) => {
  const spec = JSON.parse(JSON.stringify(parseSpec({ ...given, ...changes }))) as object;
  return figureFacts({ text: null, spec, thresholds: DEFAULT_THRESHOLDS }, [], ENGLISH).data;
};

describe('the facts of a figure', () => {
  it('say nothing of what is usual', () => {
    expect(dataOf({})).toBe('');
    expect(dataOf({ optimizer: { kind: 'adamw', beta2: 0.99 } })).toBe('');
  });

  it('name muP and its base width, and the optimizer of all or of one recipe', () => {
    const model = { ...given.model, parametrisation: 'mup', baseWidth: 8 };
    expect(dataOf({ model })).toBe('muP over base width 8');
    const unit = { ...given.model, parametrisation: 'mus', baseWidth: 8, residualCoefficient: 0.4 };
    expect(dataOf({ model: unit })).toBe('unit scaling (muS, τ 0.4) over base width 8');
    expect(dataOf({ optimizer: { kind: 'muon' } })).toBe('optimizer: Muon');
    const recipes = ['bf16-mixed', { name: 'm', recipe: 'tensorwise', optimizer: { kind: 'muon' } }];
    expect(dataOf({ recipes })).toBe('optimizer of m: Muon');
  });

  it('say of a study of imported runs how those that were added to them are trained', () => {
    const imported = { fileName: 'a.csv', kind: 'CSV', columns: {} } as unknown as ImportedFacts;
    const changes = { refine: 0.3, microBatch: 2, recomputation: 'layer', optimizer: { kind: 'muon' } };
    const spec = JSON.parse(JSON.stringify(parseSpec({ ...given, ...changes }))) as object;
    const source = { text: null, spec: { imported, training: { spec, text: null } } };
    const factsOf = (runs: readonly FactRun[]) =>
      figureFacts({ ...source, thresholds: DEFAULT_THRESHOLDS }, runs, ENGLISH);
    expect(factsOf([]).data).toBe(`from a.csv · ${dataOf(changes)}`);
    const place = { recipe: 'fp8', learningRate: 0.1, rowValue: 8, batchSize: 8, seed: 0, plannedSteps: 20 };
    const run = {
      ...place,
      state: 'finished',
      device: 'wasm',
      precision: 'emulated',
      origin: 'trained',
    } as const;
    expect(factsOf([run]).precision).toBe('Imported runs · Emulated precision');
  });

  it('say what a recipe is that only the spec knows', () => {
    const recipes = [
      'bf16-mixed',
      { name: 'mine', extends: 'tensorwise', adamV: 'e5m2' },
      { name: 'same', extends: 'mxfp8' },
    ];
    expect(dataOf({ recipes })).toBe('mine is tensorwise with adamV changed · same is mxfp8');
  });

  it('do not grow with the number of sites and recipes', () => {
    const many = { weights: null, adamM: null, adamV: null, residual: null };
    const recipes = Array.from({ length: 6 }, (_, i) => ({ name: `r${i}`, extends: 'fp32', ...many }));
    const data = dataOf({ recipes: ['bf16-mixed', ...recipes] });
    expect(data).toContain('r3 is fp32 with 4 sites changed · 2 more recipes of the spec’s own');
    expect(data).not.toContain('r4');
  });
});
