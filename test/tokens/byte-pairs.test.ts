// GPT-2's byte pairs: the ids of OpenAI's own encoder, the same in pieces as at once, and made once for each text.
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { encode } from 'gpt-tokenizer/encoding/r50k_base';
import { afterAll, beforeEach, describe, expect, test } from 'vitest';
import { storedCorpusOf, sourceFacts } from '../../src-main/sweep/corpus-source.ts';
import { MOBY_DICK, readText } from '../../src-main/sweep/text-source.ts';
import { encodeGpt2, pieces } from '../../src-main/tokens/byte-pairs.ts';
import { tinySpec } from '../sweep/tiny.ts';
import { idBytes } from './files.ts';

const folder = mkdtempSync(path.join(tmpdir(), 'precipice-pairs-'));
const before = process.env.PRECIPICE_LIBRARY;
beforeEach(() => {
  process.env.PRECIPICE_LIBRARY = folder;
  rmSync(path.join(folder, 'cache'), { recursive: true, force: true });
});
afterAll(() => {
  rmSync(folder, { recursive: true });
  if (before === undefined) delete process.env.PRECIPICE_LIBRARY;
  else process.env.PRECIPICE_LIBRARY = before;
});

const textOf = (text: string) => ({ name: 'a.txt', text, sha256: text.slice(0, 20) });
const cached = () => readdirSync(path.join(folder, 'cache')).map((name) => path.join(folder, 'cache', name));

describe('a text', () => {
  /** "Hello world" is the example of GPT-2's documentation; the name of a special token is spelled out in eight others. */
  test.each([
    ['Hello world', [15496, 995]],
    ['hello <|endoftext|>', [31373, 1279, 91, 437, 1659, 5239, 91, 29]],
  ])('%j has its tokens', async (text, ids) => {
    expect([...(await encodeGpt2(textOf(text)))]).toEqual(ids);
  });

  const mixed = "émigré 鯨\n\n  don’t  \t 🐋🐋 12345 --- it's\r\n".repeat(8000);

  test('in pieces is the text, and has the tokens that it has at once', async () => {
    const all = [...pieces(mixed)];
    expect(all.length).toBeGreaterThan(3);
    expect(all.join('')).toBe(mixed);
    expect([...(await encodeGpt2(textOf(mixed)))]).toEqual(encode(mixed));
  });

  test('is encoded once, and again where what was kept is damaged', async () => {
    const ids = await encodeGpt2(textOf(mixed));
    const [file] = cached();
    writeFileSync(file!, idBytes([1, 2, 3], 'uint16'));
    expect([...(await encodeGpt2(textOf(mixed)))]).toEqual([1, 2, 3]);
    writeFileSync(file!, idBytes([1, 60_000], 'uint16'));
    expect(await encodeGpt2(textOf(mixed))).toEqual(ids);
    expect(cached()).toEqual([file]);
  });

  test('without a break is refused in one sentence', async () => {
    await expect(encodeGpt2(textOf('a'.repeat(20_001)))).rejects.toThrow(
      'The text a.txt has 20001 characters without a break; byte pairs of more than 20000 take too long, use vocabulary "byte".',
    );
  });
});

test('a study of byte pairs has the whole vocabulary of GPT-2, and says so', async () => {
  const spec = tinySpec({ vocabulary: 'gpt2' });
  const source = readText(MOBY_DICK);
  const corpus = await storedCorpusOf(source, spec);
  // As many as js-tiktoken 1.0.21 makes of it.
  expect(corpus).toMatchObject({ vocabularySize: 50_257, tokens: { length: 295_189 } });
  // English in GPT-2's tokens: between 6 and 8 nats.
  expect(corpus.unigramEntropy).toBeGreaterThan(6);
  expect(corpus.unigramEntropy).toBeLessThan(8);
  expect(sourceFacts(source, corpus, spec)).toMatchObject({
    vocabulary: 'gpt2',
    name: MOBY_DICK,
    tokens: 295_189,
  });
});
