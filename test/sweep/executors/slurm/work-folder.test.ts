// The folder beside a study in which its tasks lie: only what this program put there is read or removed.
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { openStudy } from '../../../../src-main/study/study.ts';
import { endTasks } from '../../../../src-main/sweep/executors/slurm/end-tasks.ts';
import { DEFAULT_SETTINGS } from '../../../../src-main/sweep/executors/slurm/settings.ts';
import {
  readAttempts,
  WorkFolder,
  workFolderOf,
} from '../../../../src-main/sweep/executors/slurm/work-folder.ts';
import { makeStudy } from '../../../study/foreign-support.ts';

let base: string;
let file: string;
let folder: string;
beforeEach(() => {
  base = mkdtempSync(path.join(tmpdir(), 'precipice-work-'));
  file = path.join(base, 'study.precipice');
  folder = workFolderOf(file);
});
afterEach(() => rmSync(base, { recursive: true }));

describe('of a stranger', () => {
  test.each([
    [
      'a folder without settings',
      () => (mkdirSync(folder), writeFileSync(path.join(folder, 'thesis.tex'), 'x')),
    ],
    [
      'a folder with settings of something else',
      () => (mkdirSync(folder), writeFileSync(path.join(folder, 'settings.json'), '{"theme":"dark"}')),
    ],
    [
      'a folder with settings that are no JSON',
      () => (mkdirSync(folder), writeFileSync(path.join(folder, 'settings.json'), 'theme = dark')),
    ],
    ['a file', () => writeFileSync(folder, 'x')],
    [
      'a link to a folder of ours elsewhere',
      () => {
        const other = path.join(base, 'other.slurm');
        new WorkFolder(other).writeSettings(DEFAULT_SETTINGS);
        symlinkSync(other, folder);
      },
    ],
  ])('%s is left as it is by cancel, and Slurm refuses to use it', async (_, make) => {
    makeStudy(file);
    make();
    const study = openStudy(file, 'write');
    expect(await endTasks(study, file)).toEqual({ tasks: 0, merged: 0 });
    study.close();
    expect(existsSync(folder)).toBe(true);
    expect(() => new WorkFolder(folder).writeSettings(DEFAULT_SETTINGS)).toThrow(
      'is not a folder that Precipice made',
    );
  });
});

test('our own is removed, but for what others put there', () => {
  const work = new WorkFolder(folder);
  work.writeSettings(DEFAULT_SETTINGS);
  work.addArray();
  writeFileSync(path.join(work.addArray(), 'array.json'), '{}');
  expect(work.exists).toBe(true);
  writeFileSync(path.join(folder, 'notes.txt'), 'mine');
  work.remove();
  expect(readdirSync(folder)).toEqual(['notes.txt']);
  expect(readFileSync(path.join(folder, 'notes.txt'), 'utf8')).toBe('mine');
  rmSync(path.join(folder, 'notes.txt'));
  work.writeSettings(DEFAULT_SETTINGS);
  work.remove();
  expect(existsSync(folder)).toBe(false);
});

test('the folder of an array has a name that never comes again, so that a node that wakes up late writes into no later one', () => {
  const work = new WorkFolder(folder);
  const names = [1, 2, 3].map(() => {
    work.writeSettings(DEFAULT_SETTINGS);
    const array = work.addArray();
    work.remove();
    expect(existsSync(array)).toBe(false);
    return path.basename(array);
  });
  expect(names.map((name) => name.split('-')[0])).toEqual(['1', '1', '1']);
  expect(new Set(names).size).toBe(3);
});

test('arrays are told oldest first, those of earlier versions too, of which only the number is the name', () => {
  const work = new WorkFolder(folder);
  work.writeSettings(DEFAULT_SETTINGS);
  for (const name of ['9', '10']) mkdirSync(path.join(folder, name));
  const made = work.addArray();
  for (const name of ['9', '10', path.basename(made)])
    writeFileSync(path.join(folder, name, 'array.json'), '{}');
  expect(path.basename(made)).toMatch(/^11-/);
  expect(work.arrays()).toEqual([path.join(folder, '9'), path.join(folder, '10'), made]);
  work.remove();
  expect(existsSync(folder)).toBe(false);
});

test('of attempts at a task the last that has begun and the last that has left a shard are told, and no half-written one', () => {
  mkdirSync(folder);
  const names = ['3.progress.json', '3.2.progress.json', '3.1.precipice', '3.precipice', '4.precipice'];
  const others = [
    '3.7.progress.json.n1-12.part',
    '3.9.precipice.n1-12.part',
    '3.log',
    'array.json',
    '.3.8.precipice',
  ];
  for (const name of [...names, ...others]) writeFileSync(path.join(folder, name), '');
  const { begun, shards } = readAttempts(folder);
  expect([...begun]).toEqual([[3, 2]]);
  expect([...shards].sort()).toEqual([
    [3, 1],
    [4, 0],
  ]);
});
