// Studies that come from anyone. Whatever is in the file: a correct reading or one sentence, soon, and the file stays as it is.
import Database from 'better-sqlite3';
import {
  closeSync,
  copyFileSync,
  existsSync,
  mkdtempSync,
  openSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeEach, describe, expect, test } from 'vitest';
import { random32 } from '../../src-main/engine/random.ts';
import { checkHealth } from '../../src-main/study/health.ts';
import { checkSeal, seal, unseal } from '../../src-main/study/seal.ts';
import { statementsOf } from '../../src-main/study/statements.ts';
import { createStudy, openStudy } from '../../src-main/study/study.ts';
import { writeChecksums } from '../../src-main/study/sums.ts';
import { processorSeconds } from '../processor-time.ts';
import fc from '../properties.ts';
import {
  contents,
  exportAll,
  hashOf,
  makeStudy,
  readAll,
  RECIPES,
  refusalOf,
  refusalOfExport,
  wrongIn,
  type Reading,
} from './foreign-support.ts';

const folder = mkdtempSync(path.join(tmpdir(), 'precipice-foreign-'));
afterAll(() => rmSync(folder, { recursive: true }));
const whole = path.join(folder, 'whole.precipice');
makeStudy(whole);
const bytes = readFileSync(whole);
const reading = readAll(whole);
/** Written by the program when that was its version, then cut down to 18 runs. */
const VERSION_1 = path.resolve(import.meta.dirname, 'golden/version-1.precipice');

const file = path.join(folder, 'foreign.precipice');
beforeEach(() => copyFileSync(whole, file));

/** The study as it would be without a seal, or under a seal made by whoever changed it. */
function change(sql: string, ...values: unknown[]): void {
  unseal(file);
  const database = new Database(file);
  database.pragma('ignore_check_constraints = ON');
  database.prepare(sql).run(...values);
  // As whoever changes a study by hand could: what then tells is what the values may be.
  writeChecksums(statementsOf(database));
  database.close();
}

const PLACE_OF_2 = { id: 2, recipe: RECIPES[0], learningRate: 0.001, batchSize: 4, seed: 1 };

function soon<T>(work: () => T): T {
  const begun = processorSeconds();
  const result = work();
  expect(processorSeconds() - begun).toBeLessThan(5);
  return result;
}

