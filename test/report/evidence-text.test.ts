// What the suite says of an effect: the test as it was set, and what came of it, in both languages.
import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { EFFECTS } from '../../src-main/evidence/effects.ts';
import type { Judged } from '../../src-main/evidence/judge.ts';
import {
  estimateWords,
  measureWords,
  resultWords,
  testWords,
  verdictWords,
} from '../../src-main/report/language/evidence-text.ts';
import { LANGUAGES } from '../../src-main/report/language/language.ts';

const effectOf = (name: string) => EFFECTS.find((effect) => effect.name === name)!;
const judged = (name: string, changes: Partial<Judged> = {}): Judged => ({
  effect: effectOf(name),
  verdict: 'appears',
  estimate: { value: 0.3, interval: { low: 0.28, high: 0.32 }, seeds: 5, pairs: 10 },
  lack: null,
  together: true,
  ...changes,
});

test('a claim of no difference says its margin and its control', () => {
  expect(testWords(effectOf('scaled-fp8'), 'en')).toBe(
    'The final loss of tensorwise less that of bf16-mixed. Appears if the whole 95 % interval lies within ±0.01 nats (a test of equivalence), does not if it lies outside of it. It decides nothing unless the final loss of fp8-unscaled less that of bf16-mixed is above 0.',
  );
});

test('a claim that something is there says where it would be too small', () => {
  expect(testWords(effectOf('seed-failures'), 'en')).toBe(
    'The share of runs that fail in bf16-mixed alone less the share that fail in tf32 alone. Appears if the whole 95 % interval lies above 0, does not if it lies below 10 %.',
  );
});

test('sides of different studies are named by the study', () => {
  expect(measureWords(effectOf('qk-norm').measure, 'en')).toBe(
    'LR sensitivity of plain less that of qk-norm',
  );
});

describe('what was found', () => {
  test('has as many digits as its interval tells, and the unit once', () => {
    const { effect, estimate } = judged('underflow');
    expect(estimateWords(effect.measure, estimate!, 'en')).toBe('+0.300 nats (+0.280 to +0.320)');
    expect(estimateWords(effect.measure, estimate!, 'ja')).toBe('+0.300 nat（+0.280〜+0.320）');
  });

  test('of rare failures says what would have been told', () => {
    const found = judged('seed-failures', {
      verdict: 'absent',
      estimate: { value: 0, interval: { low: -0.055, high: 0.055 }, seeds: 48, pairs: 48, tellable: 0.16 },
    });
    expect(resultWords(found, 'en')).toBe(
      '0 % (−6 to +6), from 48 pairs of 48 seeds. A difference in 16 % of the pairs would have been told with a chance of 80 %; fewer may have been missed.',
    );
  });

  test('of warnings says both AUC', () => {
    const found = judged('sharpness-warns', {
      verdict: 'absent',
      estimate: {
        value: -0.2,
        interval: { low: -0.3, high: -0.1 },
        seeds: 5,
        pairs: 40,
        areas: { sharpness: 0.7, loss: 0.9 },
      },
    });
    expect(resultWords(found, 'en')).toBe(
      '−0.2 (−0.3 to −0.1), from 40 pairs of 5 seeds. AUC 0.70 of the sharpness, 0.90 of the loss.',
    );
  });

  test('says so where it does not stand beside the other verdicts, and only where there is one', () => {
    const words = 'does not stand beside the other verdicts';
    expect(resultWords(judged('underflow', { together: false }), 'en')).toContain(words);
    expect(resultWords(judged('underflow'), 'en')).not.toContain(words);
    expect(resultWords(judged('underflow', { together: false, verdict: 'undecided' }), 'en')).not.toContain(
      words,
    );
  });

  test('is undecided with its estimate and the reason where the study saw not even its control', () => {
    const found = judged('scaled-fp8', { verdict: 'undecided', lack: 'control-missed', together: false });
    expect(verdictWords(found, 'en')).toBe('undecided');
    expect(resultWords(found, 'en')).toMatch(/^\+0\.300 nats .* could not have shown this one\.$/);
  });

  test('is not called undecided where nothing was run', () => {
    const found = judged('scaled-fp8', { verdict: 'undecided', lack: 'not-run', estimate: null });
    expect(verdictWords(found, 'en')).toBe('not run yet');
    expect(verdictWords(found, 'ja')).toBe('未実行');
  });
});

describe.each(LANGUAGES)('in %s', (language) => {
  test.each(EFFECTS)('$name has words for its test and its result', (effect) => {
    const words = [testWords(effect, language), resultWords(judged(effect.name), language)];
    for (const text of words) {
      expect(text).not.toMatch(/undefined|NaN|null/);
      expect(/[ぁ-ん]/.test(text)).toBe(language === 'ja');
    }
  });
});

describe('docs/evidence.md', () => {
  const page = readFileSync(new URL('../../docs/evidence.md', import.meta.url), 'utf8');
  test.each(EFFECTS)('says of $name what is said of it today', (effect) => {
    for (const text of [effect.title.en, effect.published.en, effect.expectation.en, testWords(effect, 'en')])
      expect(page).toContain(text);
  });
});
