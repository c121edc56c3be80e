// A file of token ids as training programs write them, little-endian: nanoGPT's, which is ids and nothing else, and llm.c's,
// whose header of 256 int32 says how many follow. Only the beginning is read here.
import { closeSync, openSync, readSync, statSync } from 'node:fs';
import { TOKEN_TYPES, type TokenType } from '../engine/corpus.ts';
import { TextError } from './text-error.ts';

export interface TokenFile {
  readonly path: string;
  readonly type: TokenType;
  /** Where the first token stands, in bytes. */
  readonly start: number;
  readonly tokens: number;
  /** Of the whole file. */
  readonly bytes: number;
  /** When it was last changed, in milliseconds since 1970. */
  readonly changed: number;
}

export const BYTES: Readonly<Record<TokenType, number>> = { uint16: 2, uint32: 4 };

/** The numbers that llm.c's files begin with (dev/data/data_common.py of karpathy/llm.c). */
const MAGIC: Readonly<Record<number, TokenType>> = { 20240520: 'uint16', 20240801: 'uint32' };
const HEADER_BYTES = 4 * 256;
/** Where the header has the number of tokens, in bytes. */
const COUNT_AT = 8;
/** Bytes of a file without a header that are looked at to tell its type. */
const LOOK = 2 ** 16;
/** Ids of 32 bits below this number have upper halves of 0 to 3. */
const MOST_HALVES = 4;

/** `type`: of a file without a header; null: uint16. @throws TextError. */
export function describeTokenFile(file: string, type: TokenType | null): TokenFile {
  const status = statSync(file, { throwIfNoEntry: false });
  if (!status) throw new TextError(`There is no token file ${file}.`);
  if (status.isDirectory()) throw new TextError(`${file} is a folder; tokens must be in files.`);
  if (!status.isFile()) throw new TextError(`${file} is no ordinary file; tokens must be in one.`);
  const { size: bytes, mtimeMs: changed } = status;
  const beginning = read(file, Math.min(bytes, LOOK));
  const common = { path: file, bytes, changed };
  const ofHeader = beginning.length >= HEADER_BYTES ? MAGIC[beginning.readInt32LE(0)] : undefined;
  if (ofHeader) {
    const told = beginning.readUInt32LE(COUNT_AT);
    const found = (bytes - HEADER_BYTES) / BYTES[ofHeader];
    if (type !== null && type !== ofHeader) {
      throw new TextError(`The token file ${file} has ${ofHeader} tokens by its header, not ${type}.`);
    }
    if (told !== found) {
      throw new TextError(
        `The token file ${file} has ${told} tokens by its header and bytes for ${Math.floor(found)}; it may be cut.`,
      );
    }
    return { ...common, type: ofHeader, start: HEADER_BYTES, tokens: told };
  }
  const own = type ?? 'uint16';
  const tokens = bytes / BYTES[own];
  if (!Number.isInteger(tokens)) {
    throw new TextError(
      `The token file ${file} has ${bytes} bytes, no whole number of ${own} tokens; it may be cut.`,
    );
  }
  if (type === null && looksWider(beginning)) {
    throw new TextError(
      `The token file ${file} looks like uint32 tokens, every second half of which is nearly 0; say its type, one of ${TOKEN_TYPES.join(', ')}.`,
    );
  }
  return { ...common, type: own, start: 0, tokens };
}

/** As uint16, no text has an id below 4 at every second place and others between. */
function looksWider(beginning: Buffer): boolean {
  const values = Array.from({ length: Math.floor(beginning.length / 4) }, (_, i) => [
    beginning.readUInt16LE(4 * i),
    beginning.readUInt16LE(4 * i + 2),
  ]);
  return values.some(([low]) => low! >= MOST_HALVES) && values.every(([, high]) => high! < MOST_HALVES);
}

function read(file: string, bytes: number): Buffer {
  const buffer = Buffer.alloc(bytes);
  let descriptor: number | null = null;
  try {
    descriptor = openSync(file, 'r');
    return buffer.subarray(0, readSync(descriptor, buffer, 0, bytes, 0));
  } catch (error) {
    throw unreadable(file, error);
  } finally {
    if (descriptor !== null) closeSync(descriptor);
  }
}

export function unreadable(file: string, error: unknown): TextError {
  return new TextError(
    `The token file ${file} cannot be read (${error instanceof Error ? error.message : String(error)}).`,
  );
}