describe('damage', () => {
  test('one flipped bit is told, wherever it is, and nothing wrong is read', () => {
    const variant = Buffer.from(bytes);
    for (let i = 0; i < 400; i++) {
      const bit = random32(i, 1) % (8 * bytes.length);
      variant[bit >> 3]! ^= 1 << (bit & 7);
      writeFileSync(file, variant);
      const refusal = refusalOf(() => expect(readAll(file), `bit ${bit}`).toBe(reading));
      if (refusal !== null) expect(refusal.startsWith(`${file} `), refusal).toBe(true);
      expect(readFileSync(file).equals(variant)).toBe(true);
      variant[bit >> 3]! ^= 1 << (bit & 7);
    }
  });

  test('one flipped bit of a study that was not closed is told, or shows nothing but what is true', () => {
    const bare = bytes.subarray(0, bytes.length - statSeal());
    const truth = JSON.parse(reading) as Reading;
    const told = { same: 0, damaged: 0, refused: 0 };
    for (let i = 0; i < 150; i++) {
      const variant = Buffer.from(bare);
      const bit = random32(i, 7) % (8 * bare.length);
      variant[bit >> 3]! ^= 1 << (bit & 7);
      writeFileSync(file, variant);
      let read: string | null = null;
      if (refusalOf(() => (read = readAll(file))) !== null) told.refused += 1;
      else if (read === reading) told.same += 1;
      else {
        expect(wrongIn(JSON.parse(read!) as Reading, [truth]), `bit ${bit}`).toEqual([]);
        told.damaged += 1;
      }
      expect(readFileSync(file).equals(variant)).toBe(true);
    }
    for (const count of Object.values(told)) expect(count).toBeGreaterThan(0);
  });

  test('a damaged run is a failed one in its place, costs no other, and can be trained again', () => {
    for (const sql of [
      'UPDATE run SET tail_loss = tail_loss + 1 WHERE id = 2',
      "UPDATE curve SET points = zeroblob(160) WHERE run_id = 2 AND name = 'loss'",
      "DELETE FROM curve WHERE run_id = 2 AND name = 'loss'",
      "UPDATE site_statistics SET steps = '[0,21]' WHERE run_id = 2",
    ]) {
      copyFileSync(whole, file);
      unseal(file);
      const database = new Database(file);
      database.exec(sql);
      database.close();
      const before = JSON.parse(reading) as Reading;
      const after = JSON.parse(readAll(file)) as Reading;
      expect(after.runs.filter(({ id }) => id !== 2)).toEqual(before.runs.filter(({ id }) => id !== 2));
      expect(after.runs[1]).toMatchObject({
        ...PLACE_OF_2,
        state: 'failed-infrastructure',
        label: null,
        tailLoss: null,
      });
      const study = openStudy(file, 'write');
      expect(study.counts()['failed-infrastructure']).toBe(1);
      expect(study.events().at(-1)!.message).toContain('runs 2 (failed now; "retry" trains them again)');
      expect(study.retryFailed()).toBe(1);
      study.close();
      expect(existsSync(`${file}.damaged`)).toBe(true);
      rmSync(`${file}.damaged`);
      expect(checkHealth(file).filter(({ isWrong }) => isWrong)).toEqual([]);
    }
  });

  test('damage that came while a study was open to write is not sealed as if it were right', () => {
    const study = openStudy(file, 'write');
    study.rename('open');
    const beside = new Database(file);
    beside.exec('UPDATE run SET tail_loss = tail_loss + 1 WHERE id = 2');
    beside.close();
    study.close();
    expect(checkSeal(file)).toBe('fits');
    const again = openStudy(file, 'read');
    expect(again.info().name).toBe('open');
    expect(again.runs()[1]).toMatchObject({ state: 'failed-infrastructure', tailLoss: null });
    again.close();
    rmSync(`${file}.damaged`);
  });

  test('a checksum is not put on a damaged row by whoever changes it', () => {
    unseal(file);
    const study = openStudy(file, 'write');
    const beside = new Database(file);
    beside.exec('UPDATE run SET tail_loss = tail_loss + 1 WHERE id = 2');
    beside.close();
    const verdict = { id: 2, label: 'spiky', reason: 'It jumped.', provisional: false } as const;
    expect(() => study.setLabels([verdict])).toThrow('run 2 is not what was written');
    study.close();
    rmSync(`${file}.damaged`);
  });

  test('without a checksum too there is a reading or a sentence, but no crash and no write', () => {
    const end = bytes.length - statSeal();
    for (let i = 0; i < 300; i++) {
      const variant = Buffer.from(bytes.subarray(0, end));
      for (let flips = 0; flips <= i % 8; flips++) {
        const bit = random32(i, flips) % (8 * end);
        variant[bit >> 3]! ^= 1 << (bit & 7);
      }
      writeFileSync(file, variant);
      soon(() => refusalOf(() => readAll(file)));
      expect(readFileSync(file).equals(variant)).toBe(true);
    }
  });

  test('cut at any length it is refused in a sentence, but right behind the last page', () => {
    for (let length = 0; length < bytes.length; length += 911) {
      writeFileSync(file, bytes.subarray(0, length));
      expect(
        refusalOf(() => readAll(file)),
        `${length} bytes`,
      ).toContain(file);
    }
    const end = bytes.length - statSeal();
    for (let length = end + 1; length < bytes.length; length++) {
      writeFileSync(file, bytes.subarray(0, length));
      expect(refusalOf(() => readAll(file))).toContain('its checksum differs');
    }
    writeFileSync(file, bytes.subarray(0, end));
    expect(readAll(file)).toBe(reading);
  });

  test('a seal that is damaged itself does not let damage through', () => {
    const variant = Buffer.from(bytes);
    variant[bytes.length - 3]! ^= 1;
    variant[bytes.length - 20]! ^= 64;
    writeFileSync(file, variant);
    expect(refusalOf(() => readAll(file))).toContain('its checksum differs');
  });

  test('doctor says that the checksum differs, or that there is none', () => {
    const found = () => checkHealth(file).map(({ found: text }) => text);
    expect(found()).toContain('as it was when it was closed');
    unseal(file);
    expect(found()).toContain('no checksum: it was not closed, or closed by something else');
    const damaged = Buffer.from(bytes);
    damaged[30_000]! ^= 1;
    writeFileSync(file, damaged);
    expect(checkHealth(file).some(({ isWrong }) => isWrong)).toBe(true);
  });
});

