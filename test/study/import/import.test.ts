import Database from 'better-sqlite3';
import { execFileSync } from 'node:child_process';
import { copyFileSync, existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { importStudy } from '../../../src-main/study/import/create.ts';
import { guessMapping } from '../../../src-main/study/import/guess/guess.ts';
import type { Mapping } from '../../../src-main/spec/import-mapping.ts';
import { previewImport } from '../../../src-main/study/import/preview.ts';
import { importRuns } from '../../../src-main/study/import/runs.ts';
import { readTable } from '../../../src-main/study/import/read.ts';
import { isRepeatable } from '../../../src-main/records/origin.ts';
import { unseal } from '../../../src-main/study/seal.ts';
import { openStudy } from '../../../src-main/study/study.ts';
import { processorSeconds } from '../../processor-time.ts';

const folder = mkdtempSync(path.join(tmpdir(), 'precipice-import-'));
afterAll(() => rmSync(folder, { recursive: true }));

const bytesOf = (text: string) => new TextEncoder().encode(text);

function read(text: string, changes: Partial<Mapping> = {}) {
  const table = readTable({ fileName: 'runs.csv', bytes: bytesOf(text) });
  return importRuns(table, { ...guessMapping(table), ...changes });
}

describe('columns', () => {
  test.each([
    ['wandb', 'Name,config.learning_rate,config.batch_size,config.seed,config.precision,train_loss,val_loss'],
    [
      'mlflow',
      'run_id,params.lr,params.batch_size,params.seed,params.precision,metrics.train_loss,metrics.val_loss',
    ],
    ['tensorboard', 'trial_id,hparams/lr,hparams/batch_size,hparams/seed,hparams/dtype,final_loss,eval_loss'],
    ['plain', 'id,Learning Rate,Batch Size,Seed,Recipe,Tail Loss,Validation Loss'],
  ])('of %s are found by their names', (_, header) => {
    const { runs, problems } = read(`${header}\na,0.001,16,3,bf16,2.5,2.6\n`);
    expect(problems).toEqual([]);
    expect(runs[0]!.planned).toMatchObject({ learningRate: 0.001, batchSize: 16, seed: 3, recipe: 'bf16' });
    expect(runs[0]!.measured).toMatchObject({ tailLoss: 2.5, validationLoss: 2.6, nonfinite: null });
  });

  test('a learning rate as logarithm is known by name or by being negative', () => {
    expect(read('log10_lr,bs,loss\n-3,4,2\n').runs[0]!.planned.learningRate).toBeCloseTo(1e-3, 12);
    expect(read('lr,bs,loss\n-2,4,2\n').runs[0]!.planned.learningRate).toBeCloseTo(1e-2, 12);
    expect(read('ln_lr,bs,loss\n-1,4,2\n').runs[0]!.planned.learningRate).toBeCloseTo(Math.exp(-1), 12);
  });

  test('semicolons between cells make a comma a decimal point', () => {
    expect(read('lr;bs;loss\n0,001;4;2,5\n').runs[0]).toMatchObject({
      planned: { learningRate: 0.001 },
      measured: { tailLoss: 2.5 },
    });
  });

  test('without seeds the rows of a cell are numbered', () => {
    const { runs } = read('lr,bs,loss\n0.1,4,2\n0.1,4,2.1\n0.2,4,2\n');
    expect(runs.map(({ planned }) => planned.seed)).toEqual([0, 1, 0]);
  });

  test('JSON lines may nest, and hold curves', () => {
    const line = JSON.stringify({ config: { lr: 0.1, batch_size: 2 }, losses: [4, 3, 2.5], note: '=1+1' });
    const table = readTable({ fileName: 'a.jsonl', bytes: bytesOf(`${line}\nnot json\n[1]\n`) });
    const { runs, problems } = importRuns(table, guessMapping(table));
    expect([...runs[0]!.curve!.losses]).toEqual([4, 3, 2.5]);
    expect(runs[0]!.measured).toMatchObject({ startLoss: 4, endStep: 3 });
    expect(problems.map(({ line: number }) => number)).toEqual([2, 3]);
  });
});

test('every row that is no run is listed with its line and why', () => {
  const { runs, problems } = read(
    [
      'lr,bs,seed,loss',
      '0.1,4,0,2',
      '0.1,4,0,2',
      'fast,4,1,2',
      '0.1,4.5,1,2',
      '0.1,4,1,',
      '-0.1,4,1,2',
      '0.1,4,1,2,9',
      '0.1,4,x,2',
      '0.1,4,2,nan',
    ].join('\n'),
    { emptyLoss: 'left-out' },
  );
  expect(runs.map(({ line }) => line)).toEqual([2, 10]);
  expect(runs[1]!.measured.nonfinite).toEqual({ step: 0, tensor: 'loss' });
  expect(problems).toEqual([
    { line: 3, message: 'It says the same as line 2.' },
    { line: 4, message: 'lr is "fast"; it must be a number.' },
    { line: 5, message: 'bs is 4.5; a batch size must be a whole number of 1 or more.' },
    { line: 6, message: 'It has no loss, no curve and no label.' },
    { line: 7, message: 'lr is -0.1; a learning rate must be a number above 0.' },
    { line: 8, message: 'It has 5 cells where the header has 4.' },
    { line: 9, message: 'seed is "x"; it must be a number.' },
  ]);
});

test.each([
  ['', 'is empty'],
  ['lr,bs,loss\n', 'has a header and no rows'],
  ['lr,bs,loss\n"0.1,4', 'is not CSV'],
  ['\u0000\u0001\u0002', 'has a header and no rows'],
])('a file of %j is refused in one sentence', (text, sentence) => {
  expect(() => readTable({ fileName: 'a.csv', bytes: bytesOf(text) })).toThrow(sentence);
});

test('other encodings: UTF-16 with its mark is read, what is no UTF-8 is refused', () => {
  const text = 'lr,bs,loss\n0.1,4,2\n';
  const utf16 = Buffer.from(`\ufeff${text}`, 'utf16le');
  expect(readTable({ fileName: 'a.csv', bytes: utf16 }).columns).toEqual(['lr', 'bs', 'loss']);
  expect(readTable({ fileName: 'a.csv', bytes: bytesOf(`\ufeff${text}`) }).columns).toEqual([
    'lr',
    'bs',
    'loss',
  ]);
  expect(() => readTable({ fileName: 'a.csv', bytes: Uint8Array.of(0x61, 0xe9, 0x0a) })).toThrow(
    'is not UTF-8 text',
  );
  expect(() => readTable({ fileName: 'a.db', bytes: bytesOf('SQLite format 3\0 and nothing') })).toThrow(
    'not one of Optuna',
  );
});

test('a preview says what is missing before anything is made', () => {
  const source = { fileName: 'a.csv', bytes: bytesOf('rate,size,result\n0.1,4,2\n') };
  const preview = previewImport(source, null);
  expect(preview.complaint).toBe(
    'No column is the learning rate; say which (--learning-rate): rate, size, result.',
  );
  const columns = { ...preview.mapping.columns, learningRate: 'rate', batchSize: 'size', tailLoss: 'result' };
  expect(previewImport(source, { ...preview.mapping, columns })).toMatchObject({
    complaint: null,
    runs: 1,
    problems: 0,
  });
});

describe('a study of imported runs', () => {
  const grid = (rows: number) => {
    const lines = ['lr,batch_size,seed,precision,start_loss,final_loss'];
    for (let i = 0; i < rows; i++) {
      const [recipe, rate, seed] = [i % 2, Math.floor(i / 2) % 10, Math.floor(i / 20)];
      // BF16 trains below 1e-1, FP8 below 1e-2: by hand, seven and four of the ten rates are stable.
      const trains = rate < (recipe === 0 ? 7 : 4);
      lines.push(
        `${1e-4 * 10 ** (rate / 2)},8,${seed},${recipe === 0 ? 'bf16' : 'fp8'},6,${trains ? 3 : 5.9}`,
      );
    }
    return `${lines.join('\n')}\n`;
  };

  test('is judged by the rules, says that it is imported, and keeps what was skipped', () => {
    const file = path.join(folder, 'grid.precipice');
    const source = { fileName: 'grid.csv', bytes: bytesOf(`${grid(40)}oops,8,0,bf16,6,3\n`) };
    importStudy(file, source, guessMapping(readTable(source)));
    const study = openStudy(file, 'read');
    const stable = study.runs().filter(({ label }) => label === 'ok');
    expect(stable.filter(({ recipe }) => recipe === 'bf16')).toHaveLength(14);
    expect(stable.filter(({ recipe }) => recipe === 'fp8')).toHaveLength(8);
    expect(study.info().baseline).toBe('bf16');
    expect(study.events().filter(({ runId }) => runId === null)).toMatchObject([
      { kind: 'import-skipped', message: 'Line 42: lr is "oops"; it must be a number.' },
    ]);
    study.close();
    const cli = (...args: string[]) =>
      execFileSync(process.execPath, ['src-main/cli/main.ts', ...args], {
        encoding: 'utf8',
        stdio: ['ignore', 'pipe', 'pipe'],
      });
    cli('export', file, '--format', 'svg', '--out', path.join(folder, 'map.svg'));
    expect(readFileSync(path.join(folder, 'map.svg'), 'utf8')).toMatch(
      /Imported runs · steps not known · 2 seeds per cell/,
    );
    expect(() => cli('retry', file)).not.toThrow();
    expect(cli('info', file)).toContain('grid.csv (CSV): 40 runs, 1 row that is not a run');
  });

  test('takes in nothing that the killed writer of another study of its name left', () => {
    const [file, other] = ['new', 'other'].map((name) => path.join(folder, `${name}.precipice`)) as [
      string,
      string,
    ];
    const source = { fileName: 'made.csv', bytes: bytesOf(grid(40)) };
    const mapping = guessMapping(readTable(source));
    importStudy(other, source, mapping);
    const killed = openStudy(other, 'write');
    killed.rename('killed');
    copyFileSync(`${other}-wal`, `${file}-wal`);
    killed.close();
    importStudy(file, source, mapping);
    const study = openStudy(file, 'read');
    expect(study.info().name).toBe('made');
    study.close();
  });

  test('labels of a column are taken as they are', () => {
    const file = path.join(folder, 'labelled.precipice');
    const bytes = bytesOf('lr,bs,outcome\n0.1,4,diverged\n0.01,4,stable\n0.02,4,whatever\n');
    const { problems } = importStudy(
      file,
      { fileName: 'l.csv', bytes },
      guessMapping(readTable({ fileName: 'l.csv', bytes })),
    );
    expect(problems).toMatchObject([{ line: 4 }]);
    const study = openStudy(file, 'read');
    expect(study.runs().map(({ label, reason }) => [label, reason])).toEqual([
      ['nonfinite', 'Labelled "diverged" by the imported column.'],
      ['ok', 'Labelled "stable" by the imported column.'],
    ]);
    study.close();
  });

  test('keeps what failed elsewhere as failed, and leaves it so', () => {
    const file = path.join(folder, 'failed.precipice');
    const bytes = bytesOf('lr,bs,loss,status\n0.1,4,2,finished\n0.2,4,,crashed\n');
    const source = { fileName: 'f.csv', bytes };
    const said = { vocabulary: 65, failedMeans: { crashed: 'infrastructure' } } as const;
    importStudy(file, source, { ...guessMapping(readTable(source)), ...said });
    const study = openStudy(file, 'write');
    expect(study.runs().map(({ state, reason }) => [state, reason])).toEqual([
      ['finished', expect.any(String)],
      ['failed-infrastructure', 'The tool that trained it says "crashed".'],
    ]);
    expect(study.outcomes().filter(isRepeatable)).toEqual([]);
    expect(() => study.retryFailed()).toThrow('can only be repeated where it was trained');
    expect(study.counts()['failed-infrastructure']).toBe(1);
    study.close();

    // One that is damaged is no other's either.
    unseal(file);
    const database = new Database(file);
    database.exec('UPDATE run SET tail_loss = tail_loss + 1 WHERE id = 1');
    database.close();
    const mended = openStudy(file, 'write');
    const failed = ['failed-infrastructure', 'imported'];
    expect(mended.runs().map(({ state, origin }) => [state, origin])).toEqual([failed, failed]);
    expect(() => mended.retryFailed()).toThrow('can only be repeated where it was trained');
    mended.close();
  });

  test('leaves no file behind where nothing can be imported', () => {
    const file = path.join(folder, 'none.precipice');
    const bytes = bytesOf('lr,bs,loss\nx,4,2\n');
    const attempt = () =>
      importStudy(file, { fileName: 'n.csv', bytes }, guessMapping(readTable({ fileName: 'n.csv', bytes })));
    expect(attempt).toThrow('n.csv: No row is a run (line 2: lr is "x"; it must be a number.).');
    expect(existsSync(file)).toBe(false);
  });

  test('of 10,000 runs is made in seconds', () => {
    const file = path.join(folder, 'many.precipice');
    const bytes = bytesOf(grid(10_000));
    const begun = processorSeconds();
    importStudy(
      file,
      { fileName: 'many.csv', bytes },
      guessMapping(readTable({ fileName: 'many.csv', bytes })),
    );
    const seconds = processorSeconds() - begun;
    process.stderr.write(`10,000 imported runs: ${seconds.toFixed(2)} s of processor time\n`);
    // Three on a slow core; what grew with the square of the runs would take minutes.
    expect(seconds).toBeLessThan(20);
  });
});
