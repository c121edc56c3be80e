// The checksum behind a study, and objects of SQL that no study has: whatever another program did to a file is told.
import Database from 'better-sqlite3';
import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { checkSeal, unseal } from '../../../src-main/study/seal.ts';
import { openStudy } from '../../../src-main/study/study.ts';
import { hashOf, refusalOf } from '../foreign-support.ts';
import { foreignStudy, soon } from './support.ts';

const { bytes, file, whole } = foreignStudy();

describe('the seal', () => {
  test('is taken off while a study is written and put on when it is closed; SQLite reads through it', () => {
    expect(checkSeal(whole)).toBe('fits');
    const study = openStudy(file, 'write');
    study.rename('another');
    expect(checkSeal(file)).toBe('none');
    study.close();
    expect(checkSeal(file)).toBe('fits');
    const database = new Database(file, { readonly: true });
    expect(database.pragma('integrity_check', { simple: true })).toBe('ok');
    database.close();
  });

  test('tells what another program changed', () => {
    const database = new Database(file);
    database.exec("UPDATE study SET name = 'xxxxx'");
    database.close();
    expect(refusalOf(() => openStudy(file, 'read'))).toContain('its checksum differs');
    expect(refusalOf(() => openStudy(file, 'write'))).toContain('its checksum differs');
    expect(existsSync(`${file}-lock`)).toBe(false);
  });
});

describe('objects of SQL that no study has', () => {
  const endless = 'WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT i AS id FROM n';
  test.each([
    ['a trigger', ['CREATE TRIGGER evil AFTER INSERT ON event BEGIN DELETE FROM run; END'], 'evil'],
    ['a view', ['CREATE VIEW evil AS SELECT 1'], 'evil'],
    ['a view for a table', ['DROP TABLE checkpoint', `CREATE VIEW checkpoint AS ${endless}`], 'checkpoint'],
    [
      'an endless view for the runs',
      ['ALTER TABLE run RENAME TO other', `CREATE VIEW run AS ${endless}`],
      'other',
    ],
    ['an index over an expression', ['CREATE INDEX evil ON run (abs(seed))'], 'evil'],
    ['a generated column', ['ALTER TABLE run ADD COLUMN evil TEXT AS (hex(zeroblob(10000000)))'], 'run'],
    [
      'a default that computes',
      [
        'DROP TABLE checkpoint',
        "CREATE TABLE checkpoint (id INTEGER PRIMARY KEY, state BLOB DEFAULT (hex('a')))",
      ],
      'checkpoint',
    ],
    ['a virtual table', ['CREATE VIRTUAL TABLE evil USING fts5(a)'], 'evil'],
    ['statistics', ['ANALYZE'], 'sqlite_stat1'],
    ['a table less', ['DROP TABLE site_statistics'], 'site_statistics'],
  ])('%s is refused by name', (_, statements, name) => {
    unseal(file);
    const database = new Database(file);
    for (const statement of statements) database.exec(statement);
    database.close();
    const before = hashOf(file);
    for (const mode of ['read', 'write'] as const) {
      expect(soon(() => refusalOf(() => openStudy(file, mode)))).toContain(name);
    }
    expect(hashOf(file)).toBe(before);
  });

  test('a reader cannot write, and cannot be made to', () => {
    const study = openStudy(file, 'read');
    expect(() => study.rename('x')).toThrow('read-only');
    study.close();
    expect(readFileSync(file).equals(bytes)).toBe(true);
  });
});
