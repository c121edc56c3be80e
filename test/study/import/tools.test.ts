// Files as other tools write them: the same 12 runs from each (test/oracle/imports.py says by what), of which the eleventh
// fails without a value and the twelfth diverges; and what their columns, states and units are taken for.
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { guessMapping } from '../../../src-main/study/import/guess/guess.ts';
import type { Mapping } from '../../../src-main/spec/import-mapping.ts';
import { importRuns } from '../../../src-main/study/import/runs.ts';
import { readTable } from '../../../src-main/study/import/read.ts';

const GOLDEN = path.resolve(import.meta.dirname, '../../oracle/golden/imports');

function readGolden(name: string, changes: Partial<Mapping> = {}) {
  const table = readTable({ fileName: name, bytes: readFileSync(path.join(GOLDEN, name)) });
  return { table, ...importRuns(table, { ...guessMapping(table), ...changes }) };
}

function read(text: string, changes: Partial<Mapping> = {}, name = 'runs.csv') {
  const table = readTable({ fileName: name, bytes: new TextEncoder().encode(text) });
  return importRuns(table, { ...guessMapping(table), ...changes });
}

/** By learning rate, batch size and recipe, since tools order them as they like. */
const RATES = [1e-3, 1e-2, 1e-1];
const SETTINGS = RATES.flatMap((rate) =>
  [8, 16].flatMap((size) => ['bf16', 'fp8'].map((recipe) => `${rate} ${size} ${recipe}`)),
);

describe.each([
  // What the format can say of the run that failed, and of the one that diverged.
  { name: 'tensorboard-hparams.csv', failed: 'row', diverged: true },
  { name: 'wandb.csv', failed: 'run', diverged: true },
  { name: 'runs.jsonl', failed: 'run', diverged: true },
  // Its CSV writes NaN as an empty cell, like a loss that was never logged.
  { name: 'mlflow.csv', failed: 'run', diverged: false },
])('$name', ({ name, failed, diverged }) => {
  const { runs, problems } = readGolden(name, {
    failedMeans: { '*': 'infrastructure' },
    emptyLoss: 'left-out',
  });
  const keyOf = ({ planned }: (typeof runs)[number]) =>
    `${planned.learningRate} ${planned.batchSize} ${planned.recipe}`;

  test('every one of its 12 rows is a run or listed', () => {
    expect(runs.length + problems.length).toBe(12);
    const keys = runs.map(keyOf);
    expect(SETTINGS.slice(0, 10).every((setting) => keys.includes(setting))).toBe(true);
  });

  test('the runs that ended have their losses', () => {
    for (const run of runs.filter(({ failure, measured }) => failure === null && !measured.nonfinite)) {
      const number = SETTINGS.indexOf(keyOf(run));
      // The tail of three steps is their mean; the others give the last value.
      const expected = run.curve ? (4 + 3 + 2 + number / 100) / 3 : 2 + number / 100;
      expect(run.measured.tailLoss).toBeCloseTo(expected, 5);
    }
  });

  test('the run that failed is a failed run, or a listed row where the format does not say it', () => {
    const run = runs.find((each) => keyOf(each) === SETTINGS[10]);
    if (failed === 'run')
      expect(run!.failure).toMatch(/^The tool that trained it says "(crashed|failed|FAILED)"\.$/);
    else {
      expect(run).toBeUndefined();
      expect(problems.map(({ message }) => message)).toContain('It has no loss, no curve and no label.');
    }
  });

  test('the run that diverged is not lost', () => {
    const run = runs.find((each) => keyOf(each) === SETTINGS[11]);
    if (diverged) expect(run!.measured.nonfinite).toMatchObject({ tensor: 'loss' });
    else expect(problems).toContainEqual({ line: 13, message: 'It has no loss, no curve and no label.' });
  });
});

test('a database that Optuna made: curves, a failed trial, one that met NaN at its third step', () => {
  const { table, runs, problems } = readGolden('optuna.db');
  expect(table.kind).toBe('Optuna');
  expect(runs).toHaveLength(12);
  expect(problems).toEqual([]);
  expect(runs.filter(({ failure }) => failure === 'The tool that trained it says "FAIL".')).toHaveLength(1);
  const diverged = runs.filter(({ measured }) => measured.nonfinite !== null);
  expect(diverged.map(({ measured }) => measured.nonfinite)).toEqual([{ step: 2, tensor: 'loss' }]);
  expect([...runs[0]!.curve!.losses]).toEqual([4, 3, 2]);
});

