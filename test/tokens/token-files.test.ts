// Files of tokens: what is read out of them is what was written, whatever the layout; what is wrong is refused in one sentence.
import { createHash } from 'node:crypto';
import { mkdtempSync, readdirSync, rmSync, truncateSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeEach, describe, expect, test } from 'vitest';
import { LARGEST_VOCABULARY } from '../../src-main/engine/corpus.ts';
import { surveyTokens } from '../../src-main/tokens/survey.ts';
import { describeTokenFile } from '../../src-main/tokens/token-file.ts';
import { tokenFiles, TokenReader } from '../../src-main/tokens/token-reader.ts';
import { header, idBytes, randomIds, write } from './files.ts';

const folder = mkdtempSync(path.join(tmpdir(), 'precipice-tokens-'));
afterAll(() => rmSync(folder, { recursive: true }));
const library = path.join(folder, 'library');
beforeEach(() => {
  process.env.PRECIPICE_LIBRARY = library;
});

const IDS = randomIds(1000, 50_257);
const LAYOUTS = {
  'bare uint16, as of nanoGPT': () => write(folder, 'bare.bin', idBytes(IDS, 'uint16')),
  'uint16 behind the header of llm.c': () =>
    write(folder, 'gpt2.bin', header('uint16', IDS.length), idBytes(IDS, 'uint16')),
  'uint32 behind the header of llm.c': () =>
    write(folder, 'llama3.bin', header('uint32', IDS.length), idBytes(IDS, 'uint32')),
};

describe.each(Object.entries(LAYOUTS))('%s', (_, make) => {
  test('every window is what was written', () => {
    const reader = new TokenReader(tokenFiles([describeTokenFile(make(), null)]), 50_257);
    expect(reader.length).toBe(IDS.length);
    for (const [start, end] of [
      [0, 1],
      [0, 1000],
      [17, 82],
      [999, 1000],
      [500, 500],
    ] as const)
      expect([...reader.subarray(start, end)]).toEqual(IDS.slice(start, end));
    reader.close();
  });
});

test('bare uint32 is read where it is said to be that', () => {
  const ids = randomIds(100, 200_000);
  const file = describeTokenFile(write(folder, 'wide.bin', idBytes(ids, 'uint32')), 'uint32');
  expect([...new TokenReader(tokenFiles([file]), 200_000).subarray(0, 100)]).toEqual(ids);
});

test('shards of several layouts are one after the other; a window may lie in three', () => {
  const parts = [IDS.slice(0, 300), IDS.slice(300, 310), IDS.slice(310)];
  const shards = [
    write(folder, 'a.bin', idBytes(parts[0]!, 'uint16')),
    write(folder, 'b.bin', header('uint32', 10), idBytes(parts[1]!, 'uint32')),
    write(folder, 'c.bin', header('uint16', 690), idBytes(parts[2]!, 'uint16')),
  ];
  const reader = new TokenReader(tokenFiles(shards.map((file) => describeTokenFile(file, null))), 50_257);
  expect([...reader.subarray(295, 320)]).toEqual(IDS.slice(295, 320));
  expect([...reader.subarray(0, 1000)]).toEqual(IDS);
});