function statSeal(): number {
  copyFileSync(whole, file);
  unseal(file);
  return bytes.length - statSync(file).size;
}

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

describe('values', () => {
  test.each([
    ['UPDATE run SET state = ? WHERE id = 3', 'plumned', 'state of run 3 is "plumned"'],
    ['UPDATE run SET label = ? WHERE id = 3', 'fine', 'label of run 3 is "fine"'],
    ['UPDATE run SET learning_rate = ? WHERE id = 3', -1, 'learning_rate of run 3 is -1'],
    ['UPDATE run SET learning_rate = ? WHERE id = 3', Infinity, 'learning_rate of run 3 is'],
    ['UPDATE run SET batch_size = ? WHERE id = 3', 0, 'batch_size of run 3 is 0'],
    ['UPDATE run SET end_step = ? WHERE id = 3', 2n ** 60n, 'end_step of run 3 is'],
    ['UPDATE study SET thresholds = ?', '{"tailSteps": 0}', 'thresholds.tailSteps of study 1 is'],
    ['UPDATE study SET recipes = ?', '{}', 'recipes of study 1 is "{}"'],
    ['UPDATE study SET spec = ?', '{"imported": 7}', 'spec.imported of study 1 is'],
    ['UPDATE study SET text_facts = ?', 'not JSON', 'text_facts of study 1 is "not JSON"'],
    ['UPDATE environment SET facts = ?', '[{}]', 'facts of environment 1 is'],
    ['UPDATE event SET details = ? WHERE id = 1', '{', 'details of event 1 is "{"'],
    ["UPDATE event SET details = ? WHERE kind = 'program'", '[]', 'details of the program of run'],
    [
      "UPDATE event SET details = ? WHERE kind = 'trigger'",
      '{"step":1,"under":"x","costSteps":0}',
      'trigger of run',
    ],
    [
      "UPDATE curve SET points = ? WHERE name = 'recipe'",
      Buffer.from(Float32Array.of(7).buffer),
      'the recipe curve of run',
    ],
    ['UPDATE curve SET points = ? WHERE run_id = 2', Buffer.alloc(7), 'points of curve 2 is 7 bytes'],
    [
      'UPDATE site_statistics SET points = ? WHERE run_id = 2',
      Buffer.alloc(8),
      'points of site_statistics 2 is',
    ],
    ['UPDATE site_statistics SET sites = ? WHERE run_id = 2', '[1]', 'sites.0 of site_statistics 2 is "[1]"'],
    ['DELETE FROM study WHERE id > ?', 0, 'it has no name and no spec'],
  ])('%s %o gives a sentence that names the field', (sql, value, sentence) => {
    change(sql, value);
    expect(refusalOf(() => readAll(file))).toContain(sentence);
  });

  test('a curve of NaN and infinities is read and drawn', async () => {
    change('UPDATE curve SET points = ?', Buffer.from(Float32Array.of(NaN, Infinity, -Infinity, -0).buffer));
    change("DELETE FROM curve WHERE name = 'recipe'");
    expect(refusalOf(() => readAll(file))).toBeNull();
    expect(await refusalOfExport(file)).toBeNull();
  });

  const extreme = fc.oneof(
    fc.double({ noNaN: true }),
    fc.constantFrom(0, -0, 5e-324, 1e308, -1e308, Infinity, -Infinity),
  );
  const whole64 = fc.oneof(
    fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n }),
    fc.integer({ min: -2, max: 3 }),
  );
  const hostileText = fc.oneof(
    fc.string({ unit: 'binary' }),
    fc.constantFrom('', '\u0000', '\ud800', '__proto__'),
  );
  const columns = {
    real: ['learning_rate', 'start_loss', 'tail_loss', 'validation_loss', 'loss_spike_score', 'seconds'],
    whole: [
      'batch_size',
      'seed',
      'planned_steps',
      'end_step',
      'nonfinite_step',
      'longest_spike',
      'provisional',
    ],
    text: ['recipe', 'label', 'reason', 'state', 'nonfinite_tensor', 'device'],
  };
  const json = fc.oneof(fc.json(), hostileText);
  const edits = fc.oneof(
    fc.record({ sql: fc.constantFrom(...columns.real.map(updateRun)), value: extreme }),
    fc.record({ sql: fc.constantFrom(...columns.whole.map(updateRun)), value: whole64 }),
    fc.record({ sql: fc.constantFrom(...columns.text.map(updateRun)), value: hostileText }),
    fc.record({
      sql: fc.constantFrom(
        ...['spec', 'text_facts', 'recipes', 'thresholds', 'baseline', 'name'].map(
          (name) => `UPDATE study SET ${name} = ?`,
        ),
        'UPDATE environment SET facts = ?',
        'UPDATE event SET details = ?',
        'UPDATE site_statistics SET sites = ?',
        'UPDATE site_statistics SET steps = ?',
        'UPDATE checkpoint SET run_ids = ?',
      ),
      value: json,
    }),
    fc.record({
      sql: fc.constantFrom(
        'UPDATE curve SET points = ? WHERE run_id = 1',
        'UPDATE site_statistics SET points = ?',
        'UPDATE checkpoint_part SET bytes = ?',
      ),
      value: fc.uint8Array({ maxLength: 64 }).map((array) => Buffer.from(array)),
    }),
  );
  function updateRun(column: string): string {
    return `UPDATE OR IGNORE run SET ${column} = ? WHERE id % 3 = 1`;
  }

  test('any value in any column gives a reading or a sentence', () => {
    fc.assert(
      fc.property(fc.array(edits, { minLength: 1, maxLength: 2 }), (list) => {
        copyFileSync(whole, file);
        for (const { sql, value } of list) change(sql, value);
        soon(() => refusalOf(() => readAll(file)));
      }),
      { numRuns: 200 },
    );
  });

  // Ten pictures, the report, data and the terminal's map together.
  const LONGEST_EXPORTS = 30;
  test('and gives pictures and reports, or a sentence', async () => {
    await fc.assert(
      fc.asyncProperty(edits, async ({ sql, value }) => {
        copyFileSync(whole, file);
        change(sql, value);
        const begun = processorSeconds();
        await refusalOfExport(file);
        expect(processorSeconds() - begun).toBeLessThan(LONGEST_EXPORTS);
      }),
      { numRuns: 40 },
    );
  });
});

