// Tables of runs that come from anyone: whatever is in the file, runs and listed problems or one sentence, soon.
import Database from 'better-sqlite3';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { random32 } from '../../../src-main/engine/random.ts';
import { importStudy } from '../../../src-main/study/import/create.ts';
import { ImportError } from '../../../src-main/study/import/import-error.ts';
import { guessMapping } from '../../../src-main/study/import/guess/guess.ts';
import { IMPORT_FIELDS, RATE_SCALES, type Mapping } from '../../../src-main/spec/import-mapping.ts';
import { previewImport } from '../../../src-main/study/import/preview.ts';
import { importRuns } from '../../../src-main/study/import/runs.ts';
import { readTable } from '../../../src-main/study/import/read.ts';
import { LARGEST_IMPORT } from '../../../src-main/study/import/table.ts';
import { openStudy } from '../../../src-main/study/study.ts';
import { processorSeconds } from '../../processor-time.ts';
import fc from '../../properties.ts';
import { exportAll, readAll } from '../foreign-support.ts';

const folder = mkdtempSync(path.join(tmpdir(), 'precipice-foreign-import-'));
afterAll(() => rmSync(folder, { recursive: true }));
const optuna = readFileSync(path.resolve(import.meta.dirname, '../../oracle/golden/imports/optuna.db'));
const bytesOf = (text: string) => new TextEncoder().encode(text);

/** What a user would say, so that it is not refused for want of that. */
const SAID: Partial<Mapping> = {
  initialLoss: 10,
  emptyLoss: 'diverged',
  failedMeans: { '*': 'infrastructure' },
  recipe: 'said',
};

/** Imports it; a study that was made must be one that can be read. Null, or the sentence of the refusal. */
function imported(fileName: string, bytes: Uint8Array, changes: Partial<Mapping> = {}): string | null {
  const file = path.join(folder, 'made.precipice');
  const begun = processorSeconds();
  try {
    const source = { fileName, bytes };
    previewImport(source, null);
    importStudy(file, source, { ...guessMapping(readTable(source)), ...SAID, ...changes });
    readAll(file);
    return null;
  } catch (error) {
    if (!(error instanceof ImportError)) throw error;
    expect(readdirSync(folder)).toEqual([]);
    return error.message;
  } finally {
    rmSync(file, { force: true });
    expect(processorSeconds() - begun).toBeLessThan(5);
  }
}

