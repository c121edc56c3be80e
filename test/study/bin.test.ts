// What is deleted in the library is kept, whatever else has its name, whoever is killed meanwhile, and whatever it lies beside.
import {
  copyFileSync,
  existsSync,
  linkSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { identityOf } from '../../src-main/study/lock.ts';
import { idOf, Library } from '../../src-main/study/library.ts';
import { checkSeal } from '../../src-main/study/seal.ts';
import { openStudy } from '../../src-main/study/study.ts';
import { makeStudy } from './foreign-support.ts';

let folder: string;
let library: Library;
beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'precipice-bin-'));
  library = new Library(folder, []);
});
afterEach(() => rmSync(folder, { recursive: true }));

const inBin = () =>
  readdirSync(path.join(folder, '.removed')).flatMap((number) =>
    readdirSync(path.join(folder, '.removed', number)).map((name) => `${number}/${name}`),
  );
const at = (name: string) => path.join(folder, `${name}.precipice`);

function nameOf(file: string): string {
  const study = openStudy(file, 'read');
  try {
    return study.info().name;
  } finally {
    study.close();
  }
}

describe('deleted studies', () => {
  test('of one name are all kept, and each comes back as itself', () => {
    const numbers = ['first', 'second', 'third'].map((name) => {
      makeStudy(at('same'), { name });
      return library.remove(idOf(at('same')));
    });
    expect(inBin()).toHaveLength(3);
    for (const [index, name] of (['first', 'second', 'third'] as const).entries()) {
      expect(nameOf(library.restore(numbers[index]!).file)).toBe(name);
      rmSync(at('same'));
    }
  });

  test('stay in the bin while another one has their name, which stays what it is', () => {
    makeStudy(at('same'), { name: 'first' });
    const number = library.remove(idOf(at('same')));
    makeStudy(at('same'), { name: 'second' });
    expect(() => library.restore(number)).toThrow('exists meanwhile');
    expect(nameOf(at('same'))).toBe('second');
    expect(inBin()).toHaveLength(1);
  });

  test('are one sealed file with all that their killed writer had finished', () => {
    makeStudy(at('whole'));
    const writer = openStudy(at('whole'), 'write');
    writer.rename('before the kill');
    for (const ending of ['', '-wal']) copyFileSync(`${at('whole')}${ending}`, `${at('killed')}${ending}`);
    writer.close();
    const number = library.remove(idOf(at('killed')));
    expect(inBin()).toEqual([`${number}/killed.precipice`]);
    expect(checkSeal(path.join(folder, '.removed', inBin()[0]!))).toBe('fits');
    expect(nameOf(library.restore(number).file)).toBe('before the kill');
  });

  test('are not taken from under another process that writes them', () => {
    makeStudy(at('busy'));
    const writer = openStudy(at('busy'), 'write');
    expect(() => library.remove(idOf(at('busy')))).toThrow('is being written by another Precipice');
    writer.rename('goes on');
    writer.close();
    expect(nameOf(at('busy'))).toBe('goes on');
    expect(readdirSync(folder).filter((name) => name.startsWith('busy'))).toEqual(['busy.precipice']);
  });

  test('that are damaged go with all their parts, and come back with them', () => {
    writeFileSync(at('damaged'), 'no database');
    writeFileSync(`${at('damaged')}-wal`, 'no log');
    const number = library.remove(idOf(at('damaged')));
    expect(existsSync(at('damaged'))).toBe(false);
    library.restore(number);
    expect(readFileSync(at('damaged'), 'utf8')).toBe('no database');
    expect(readFileSync(`${at('damaged')}-wal`, 'utf8')).toBe('no log');
    expect(inBin()).toEqual([]);
  });

  test('whose move was interrupted are moved when the library is opened next, and nothing newer with them', () => {
    writeFileSync(at('cut'), 'the damaged one');
    writeFileSync(`${at('cut')}-wal`, 'its log');
    const number = '00112233445566ff';
    const kept = path.join(folder, '.removed', number, 'cut.precipice');
    mkdirSync(path.dirname(kept), { recursive: true });
    const meant = ['', '-wal'].map((ending) => ({
      from: `${at('cut')}${ending}`,
      to: `${kept}${ending}`,
      identity: identityOf(`${at('cut')}${ending}`),
    }));
    // Killed after the first of two renames; then someone makes a file of the same name.
    writeFileSync(path.join(path.dirname(kept), '.intent'), JSON.stringify(meant));
    renameSync(at('cut'), kept);
    writeFileSync(at('cut'), 'newer');
    const opened = new Library(folder, []);
    expect(readFileSync(at('cut'), 'utf8')).toBe('newer');
    expect(inBin().toSorted()).toEqual([`${number}/cut.precipice`, `${number}/cut.precipice-wal`]);
    rmSync(at('cut'));
    expect(readFileSync(opened.restore(number).file, 'utf8')).toBe('the damaged one');
    expect(readFileSync(`${at('cut')}-wal`, 'utf8')).toBe('its log');
    expect(inBin()).toEqual([]);
  });

  test('come back under names as long as the system takes', () => {
    const file = path.join(folder, `${'n'.repeat(230)}.precipice`);
    makeStudy(file);
    expect(nameOf(library.restore(library.remove(idOf(file))).file)).toBe('small');
    const free = library.freePath('\u{1f600}漢'.repeat(200));
    makeStudy(free);
    openStudy(free, 'write').close();
    expect(Buffer.byteLength(path.basename(free))).toBeLessThan(200);
  });

  test('that have a second name elsewhere keep it', () => {
    makeStudy(at('linked'));
    const other = path.join(folder, 'other');
    linkSync(at('linked'), other);
    library.restore(library.remove(idOf(at('linked'))));
    expect(identityOf(other)).toBe(identityOf(at('linked')));
  });

  test('that are links go alone: what they lead to stays', () => {
    const target = path.join(folder, 'target');
    makeStudy(target);
    symlinkSync(target, at('link'));
    const number = library.remove(idOf(at('link')));
    expect(existsSync(target)).toBe(true);
    expect(nameOf(library.restore(number).file)).toBe('small');
  });
});

