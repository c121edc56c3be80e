// Exports go where they may: never over a study, what belongs to one, or what is no plain file.
import {
  copyFileSync,
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
import { afterAll, describe, expect, test } from 'vitest';
import { UsageError } from '../../src-main/cli/usage.ts';
import { checkUnnamedOut, writeOut } from '../../src-main/cli/write-out.ts';
import { exportStudy } from '../../src-main/report/export-study.ts';
import { CAMERA_PRESETS } from '../../src-main/report/figures/scene/camera.ts';
import { printByChromium } from '../../src-main/report/pdf.ts';
import { openStudy } from '../../src-main/study/study.ts';
import { makeStudy } from '../study/foreign-support.ts';

const folder = mkdtempSync(path.join(tmpdir(), 'precipice-out-'));
afterAll(() => rmSync(folder, { recursive: true }));
const at = (name: string) => path.join(folder, name);
const OPTIONS = {
  figure: null,
  theme: 'light',
  colour: 'unstable',
  height: 'stable',
  recipe: null,
  versus: null,
  camera: CAMERA_PRESETS.corner,
  language: 'en',
  decide: null,
} as const;
const bytes = new TextEncoder().encode('exported');
makeStudy(at('study.precipice'));
makeStudy(at('named-otherwise.svg'));
symlinkSync(at('study.precipice'), at('link.svg'));
symlinkSync(at('nothing'), at('nowhere.svg'));
mkdirSync(at('folder'));

describe('an export', () => {
  test.each([
    ['study.precipice', 'a study or a part of one'],
    ['named-otherwise.svg', 'a study or a part of one'],
    ['link.svg', 'a study or a part of one'],
    ['study.precipice-wal', 'a file that SQLite would take for a part of a study'],
    ['study.precipice-lock', 'a file that SQLite would take for a part of a study'],
    ['nowhere.svg', 'a link that leads nowhere'],
    ['folder', 'a folder'],
    ['/dev/null', 'no plain file'],
  ])('is not written to %s', (name, what) => {
    const out = path.resolve(folder, name);
    expect(() => writeOut(out, name, bytes)).toThrow(
      new UsageError(`--out is "${name}", which is ${what}; it must be a new file, or one to write over.`),
    );
    openStudy(at('study.precipice'), 'read').close();
    openStudy(at('named-otherwise.svg'), 'read').close();
  });

  test('replaces a plain file, also through a link, and leaves nothing else', () => {
    writeFileSync(at('old.svg'), 'old');
    symlinkSync(at('old.svg'), at('to-old.svg'));
    writeFileSync(at('old.svg.part'), 'mine');
    const before = readdirSync(folder).toSorted();
    writeOut(at('to-old.svg'), 'to-old.svg', bytes);
    expect(readFileSync(at('old.svg'), 'utf8')).toBe('exported');
    expect(readFileSync(at('old.svg.part'), 'utf8')).toBe('mine');
    expect(readdirSync(folder).toSorted()).toEqual(before);
  });

  test('without a name never takes the place of a table or a JSON file of the user', async () => {
    const file = at('runs.precipice');
    copyFileSync(at('study.precipice'), file);
    for (const format of ['csv', 'json'] as const) {
      const beside = at(`runs.${format}`);
      const study = openStudy(file, 'read');
      const { bytes: exported } = await exportStudy(study, { ...OPTIONS, format }, printByChromium);
      study.close();
      writeFileSync(beside, exported);
      checkUnnamedOut(beside, `runs.${format}`, format);
      for (const others of ['lr,loss\n1e-3,2\n', '', '{"runs":[]}']) {
        writeFileSync(beside, others);
        expect(() => checkUnnamedOut(beside, `runs.${format}`, format)).toThrow(
          new UsageError(
            `runs.${format} is there already and was not exported by Precipice; say with --out where to write, or move it.`,
          ),
        );
      }
    }
  });

  test('into a folder that does not exist says so', () => {
    expect(() => writeOut(at('missing/x.svg'), 'missing/x.svg', bytes)).toThrow('cannot be written (ENOENT)');
  });
});