const number = fc.oneof(
  fc.double().map(String),
  fc.integer().map(String),
  fc.constantFrom('', 'nan', '-Inf', '1e999', '1e-400', '0x10', '1e300', '9007199254740993', '-0', ' 1 '),
);
const cell = fc.oneof(
  { weight: 3, arbitrary: number },
  { weight: 1, arbitrary: fc.string({ unit: 'binary', maxLength: 12 }) },
  {
    weight: 1,
    arbitrary: fc.constantFrom('__proto__', 'constructor', 'ok', '[1,2]', '[]', '{"a":1}', '"', '\ud800'),
  },
);
const name = fc.oneof(
  fc.constantFrom('lr', 'batch_size', 'seed', 'precision', 'loss', 'val_loss', 'steps', 'label', 'losses'),
  fc.constantFrom('__proto__', 'constructor', 'toString', '', 'hasOwnProperty'),
  fc.string({ unit: 'binary', maxLength: 8 }),
);
const quoted = (text: string) => (/[",\n\r;]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text);
const csv = fc
  .record({
    header: fc.uniqueArray(name, { minLength: 1, maxLength: 8 }),
    rows: fc.array(fc.array(cell, { maxLength: 9 }), { maxLength: 12 }),
    delimiter: fc.constantFrom(',', ';', '\t'),
  })
  .map(({ header, rows, delimiter }) =>
    [header, ...rows].map((cells) => cells.map(quoted).join(delimiter)).join('\n'),
  );
/** Rows that are runs but for what one cell may hold. */
const nearly = fc
  .array(fc.tuple(number, number, number, cell, number, cell), { minLength: 1, maxLength: 8 })
  .map((rows) =>
    ['lr,batch_size,seed,precision,loss,label', ...rows.map((row) => row.map(quoted).join(','))].join('\n'),
  );

test('values nested deeper than any stack are refused in a sentence', () => {
  for (const deep of [
    '['.repeat(100_000) + ']'.repeat(100_000),
    `${'{"a":'.repeat(100_000)}1${'}'.repeat(100_000)}`,
  ]) {
    const row = `{"lr":0.1,"batch_size":4,"loss":2,"tags":${deep}}`;
    expect(imported('a.json', bytesOf(row))).toBe('a.json is nested more than 100 deep.');
    expect(imported('a.json', bytesOf(`[${row}]`))).toBe('a.json is nested more than 100 deep.');
    expect(imported('a.json', bytesOf(deep))).toBe('a.json is nested more than 100 deep.');
    const lines = bytesOf(`{"lr":0.1,"batch_size":4,"loss":2}\n${row}`);
    expect(readTable({ fileName: 'a.jsonl', bytes: lines }).problems).toEqual([
      { line: 2, message: 'It is nested more than 100 deep.' },
    ]);
    imported('a.jsonl', lines);
  }
});

describe('any text', () => {
  test('as CSV is imported or refused in a sentence', () => {
    fc.assert(
      fc.property(csv, (text) => void imported('a.csv', bytesOf(text))),
      { numRuns: 150 },
    );
    fc.assert(
      fc.property(nearly, (text) => void imported('a.csv', bytesOf(text))),
      { numRuns: 150 },
    );
  });

  test('as JSON lines is imported or refused in a sentence', () => {
    const value = fc.oneof(fc.jsonValue({ maxDepth: 3 }), fc.double(), fc.constantFrom(0.1, 4, '0.1', null));
    const line = fc.oneof(
      fc.dictionary(name, value).map((object) => JSON.stringify(object)),
      fc
        .record({ lr: value, batch_size: value, loss: value, losses: value, label: value })
        .map((o) => JSON.stringify(o)),
      fc.string(),
    );
    const text = fc.array(line, { minLength: 1, maxLength: 8 }).map((lines) => ['{}', ...lines].join('\n'));
    fc.assert(
      fc.property(text, (given) => void imported('a.jsonl', bytesOf(given))),
      { numRuns: 200 },
    );
  });

  test('under any mapping is imported or refused in a sentence', () => {
    const column = fc.option(
      fc.constantFrom('lr', 'batch_size', 'seed', 'precision', 'loss', 'label', 'constructor'),
    );
    const mapping = fc.record({
      rowsAre: fc.constantFrom('runs', 'steps'),
      recipeColumns: fc.array(fc.constantFrom('precision', 'label', 'constructor'), { maxLength: 2 }),
      accumulation: fc.option(fc.constantFrom('seed', 'batch_size', 4)),
      columns: fc.record(
        Object.fromEntries(IMPORT_FIELDS.map((field) => [field, column])) as Record<
          (typeof IMPORT_FIELDS)[number],
          typeof column
        >,
      ),
      rateScale: fc.constantFrom(...RATE_SCALES),
      recipe: fc.string({ unit: 'binary', minLength: 1, maxLength: 60 }),
      baseline: fc.option(fc.string({ maxLength: 8 })),
      unigramEntropy: fc.option(fc.double({ min: 0, max: 100, noNaN: true })),
    });
    fc.assert(
      fc.property(nearly, mapping, (text, given) => void imported('a.csv', bytesOf(text), given)),
      { numRuns: 150 },
    );
  });

  test('as bytes is imported or refused in a sentence', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 300 }), (bytes) => void imported('a.csv', bytes)),
      { numRuns: 100 },
    );
  });
});

describe('an Optuna database', () => {
  test('with flipped bits, or cut, is imported or refused in a sentence', () => {
    for (let i = 0; i < 60; i++) {
      const variant = Buffer.from(optuna);
      for (let flips = 0; flips <= i % 6; flips++) {
        const bit = random32(i, flips) % (8 * optuna.length);
        variant[bit >> 3]! ^= 1 << (bit & 7);
      }
      imported('a.db', i % 10 === 0 ? variant.subarray(0, random32(i, 99) % optuna.length) : variant);
    }
  });

  const endless = 'WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n)';
  test.each([
    [
      `CREATE VIEW trials AS ${endless} SELECT i AS trial_id, 0 AS number, 1 AS study_id, 'COMPLETE' AS state FROM n`,
      'its trials is no plain table',
    ],
    [
      'CREATE VIRTUAL TABLE trials USING fts5(trial_id, number, study_id, state)',
      'its trials is no plain table',
    ],
    [
      'CREATE TABLE trials (trial_id, number, study_id, state AS (hex(zeroblob(100000000))))',
      'its trials is no plain table',
    ],
    ['CREATE TABLE trials (trial_id, number, study_id, state)', null],
  ])('whose table is replaced by "%s" is not run', (sql, sentence) => {
    const database = new Database(optuna);
    database.pragma('foreign_keys = OFF');
    database.exec(`DROP TABLE trials; ${sql}`);
    const bytes = database.serialize();
    database.close();
    const refusal = imported('a.db', bytes);
    if (sentence === null) expect(refusal).toContain('is an Optuna storage without a trial');
    else expect(refusal).toContain(sentence);
  });

  test('with nonsense in a row names table and field', () => {
    const database = new Database(optuna);
    database.exec(`UPDATE trial_params SET distribution_json = '{"name": 3}'`);
    const bytes = database.serialize();
    database.close();
    expect(imported('a.db', bytes)).toContain('distribution_json.name of trial_params');
  });
});

