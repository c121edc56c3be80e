// How much work a step of each row is, before any text is read: what rows are compared by where a speed was measured in some of them.
// Pure.
import { stepFlops } from '../engine/flops.ts';
import type { GridSpec } from '../spec/grid.ts';
import { batchSizeAt, specAtRow, type Spec } from '../spec/spec.ts';

/** Of a text that has not been read: all bytes; few texts have more characters than that. */
const VOCABULARY_OF_TEXT = 256;
/** Of GPT-2, and of token files that have not been read. */
const VOCABULARY_OF_GPT2 = 50_257;

/** Tokens in the vocabulary, as far as the spec tells. */
export function assumedVocabulary({ tokens, vocabulary }: Pick<Spec, 'tokens' | 'vocabulary'>): number {
  if (tokens) return tokens.vocabularySize ?? VOCABULARY_OF_GPT2;
  return vocabulary === 'gpt2' ? VOCABULARY_OF_GPT2 : VOCABULARY_OF_TEXT;
}

/**
 * What a step of one lane costs is taken to be a line over this: sequences where rows are batch sizes, otherwise floating-point
 * operations with the assumed vocabulary.
 */
export function stepSize(spec: GridSpec, rowValue: number): number {
  if (!spec.rows || !isOwn(spec)) return batchSizeAt(spec, rowValue);
  const { model, batchSizes } = specAtRow(spec, rowValue);
  return stepFlops(model, batchSizes[0]!, assumedVocabulary(spec));
}

function isOwn(spec: GridSpec): spec is Spec {
  return 'model' in spec;
}
