// What lies at a path: storages of Optuna in folders, and tables whose names are those of logs. The storages are Optuna's own (test/oracle).
import { copyFileSync, mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { guessMapping } from '../../../src-main/study/import/guess/guess.ts';
import { readPlace } from '../../../src-main/study/import/place.ts';
import { importRuns } from '../../../src-main/study/import/runs.ts';
import { copyOf, emptyFolder, GOLDEN } from './folder-support.ts';

const IMPORTS = path.join(GOLDEN, '../imports');

function folderWith(files: Readonly<Record<string, string>>): string {
  const folder = emptyFolder();
  for (const [to, from] of Object.entries(files)) {
    const place = path.join(folder, to);
    mkdirSync(path.dirname(place), { recursive: true });
    copyFileSync(path.join(IMPORTS, from), place);
  }
  return folder;
}

/** Settings, losses and ends of the runs, without the numbers of their rows. */
function runsAt(place: string) {
  const { table } = readPlace(place);
  const { runs } = importRuns(table, guessMapping(table));
  return runs.map(({ planned, measured, failure, curve }) => ({ planned, measured, failure, curve }));
}

test.each([
  ['a database', 'studies/optuna.db', 'optuna.db'],
  ['a journal', 'deep/er/optuna_journal_storage.log', 'optuna-journal.log'],
])('a folder that holds %s of Optuna and no runs is that', (_, to, from) => {
  const folder = folderWith({ [to]: from });
  const own = runsAt(path.join(IMPORTS, from));
  expect(own.length).toBeGreaterThan(0);
  expect(runsAt(folder)).toEqual(own);
  expect(readPlace(folder).table.notes).toContain(`The folder holds the storage of an Optuna study, ${to}.`);
});

test('a live database is read with its log in a folder as well', () => {
  const folder = folderWith({ 'a.db': 'optuna-live.db', 'a.db-wal': 'optuna-live.db-wal' });
  expect(runsAt(folder)).toHaveLength(runsAt(path.join(IMPORTS, 'optuna-live.db')).length);
});

test('of several storages one is to be chosen, and runs beside one come first', () => {
  const folder = folderWith({ 'a.db': 'optuna.db', 'b/j.log': 'optuna-journal.log' });
  expect(() => readPlace(folder)).toThrow(
    /holds 2 storages of Optuna \(a\.db, b\/j\.log\); import one of them\.$/,
  );
  const runs = copyOf('csv');
  copyFileSync(path.join(IMPORTS, 'optuna.db'), path.join(runs, 'optuna.db'));
  const { table } = readPlace(runs);
  expect(table.kind).toBe('Folder');
  expect(table.notes!.join()).toContain('one of Optuna is imported by itself');
});

test('a table under the name of a log is a table, and a text that is neither is said to be', () => {
  const folder = emptyFolder();
  const file = (name: string, text: string) => {
    writeFileSync(path.join(folder, name), text);
    return path.join(folder, name);
  };
  expect(readPlace(file('runs.txt', 'lr,bs,loss\n0.1,8,3\n')).table.columns).toEqual(['lr', 'bs', 'loss']);
  expect(readPlace(file('runs.log', '{"lr":0.1,"loss":3}\n')).table.kind).toBe('JSON');
  expect(() => readPlace(file('a.log', 'hello, world\nfoo, bar\n'))).toThrow(
    'a.log has no lines of a trainer that is known.',
  );
  expect(() => readPlace(file('b.log', ''))).toThrow(
    'b.log has no lines of a trainer that is known, and is no table: b.log is empty.',
  );
});
