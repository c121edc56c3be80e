// Files of any kind and size in the place of a study: a reading or one sentence, soon, and the file stays as it is.
import {
  closeSync,
  copyFileSync,
  openSync,
  readdirSync,
  rmSync,
  statSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { seal } from '../../../src-main/study/seal.ts';
import { createStudy, openStudy } from '../../../src-main/study/study.ts';
import { contents, readAll, refusalOf } from '../foreign-support.ts';
import { foreignStudy, soon } from './support.ts';

const { change, file, folder, reading, whole } = foreignStudy();

/** Written by the program when that was its version, then cut down to 18 runs. */
const VERSION_1 = path.resolve(import.meta.dirname, '../golden/version-1.precipice');

describe('files', () => {
  test('a link leads to the study, and one who writes through it keeps out who comes by the other name', () => {
    const link = path.join(folder, 'link.precipice');
    symlinkSync(file, link);
    expect(readAll(link)).toBe(reading);
    const study = openStudy(link, 'write');
    expect(() => openStudy(file, 'write')).toThrow('is being written by another Precipice');
    study.close();
    expect(readdirSync(folder).filter((name) => name.startsWith('link'))).toEqual(['link.precipice']);
    const nowhere = path.join(folder, 'nowhere.precipice');
    symlinkSync(path.join(folder, 'nothing'), nowhere);
    expect(refusalOf(() => openStudy(nowhere, 'read'))).toContain('does not exist');
    expect(refusalOf(() => createStudy(nowhere, contents()))).toContain('exists already');
    rmSync(nowhere);
    rmSync(link);
  });

  test('what is no ordinary file is refused', () => {
    expect(refusalOf(() => openStudy('/dev/zero', 'read'))).toBe('/dev/zero is not a file.');
    expect(refusalOf(() => openStudy(folder, 'write'))).toBe(`${folder} is not a file.`);
  });

  const TEN_GIGABYTES = 10e9;

  test.each([
    ['followed by nothing but zeros', () => copyFileSync(whole, file), null],
    ['of version 1, followed by zeros', () => copyFileSync(VERSION_1, file), null],
    ['of zeros', () => writeFileSync(file, ''), 'is not a study, or it is damaged'],
    [
      'that begins as a text',
      () => writeFileSync(file, 'Call me Ishmael. '.repeat(99)),
      'is not a study, or it is',
    ],
  ])('10 GB %s take no more time than any other file', (_, make, sentence) => {
    make();
    truncateSync(file, TEN_GIGABYTES);
    const refusal = soon(() => refusalOf(() => openStudy(file, 'read').runs()));
    if (sentence === null) expect(refusal).toBeNull();
    else expect(refusal).toContain(sentence);
    expect(statSync(file).size).toBe(TEN_GIGABYTES);
  });

  test('10 GB that say they are all pages of the study are read, of an older version too', () => {
    for (const from of [whole, VERSION_1]) {
      copyFileSync(from, file);
      truncateSync(file, 4096 * 2_441_406);
      const pages = Buffer.alloc(4);
      pages.writeUInt32BE(2_441_406);
      const handle = openSync(file, 'r+');
      writeSync(handle, pages, 0, 4, 28);
      closeSync(handle);
      expect(soon(() => refusalOf(() => openStudy(file, 'read').runs()))).toBeNull();
    }
  });

  test('a study under a seal that someone else put on is still read with care', () => {
    change("UPDATE run SET state = 'x' WHERE id = 1");
    seal(file);
    expect(refusalOf(() => readAll(file))).toContain('state of run 1 is "x"');
  });
});
