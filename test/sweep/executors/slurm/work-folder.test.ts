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
import { WorkFolder, workFolderOf } from '../../../../src-main/sweep/executors/slurm/work-folder.ts';
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
