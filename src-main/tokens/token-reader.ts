// Token ids read out of files a part at a time: the files one after the other, as if they were one array. Whatever their size,
// only what is asked for is in memory.
import { closeSync, openSync, readSync } from 'node:fs';
import type { Tokens } from '../engine/corpus.ts';
import { TextError } from './text-error.ts';
import { BYTES, unreadable, type TokenFile } from './token-file.ts';

/** The files of a corpus, those for training first. Plain data: it travels to the process that reads them. */
export interface TokenFiles {
  readonly files: readonly TokenFile[];
  /** Tokens of all. */
  readonly length: number;
}

export function tokenFiles(files: readonly TokenFile[]): TokenFiles {
  return { files, length: files.reduce((sum, { tokens }) => sum + tokens, 0) };
}

interface OpenFile extends TokenFile {
  readonly descriptor: number;
  /** Tokens of the files before it. */
  readonly before: number;
}

export class TokenReader implements Tokens {
  readonly length: number;
  readonly #files: readonly OpenFile[];
  readonly #vocabularySize: number;
  readonly #isWide: boolean;

  /** Ids must be below `vocabularySize`. @throws TextError where a file cannot be opened. */
  constructor({ files, length }: TokenFiles, vocabularySize: number) {
    this.length = length;
    this.#vocabularySize = vocabularySize;
    this.#isWide = files.some(({ type }) => type === 'uint32');
    const opened: OpenFile[] = [];
    this.#files = opened;
    let before = 0;
    for (const file of files) {
      try {
        opened.push({ ...file, descriptor: openSync(file.path, 'r'), before });
      } catch (error) {
        this.close();
        throw unreadable(file.path, error);
      }
      before += file.tokens;
    }
  }

  /** @throws TextError where a file cannot be read or has an id that is too large. */
  subarray(start: number, end: number): Uint16Array | Uint32Array {
    const ids = new (this.#isWide ? Uint32Array : Uint16Array)(end - start);
    for (const file of this.#files) {
      const from = Math.max(start, file.before);
      const to = Math.min(end, file.before + file.tokens);
      if (from < to) ids.set(this.#read(file, from - file.before, to - from), from - start);
    }
    return ids;
  }

  close(): void {
    for (const { descriptor } of this.#files) closeSync(descriptor);
  }

  /** `count` tokens of a file from number `first` on. */
  #read(file: OpenFile, first: number, count: number): Uint16Array | Uint32Array {
    const ids = readTokens(file, first, count);
    const wrong = ids.findIndex((id) => id >= this.#vocabularySize);
    if (wrong >= 0) throw idTooLarge(file.path, first + wrong, ids[wrong]!, this.#vocabularySize);
    return ids;
  }
}

/** @throws TextError where the file cannot be read, or has become shorter. */
export function readTokens(
  { path, type, start, descriptor }: TokenFile & { readonly descriptor: number },
  first: number,
  count: number,
): Uint16Array | Uint32Array {
  const ids = new (type === 'uint32' ? Uint32Array : Uint16Array)(count);
  const bytes = new Uint8Array(ids.buffer);
  let done = 0;
  while (done < bytes.length) {
    let got: number;
    try {
      got = readSync(descriptor, bytes, done, bytes.length - done, start + BYTES[type] * first + done);
    } catch (error) {
      throw unreadable(path, error);
    }
    if (got === 0) throw new TextError(`The token file ${path} has become shorter.`);
    done += got;
  }
  return ids;
}

export function idTooLarge(file: string, position: number, id: number, vocabularySize: number): TextError {
  return new TextError(
    `The token file ${file} has the id ${id} as its token ${position}; ids must be below ${vocabularySize}, the size of the vocabulary.`,
  );
}
