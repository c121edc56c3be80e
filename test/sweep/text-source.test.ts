import { createHash } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { corpusOf, MOBY_DICK, readText } from '../../src-main/sweep/text-source.ts';
import { tinySpec } from './tiny.ts';

const folder = mkdtempSync(path.join(tmpdir(), 'precipice-text-'));
afterAll(() => rmSync(folder, { recursive: true }));

function file(name: string, content: string | Uint8Array): string {
  const where = path.join(folder, name);
  writeFileSync(where, content);
  return where;
}

describe('a text', () => {
  test('comes with its bytes and SHA-256', () => {
    const text = 'Ünïcode '.repeat(2000);
    const source = readText(file('a.txt', text));
    expect(source).toMatchObject({ name: 'a.txt', text, bytes: 20_000 });
    expect(source.sha256).toBe(createHash('sha256').update(text, 'utf8').digest('hex'));
  });

  test('Moby-Dick begins with its contents and ends with the epilogue', () => {
    const { text, bytes } = readText(MOBY_DICK);
    expect(bytes).toBeGreaterThan(1_200_000);
    expect(text.indexOf('Call me Ishmael.')).toBeLessThan(
      text.indexOf('CHAPTER 135. The Chase.—Third Day.', 20_000),
    );
    expect(text.indexOf('It was the devious-cruising Rachel')).toBeGreaterThan(1_200_000);
  });

  test.each([
    ['a missing file', () => path.join(folder, 'no.txt'), /^There is no text file .*no\.txt\.$/],
    ['a folder', () => folder, /is a folder; the text must be one UTF-8 file\.$/],
    [
      'a short file',
      () => file('short.txt', 'x'.repeat(9999)),
      /has 9999 bytes; it must have at least 10000\.$/,
    ],
    ['Latin-1', () => file('latin.txt', Buffer.from('é'.repeat(10_000), 'latin1')), /is not valid UTF-8\.$/],
  ])('%s is refused in one sentence', (_, make, sentence) => {
    expect(() => readText(make())).toThrow(sentence);
  });
});

describe('a corpus', () => {
  const many = Array.from({ length: 270_000 }, (_, i) => String.fromCodePoint(0x10000 + i)).join('');

  test('of too many characters is sent to bytes, where it is welcome', () => {
    const source = readText(file('many.txt', many));
    expect(() => corpusOf(source, tinySpec())).toThrow(
      'The text many.txt has 270000 different characters, more than 262144; use vocabulary "byte".',
    );
    expect(corpusOf(source, tinySpec({ vocabulary: 'byte' })).vocabularySize).toBeLessThanOrEqual(256);
  });

  test('of one character has nothing to learn', () => {
    const source = readText(file('one.txt', 'x'.repeat(10_000)));
    expect(() => corpusOf(source, tinySpec())).toThrow(
      'The text one.txt consists of one character repeated; there is nothing to learn.',
    );
  });

  test('must be long enough for the context', () => {
    const source = readText(file('ab.txt', 'ab'.repeat(5000)));
    const model = { layers: 1, width: 8, heads: 2, context: 500 };
    expect(() => corpusOf(source, tinySpec({ model }))).toThrow(
      'The text ab.txt leaves 1000 tokens for validation; a context of 500 needs at least 1001.',
    );
    expect(corpusOf(source, tinySpec({ model: { ...model, context: 499 } })).vocabularySize).toBe(2);
  });
});
