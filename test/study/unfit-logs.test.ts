// Studies that were not closed, beside logs that are not their own: never read as another study or another moment, and nothing
// of either file changes.
import Database from 'better-sqlite3';
import {
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
import { Bin } from '../../src-main/study/bin.ts';
import { checkHealth } from '../../src-main/study/health.ts';
import { openStudy, type Study } from '../../src-main/study/study.ts';
import { makeStudy } from './foreign-support.ts';

let folder: string;
let file: string;
const place = (name: string) => path.join(folder, name);
beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'precipice-unfit-'));
  file = place('study.precipice');
});
afterEach(() => rmSync(folder, { recursive: true }));

/** Does things to a study whose writer lives, and closes it. */
function whileWritten(name: string, work: (study: Study, file: string) => void): void {
  const study = openStudy(place(name), 'write');
  work(study, place(name));
  study.close();
}

/** Brings what is in the log into the file, and empties the log or leaves it. */
function checkpoint(of: string, kind: 'PASSIVE' | 'TRUNCATE'): void {
  const database = new Database(of);
  database.pragma(`wal_checkpoint(${kind})`);
  database.close();
}

function nameOf(of: string, mode: 'read' | 'write' = 'read'): string {
  const study = openStudy(of, mode);
  try {
    return study.info().name;
  } finally {
    study.close();
  }
}

/** Each leaves a study that was not closed and a log of something else under its name. */
const UNFIT: readonly (readonly [string, 'wal' | 'journal', () => void])[] = [
  [
    'of another study of the same spec',
    'wal',
    () => {
      for (const name of ['mine', 'other']) makeStudy(place(name), { name });
      whileWritten('mine', (study, at) => {
        study.rename('mine still');
        copyFileSync(at, file);
      });
      whileWritten('other', (study, at) => {
        study.rename('other still');
        copyFileSync(`${at}-wal`, `${file}-wal`);
      });
    },
  ],
  [
    'that holds every page of another study',
    'wal',
    () => {
      for (const name of ['mine', 'other']) makeStudy(place(name), { name });
      whileWritten('mine', (_, at) => copyFileSync(at, file));
      whileWritten('other', (_, at) => {
        const database = new Database(at);
        database.exec('VACUUM');
        copyFileSync(`${at}-wal`, `${file}-wal`);
        database.close();
      });
    },
  ],
  [
    'of an earlier moment of the same session',
    'wal',
    () => {
      makeStudy(place('mine'));
      whileWritten('mine', (study, at) => {
        study.rename('before');
        copyFileSync(`${at}-wal`, `${file}-wal`);
        checkpoint(at, 'TRUNCATE');
        study.rename('after');
        checkpoint(at, 'TRUNCATE');
        copyFileSync(at, file);
      });
    },
  ],
  [
    'of a session before',
    'wal',
    () => {
      makeStudy(place('mine'));
      whileWritten('mine', (study, at) => {
        study.rename('before');
        copyFileSync(`${at}-wal`, `${file}-wal`);
      });
      whileWritten('mine', (study, at) => {
        study.rename('after');
        checkpoint(at, 'PASSIVE');
        copyFileSync(at, file);
      });
    },
  ],
  [
    'of a later moment, with another between',
    'wal',
    () => {
      makeStudy(place('mine'));
      whileWritten('mine', (study, at) => {
        copyFileSync(at, file);
        study.rename('between');
        checkpoint(at, 'TRUNCATE');
        study.rename('later');
        copyFileSync(`${at}-wal`, `${file}-wal`);
      });
    },
  ],
  [
    'of a copy that was gone on with elsewhere',
    'wal',
    () => {
      makeStudy(place('mine'));
      copyFileSync(place('mine'), place('copy'));
      whileWritten('mine', (study, at) => {
        study.rename('here');
        checkpoint(at, 'PASSIVE');
        copyFileSync(at, file);
      });
      whileWritten('copy', (study, at) => {
        study.rename('there');
        copyFileSync(`${at}-wal`, `${file}-wal`);
      });
    },
  ],
  [
    'of another study',
    'journal',
    () => {
      for (const name of ['mine', 'other']) makeStudy(place(name), { name });
      whileWritten('mine', (_, at) => copyFileSync(at, file));
      const database = new Database(place('other'));
      database.pragma('cache_size = 1');
      database.exec("BEGIN; UPDATE study SET name = 'x'; UPDATE run SET reason = printf('%.4000c', 'x')");
      copyFileSync(`${place('other')}-journal`, `${file}-journal`);
      database.exec('ROLLBACK');
      database.close();
    },
  ],
];

