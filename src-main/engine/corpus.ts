// A text as a language-model corpus: vocabulary, token ids, the split into training and held-out part, and which
// sequences a step trains on. No files here; the text comes as a string.
import { randomUnit, streamKey } from './random.ts';

export const VOCABULARIES = ['character', 'byte'] as const;
export type Vocabulary = (typeof VOCABULARIES)[number];

/** The last part of the text is held out for validation. */
export const VALIDATION_SHARE = 0.1;

export interface Corpus {
  readonly vocabulary: Vocabulary;
  readonly vocabularySize: number;
  /** Token ids of the whole text; ids are ranks of the characters (or bytes) that occur, in code order. */
  readonly tokens: Uint16Array;
  /** Tokens before this index are for training. */
  readonly trainingTokens: number;
  /** H1: entropy of the token frequencies, in nats per token. */
  readonly unigramEntropy: number;
}

export function readCorpus(text: string, vocabulary: Vocabulary): Corpus {
  const symbols =
    vocabulary === 'byte' ? new TextEncoder().encode(text) : Uint32Array.from(text, (c) => c.codePointAt(0)!);
  const counts = new Map<number, number>();
  for (const symbol of symbols) counts.set(symbol, (counts.get(symbol) ?? 0) + 1);
  const ids = new Map([...counts.keys()].sort((a, b) => a - b).map((symbol, id) => [symbol, id]));
  const tokens = new Uint16Array(symbols.length);
  symbols.forEach((symbol, i) => (tokens[i] = ids.get(symbol)!));
  let unigramEntropy = 0;
  for (const count of counts.values()) {
    const share = count / symbols.length;
    unigramEntropy -= share * Math.log(share);
  }
  const trainingTokens = Math.floor(symbols.length * (1 - VALIDATION_SHARE));
  return { vocabulary, vocabularySize: counts.size, tokens, trainingTokens, unigramEntropy };
}

/** Starts of the `batchSize` sequences of a training step: the same for every recipe and learning rate. */
export function trainingOffsets(
  corpus: Corpus,
  seed: number,
  step: number,
  batchSize: number,
  context: number,
) {
  const key = streamKey(seed, 'batch', step);
  const starts = corpus.trainingTokens - context;
  return Int32Array.from({ length: batchSize }, (_, i) => Math.floor(randomUnit(key, i) * starts));
}

/** Starts of the held-out sequences, evenly spread: the same for every run. At least `sequences`, in whole batches. */
export function validationOffsets(corpus: Corpus, sequences: number, batchSize: number, context: number) {
  const count = Math.ceil(sequences / batchSize) * batchSize;
  const room = corpus.tokens.length - corpus.trainingTokens - context - 1;
  return Int32Array.from({ length: count }, (_, i) => corpus.trainingTokens + Math.floor((i * room) / count));
}
