// Errors that the app tells in Japanese: the core still throws each, and the names and numbers in it come through.
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { explained } from '../../src-main/study/study-error.ts';
import { openStudy } from '../../src-main/study/study.ts';
import { toldSentence } from '../../src-renderer/parts/known-errors.ts';
import { endings } from '../../src-renderer/words/ja/endings.ts';
import { errors } from '../../src-renderer/words/ja/errors.ts';
import { temporaryFolder } from '../api/support.ts';

const ROOT = path.resolve(import.meta.dirname, '../..');
const CORE = ['src-main/api', 'src-main/study', 'src-renderer/client'].flatMap((folder) =>
  readdirSync(path.join(ROOT, folder), { withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => readFileSync(path.join(ROOT, folder, entry.name), 'utf8')),
);

/** What of a sentence is always the same. */
const fixedParts = ({ source }: RegExp) =>
  source
    .replace(/^\^|\$$/g, '')
    .split(/\((?:[^()\\]|\\.)*\)|\[[^\]]*\]/)
    .map((part) => part.replace(/\\(.)/g, '$1').replace(/^[^A-Za-z]+|[^A-Za-z]+$/g, ''))
    .filter((part) => /[a-z]{3}/.test(part));

test.each([...errors, ...endings].map(({ english }) => [english] as const))('the core says %s', (english) => {
  for (const part of fixedParts(english)) expect(CORE.some((source) => source.includes(part))).toBe(true);
});

test('no view shows an error but by its words', () => {
  const views = readdirSync(path.join(ROOT, 'src-renderer'), { recursive: true, encoding: 'utf8' }).filter(
    (file) => file.endsWith('.tsx'),
  );
  const raw = views.filter((file) =>
    /(?<!=)\{[\w.?]+\.message\b/.test(readFileSync(path.join(ROOT, 'src-renderer', file), 'utf8')),
  );
  expect(raw).toEqual([]);
});

function thrownBy(act: () => unknown): string {
  try {
    act();
  } catch (error) {
    return (error as Error).message;
  }
  throw new Error('nothing was thrown');
}

test('what is no study, not there, or has no room is told by its name', () => {
  const folder = temporaryFolder();
  mkdirSync(folder, { recursive: true });
  const file = path.join(folder, 'x.precipice');
  writeFileSync(file, 'no database'.repeat(1000));
  const noStudy = thrownBy(() => openStudy(file, 'read'));
  expect(toldSentence(noStudy, errors)).toEqual({
    sentence: `${file}はスタディではないか、壊れています。`,
    original: noStudy,
  });
  const gone = thrownBy(() => openStudy(path.join(folder, 'y.precipice'), 'read'));
  expect(toldSentence(gone, errors)!.sentence).toBe(`${path.join(folder, 'y.precipice')}がありません。`);
  const full = explained(
    'z.precipice',
    'written',
    Object.assign(new Error('no'), { code: 'ENOSPC' }),
  ) as Error;
  expect(toldSentence(full.message, errors)!.sentence).toBe(
    'z.precipiceを書き込めません：ディスクに空きがありません（ENOSPC）。それまでに完了したものは保存されています。',
  );
  expect(toldSentence('Something else.', errors)).toBeNull();
});

test('the end of a sweep is told with its runs', () => {
  const told = (sentence: string) => toldSentence(sentence, endings)?.sentence;
  expect(told('1 run is trained.')).toBe('1回の実行を学習しました。');
  expect(told('12 runs are trained, 2 failed for infrastructure reasons.')).toBe(
    '12回の実行を学習しました。2回は外部要因により失敗しました。',
  );
  expect(told('Paused after 3 runs; what is left stays planned.')).toContain('一時停止');
});
