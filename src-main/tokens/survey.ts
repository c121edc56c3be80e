// What a corpus in token files is like: its vocabulary, the entropy of its tokens, and a SHA-256 by which it is known again. Of
// files up to SAMPLE tokens all is read. Of larger ones whose vocabulary is declared, as many tokens in blocks that are evenly
// spread; where it is not declared all must be read, which is done once and remembered.
import { createHash } from 'node:crypto';
import { closeSync, openSync } from 'node:fs';
import { LARGEST_VOCABULARY } from '../engine/corpus.ts';
import { recalled, remember } from './memory.ts';
import { unreadable, type TokenFile } from './token-file.ts';
import { idTooLarge, readTokens, type TokenFiles } from './token-reader.ts';

export interface Survey {
  /** The largest id that was read, and 1. */
  readonly vocabularySize: number;
  /** Different tokens that were read. */
  readonly differentTokens: number;
  /** In nats per token. */
  readonly unigramEntropy: number;
  /** Of the tokens that were read and of how many each file has. */
  readonly sha256: string;
  /** How many were read; null: all. */
  readonly sampledTokens: number | null;
}

/** 64 MB of uint16: a fraction of a second. */
const SAMPLE = 2 ** 25;
const BLOCK = 2 ** 16;
/** Tokens that are read at once where all are. */
const STRIDE = 2 ** 20;

/** `declared`: the size of the vocabulary where the user said it. @throws TextError. */
export function surveyTokens(tokens: TokenFiles, declared: number | null, sample = SAMPLE): Survey {
  if (tokens.length <= sample) return survey(tokens, declared, null);
  if (declared !== null) return survey(tokens, declared, sample);
  const key = tokens.files.map(({ path, bytes, changed, type }) => [path, bytes, changed, type]);
  const known = recalled<Survey>('survey', key);
  if (known) return known;
  const found = survey(tokens, null, null);
  remember('survey', key, found);
  return found;
}

function survey(tokens: TokenFiles, declared: number | null, sample: number | null): Survey {
  const most = declared ?? LARGEST_VOCABULARY;
  const counts = new Float64Array(most);
  const hash = createHash('sha256');
  let read = 0;
  for (const file of tokens.files) {
    hash.update(`${file.type} ${file.tokens}\n`);
    for (const ids of blocksOf(file, sample === null ? null : sample * (file.tokens / tokens.length))) {
      hash.update(new Uint8Array(ids.values.buffer));
      count(ids.values, counts, (at) => idTooLarge(file.path, ids.first + at, ids.values[at]!, most));
      read += ids.values.length;
    }
  }
  let [vocabularySize, differentTokens, unigramEntropy] = [0, 0, 0];
  for (let id = 0; id < most; id++) {
    const share = counts[id]! / read;
    if (share === 0) continue;
    vocabularySize = id + 1;
    differentTokens++;
    unigramEntropy -= share * Math.log(share);
  }
  const sha256 = hash.digest('hex');
  return {
    vocabularySize,
    differentTokens,
    unigramEntropy,
    sha256,
    sampledTokens: sample === null ? null : read,
  };
}

function count(ids: Uint16Array | Uint32Array, counts: Float64Array, tooLarge: (at: number) => Error): void {
  for (let i = 0; i < ids.length; i++) {
    const id = ids[i]!;
    if (id >= counts.length) throw tooLarge(i);
    counts[id]!++;
  }
}

interface Block {
  readonly first: number;
  readonly values: Uint16Array | Uint32Array;
}

/** All tokens of a file, or about so many in blocks from its first to its last. */
function* blocksOf(file: TokenFile, wanted: number | null): Generator<Block> {
  const blocks = wanted === null ? Infinity : Math.max(2, Math.floor(wanted / BLOCK));
  const isWhole = blocks * BLOCK >= file.tokens;
  const length = isWhole ? STRIDE : BLOCK;
  const count = isWhole ? Math.ceil(file.tokens / STRIDE) : blocks;
  let descriptor: number;
  try {
    descriptor = openSync(file.path, 'r');
  } catch (error) {
    throw unreadable(file.path, error);
  }
  try {
    for (let i = 0; i < count; i++) {
      const first = isWhole ? i * STRIDE : Math.floor((i * (file.tokens - BLOCK)) / (count - 1));
      const values = readTokens({ ...file, descriptor }, first, Math.min(length, file.tokens - first));
      yield { first, values };
    }
  } finally {
    closeSync(descriptor);
  }
}