describe.each(UNFIT)('a log %s (-%s)', (_, kind, leave) => {
  beforeEach(leave);
  const parts = () => [file, `${file}-${kind}`].map((part) => readFileSync(part, 'base64'));

  test.each(['read', 'write'] as const)('is not taken in by who opens the study to %s', (mode) => {
    const before = parts();
    expect(() => nameOf(file, mode)).toThrow(
      `was not closed, and study.precipice-${kind} beside it does not go on from it`,
    );
    expect(parts()).toEqual(before);
    expect(existsSync(`${file}-lock`)).toBe(false);
    expect(checkHealth(file)).toMatchObject([{ isWrong: true }]);
  });

  test('goes into the bin and comes back with it', () => {
    const before = parts();
    const bin = new Bin(folder);
    const number = bin.put(file);
    expect(existsSync(file)).toBe(false);
    bin.bringBack(number);
    expect(parts()).toEqual(before);
  });

  test('taken away it leaves the study, as far as it was kept', () => {
    rmSync(`${file}-${kind}`);
    expect(['small', 'mine', 'after', 'here']).toContain(nameOf(file, 'write'));
  });
});

describe('its own log', () => {
  beforeEach(() => makeStudy(place('mine')));

  test('is taken in, whatever part of it is in the file already', () => {
    for (const kind of [null, 'PASSIVE'] as const) {
      whileWritten('mine', (study, at) => {
        study.rename('one');
        checkpoint(at, 'TRUNCATE');
        study.rename('two');
        if (kind) checkpoint(at, kind);
        study.rename('three');
        for (const ending of ['', '-wal']) copyFileSync(`${at}${ending}`, `${file}${ending}`);
      });
      expect(nameOf(file)).toBe('three');
      expect(nameOf(file, 'write')).toBe('three');
    }
  });

  test('is taken in when it gives back the room of a checkpoint', () => {
    const at = place('mine');
    whileWritten('mine', (study) => {
      const runIds = study.checkpoints()[0]!.runIds;
      const writer = study.newCheckpoint({ runIds, madeBy: 'wasm 0' });
      for (let part = 0; part < 8; part++) writer.add(new Uint8Array(1e5));
      writer.finish();
      study.dropCheckpoint(runIds);
      const database = new Database(at);
      database.exec('VACUUM');
      for (const ending of ['', '-wal']) copyFileSync(`${at}${ending}`, `${file}${ending}`);
      database.pragma('wal_checkpoint(PASSIVE)');
      copyFileSync(at, place('whole'));
      copyFileSync(`${at}-wal`, place('whole-wal'));
      database.close();
    });
    expect(nameOf(file)).toBe('small');
    expect(nameOf(place('whole'), 'write')).toBe('small');
  });

  test('is taken in while its writer lives', () => {
    whileWritten('mine', (study, at) => {
      study.rename('now');
      expect(nameOf(at)).toBe('now');
    });
  });

  test('a journal of the change to a log, or from it, is taken in', () => {
    const at = place('mine');
    whileWritten('mine', () => copyFileSync(at, file));
    const database = new Database(file);
    database.pragma('journal_mode = DELETE');
    database.exec('BEGIN IMMEDIATE; PRAGMA user_version = 3');
    const journal = readFileSync(`${file}-journal`);
    database.exec('ROLLBACK');
    database.close();
    // As it is once it has been written down.
    journal.writeUInt32BE(1, 8);
    writeFileSync(`${file}-journal`, journal);
    expect(nameOf(file)).toBe('small');
    expect(nameOf(file, 'write')).toBe('small');
    expect(existsSync(`${file}-journal`)).toBe(false);
  });

  test('that is damaged is taken in as far as it is whole, which is said, and kept', () => {
    whileWritten('mine', (study, at) => {
      for (const name of ['one', 'two', 'three']) study.rename(name);
      for (const ending of ['', '-wal']) copyFileSync(`${at}${ending}`, `${file}${ending}`);
    });
    const log = readFileSync(`${file}-wal`);
    log[Math.floor(0.5 * log.length)]! ^= 1;
    writeFileSync(`${file}-wal`, log);
    expect(nameOf(file)).toBe('one');
    expect(checkHealth(file).find(({ what }) => what.endsWith(': log'))).toMatchObject({ isWrong: true });
    const study = openStudy(file, 'write');
    expect(study.info().name).toBe('one');
    expect(study.events().at(-1)!.message).toContain('what was written last is missing here');
    study.close();
    const [kept, ...others] = readdirSync(folder).filter((name) => name.includes('.set-aside-'));
    expect(others).toEqual([]);
    expect(readFileSync(place(kept!))).toEqual(log);
  });
});
