// A text as a language-model corpus: vocabulary, token ids, the split into training and held-out part, and which
// sequences a step trains on. No files here; the text comes as a string.
import { randomUnit, streamKey } from './random.ts';

/** Tokens of a text: its characters, its bytes, or the byte pairs that GPT-2 learned. */
export const VOCABULARIES = ['character', 'byte', 'gpt2'] as const;
export type Vocabulary = (typeof VOCABULARIES)[number];

/** How ids are kept in files of tokens. */
export const TOKEN_TYPES = ['uint16', 'uint32'] as const;
export type TokenType = (typeof TOKEN_TYPES)[number];

/** Llama's, Qwen's and Gemma's vocabularies are smaller; above it the tables of the tokens alone are most of any model here. */
export const LARGEST_VOCABULARY = 262_144;

/** The last part of the text is held out for validation. */
export const VALIDATION_SHARE = 0.1;

/** Token ids in their order, those for training first: an array of them, or what reads parts of them from files. */
export interface Tokens {
  readonly length: number;
  /** From `start` to below `end`. */
  subarray(start: number, end: number): Uint16Array | Uint32Array;
}

export interface Corpus<T extends Tokens = Tokens> {
  readonly vocabularySize: number;
  readonly tokens: T;
  /** Tokens before this index are for training, the others for validation. */
  readonly trainingTokens: number;
  /** H1: entropy of the token frequencies, in nats per token. */
  readonly unigramEntropy: number;
}

const CODE_POINTS = 0x110000;

/** Ids are ranks of the characters (or bytes) that occur, in code order. */
export function readCorpus(
  text: string,
  vocabulary: Exclude<Vocabulary, 'gpt2'>,
): Corpus<Uint16Array | Uint32Array> {
  const symbols = vocabulary === 'byte' ? new TextEncoder().encode(text) : codePoints(text);
  const { length } = symbols;
  const counts = new Uint32Array(CODE_POINTS);
  for (let i = 0; i < length; i++) counts[symbols[i]!]!++;
  const ids = new Uint32Array(CODE_POINTS);
  let [vocabularySize, unigramEntropy] = [0, 0];
  for (const [symbol, count] of counts.entries()) {
    if (count === 0) continue;
    ids[symbol] = vocabularySize++;
    unigramEntropy -= (count / length) * Math.log(count / length);
  }
  const tokens = vocabularySize > 2 ** 16 ? new Uint32Array(length) : new Uint16Array(length);
  for (let i = 0; i < length; i++) tokens[i] = ids[symbols[i]!]!;
  const trainingTokens = Math.floor(length * (1 - VALIDATION_SHARE));
  return { vocabularySize, tokens, trainingTokens, unigramEntropy };
}

/** Of ids that are what they are. */
export function corpusOfIds(tokens: Uint16Array, vocabularySize: number): Corpus<Uint16Array> {
  const { length } = tokens;
  const counts = new Uint32Array(vocabularySize);
  for (let i = 0; i < length; i++) counts[tokens[i]!]!++;
  let unigramEntropy = 0;
  for (const count of counts) if (count > 0) unigramEntropy -= (count / length) * Math.log(count / length);
  const trainingTokens = Math.floor(length * (1 - VALIDATION_SHARE));
  return { vocabularySize, tokens, trainingTokens, unigramEntropy };
}

function codePoints(text: string): Uint32Array {
  const points = new Uint32Array(text.length);
  let length = 0;
  for (let i = 0; i < text.length; i++) {
    const point = text.codePointAt(i)!;
    if (point > 0xffff) i++;
    points[length++] = point;
  }
  return points.subarray(0, length);
}

/** Starts of the `batchSize` sequences of a training step: the same for every recipe and learning rate. */
export function trainingOffsets(
  corpus: Pick<Corpus, 'trainingTokens'>,
  seed: number,
  step: number,
  batchSize: number,
  context: number,
): Float64Array {
  const key = streamKey(seed, 'batch', step);
  const starts = corpus.trainingTokens - context;
  return Float64Array.from({ length: batchSize }, (_, i) => Math.floor(randomUnit(key, i) * starts));
}

/** Starts of the held-out sequences, evenly spread: the same for every run. At least `sequences`, in whole batches. */
export function validationOffsets(
  corpus: Corpus,
  sequences: number,
  batchSize: number,
  context: number,
): Float64Array {
  const count = Math.ceil(sequences / batchSize) * batchSize;
  const room = corpus.tokens.length - corpus.trainingTokens - context - 1;
  return Float64Array.from(
    { length: count },
    (_, i) => corpus.trainingTokens + Math.floor((i * room) / count),
  );
}
