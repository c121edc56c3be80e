// In what specs differ, against differences that were put in.
import { expect, test } from 'vitest';
import { specDifferences } from '../../src-main/records/spec-differences.ts';

const SPEC = {
  name: 'one',
  model: { width: 48, heads: 4 },
  learningRates: [1e-3, 1e-2],
  recipes: [{ name: 'tensorwise' }],
  earlyStop: null,
  definitions: [{ name: 'tensorwise' }],
};

const value = (of: unknown) => ({ kind: 'value', value: of });

test('a spec does not differ from itself under another name', () => {
  expect(specDifferences([SPEC, { ...SPEC, name: 'other' }])).toEqual([]);
});

test('says of every setting that differs what each spec says of it, and nothing of the others', () => {
  const other = { ...SPEC, model: { width: 96, heads: 4 }, microBatch: 8, learningRates: [1e-3, 1e-1] };
  expect(specDifferences([SPEC, other])).toEqual([
    { path: 'model.width', said: [value(48), value(96)] },
    { path: 'learningRates', said: [value([1e-3, 1e-2]), value([1e-3, 1e-1])] },
    { path: 'microBatch', said: [{ kind: 'unsaid' }, value(8)] },
  ]);
});

test('a setting of the rows is no value, whatever stands beside them', () => {
  const rows = { setting: 'model.width', values: [48, 96], with: { 'model.heads': [4, 8] } };
  const differences = specDifferences([SPEC, { ...SPEC, rows }]);
  expect(differences.filter(({ path }) => path.startsWith('model.'))).toEqual([
    { path: 'model.width', said: [value(48), { kind: 'rows' }] },
    { path: 'model.heads', said: [value(4), { kind: 'rows' }] },
  ]);
});

test('what one of three says otherwise is a difference of all', () => {
  const [only] = specDifferences([SPEC, SPEC, { ...SPEC, steps: 400 } as typeof SPEC]);
  expect(only).toEqual({ path: 'steps', said: [{ kind: 'unsaid' }, { kind: 'unsaid' }, value(400)] });
});

test('what a study of others does not say is not known, and no difference by itself', () => {
  const imported = { imported: { fileName: 'runs.csv' } } as unknown as typeof SPEC;
  expect(specDifferences([SPEC, imported])).toEqual([]);
  const other = { ...SPEC, model: { width: 96, heads: 4 } };
  expect(specDifferences([SPEC, imported, other])).toEqual([
    { path: 'model.width', said: [value(48), { kind: 'unknown' }, value(96)] },
  ]);
});
