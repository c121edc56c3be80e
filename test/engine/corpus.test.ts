import { expect, test } from 'vitest';
import { readCorpus, trainingOffsets } from '../../src-main/engine/corpus.ts';
import { gatherSequences } from '../../src-main/engine/sequences.ts';

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

test('the sequences of a batch are those of the corpus, and lanes that share one read it once', () => {
  const { tokens } = readCorpus('abcdefghij'.repeat(20), 'character');
  const [own, shared] = [Float64Array.of(3, 150), Float64Array.of(7, 8)];
  const gathered = gatherSequences(tokens, [shared, own, shared], 4);
  const sequences = [...gathered.offsets].map((at) => [...gathered.tokens.subarray(at, at + 5)]);
  const expected = [7, 8, 3, 150, 7, 8].map((at) => [...tokens.subarray(at, at + 5)]);
  expect(sequences).toEqual(expected);
  expect(gathered.tokens).toHaveLength(4 * 5);
});

test('more than 65,536 different characters have ids of their own', () => {
  const points = Array.from({ length: 70_000 }, (_, i) => 0x10000 + i);
  const corpus = readCorpus(points.map((point) => String.fromCodePoint(point)).join(''), 'character');
  expect(corpus.vocabularySize).toBe(70_000);
  expect(new Set(corpus.tokens).size).toBe(70_000);
});
