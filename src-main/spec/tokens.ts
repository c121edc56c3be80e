// The part of a spec that says which files of tokens are trained on, instead of a text. Pure: whether there are such files is
// seen elsewhere.
import { z } from 'zod';
import { LARGEST_VOCABULARY, TOKEN_TYPES, type TokenType } from '../engine/corpus.ts';
import { must, problemAt, strictly, type SpecProblem } from './errors.ts';
import { rule } from './rules.ts';

export interface TokensSpec {
  /** Paths in their order; a name may have `*` for any characters. */
  readonly files: readonly string[];
  /** Empty: the last tenth of the tokens is held out. */
  readonly validation: readonly string[];
  /** null: the largest id of the files, and 1. */
  readonly vocabularySize: number | null;
  /** Of files without a header; null: uint16. */
  readonly type: TokenType | null;
}

const MOST_FILES = 1000;
const files = rule('tokenFiles', MOST_FILES);
const validation = rule('validationFiles', MOST_FILES);
const size = rule('whole', 2, LARGEST_VOCABULARY);
const file = rule('tokenFile');
const path = z.string(must(file)).min(1, must(file));

export const tokensSchema = strictly(
  {
    files: z.array(path, must(files)).min(1, must(files)).max(MOST_FILES, must(files)),
    validation: z.array(path, must(validation)).max(MOST_FILES, must(validation)).default([]),
    vocabularySize: z
      .int(must(size))
      .min(2, must(size))
      .max(LARGEST_VOCABULARY, must(size))
      .nullable()
      .default(null),
    type: z
      .enum(TOKEN_TYPES, must(rule('oneOf', ...TOKEN_TYPES)))
      .nullable()
      .default(null),
  },
  'an object with files, validation, vocabularySize and type',
);

interface Part {
  readonly text: string | null;
  readonly vocabulary: string | null;
  readonly tokens?: TokensSpec | undefined;
}

/** What is trained on is said once. `defaults`: what a field is where nobody said it. */
export function* sourceProblems(
  given: Part,
  defaults: { readonly text: string; readonly vocabulary: string },
): Generator<SpecProblem> {
  for (const field of ['text', 'vocabulary'] as const) {
    const value = given[field];
    if (given.tokens === undefined && value === null) {
      yield problemAt([field], `is null; it must be left out or said where there are no tokens.`);
    }
    if (given.tokens !== undefined && value !== null && value !== defaults[field]) {
      yield problemAt([field], `is "${value}"; it must be left out beside tokens.`);
    }
  }
}
