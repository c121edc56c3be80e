// Parquet and dictionaries as text, as pyarrow and pandas write them (test/oracle/folders/parquet_folders.py): the runs are those of the truth.
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { guessMapping } from '../../../src-main/study/import/guess/guess.ts';
import { withDictionaries } from '../../../src-main/study/import/readers/dictionaries.ts';
import { pythonDictionary } from '../../../src-main/study/import/readers/python-literal.ts';
import { unpackedBlock, unpackedFrames } from '../../../src-main/study/import/readers/parquet/lz4.ts';
import { readTable } from '../../../src-main/study/import/read.ts';
import { importRuns } from '../../../src-main/study/import/runs.ts';
import { labelsOf } from './cases-support.ts';
import { TRUTH } from './folder-support.ts';

const IMPORTS = path.resolve(import.meta.dirname, '../../oracle/golden/imports');
const bytesOf = (name: string) => readFileSync(path.join(IMPORTS, name));
const LABELS = { trained: 'ok', 'blown up': 'above-init', NaN: 'nonfinite', killed: 'unjudged' };

describe.each([
  { file: 'runs.parquet', kind: 'Parquet', hasCurves: true },
  { file: 'history.parquet', kind: 'Parquet', hasCurves: true },
  { file: 'wandb-api.csv', kind: 'CSV', hasCurves: false },
])('$file', ({ file, kind, hasCurves }) => {
  const table = readTable({ fileName: file, bytes: bytesOf(file) });
  const imported = importRuns(table, guessMapping(table));
  const labels = labelsOf(imported);

  test('is twelve runs, with nothing to ask and nothing left out', () => {
    expect(table.kind).toBe(kind);
    expect(imported.runs).toHaveLength(TRUTH.length);
    expect([imported.questions, imported.problems]).toEqual([[], []]);
  });

  test.each(TRUTH)('$name', (truth) => {
    const index = imported.runs.findIndex(
      ({ planned }) =>
        planned.learningRate === truth.lr &&
        planned.recipe === truth.precision &&
        planned.seed === truth.seed,
    );
    const { planned, curve } = imported.runs[index]!;
    expect(planned.batchSize).toBe(truth.batch_size);
    expect(labels[index]).toBe(LABELS[truth.ends]);
    if (!hasCurves) return;
    expect([...curve!.steps!]).toEqual(truth.losses.map(([step]) => step));
    expect([...curve!.losses]).toEqual(truth.losses.map(([, loss]) => Math.fround(Number(loss))));
  });
});

describe('packed by', () => {
  const expected = JSON.stringify(cellsOf('runs.parquet'));

  test.each(
    ['snappy', 'gzip', 'brotli', 'zstd', 'lz4'].flatMap((way) => [`packed-${way}-1`, `packed-${way}-2`]),
  )('%s, a file says what it says by any other way', (name) => {
    expect(JSON.stringify(cellsOf(`${name}.parquet`))).toBe(expected);
  });

  // The example of the format’s description: a literal, a match that overlaps itself, and literals to the end.
  const BLOCK = Uint8Array.of(0x1f, 97, 1, 0, 1, 0x50, 98, 99, 100, 101, 102);
  const TEXT = `${'a'.repeat(21)}bcdef`;
  const framed = (...blocks: readonly Uint8Array[]) =>
    Uint8Array.from(blocks.flatMap((block) => [0, 0, 0, TEXT.length, 0, 0, 0, block.length, ...block]));

  test('LZ4: a block, and blocks in the frames of Hadoop', () => {
    expect(Buffer.from(unpackedBlock(BLOCK, TEXT.length)).toString()).toBe(TEXT);
    expect(Buffer.from(unpackedFrames(framed(BLOCK, BLOCK), 2 * TEXT.length)).toString()).toBe(TEXT + TEXT);
    expect(Buffer.from(unpackedFrames(BLOCK, TEXT.length)).toString()).toBe(TEXT);
  });

  test.each([
    ['is cut', BLOCK.subarray(0, -1), TEXT.length],
    ['ends within a length', Uint8Array.of(0xf0, 255, 255), 100],
    ['fills less than its page', BLOCK, TEXT.length + 1],
    ['fills more than its page', BLOCK, TEXT.length - 1],
    ['refers to what came before it', Uint8Array.of(0x10, 97, 2, 0), 5],
    ['refers to itself', Uint8Array.of(0x10, 97, 0, 0), 5],
  ])('LZ4: a block that %s is damaged, and never zeros', (_, block, length) => {
    expect(() => unpackedBlock(block, length)).toThrow('damaged');
  });
});

