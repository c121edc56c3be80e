import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import {
  continueLog,
  log,
  logEnvironment,
  logFolder,
  openLog,
  readLog,
} from '../../src-main/diagnosis/log.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'precipice-log-'));
  vi.stubEnv('PRECIPICE_LOGS', path.join(folder, 'logs'));
});
afterEach(() => {
  vi.unstubAllEnvs();
  continueLog('nobody');
  rmSync(folder, { recursive: true, force: true });
});

const files = () => readdirSync(logFolder()).sort();
const MiB = 1024 * 1024;

test('nothing is written where nobody opened a log, and no file is made before the first line', () => {
  log.info('lost');
  openLog('serve');
  expect(() => files()).toThrow('ENOENT');
  log.info('kept');
  expect(files()).toHaveLength(1);
});

test('a line says when, who, how grave and what, without names of folders', () => {
  openLog('serve');
  log.warn(`${path.join(folder, 'secret plans', 'a.csv')} is empty.`);
  const [file] = files() as [string];
  expect(file).toMatch(/^\d{4}-\d\d-\d\dT[\d-]+Z-serve-\d+-001\.log$/);
  expect(readFileSync(path.join(logFolder(), file), 'utf8')).toMatch(
    /^\d{4}-\d\d-\d\dT[\d:.]+Z serve warn <path>\/a\.csv is empty\.\n$/,
  );
});

test('an error comes with its stack, each line of it indented', () => {
  openLog('serve');
  log.error('A call failed', new TypeError('not a number'));
  const [first, second] = readLog(50).last.split('\n') as [string, string];
  expect(first).toContain('serve error A call failed: TypeError: not a number');
  expect(second).toMatch(/^ {6}at .*<precipice>\/test\/diagnosis\/log\.test\.ts/);
});

test('a host goes on with the log of the process that started it', () => {
  openLog('serve');
  log.info('one');
  const environment = logEnvironment();
  for (const [name, value] of Object.entries(environment)) vi.stubEnv(name, value);
  continueLog('host');
  log.info('two');
  expect(files()).toHaveLength(1);
  expect(readLog(10).last).toMatch(/serve info one\n.* host info two$/);
});

test('a full file is followed by the next, and the oldest make room: the folder stays below eight MiB', () => {
  openLog('serve');
  for (let line = 0; line < 2000; line++) log.info(`${line} ${'x'.repeat(7900)}`);
  const sizes = files().map((name) => statSync(path.join(logFolder(), name)).size);
  expect(sizes.length).toBeGreaterThan(5);
  expect(Math.max(...sizes)).toBeLessThan(1.1 * MiB);
  expect(sizes.reduce((sum, size) => sum + size)).toBeLessThanOrEqual(8 * MiB);
  expect(/ (\d+) x/.exec(readLog(1).last)![1]).toBe('1999');
});

test('an endless entry is cut', () => {
  openLog('serve');
  log.info('x'.repeat(MiB));
  expect(readLog(1).bytes).toBeLessThan(10_000);
});

test('the last lines are found over several files', () => {
  openLog('first');
  log.info('a');
  log.info('b');
  const [first] = files() as [string];
  writeFileSync(path.join(logFolder(), `9${first}`), 'c\nd\n');
  const lines = readLog(3).last.split('\n');
  expect(lines.map((line) => line.at(-1))).toEqual(['b', 'c', 'd']);
  expect(readLog(3).files).toBe(2);
});

test('where no log can be written, work goes on and one line says so', () => {
  writeFileSync(path.join(folder, 'logs'), 'a file is in the way');
  openLog('serve');
  const said = vi.spyOn(process.stderr, 'write').mockReturnValue(true);
  log.info('one');
  log.info('two');
  expect(said.mock.calls).toHaveLength(1);
  expect(said.mock.calls[0]![0]).toMatch(/^No log is written from here on: /);
  said.mockRestore();
});