describe('refused is', () => {
  test.each([
    ['a missing file', () => path.join(folder, 'none.bin'), /^There is no token file .*none\.bin\.$/],
    ['a folder', () => folder, /is a folder; tokens must be in files\.$/],
    [
      'a bare file that is cut',
      () => write(folder, 'odd.bin', idBytes(IDS, 'uint16').subarray(0, 1001)),
      /odd\.bin has 1001 bytes, no whole number of uint16 tokens; it may be cut\.$/,
    ],
    [
      'a file with a header that is cut',
      () => write(folder, 'cut.bin', header('uint16', 1000), idBytes(IDS.slice(0, 400), 'uint16')),
      /cut\.bin has 1000 tokens by its header and bytes for 400; it may be cut\.$/,
    ],
    [
      'bare uint32 that nobody said to be that',
      () => write(folder, 'unsaid.bin', idBytes(randomIds(1000, 200_000), 'uint32')),
      /unsaid\.bin looks like uint32 tokens.*say its type, one of uint16, uint32\.$/,
    ],
  ])('%s', (_, make, sentence) => {
    expect(() => describeTokenFile(make(), null)).toThrow(sentence);
  });

  test('a type that the header denies', () => {
    expect(() => describeTokenFile(LAYOUTS['uint16 behind the header of llm.c'](), 'uint32')).toThrow(
      /gpt2\.bin has uint16 tokens by its header, not uint32\.$/,
    );
  });

  test('an id beyond the vocabulary, with its place in its own file', () => {
    const ids = [...IDS];
    ids[700] = 60_000;
    const bad = write(folder, 'bad.bin', header('uint16', 1000), idBytes(ids, 'uint16'));
    const both = tokenFiles(
      [LAYOUTS['bare uint16, as of nanoGPT'](), bad].map((file) => describeTokenFile(file, null)),
    );
    const sentence =
      /bad\.bin has the id 60000 as its token 700; ids must be below 50257, the size of the vocabulary\.$/;
    expect(() => surveyTokens(both, 50_257)).toThrow(sentence);
    const reader = new TokenReader(both, 50_257);
    expect([...reader.subarray(1600, 1700)]).toEqual(ids.slice(600, 700));
    expect(() => reader.subarray(1695, 1705)).toThrow(sentence);
  });

  test('an id beyond the largest vocabulary', () => {
    const file = write(folder, 'huge.bin', header('uint32', 2), idBytes([1, LARGEST_VOCABULARY], 'uint32'));
    expect(() => surveyTokens(tokenFiles([describeTokenFile(file, null)]), null)).toThrow(
      /the id 262144 as its token 1; ids must be below 262144,/,
    );
  });

  test('a file that has become shorter since', () => {
    const file = write(folder, 'short.bin', idBytes(IDS, 'uint16'));
    const reader = new TokenReader(tokenFiles([describeTokenFile(file, null)]), 50_257);
    truncateSync(file, 100);
    expect(() => reader.subarray(0, 1000)).toThrow(/short\.bin has become shorter\.$/);
  });
});

describe('a survey', () => {
  const counted = () =>
    tokenFiles([describeTokenFile(write(folder, 'counted.bin', idBytes([0, 0, 1, 7], 'uint16')), null)]);

  test('has the vocabulary up to the largest id, and the entropy of the frequencies', () => {
    const survey = surveyTokens(counted(), null);
    expect(survey).toMatchObject({ vocabularySize: 8, differentTokens: 3, sampledTokens: null });
    expect(survey.unigramEntropy).toBeCloseTo(1.5 * Math.log(2), 12);
  });

  test('has the SHA-256 of how many tokens each file has, and of these', () => {
    const expected = createHash('sha256')
      .update('uint16 4\n')
      .update(idBytes([0, 0, 1, 7], 'uint16'))
      .digest('hex');
    expect(surveyTokens(counted(), null).sha256).toBe(expected);
  });

  const large = (seed = 1) => {
    const file = write(folder, `large${seed}.bin`, idBytes(randomIds(2 ** 20, 1000, seed), 'uint16'));
    return tokenFiles([describeTokenFile(file, null)]);
  };

  test('of a declared vocabulary reads a part, whose entropy is nearly that of all', () => {
    const part = surveyTokens(large(), 1000, 2 ** 18);
    const all = surveyTokens(large(), 1000);
    expect(part.sampledTokens).toBe(2 ** 18);
    expect(part.unigramEntropy).toBeCloseTo(all.unigramEntropy, 2);
    expect(all.unigramEntropy).toBeCloseTo(Math.log(1000), 2);
  });

  test('tells other tokens by the SHA-256 of its part', () => {
    const sha256 = (seed: number) => surveyTokens(large(seed), 1000, 2 ** 18).sha256;
    expect(sha256(1)).toBe(sha256(1));
    expect(sha256(2)).not.toBe(sha256(1));
  });

  test('of all tokens of a large file is made once, and anew where the file has changed', () => {
    const tokens = large();
    const first = surveyTokens(tokens, null, 2 ** 18);
    expect(first).toEqual(surveyTokens(tokens, null));
    const [kept] = readdirSync(path.join(library, 'cache')).map((name) => path.join(library, 'cache', name));
    writeFileSync(kept!, JSON.stringify({ ...first, vocabularySize: 4321 }));
    expect(surveyTokens(tokens, null, 2 ** 18).vocabularySize).toBe(4321);
    const file = tokens.files[0]!.path;
    utimesSync(file, 1000, 1000);
    const older = tokenFiles([describeTokenFile(file, null)]);
    expect(surveyTokens(older, null, 2 ** 18)).toEqual(first);
  });
});
