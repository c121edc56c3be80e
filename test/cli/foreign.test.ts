// The command line on files of strangers: nothing in them steers the terminal, and nothing makes it wait or crash.
import Database from 'better-sqlite3';
import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { readPreset } from '../../src-main/sweep/preset-files.ts';
import { safeLines } from '../../src-main/report/terminal-text.ts';
import { seal } from '../../src-main/study/seal.ts';
import { makeStudy } from '../study/foreign-support.ts';

const folder = mkdtempSync(path.join(tmpdir(), 'precipice-foreign-cli-'));
afterAll(() => rmSync(folder, { recursive: true }));
const CLI = path.resolve(import.meta.dirname, '../../src-main/cli/main.ts');

function run(...args: readonly string[]) {
  const begun = performance.now();
  const result = spawnSync(process.execPath, [CLI, ...args], { encoding: 'utf8', timeout: 120_000 });
  return { ...result, milliseconds: performance.now() - begun };
}

/** Everything that could steer a terminal but line ends and colours. */
const STEERING = /[\u0000-\u0009\u000b-\u001a\u001c-\u001f\u007f-\u009f]|\u001b(?!\[[0-9;]*m)/;
const ATTACK = '\u001b]0;owned\u0007\u001b[2J\u001b[1A\r\u009b2J\u202e';

test('lines keep their ends and colours and lose the rest', () => {
  expect(safeLines('\u001b[31mred\u001b[0m\nnext')).toBe('\u001b[31mred\u001b[0m\nnext');
  expect(safeLines('a\u001b[2Jb\rc\u009bd\u0007')).toBe('a\ufffd[2Jb\ufffdc\ufffdd\ufffd');
});

describe('names in a study', () => {
  const file = path.join(folder, 'hostile.precipice');
  makeStudy(file, { name: ATTACK, recipes: ['bf16-mixed', 'guarded', ATTACK] });
  const database = new Database(file);
  database.prepare('UPDATE run SET reason = ?1, device = ?1').run({ 1: ATTACK });
  database.prepare('UPDATE run SET recipe = ? WHERE recipe = ?').run(ATTACK, 'guarded');
  database.prepare('UPDATE environment SET facts = json_object(?, ?)').run(ATTACK, ATTACK);
  database.prepare('UPDATE event SET run_id = NULL, message = ?').run(ATTACK);
  database.close();
  seal(file);

  test.each(['info', 'info --json', 'show', 'show --json', 'decide', 'doctor', 'programs'])(
    'are printed by %s as text',
    (line) => {
      const [command, ...options] = line.split(' ') as [string, ...string[]];
      const { stdout, stderr } = run(command, file, ...options);
      expect(stdout + stderr).not.toBe('');
      expect(stdout).not.toMatch(STEERING);
      expect(stderr).not.toMatch(STEERING);
    },
  );
});

test('names in a table that is imported are printed as text', () => {
  const table = path.join(folder, 'hostile.csv');
  // A carriage return would end the line of the table.
  const name = ATTACK.replace('\r', '');
  writeFileSync(table, `lr,bs,loss,${name}\n0.1,4,2,1\n${name},4,2,1\n`);
  const out = path.join(folder, 'made.precipice');
  const { stdout, stderr, status } = run('import', table, '--vocabulary', '65', '--out', out);
  expect(status).toBe(0);
  expect(stderr).toContain('line 3: lr is');
  expect(stdout + stderr).not.toMatch(STEERING);
});

describe('a file that is no file for this', () => {
  const spec = path.join(folder, 'spec.json');
  const made = path.join(folder, 'x.precipice');
  writeFileSync(spec, JSON.stringify(readPreset('quick')));
  const huge = path.join(folder, 'huge');
  writeFileSync(huge, '{');
  truncateSync(huge, 10e9);
  const pipe = path.join(folder, 'pipe');
  execFileSync('mkfifo', [pipe]);

  test.each([
    ['a table of 10 GB', ['import', huge, '--out', made], 'has 10000000000 bytes'],
    ['a spec of 10 GB', ['sweep', huge, '--out', made], 'has 10000000000 bytes'],
    ['a text of 10 GB', ['sweep', spec, '--out', made, '--text', huge], 'has 10000000000 bytes'],
    ['a study of 10 GB of nothing', ['info', huge], 'is not a study'],
    ['a pipe as table', ['import', pipe, '--out', made], 'is neither a file nor a folder'],
    ['a pipe as spec', ['sweep', pipe, '--out', made], 'is no ordinary file'],
    ['a pipe as text', ['sweep', spec, '--out', made, '--text', pipe], 'is no ordinary file'],
    ['a pipe as study', ['resume', pipe], 'is not a file'],
    ['a device as text', ['sweep', spec, '--out', made, '--text', '/dev/zero'], 'is no ordinary file'],
  ])('%s is refused soon, in a sentence, and nothing is made', (_, args, sentence) => {
    const before = readdirSync(folder);
    const { status, stderr, stdout, milliseconds } = run(...args);
    expect(stderr).toContain(sentence);
    expect(stderr.trim().split('\n')).toHaveLength(1);
    expect([status, stdout]).toEqual([2, '']);
    expect(milliseconds).toBeLessThan(60_000);
    expect(readdirSync(folder)).toEqual(before);
  });
});
