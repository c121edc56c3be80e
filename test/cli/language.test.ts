// The language of what the command line prints: by an option or by the environment, never that of JSON.
import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { columnsOf } from '../../src-main/report/terminal-text.ts';

const MAIN = path.resolve(import.meta.dirname, '../../src-main/cli/main.ts');
const folder = mkdtempSync(path.join(tmpdir(), 'precipice-language-'));
afterAll(() => rmSync(folder, { recursive: true }));

const JAPANESE = { ...process.env, PRECIPICE_LANGUAGE: 'ja' };
const precipice = (args: readonly string[], env = process.env) =>
  execFileSync(process.execPath, [MAIN, ...args], { cwd: folder, encoding: 'utf8', env });

beforeAll(() => {
  const runs = ['fp32', 'tensorwise'].flatMap((recipe) =>
    [1e-3, 1e-2, 1e-1].flatMap((rate) => [0, 1, 2].map((seed) => `${recipe},${rate},8,${seed},${2 + rate}`)),
  );
  writeFileSync(path.join(folder, 'runs.csv'), ['recipe,lr,batch_size,seed,loss', ...runs].join('\n'));
});

test('an import and its maps are told in Japanese, and every line fits the terminal', () => {
  const told = spawnSync(
    process.execPath,
    [MAIN, 'import', 'runs.csv', '--initial-loss', '5', '--out', 'study.precipice', '--language', 'ja'],
    { cwd: folder, encoding: 'utf8' },
  );
  expect(told.stderr).toContain('18回の実行をstudy.precipiceに取り込みました');
  expect(told.stdout).toContain('安定領域');
  expect(told.stdout).not.toMatch(/\b(?:stable|unstable|runs|edge)\b/);
  expect(Math.max(...told.stdout.split('\n').map(columnsOf))).toBeLessThanOrEqual(80);
});

test.each(['show', 'decide', 'info'])('%s --json says the same in every language', (command) => {
  const args = [command, 'study.precipice'];
  expect(precipice([...args, '--json'], JAPANESE)).toBe(precipice([...args, '--json']));
});

test('columns of Japanese stand below each other, and an option counts before the environment', () => {
  const lines = precipice(['recipe', 'te-delayed'], JAPANESE).split('\n').slice(1, -1);
  const starts = lines.map((line) => columnsOf(/^.*\S(?: {2,})(?=\S+.*$)/.exec(line)?.[0] ?? ''));
  expect(lines[0]).toContain('箇所');
  expect(new Set(starts).size).toBe(1);
  expect(precipice(['recipe', 'te-delayed', '--language', 'en'], JAPANESE)).toContain('site');
});

test('a language that there is not is refused with those that there are', () => {
  const { status, stderr } = spawnSync(process.execPath, [MAIN, 'recipe', 'fp32'], {
    cwd: folder,
    encoding: 'utf8',
    env: { ...process.env, PRECIPICE_LANGUAGE: 'fr' },
  });
  expect(status).toBe(2);
  expect(stderr).toMatch(/PRECIPICE_LANGUAGE.*Allowed choices are en, ja/);
});