/** Every cell of a file, as text. */
function cellsOf(name: string) {
  const { columns, rows } = readTable({ fileName: name, bytes: bytesOf(name) });
  return rows.map((row) => columns.map((column) => String(row.cell(column))));
}

describe('a dictionary as Python prints it', () => {
  test.each([
    ["{'lr': 0.001, 'n': 1_000, 'b': -2e-3}", { lr: 0.001, n: 1000, b: -0.002 }],
    ["{'a': nan, 'b': inf, 'c': -inf}", { a: NaN, b: Infinity, c: -Infinity }],
    ["{'a': True, 'b': False, 'c': None}", { a: true, b: false, c: null }],
    [`{'a': "it's", 'b': 'say "x"', 'c': 'tab\\t\\x41\\u00e9'}`, { a: "it's", b: 'say "x"', c: 'tab\tAé' }],
    ["{'a': {'b': [1, 2,], 'c': ()}, 1: (3,)}", { a: { b: [1, 2], c: [] }, 1: [3] }],
    ["{'a': np.float64(0.1), 'b': array([1., 2.], dtype=float32)}", { a: 0.1, b: [1, 2] }],
    [
      "{'a': torch.bfloat16, 'b': <Path x, y>, 'c': datetime.datetime(2024, 1, 2)}",
      { a: 'torch.bfloat16', b: '<Path x, y>', c: 'datetime.datetime(2024, 1, 2)' },
    ],
    ['{}', {}],
  ])('%s', (text, value) => expect(pythonDictionary(text)).toEqual(value));

  test.each(['{', "{'a': 1", "{'a' 1}", "{'a': 1}}", '{1}', "{'a': '}", '{[]: 1}', '{'.repeat(500), 'x'])(
    'is none in %j',
    (text) => expect(pythonDictionary(text)).toBeNull(),
  );

  test('that cannot be read takes its row out of the runs, and says it', () => {
    const text = 'config,loss\n"{\'lr\': 0.1}",2\n"{\'lr\': ",3\n,4\n';
    const { columns, rows, problems } = readTable({ fileName: 'a.csv', bytes: Buffer.from(text) });
    expect(columns).toEqual(['loss', 'config.lr']);
    expect(rows.map((row) => [row.cell('config.lr'), row.cell('loss')])).toEqual([
      [0.1, '2'],
      [undefined, '4'],
    ]);
    expect(problems).toEqual([{ line: 3, message: 'config cannot be read as a dictionary.' }]);
    expect(withDictionaries({ ...EMPTY, columns: ['a'] }).columns).toEqual(['a']);
  });
});

const EMPTY = { kind: 'CSV', columns: [], rows: [], problems: [], objectives: [], lacks: null } as const;

describe('a damaged parquet file', () => {
  const whole = bytesOf('history.parquet');
  const read = (bytes: Uint8Array) => readTable({ fileName: 'history.parquet', bytes });

  test.each([4, 100, 1000, whole.length - 1])(
    'that ends after %i bytes is refused in a sentence',
    (length) => {
      expect(() => read(whole.subarray(0, length))).toThrow(
        /^history\.parquet cannot be read as parquet: .*\.$/,
      );
    },
  );

  test('whose pages have checksums is refused wherever a bit of them is turned over, but for few of the headers', () => {
    const valuesOf = (bytes: Uint8Array) =>
      JSON.stringify(read(bytes).rows.map((row) => COLUMNS.map((column) => row.cell(column))));
    const right = valuesOf(whole);
    const footer = whole.length - 8 - whole.readUInt32LE(whole.length - 8);
    const outcomes = { refused: 0, same: 0, other: 0 };
    for (let at = 4; at < footer; at += 13) {
      const damaged = Buffer.from(whole);
      damaged[at]! ^= 1 << (at % 8);
      const values = refusalOr(() => valuesOf(damaged));
      if (values instanceof Error) {
        expect(values.message).toMatch(/^history\.parquet cannot be read as parquet: .*\.$/);
        outcomes.refused++;
      } else outcomes[values === right ? 'same' : 'other']++;
    }
    // A header of a page has no checksum: a bit of it may name another encoding, or take the checksum's place away.
    const tried = outcomes.refused + outcomes.same + outcomes.other;
    expect(outcomes.other).toBeLessThan(0.02 * tried);
    expect(outcomes.refused).toBeGreaterThan(0.5 * tried);
  });
});

function refusalOr<Result>(read: () => Result): Result | Error {
  try {
    return read();
  } catch (error) {
    return error as Error;
  }
}

const COLUMNS = ['run', 'lr', 'batch_size', 'seed', 'precision', 'step', 'loss'];
