import { expect, test } from 'vitest';
import { readCorpus, trainingOffsets } from '../../src-main/engine/corpus.ts';

test('characters are numbered in code order, beyond the basic plane too', () => {
  const corpus = readCorpus('ba\u{1F40B}a', 'character');
  expect([...corpus.tokens]).toEqual([1, 0, 2, 0]);
  expect(corpus.vocabularySize).toBe(3);
});

test('bytes are the bytes of UTF-8', () => {
  expect(readCorpus('é', 'byte').vocabularySize).toBe(2);
});

test('the entropy is that of the frequencies: one half, two quarters', () => {
  expect(readCorpus('aabc', 'character').unigramEntropy).toBeCloseTo(1.5 * Math.log(2), 12);
});

test('training sequences, targets included, stay out of the held-out part', () => {
  const corpus = readCorpus('abcdefghij'.repeat(20), 'character');
  for (let step = 0; step < 50; step++) {
    for (const start of trainingOffsets(corpus, 5, step, 8, 16)) {
      expect(start).toBeGreaterThanOrEqual(0);
      expect(start + 16).toBeLessThan(corpus.trainingTokens);
    }
  }
});
