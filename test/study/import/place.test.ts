// What lies at a path: storages of Optuna in folders, and tables whose names are those of logs. The storages are Optuna's own (test/oracle).
import Database from 'better-sqlite3';
import {
  copyFileSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import type { Mapping } from '../../../src-main/spec/import-mapping.ts';
import { choicesOf } from '../../../src-main/study/import/choices.ts';
import { guessMapping } from '../../../src-main/study/import/guess/guess.ts';
import { readFolder } from '../../../src-main/study/import/folder/read-folder.ts';
import { readPlace } from '../../../src-main/study/import/place.ts';
import { importRuns } from '../../../src-main/study/import/runs.ts';
import type { Table } from '../../../src-main/study/import/table.ts';
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

test('of several storages, and studies in them, one is to be chosen, and is as it is by itself', () => {
  const folder = folderWith({
    'a.db': 'optuna.db',
    'b/j.log': 'optuna-journal.log',
    'c.db': 'optuna-studies.db',
    'd.db': 'optuna-objectives.db',
  });
  const { table } = readPlace(folder);
  const mapping = guessMapping(table);
  const names = ['a.db', 'c.db: first', 'c.db: second', 'd.db', 'b/j.log'];
  expect(choicesOf(table, mapping).studies).toEqual(names);
  const [asked] = importRuns(table, mapping).questions;
  expect(asked!.sentence).toContain(`It holds 5 studies (${names.slice(0, 4).join(', ')}`);
  const runsOf = (from: Table, own: Partial<Mapping>) =>
    importRuns(from, { ...guessMapping(from), ...own }).runs.map(({ planned, measured, failure }) => ({
      planned,
      measured,
      failure,
    }));
  const alone = (name: string) => readPlace(path.join(IMPORTS, name)).table;
  const objective = { columns: { ...mapping.columns, tailLoss: 'values_0' } };
  expect(runsOf(table, { ...objective, study: 'a.db' })).toEqual(runsOf(alone('optuna.db'), {}));
  expect(runsOf(table, { ...objective, study: 'b/j.log' })).toEqual(runsOf(alone('optuna-journal.log'), {}));
  expect(runsOf(table, { ...objective, study: 'c.db: second' })).toEqual(
    runsOf(alone('optuna-studies.db'), { study: 'second' }),
  );
});

test('runs beside a storage come first', () => {
  const runs = copyOf('csv');
  copyFileSync(path.join(IMPORTS, 'optuna.db'), path.join(runs, 'optuna.db'));
  const { table } = readPlace(runs);
  expect(table.kind).toBe('Folder');
  expect(table.notes!.join()).toContain('one of Optuna is imported by itself');
});

test('of several experiments of MLflow, which is meant is asked; they may be taken together', () => {
  const folder = copyOf('mlflow');
  const [experiment] = readdirSync(folder).filter((name) => /^\d+$/.test(name) && name !== '0');
  const other = path.join(folder, '77');
  mkdirSync(other);
  writeFileSync(path.join(other, 'meta.yaml'), "experiment_id: '77'\nname: another text\n");
  writeFileSync(
    path.join(folder, experiment!, 'meta.yaml'),
    `experiment_id: '${experiment}'\nname: one text\n`,
  );
  const [run] = readdirSync(path.join(folder, experiment!), { withFileTypes: true }).filter((entry) =>
    entry.isDirectory(),
  );
  renameSync(path.join(folder, experiment!, run!.name), path.join(other, run!.name));
  const { table } = readPlace(folder);
  const mapping = guessMapping(table);
  const read = (study: string | null) => importRuns(table, { ...mapping, study });
  expect(choicesOf(table, mapping)).toMatchObject({
    studies: ['another text', 'one text'],
    mayBeOneStudy: true,
  });
  expect(read(null).questions[0]!.sentence).toBe(
    'It holds 2 experiments of MLflow (another text, one text); say which is meant by --study, --study "*" to take all of them, or --recipe study to compare them.',
  );
  expect(read('another text').runs).toHaveLength(1);
  expect(read('one text').runs).toHaveLength(11);
  expect(read('*').runs).toHaveLength(12);
  expect(read('*').questions.filter(({ topic }) => topic === 'study')).toEqual([]);

  // Where the folder does not name its experiment, the runs say its number; and where not even they do, they are of none.
  rmSync(path.join(other, 'meta.yaml'));
  expect(readPlace(folder).table.studies?.names).toEqual([`experiment ${experiment}`, 'one text']);
  const own = path.join(other, run!.name, 'meta.yaml');
  writeFileSync(own, readFileSync(own, 'utf8').replace(/^experiment_id:.*\n/m, ''));
  const unnamed = readPlace(folder).table;
  expect(unnamed.studies?.names).toEqual(['one text', 'without one']);
  expect(importRuns(unnamed, { ...mapping, study: 'without one' }).runs).toHaveLength(1);
});

test('so is which of the projects of W&B, and the experiments of a database', () => {
  const studiesOf = (place: string) => readPlace(place).table.studies;
  expect(readFolder(copyOf('wandb')).runs.map(({ study }) => study)).toEqual(Array(12).fill('grid'));
  expect(studiesOf(copyOf('wandb'))).toBeUndefined();
  const folder = copyOf('mlflow-db');
  const [file] = readdirSync(folder).filter((name) => name.endsWith('.db'));
  const database = new Database(path.join(folder, file!));
  database.exec('CREATE TABLE IF NOT EXISTS experiments (experiment_id INTEGER PRIMARY KEY, name TEXT)');
  database.exec("INSERT INTO experiments SELECT DISTINCT experiment_id, 'one text' FROM runs");
  database.exec("INSERT INTO experiments (experiment_id, name) VALUES (77, 'another text')");
  database.exec('UPDATE runs SET experiment_id = 77 WHERE run_uuid = (SELECT MIN(run_uuid) FROM runs)');
  expect(studiesOf(folder)?.names).toEqual(['another text', 'one text']);
  expect(studiesOf(folder)?.words).toBe('experiments of MLflow');
  database.exec('DELETE FROM experiments WHERE experiment_id = 77');
  expect(studiesOf(folder)?.names).toEqual(['experiment 77', 'one text']);
  database.exec('UPDATE runs SET experiment_id = NULL WHERE experiment_id = 77');
  expect(studiesOf(folder)?.names).toEqual(['one text', 'without one']);
  database.close();
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
