// What a study is trained on: token files by list or pattern, with files for validation or a tenth held out, and found again where
// they have moved to.
import { mkdtempSync, mkdirSync, renameSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { createReferenceDevice } from '../../src-main/engine/devices/reference/device.ts';
import { train } from '../../src-main/engine/train.ts';
import { startHost } from '../../src-main/host/supervisor.ts';
import { jobOf } from '../../src-main/plan/plan.ts';
import type { StudyInfo } from '../../src-main/study/study-reader.ts';
import { readSource, sourceFacts, storedCorpusOf } from '../../src-main/sweep/corpus-source.ts';
import { recallStudy } from '../../src-main/sweep/recall.ts';
import { header, idBytes, randomIds, write } from '../tokens/files.ts';
import { tinySpec } from './tiny.ts';

const folder = mkdtempSync(path.join(tmpdir(), 'precipice-source-'));
afterAll(() => rmSync(folder, { recursive: true }));

const IDS = randomIds(3000, 300);
const [first, second, third] = [IDS.slice(0, 1000), IDS.slice(1000, 2000), IDS.slice(2000)];
const SHARDS = [first, second].map((ids, i) =>
  write(folder, `train_${i}.bin`, header('uint16', ids.length), idBytes(ids, 'uint16')),
);
const VALIDATION = write(folder, 'val.bin', header('uint16', 1000), idBytes(third, 'uint16'));
const specOf = (tokens: object) => tinySpec({ tokens });
const corpusOf = async (tokens: object) => storedCorpusOf(readSource(specOf(tokens)), specOf(tokens));

describe('a spec of token files', () => {
  test('says nothing of a text, and is the same when it is parsed again', () => {
    const spec = specOf({ files: SHARDS });
    expect(spec).toMatchObject({ text: null, vocabulary: null });
    expect(tinySpec(JSON.parse(JSON.stringify(spec)) as object as Record<string, unknown>)).toEqual(spec);
  });

  test.each([
    [
      { text: 'a.txt', tokens: { files: ['a.bin'] } },
      /^text is "a\.txt"; it must be left out beside tokens\.$/,
    ],
    [
      { vocabulary: 'byte', tokens: { files: ['a.bin'] } },
      /^vocabulary is "byte"; it must be left out beside/,
    ],
    [{ text: null }, /^text is null; it must be left out or said where there are no tokens\.$/],
    [{ tokens: { files: [] } }, /^tokens\.files is \[\]; it must be a list of 1 to 1000 paths/],
    [
      { tokens: { files: ['a'], vocabularySize: 262_145 } },
      /^tokens\.vocabularySize is 262145; .* 2 to 262144\.$/,
    ],
    [
      { tokens: { files: ['a'], type: 'int8' } },
      /^tokens\.type is "int8"; it must be "uint16" or "uint32"\.$/,
    ],
  ])('%j is refused', (changes, sentence) => {
    expect(() => tinySpec(changes)).toThrow(sentence);
  });
});

describe('token files', () => {
  test('hold out the last tenth where there are none for validation', async () => {
    expect(await corpusOf({ files: SHARDS })).toMatchObject({
      trainingTokens: 1800,
      tokens: { length: 2000 },
    });
  });

  test('for validation come after those for training, by list or by pattern', async () => {
    const corpus = await corpusOf({ files: [path.join(folder, 'train_*.bin')], validation: [VALIDATION] });
    expect(corpus).toMatchObject({ trainingTokens: 2000, tokens: { length: 3000 }, vocabularySize: 300 });
    expect(corpus).toEqual(await corpusOf({ files: SHARDS, validation: [VALIDATION] }));
  });

  test('may have a vocabulary that is declared larger', async () => {
    expect((await corpusOf({ files: SHARDS, vocabularySize: 320 })).vocabularySize).toBe(320);
  });

  test('are told by their names, without folders', async () => {
    const spec = specOf({ files: SHARDS });
    const source = readSource(spec);
    const facts = sourceFacts(source, await storedCorpusOf(source, spec), spec);
    expect(facts).toMatchObject({ name: 'train_0.bin and 1 more', tokens: 2000, bytes: 2 * (1024 + 2000) });
    expect(JSON.stringify(facts)).not.toContain(folder);
  });

  test.each([
    [() => ({ files: [path.join(folder, 'none_*.bin')] }), /^There is no token file .*none_\*\.bin\.$/],
    [
      () => ({ files: [write(folder, 'same.bin', idBytes(new Array<number>(9000).fill(5), 'uint16'))] }),
      /same\.bin consists of one token repeated; there is nothing to learn\.$/,
    ],
    [
      () => ({ files: [write(folder, 'few.bin', idBytes(first.slice(0, 100), 'uint16'))] }),
      /few\.bin leaves 10 tokens for validation; a context of 8 needs at least 17\.$/,
    ],
  ])('that cannot be trained on are refused (%#)', async (tokens, sentence) => {
    await expect(corpusOf(tokens())).rejects.toThrow(sentence);
  });
});

test('a host that reads token files trains to the numbers of the same ids in memory', async () => {
  const tokens = { files: SHARDS, validation: [VALIDATION] };
  const spec = specOf(tokens);
  const corpus = await corpusOf(tokens);
  const run = { id: 0, recipe: 'fp32', rowValue: 2, seed: 1, learningRate: 0.01 };
  const job = jobOf(spec, { recipe: 'fp32', rowValue: 2, runs: [run, { ...run, learningRate: 0.1 }] });
  const host = await startHost({ device: 'reference', threads: null, corpus, trial: job });
  const there = await host.train(job).finally(() => host.close());
  const here = await train(await createReferenceDevice(), job, { ...corpus, tokens: Uint16Array.from(IDS) });
  const comparable = (results: typeof here) => results.map((result) => ({ ...result, seconds: 0 }));
  expect(comparable(there)).toEqual(comparable(here));
  expect(there[0]!.validationLoss).not.toBeNull();
});

test('token files that have moved are found in the folder that is said, and others are refused', async () => {
  const spec = specOf({ files: SHARDS });
  const source = readSource(spec);
  const text = sourceFacts(source, await storedCorpusOf(source, spec), spec);
  const info = { spec, text, origin: null } as unknown as StudyInfo;
  const elsewhere = path.join(folder, 'elsewhere');
  mkdirSync(elsewhere);
  const names = SHARDS.map((file) => path.join(elsewhere, path.basename(file)));
  SHARDS.forEach((file, i) => renameSync(file, names[i]!));
  expect(() => recallStudy(info, null)).toThrow(
    /^There is no token file .*; say where it is now with --text FOLDER\.$/,
  );
  expect(() => recallStudy(info, names[0]!)).toThrow(/is no folder; this study is trained on token files/);
  expect(recallStudy(info, elsewhere).source.sha256).toBe(source.sha256);
  write(elsewhere, 'train_1.bin', header('uint16', 1000), idBytes(third, 'uint16'));
  expect(() => recallStudy(info, elsewhere)).toThrow(
    /is not the one this study began with \(its SHA-256 differs\)/,
  );
  names.forEach((name, i) => renameSync(name, SHARDS[i]!));
});
