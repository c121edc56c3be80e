// A corpus as it travels between processes: a text's tokens are in it, of token files it says where they are.
import type { Corpus } from '../engine/corpus.ts';
import { TokenReader, type TokenFiles } from './token-reader.ts';

export type StoredCorpus = Omit<Corpus, 'tokens'> & {
  readonly tokens: Uint16Array | Uint32Array | TokenFiles;
};

/** The same with tokens that can be read. Files stay open as long as this process lives. @throws TextError. */
export function openCorpus({ tokens, ...facts }: StoredCorpus): Corpus {
  const opened = 'files' in tokens ? new TokenReader(tokens, facts.vocabularySize) : tokens;
  return { ...facts, tokens: opened };
}
