// What a study is trained on, whatever it is: a text, or files of tokens. Every refusal is one sentence.
import { existsSync, readdirSync, statSync } from 'node:fs';
import path from 'node:path';
import { corpusOfIds, VALIDATION_SHARE } from '../engine/corpus.ts';
import type { TextFacts } from '../records/types.ts';
import type { Spec } from '../spec/spec.ts';
import type { TokensSpec } from '../spec/tokens.ts';
import { encodeGpt2, GPT2_VOCABULARY } from '../tokens/byte-pairs.ts';
import type { StoredCorpus } from '../tokens/stored-corpus.ts';
import { surveyTokens, type Survey } from '../tokens/survey.ts';
import { TextError } from '../tokens/text-error.ts';
import { describeTokenFile } from '../tokens/token-file.ts';
import { tokenFiles, type TokenFiles } from '../tokens/token-reader.ts';
import {
  corpusOf,
  LEAST_HELD_OUT_SEQUENCES,
  MOBY_DICK,
  mustHoldOut,
  readText,
  textFacts,
  type TextSource,
} from './text-source.ts';
import { rowValuesOf, valueAtRow } from '../spec/rows.ts';

export interface TokenSource {
  readonly name: string;
  readonly tokens: TokenFiles;
  /** Of the files for training; null: there are none for validation. */
  readonly trainingTokens: number | null;
  readonly survey: Survey;
  readonly sha256: string;
}

export type CorpusSource = TextSource | TokenSource;

type Part = Pick<Spec, 'text' | 'tokens'>;

/** `elsewhere`: where the text, or the folder of the token files, is now if it has moved. @throws TextError. */
export function readSource({ text, tokens }: Part, elsewhere: string | null = null): CorpusSource {
  if (!tokens) return readText(elsewhere ?? text ?? MOBY_DICK);
  return readTokenFiles(elsewhere === null ? tokens : moved(tokens, elsewhere));
}

function moved(tokens: TokensSpec, folder: string): TokensSpec {
  if (!statSync(folder, { throwIfNoEntry: false })?.isDirectory()) {
    throw new TextError(
      `${folder} is no folder; this study is trained on token files, whose folder it must be.`,
    );
  }
  const here = (files: readonly string[]) => files.map((file) => path.join(folder, path.basename(file)));
  return { ...tokens, files: here(tokens.files), validation: here(tokens.validation) };
}

/** @throws TextError. */
export function readTokenFiles({ files, validation, vocabularySize, type }: TokensSpec): TokenSource {
  const describe = (given: readonly string[]) =>
    given.flatMap(filesOf).map((file) => describeTokenFile(file, type));
  const [training, heldOut] = [describe(files), describe(validation)];
  const tokens = tokenFiles([...training, ...heldOut]);
  const survey = surveyTokens(tokens, vocabularySize);
  const first = path.basename(training[0]!.path);
  const others = training.length - 1;
  return {
    name: others === 0 ? first : `${first} and ${others} more`,
    tokens,
    trainingTokens: heldOut.length === 0 ? null : tokenFiles(training).length,
    survey,
    sha256: survey.sha256,
  };
}

/** A path, or in the order of their names all those that its `*` stand for. */
function filesOf(given: string): string[] {
  const name = path.basename(given);
  if (!name.includes('*') || existsSync(given)) return [given];
  const folder = path.dirname(given);
  const pattern = new RegExp(`^${name.split('*').map(literally).join('.*')}$`);
  const names = existsSync(folder) ? readdirSync(folder).filter((each) => pattern.test(each)) : [];
  if (names.length === 0) throw new TextError(`There is no token file ${given}.`);
  return names.sort().map((each) => path.join(folder, each));
}

function literally(text: string): string {
  return text.replaceAll(/[\\^$.|?*+()[\]{}]/g, String.raw`\$&`);
}

function isTokenSource(source: CorpusSource): source is TokenSource {
  return 'tokens' in source;
}

/** @throws TextError with one sentence where it does not suit the vocabulary or the model's context. */
export async function storedCorpusOf(
  source: CorpusSource,
  spec: Pick<Spec, 'vocabulary' | 'tokens' | 'model' | 'batchSizes' | 'rows'>,
): Promise<StoredCorpus> {
  const { vocabulary, tokens: given } = spec;
  const model = { ...spec.model, context: longestContext(spec) };
  if (!isTokenSource(source)) {
    if (vocabulary !== 'gpt2') return corpusOf(source, { vocabulary, model });
    const corpus = corpusOfIds(await encodeGpt2(source), GPT2_VOCABULARY);
    mustHoldOut(source.name, corpus, model);
    return corpus;
  }
  const { tokens, survey, name } = source;
  const vocabularySize = given?.vocabularySize ?? survey.vocabularySize;
  if (survey.differentTokens < 2) {
    throw new TextError(`The token file ${name} consists of one token repeated; there is nothing to learn.`);
  }
  const trainingTokens = source.trainingTokens ?? Math.floor(tokens.length * (1 - VALIDATION_SHARE));
  const needed = LEAST_HELD_OUT_SEQUENCES * model.context + 1;
  const parts = { validation: tokens.length - trainingTokens, training: trainingTokens };
  for (const [part, count] of Object.entries(parts)) {
    if (count >= needed) continue;
    throw new TextError(
      `The token file ${name} leaves ${count} tokens for ${part}; a context of ${model.context} needs at least ${needed}.`,
    );
  }
  return { vocabularySize, tokens, trainingTokens, unigramEntropy: survey.unigramEntropy };
}

/** Of all rows. */
function longestContext(spec: Pick<Spec, 'model' | 'batchSizes' | 'rows'>): number {
  const { context } = spec.model;
  return Math.max(
    ...rowValuesOf(spec).map((rowValue) => valueAtRow(spec, 'model.context', rowValue) ?? context),
  );
}

/** What a study keeps of what it is trained on. */
export function sourceFacts(
  source: CorpusSource,
  corpus: StoredCorpus,
  spec: Pick<Spec, 'vocabulary'>,
): TextFacts {
  const { vocabularySize, unigramEntropy, tokens } = corpus;
  if (!isTokenSource(source)) return textFacts(source, corpus, spec);
  const { survey } = source;
  return {
    name: source.name,
    sha256: source.sha256,
    bytes: source.tokens.files.reduce((sum, { bytes }) => sum + bytes, 0),
    tokens: tokens.length,
    vocabulary: 'tokens',
    vocabularySize,
    unigramEntropy,
    ...(survey.sampledTokens !== null && { sampledTokens: survey.sampledTokens }),
  };
}
