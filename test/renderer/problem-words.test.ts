// What is wrong with a draft in the two languages of the form, made from the same data.
import { describe, expect, test } from 'vitest';
import { checkDraft, inWordsOfForm } from '../../src-renderer/new-study/check.ts';
import {
  draftOf,
  RATES_AS,
  SEEDS_AS,
  TEXT_SOURCE,
  TOKEN_FILES,
  withText,
  type Draft,
} from '../../src-renderer/new-study/draft.ts';
import { pageWordsOf } from '../../src-renderer/words/words.ts';
import { tinySpec } from '../sweep/tiny.ts';

const DRAFT = draftOf(tinySpec(), 'tiny');

function typed(changes: Readonly<Record<string, string>>): Draft {
  return Object.entries(changes).reduce((before, [path, text]) => withText(before, path, text), DRAFT);
}

function told(draft: Draft, language: 'en' | 'ja'): string[] {
  return inWordsOfForm(checkDraft(draft).found, draft, pageWordsOf(language)).map(({ message }) => message);
}

describe('in Japanese nothing of the English sentence is left', () => {
  test.each<[string, Record<string, string>]>([
    ['missing', { name: '' }],
    ['no number', { 'model.layers': 'x' }],
    ['out of range', { 'model.layers': '97' }],
    ['no whole number', { steps: '1.5' }],
    ['negative', { 'model.zLoss': '-1' }],
    ['a divisor', { 'model.heads': '5' }],
    ['even heads', { 'model.positions': 'rotary', 'model.width': '6', 'model.heads': '2' }],
    ['a base width', { 'model.parametrisation': 'mup' }],
    ['only under muS', { 'model.residualCoefficient': '0.5' }],
    [
      'an optimizer that muS has not',
      { 'model.parametrisation': 'mus', 'model.baseWidth': '8', 'optimizer.kind': 'sgd' },
    ],
    ['outliers without a factor', { 'model.outliers.columns': '1' }],
    ['a power of two', { 'model.outliers.columns': '1', 'model.outliers.factor': '3' }],
    ['columns beyond the width', { 'model.outliers.columns': '9999', 'model.outliers.factor': '4' }],
    ['a share', { 'optimizer.beta1': '1' }],
    ['a rate above another', { 'learningRates.to': '0.001' }],
    ['too few', { [RATES_AS]: 'list', learningRates: '' }],
    ['a rate that is not positive', { [RATES_AS]: 'list', learningRates: '0.1, -1' }],
    ['twice the same', { batchSizes: '2 2' }],
    ['no sizes', { batchSizes: '' }],
    ['seeds', { seeds: '0' }],
    ['twice the same seed', { [SEEDS_AS]: 'list', seeds: '1; 1' }],
    ['no text', { [TEXT_SOURCE]: 'file' }],
    ['no token files', { [TEXT_SOURCE]: TOKEN_FILES }],
    ['a baseline that there is not', { baseline: 'bf16' }],
    ['a warm-up that is too long', { 'optimizer.warmupSteps': '7' }],
    ['a micro-batch', { batchSizes: '6', microBatch: '4' }],
    ['thresholds', { 'thresholds.confidence': '95' }],
    ['counts of thresholds', { 'thresholds.tailSteps': '0', 'thresholds.jumpAfter': '-1' }],
    ['nats', { 'thresholds.lossTolerance': '-1', 'thresholds.jumpNats': '0' }],
    ['refinement', { refine: '11' }],
  ])('%s', (_, changes) => {
    const sentences = told(typed(changes), 'ja');
    expect(sentences.length).toBeGreaterThan(0);
    for (const sentence of sentences) {
      expect(sentence).toMatch(/。$/);
      expect(sentence).not.toMatch(/\b(is|it|must|be|a|the|of|number|missing|empty)\b/);
    }
    expect(told(typed(changes), 'en').every((sentence) => /; it must be .*\.$/.test(sentence))).toBe(true);
  });
});

test('the sentence has the name of the field, the value and what is allowed', () => {
  const draft = typed({ 'model.heads': '5', 'model.width': '48' });
  expect(told(draft, 'ja')).toEqual(['ヘッド数は5です。幅48の約数にしてください。']);
  expect(told(draft, 'en')).toEqual(['Heads is 5; it must be a divisor of width, 48.']);
});

test('a row that does not fit is told in its own place', () => {
  const rows = { batchSizes: '2', 'rows.setting': 'model.width', 'rows.values': '8, 17' };
  expect(told(typed(rows), 'ja')[0]).toMatch(
    /^2番目の行（幅 = 17）: ヘッド数は\d+です。幅17の約数にしてください。$/,
  );
});