describe('states', () => {
  const states = (lines: readonly string[]) => read(['lr,bs,seed,loss,status', ...lines].join('\n'));

  test('that are still open are listed, not imported', () => {
    const { runs, problems } = states(['0.1,4,0,2,finished', '0.2,4,0,9,running']);
    expect(runs).toHaveLength(1);
    expect(problems).toEqual([
      { line: 3, message: 'status is "running": it has not ended; import it again when it has.' },
    ]);
  });

  test('a crashed run whose loss is finite was not finished; one whose loss is NaN diverged', () => {
    const lines = ['0.1,4,0,2,finished', '0.2,4,0,3.1,crashed', '0.4,4,0,nan,crashed'];
    const { runs } = states(lines);
    expect(runs.map(({ failure }) => failure !== null)).toEqual([false, true, false]);
    expect(runs[2]!.measured.nonfinite).not.toBeNull();
  });

  test('a failed run that was repeated gives way to its repetition, and both are accounted for', () => {
    const { runs, problems } = states(['0.1,4,0,,failed', '0.1,4,0,2,finished']);
    expect(runs.map(({ line, failure }) => [line, failure])).toEqual([[3, null]]);
    expect(problems).toEqual([{ line: 2, message: 'It failed; line 3 repeats it.' }]);
  });

  test('a column that is called status and holds something else is left alone; a word that is none is named', () => {
    expect(read('lr,bs,loss,status\n0.1,4,2,gold customer\n').mapping.columns.state).toBeNull();
    const { questions } = states(['0.1,4,0,2,finished', '0.2,4,0,2,tired']);
    expect(questions.map(({ sentence }) => sentence)[0]).toMatch(
      /^status is "tired" for 1 run \(line 3\), a state that is not known; say what it means: --failed-means tired=/,
    );
  });
});

describe('units', () => {
  test('bits are known by name and turned into nats', () => {
    const { mapping, runs } = read('lr,bs,val_bpb,train_bpb\n0.1,4,1.5,2\n');
    expect(mapping.lossUnit).toBe('bits');
    expect(runs[0]!.measured.tailLoss).toBeCloseTo(2 * Math.LN2, 12);
    expect(runs[0]!.measured.validationLoss).toBeCloseTo(1.5 * Math.LN2, 12);
  });

  test('so is a perplexity, whose logarithm is the loss', () => {
    const { mapping, runs, problems } = read('lr,bs,perplexity\n0.1,4,20\n0.2,4,inf\n0.4,4,0\n');
    expect(mapping.lossUnit).toBe('perplexity');
    expect(runs[0]!.measured.tailLoss).toBeCloseTo(Math.log(20), 12);
    expect(runs[1]!.measured.nonfinite).not.toBeNull();
    expect(problems).toEqual([{ line: 4, message: 'perplexity is 0; a perplexity must be above 0.' }]);
  });

  test('each column has that of its name: a loss beside a perplexity is none', () => {
    const { runs } = read('lr,bs,final_ppl,val_loss,start_loss\n0.1,4,8,2.2,4.2\n');
    const { tailLoss, validationLoss, startLoss } = runs[0]!.measured;
    expect([tailLoss, validationLoss, startLoss]).toEqual([Math.log(8), 2.2, 4.2]);
    const said = read('lr,bs,loss,val_loss,val_ppl\n0.1,4,2,3,8\n', { lossUnit: 'bits' }).runs[0]!.measured;
    expect([said.tailLoss, said.validationLoss]).toEqual([2 * Math.LN2, 3 * Math.LN2]);
  });

  test('what was guessed wrong is put right by hand', () => {
    expect(read('lr,bs,loss\n0.1,4,2\n', { lossUnit: 'bits' }).runs[0]!.measured.tailLoss).toBeCloseTo(
      2 * Math.LN2,
      12,
    );
  });

  test('a batch size may be a power of two', () => {
    const { mapping, runs } = read('lr,log2_batch_size,loss\n0.1,5,2\n');
    expect(mapping.batchScale).toBe('log2');
    expect(runs[0]!.planned.batchSize).toBe(32);
  });
});

test('a JSON list of objects is read entry by entry', () => {
  const list = JSON.stringify([{ lr: 0.1, bs: 4, loss: 2 }, 7, { lr: 0.2, bs: 4, loss: 3 }], null, 2);
  const { runs, problems } = read(list, {}, 'runs.json');
  expect(runs.map(({ line }) => line)).toEqual([1, 3]);
  expect(problems).toEqual([{ line: 2, message: 'It is not a JSON object.' }]);
  expect(() => read('[1, 2', {}, 'runs.json')).toThrow('runs.json is not JSON');
});

test('a name that holds the word NaN stays what it is', () => {
  const { runs } = read(
    '{"lr":0.1,"bs":4,"recipe":"NaN \\" proof, -Infinity","losses":[3,NaN]}\n',
    {},
    'a.jsonl',
  );
  expect(runs[0]!.planned.recipe).toBe('NaN " proof, -Infinity');
  expect(runs[0]!.measured.nonfinite).toEqual({ step: 1, tensor: 'loss' });
});