describe('names', () => {
  const HOSTILE =
    '<script>alert(1)</script>"\'><img src=x onerror=alert(1)>\u001b]0;owned\u0007\u001b[2J\u009b31m';
  const ESCAPES = /[\u0000-\u0008\u000b-\u001a\u001c-\u001f\u007f-\u009f]|\u001b(?!\[[0-9;]*m)/;

  test('stay text in every picture, report and terminal', async () => {
    rmSync(file);
    const recipe = `fp8 ${HOSTILE}`;
    makeStudy(file, {
      name: HOSTILE,
      recipes: [RECIPES[0], recipe],
      runs: contents().runs.map((run) => (run.recipe === RECIPES[1] ? { ...run, recipe } : run)),
    });
    unseal(file);
    const database = new Database(file);
    database.prepare('UPDATE run SET reason = ?, device = ?').run(HOSTILE, HOSTILE);
    database.prepare('UPDATE event SET message = ?').run(HOSTILE);
    database.prepare('UPDATE study SET text_facts = json_set(text_facts, ?, ?)').run('$.name', HOSTILE);
    writeChecksums(statementsOf(database));
    database.close();
    const made = await exportAll(file);
    const terminal = made.pop()!;
    expect(terminal).not.toMatch(ESCAPES);
    const marked = made.filter((text) => text.startsWith('<'));
    expect(marked.length).toBeGreaterThan(5);
    for (const text of marked) {
      expect(text).not.toContain('<script');
      expect(text).not.toContain('<img src=x');
      expect(text).not.toMatch(ESCAPES);
      expect(text).toContain('&lt;script&gt;');
    }
  });
});

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
