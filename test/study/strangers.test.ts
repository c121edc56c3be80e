// Closed studies that come to lie beside what killed writers of other studies left: nothing of a stranger is ever read, and
// nothing is lost.
import Database from 'better-sqlite3';
import {
  chmodSync,
  copyFileSync,
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { checkHealth } from '../../src-main/study/health.ts';
import { lockBeside } from '../../src-main/study/lock.ts';
import { openStudy } from '../../src-main/study/study.ts';
import { makeStudy } from './foreign-support.ts';

let folder: string;
let file: string;
beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'precipice-strangers-'));
  file = path.join(folder, 'study.precipice');
});
afterEach(() => {
  chmodSync(folder, 0o755);
  rmSync(folder, { recursive: true });
});

function nameOf(study: string, mode: 'read' | 'write' = 'read'): string {
  const opened = openStudy(study, mode);
  try {
    return opened.info().name;
  } finally {
    opened.close();
  }
}

/** The log that a killed writer of another study leaves under this name, and the bytes of it. */
function leaveLog(kind: 'wal' | 'journal'): Buffer {
  const other = path.join(folder, 'other');
  makeStudy(other);
  if (kind === 'wal') {
    const study = openStudy(other, 'write');
    study.rename('stranger');
    copyFileSync(`${other}-wal`, `${file}-wal`);
    study.close();
  } else {
    const database = new Database(other);
    database.pragma('cache_size = 1');
    database.exec(
      "BEGIN; UPDATE study SET name = 'stranger'; UPDATE run SET reason = printf('%.4000c', 'x')",
    );
    copyFileSync(`${other}-journal`, `${file}-journal`);
    database.exec('ROLLBACK');
    database.close();
  }
  rmSync(other);
  return readFileSync(`${file}-${kind}`);
}

const setAside = () => readdirSync(folder).filter((name) => name.includes('.set-aside-'));

describe.each(['wal', 'journal'] as const)(
  'a closed study beside the -%s of a killed writer of another one',
  (kind) => {
    test.each(['read', 'write'] as const)(
      'is itself when it is opened to %s, and the log is kept',
      (mode) => {
        const log = leaveLog(kind);
        makeStudy(`${file}.closed`, { name: 'mine' });
        const closed = readFileSync(`${file}.closed`);
        writeFileSync(file, closed);
        expect(nameOf(file, mode)).toBe('mine');
        expect(nameOf(file)).toBe('mine');
        expect(setAside()).toHaveLength(1);
        expect(readFileSync(path.join(folder, setAside()[0]!))).toEqual(log);
        if (mode === 'read') expect(readFileSync(file)).toEqual(closed);
      },
    );

    test('is itself in a folder that cannot be written, and nothing there changes', () => {
      leaveLog(kind);
      makeStudy(`${file}.closed`, { name: 'mine' });
      copyFileSync(`${file}.closed`, file);
      const before = readdirSync(folder);
      // Root may write everywhere; a folder in the lock's place keeps it out as well.
      const inTheWay = `${file}-lock`;
      writeFileSync(path.join(folder, 'plain'), '');
      rmSync(inTheWay, { force: true });
      if (process.getuid?.() === 0)
        writeFileSync(inTheWay, 'no database, but long enough to be taken for a damaged one'.repeat(99));
      else chmodSync(folder, 0o555);
      expect(nameOf(file)).toBe('mine');
      expect(setAside()).toEqual([]);
      expect(readdirSync(folder)).toEqual(expect.arrayContaining(before));
    });

    test('doctor says what lay beside it', () => {
      leaveLog(kind);
      makeStudy(`${file}.closed`);
      copyFileSync(`${file}.closed`, file);
      const found = checkHealth(file).find(({ what }) => what.endsWith(': log'));
      expect(found?.found).toContain(`study.precipice-${kind}.set-aside-`);
      expect(found?.found).toContain('another study');
    });
  },
);

test('the log of its own killed writer is taken in', () => {
  makeStudy(file);
  const writer = openStudy(file, 'write');
  writer.rename('before the kill');
  const killed = path.join(folder, 'killed');
  for (const ending of ['', '-wal']) copyFileSync(`${file}${ending}`, `${killed}${ending}`);
  writer.close();
  expect(nameOf(killed)).toBe('before the kill');
  expect(nameOf(killed, 'write')).toBe('before the kill');
  expect(existsSync(`${killed}-wal`)).toBe(false);
  expect(setAside()).toEqual([]);
});

test.each(['', 'no database', 'x'.repeat(5000)])(
  'the log beside a file that is no study any more stays (%#)',
  (content) => {
    leaveLog('wal');
    writeFileSync(file, content);
    for (const mode of ['write', 'read'] as const) {
      expect(() => nameOf(file, mode)).toThrow('is not a');
      expect(existsSync(`${file}-wal`)).toBe(true);
    }
  },
);

test('while a writer holds the study a reader leaves its log alone', () => {
  makeStudy(file);
  const unlock = lockBeside(file, file);
  writeFileSync(`${file}-wal`, 'as if it had just begun');
  expect(() => nameOf(file)).toThrow('is being written by another Precipice');
  expect(existsSync(`${file}-wal`)).toBe(true);
  unlock();
});
