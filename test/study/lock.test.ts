// One writer at a time: by several processes at once, by other names of a file, and where the file system has no locks.
import { execFile, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { linkSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { afterAll, expect, test } from 'vitest';
import { openStudy } from '../../src-main/study/study.ts';
import { makeStudy } from './foreign-support.ts';

const folder = mkdtempSync(path.join(tmpdir(), 'precipice-lock-'));
afterAll(() => rmSync(folder, { recursive: true }));
const source = (name: string) =>
  JSON.stringify(path.resolve(import.meta.dirname, '../../src-main/study', name));

/** Locks and unlocks a file for two seconds; who holds the lock also holds a file that nobody else may have made. */
const HOLDER = `
import { lockStudy } from ${source('lock.ts')};
import { closeSync, openSync, unlinkSync } from 'node:fs';
const [file, held] = process.argv.slice(1);
const result = { got: 0, twice: 0 };
for (const end = Date.now() + 2000; Date.now() < end; ) {
  let unlock;
  try { unlock = lockStudy(file, file); } catch (error) {
    if (!/another Precipice/.test(error.message)) throw error;
    continue;
  }
  result.got++;
  try { closeSync(openSync(held, 'wx')); unlinkSync(held); } catch { result.twice++; }
  unlock();
}
process.stdout.write(JSON.stringify(result));`;

test('four processes that lock the same study over and over never hold it together', async () => {
  const file = path.join(folder, 'raced.precipice');
  writeFileSync(file, 'x');
  const run = promisify(execFile);
  const results = await Promise.all(
    Array.from({ length: 4 }, () =>
      run(process.execPath, ['--input-type=module', '-e', HOLDER, file, `${file}-held`]),
    ),
  );
  const counts = results.map(({ stdout }) => JSON.parse(stdout) as { got: number; twice: number });
  expect(counts.reduce((sum, { got }) => sum + got, 0)).toBeGreaterThan(20);
  expect(counts.map(({ twice }) => twice)).toEqual([0, 0, 0, 0]);
  expect(readdirSync(folder)).toEqual(['raced.precipice']);
});

test('a study with two names is read by both and written by none', () => {
  const file = path.join(folder, 'one.precipice');
  makeStudy(file);
  const other = path.join(folder, 'two.precipice');
  linkSync(file, other);
  for (const name of [file, other]) {
    expect(() => openStudy(name, 'write')).toThrow('the file has 2 names (hard links)');
    openStudy(name, 'read').close();
  }
  rmSync(other);
  openStudy(file, 'write').close();
});

const canTrace = spawnSync('strace', ['-V']).status === 0;
if (!canTrace) process.stderr.write('Skipped, for there is no strace: a file system without locks.\n');

test.skipIf(!canTrace)('a file system without locks is called that', async () => {
  const file = path.join(folder, 'unlocked.precipice');
  makeStudy(file);
  const script = `import { openStudy } from ${source('study.ts')};
    process.stdout.write('ready');
    process.stdin.once('data', () => {
      try { openStudy(process.argv[1], 'write').close(); } catch (error) { process.stdout.write(error.message); }
      process.exit();
    });`;
  const opener = spawn(process.execPath, ['--input-type=module', '-e', script, file]);
  let said = '';
  opener.stdout.on('data', (chunk) => (said += String(chunk)));
  await expect.poll(() => said).toBe('ready');
  // From here on the system refuses it every lock.
  const inject = ['-e', 'trace=fcntl', '-e', 'inject=fcntl:error=ENOLCK'];
  const tracer = spawn('strace', ['-f', '-o', '/dev/null', ...inject, '-p', String(opener.pid)]);
  let attached = '';
  tracer.stderr.on('data', (chunk) => (attached += String(chunk)));
  await expect.poll(() => attached).toMatch(/attached|not permitted/);
  const ended = once(opener, 'exit');
  opener.stdin.write('open\n');
  await ended;
  tracer.kill();
  if (attached.includes('not permitted'))
    return process.stderr.write('Skipped, for strace may not attach.\n');
  expect(said).toContain('its file system keeps no locks');
  return openStudy(file, 'write').close();
});