test.each([
  ['columns', `${Array.from({ length: 100_000 }, (_, i) => `c${i}`).join(',')}\n1,2\n`, 'has 100000 columns'],
  ['rows', `lr,bs,loss\n${'0.1,4,2\n'.repeat(1_000_001)}`, 'more than 1000000 rows'],
  ['lines of JSON', '{}\n'.repeat(1_000_002), 'more than 1000000 rows'],
  ['runs', `lr,bs,loss\n${'0.1,4,2\n'.repeat(250_000)}`, 'more than 200000 runs'],
])('too many %s are refused soon', (_, text, sentence) => {
  expect(imported('a.csv', bytesOf(text))).toContain(sentence);
});

test('runs that would make a grid of millions of holes are refused before a study is made', () => {
  const rows = Array.from({ length: 1500 }, (_, i) => `${(i + 1) / 1e4},${i + 1},2`);
  const bytes = bytesOf(['lr,bs,loss', ...rows].join('\n'));
  const file = path.join(folder, 'holes.precipice');
  const source = { fileName: 'a.csv', bytes };
  const mapping = { ...guessMapping(readTable(source)), ...SAID };
  expect(() => importStudy(file, source, mapping)).toThrow(
    'Its runs lie on 1500 learning rates, 1500 rows and 1 recipes',
  );
  expect(readdirSync(folder)).toEqual([]);
});

test('a file too large is refused before it is read as text', () => {
  expect(imported('a.csv', new Uint8Array(LARGEST_IMPORT + 1))).toContain('may have at most');
});

test('a recipe is a name that every page and terminal can hold, and its runs are found under it', async () => {
  const file = path.join(folder, 'named.precipice');
  const recipe = `\u001b[2Jfp8\u0007\ud800 <script>alert(1)</script>${'\u{1F40B}'.repeat(80)}`;
  const lines = [0.1, 0.2].map((lr) => JSON.stringify({ lr, bs: 4, loss: 2, precision: recipe }));
  const source = { fileName: '<img src=x onerror=alert(1)>.jsonl', bytes: bytesOf(lines.join('\n')) };
  importStudy(file, source, { ...guessMapping(readTable(source)), ...SAID });
  const study = openStudy(file, 'read');
  const { recipes } = study.info();
  expect(recipes).toHaveLength(1);
  expect(recipes[0]).not.toMatch(/\p{C}/u);
  expect([...recipes[0]!]).toHaveLength(60);
  expect(study.runs().map((run) => run.recipe)).toEqual([recipes[0], recipes[0]]);
  study.close();
  const pages = (await exportAll(file)).filter((text) => text.startsWith('<'));
  for (const page of pages) expect(page).not.toContain('<script>');
  rmSync(file);
});

test('a name of JavaScript’s own objects is a name like others', () => {
  const bytes = bytesOf('{"lr":0.1,"bs":4,"constructor":"x","__proto__":2}\n{"lr":0.2,"bs":4,"loss":2}\n');
  const table = readTable({ fileName: 'a.jsonl', bytes });
  const { runs, problems } = importRuns(table, {
    ...guessMapping(table),
    ...SAID,
    emptyLoss: 'left-out',
    recipeColumns: ['constructor'],
    columns: { ...guessMapping(table).columns, tailLoss: '__proto__' },
  });
  expect(runs.map(({ planned, measured }) => [planned.recipe, measured.tailLoss])).toEqual([['x', 2]]);
  expect(problems.map(({ message }) => message)).toEqual(['It has no loss, no curve and no label.']);
});

test('an object in a list that cannot be written as text by itself is no number, wherever it stands', () => {
  for (const hostile of ['{"toString":1}', '{"valueOf":null,"toString":null}', '[{"toString":[]}]']) {
    for (const column of ['lr', 'batch_size', 'loss', 'state', 'seed', 'recipe']) {
      const row = { lr: '0.1', batch_size: '4', loss: '2', state: '"ok"', seed: '1', recipe: '"bf16"' };
      const cells = Object.entries({ ...row, [column]: `[${hostile}]` }).map(
        ([name, value]) => `"${name}":${value}`,
      );
      const sentence = imported('runs.json', bytesOf(`[{${cells.join(',')}}]`));
      expect(sentence ?? '').not.toMatch(/TypeError|Cannot convert/);
    }
  }
});
