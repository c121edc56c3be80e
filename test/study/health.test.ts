import { execFileSync, spawnSync } from 'node:child_process';
import { copyFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { homedir, tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { checkHealth } from '../../src-main/study/health.ts';

const EXAMPLE = path.resolve(import.meta.dirname, '../../resources/example.precipice');
const folder = mkdtempSync(path.join(tmpdir(), 'precipice-health-'));
afterAll(() => rmSync(folder, { recursive: true }));

test('a sound study has nothing wrong', () => {
  expect(checkHealth(EXAMPLE).filter(({ isWrong }) => isWrong)).toEqual([]);
});

test('a study with a page overwritten is told from a sound one', () => {
  const file = path.join(folder, 'bad.precipice');
  const bytes = readFileSync(EXAMPLE);
  // SQLite's pages are 4096 bytes; the first holds the schema, so that the file still opens.
  bytes.fill(0x5a, 40 * 4096, 60 * 4096);
  writeFileSync(file, bytes);
  expect(checkHealth(file).some(({ isWrong }) => isWrong)).toBe(true);
});

test('the command says so by its exit code, and names no folder of the user', () => {
  const copy = path.join(folder, 'cut.precipice');
  copyFileSync(EXAMPLE, copy);
  writeFileSync(copy, readFileSync(copy).subarray(0, 5000));
  const cli = ['src-main/cli/main.ts', 'doctor'];
  const env = { ...process.env, PRECIPICE_LIBRARY: path.join(folder, 'library') };
  const sound = execFileSync(process.execPath, [...cli, EXAMPLE], {
    encoding: 'utf8',
    env,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  expect(sound).toContain('database  ');
  expect(sound).not.toContain(homedir());
  const { status, stdout } = spawnSync(process.execPath, [...cli, copy], { encoding: 'utf8', env });
  expect(status).toBe(1);
  expect(stdout).toContain('! cut.precipice');
  expect(stdout).not.toContain(folder + path.sep + 'cut');
});