describe('a file that is handed over', () => {
  const bytesOf = (name: string) => {
    const file = path.join(folder, 'source');
    makeStudy(file, { name });
    const bytes = readFileSync(file);
    rmSync(file);
    return bytes;
  };

  test('and refused leaves what is in the bin and in the folder as it was', async () => {
    makeStudy(at('same'), { name: 'deleted' });
    const number = library.remove(idOf(at('same')));
    makeStudy(at('same'), { name: 'here' });
    const refuse = () => Promise.reject(new Error('not a study'));
    await expect(library.receive('same.precipice', new Uint8Array(5000), refuse)).rejects.toThrow(
      'not a study',
    );
    expect(nameOf(at('same'))).toBe('here');
    expect(readdirSync(folder).toSorted()).toEqual(['.removed', 'same.precipice']);
    rmSync(at('same'));
    expect(nameOf(library.restore(number).file)).toBe('deleted');
  });

  test('several at once under one name are all kept', async () => {
    const names = ['a', 'b', 'c', 'd'];
    const files = await Promise.all(
      names.map((name) => library.receive('same.precipice', bytesOf(name), () => Promise.resolve())),
    );
    expect(files.map(({ file }) => nameOf(file)).toSorted()).toEqual(names);
  });
});

describe('one bad entry of the library', () => {
  test.each([
    ['a link to nothing', () => symlinkSync('nothing', at('bad')), 'a link to a file that does not exist'],
    [
      'a link to itself',
      () => symlinkSync(path.basename(at('bad')), at('bad')),
      'a link that leads back to itself',
    ],
  ])('%s is one broken card', async (_, make, reason) => {
    makeStudy(at('good'));
    make();
    const { files, lost } = await library.list();
    expect(files.map(({ file }) => file)).toEqual([at('good')]);
    expect(lost.map(({ problem }) => problem)).toEqual([
      `${at('bad')} cannot be read: it is ${reason.replace('it is ', '')}.`,
    ]);
    library.remove(lost[0]!.id);
    expect((await library.list()).lost).toEqual([]);
  });

  test('a file that the system does not let be seen, and a disk that does not answer, cost no other', async () => {
    makeStudy(at('good'));
    makeStudy(at('secret'));
    makeStudy(at('gone'));
    const denied = Object.assign(new Error('denied'), { code: 'EACCES' });
    const { stat } = await import('node:fs/promises');
    const asked = new Library(folder, [], (file) =>
      file === at('secret')
        ? Promise.reject(denied)
        : file === at('gone')
          ? new Promise(() => undefined)
          : stat(file),
    );
    const { files, lost } = await asked.list();
    expect(files.map(({ file }) => file)).toEqual([at('good')]);
    expect(lost.map(({ problem }) => problem).toSorted()).toEqual([
      `${at('gone')} cannot be read: its disk does not answer.`,
      `${at('secret')} cannot be read: the system does not permit it (EACCES).`,
    ]);
  });
});
