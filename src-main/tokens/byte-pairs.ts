// A text as GPT-2's tokens: byte pairs, by gpt-tokenizer, which carries the vocabulary. It takes a second or so for a megabyte, so
// it is done once for each text and kept as nanoGPT would keep it, and in pieces between which other work goes on.
import { mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { setImmediate } from 'node:timers/promises';
import { log } from '../diagnosis/log.ts';
import { placeFor } from './memory.ts';
import { TextError } from './text-error.ts';

export const GPT2_VOCABULARY = 50_257;
/** A text that names this token has it as the characters that it is written in. */
const AS_TEXT = { allowedSpecial: new Set<string>(), disallowedSpecial: new Set<string>() };
/** Characters of a piece, and after which it may end. */
const PIECE = 2 ** 16;
/** What is not broken by a change of kind is merged pair by pair, in a time that grows with its square: this long, a second. */
const LONGEST_RUN = 20_000;
const RUNS = /\p{L}+|\p{N}+|[^\s\p{L}\p{N}]+|\s+/gu;

interface Text {
  readonly name: string;
  readonly text: string;
  readonly sha256: string;
}

/** Ids below GPT2_VOCABULARY. @throws TextError where it would take too long. */
export async function encodeGpt2({ name, text, sha256 }: Text): Promise<Uint16Array> {
  const file = placeFor('gpt2', sha256, 'bin');
  const known = file && read(file);
  if (known) return known;
  const { encode } = await import('gpt-tokenizer/encoding/r50k_base');
  const ids = new Uint16Array(new TextEncoder().encode(text).length);
  let length = 0;
  for (const piece of pieces(text)) {
    mustBeBroken(piece, name);
    const found = encode(piece, AS_TEXT);
    ids.set(found, length);
    length += found.length;
    await setImmediate();
  }
  const own = ids.slice(0, length);
  if (file) keep(file, own);
  return own;
}

function mustBeBroken(piece: string, name: string): void {
  for (const [run] of piece.matchAll(RUNS)) {
    if (run.length <= LONGEST_RUN) continue;
    throw new TextError(
      `The text ${name} has ${run.length} characters without a break; byte pairs of more than ${LONGEST_RUN} take too long, use vocabulary "byte".`,
    );
  }
}

/** Ends where white space begins: no token reaches over that. */
export function* pieces(text: string): Generator<string> {
  const boundary = /(?<=\S)\s/g;
  for (let start = 0; start < text.length;) {
    boundary.lastIndex = start + PIECE;
    const end = boundary.exec(text)?.index ?? text.length;
    yield text.slice(start, end);
    start = end;
  }
}

function read(file: string): Uint16Array | null {
  try {
    const bytes = new Uint8Array(readFileSync(file));
    const ids = new Uint16Array(bytes.buffer, 0, Math.floor(bytes.length / 2));
    if (ids.every((id) => id < GPT2_VOCABULARY)) return ids;
    log.warn('The tokens that a text has are damaged; they are made again.');
    return null;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT')
      log.warn(`The tokens that a text has cannot be read: ${String(error)}`);
    return null;
  }
}

function keep(file: string, ids: Uint16Array): void {
  const unfinished = `${file}.${process.pid}`;
  try {
    mkdirSync(path.dirname(file), { recursive: true });
    writeFileSync(unfinished, ids);
    renameSync(unfinished, file);
  } catch (error) {
    log.warn(`The tokens that a text has cannot be kept: ${String(error)}`);
    rmSync(unfinished, { force: true });
  }
}
