// Tables as people keep them: marks of divergence beside finite losses, remarks before the header, words of spreadsheets for a number.
import { describe, expect, test } from 'vitest';
import { guessMapping } from '../../../src-main/study/import/guess/guess.ts';
import { readTable } from '../../../src-main/study/import/read.ts';
import { importRuns } from '../../../src-main/study/import/runs.ts';
import { labelsOf } from './cases-support.ts';

const imported = (text: string) => {
  const table = readTable({ fileName: 'runs.csv', bytes: Buffer.from(text) });
  return importRuns(table, guessMapping(table));
};
const lines = (...rows: readonly string[]) => rows.join('\n');

describe('a column that marks runs as diverged', () => {
  test.each(['diverged', 'is_nan', 'summary.diverged', 'has_diverged'])(
    'makes those failures, whatever their losses: %s',
    (column) => {
      const runs = imported(
        lines(
          `lr,bs,seed,precision,loss,start_loss,state,${column}`,
          '1e-3,8,0,bf16,2.0,4.2,finished,False',
          '1e-2,8,0,bf16,2.0,4.2,finished,True',
          '1e-1,8,0,bf16,,4.2,crashed,True',
        ),
      );
      expect(labelsOf(runs)).toEqual(['ok', 'nonfinite', 'nonfinite']);
      expect(runs.questions).toEqual([]);
      expect(runs.notes.join()).toContain(`2 runs: The column ${column} marks it as diverged`);
    },
  );

  const HEAD = 'lr,bs,seed,loss,start_loss';

  test.each(['Y', 't', 'yes', '1', 'Diverged', 'unstable', 'NaN'])('is set by the word %s', (word) => {
    const runs = imported(`${HEAD},diverged\n1e-3,8,0,2.0,4.2,${word}\n1e-2,8,0,2.0,4.2,n\n1e-1,8,0,2,4.2,`);
    expect(labelsOf(runs)).toEqual(['nonfinite', 'ok', 'ok']);
  });

  test.each(['120', 'step 40', 'maybe', 'unjudged'])(
    'makes no run of what it does not understand: %s',
    (word) => {
      const runs = imported(`${HEAD},diverged\n1e-3,8,0,2.0,4.2,${word}\n1e-2,8,0,2.0,4.2,no\n`);
      expect(labelsOf(runs)).toEqual(['ok']);
      expect(runs.problems).toEqual([
        {
          line: 2,
          message: `diverged is "${word}"; whether the run diverged must be said by true or false, yes or no, 1 or 0, or a label such as diverged or ok.`,
        },
      ]);
      expect(runs.leftOut).toMatchObject([{ reason: 'unreadable', rows: 1 }]);
      const broken = imported(`${HEAD},diverged\n1e-3,8,0,nan,4.2,${word}\n`);
      expect(labelsOf(broken)).toEqual(['nonfinite']);
    },
  );

  test.each([
    'config.diverged',
    'user_attrs_diverged',
    'user_attrs.loss_is_nan',
    'train_loss_is_nan',
    'loss_is_nan',
  ])('may stand among the settings, or name the loss: %s', (column) => {
    const runs = imported(`${HEAD},${column}\n1e-3,8,0,2.0,4.2,True\n1e-2,8,0,2.0,4.2,False\n`);
    expect(labelsOf(runs)).toEqual(['nonfinite', 'ok']);
  });

  test.each([
    ['a setting names a divergence', 'config.divergence', 'reverse-kl'],
    ['a metric measures one', 'train/divergence', '0.023'],
  ])('is none where %s', (_, column, value) => {
    const runs = imported(`${HEAD},${column}\n1e-3,8,0,2.0,4.2,${value}\n`);
    expect([labelsOf(runs), runs.problems]).toEqual([['ok'], []]);
  });

  test('may name the step; none, NaN and -1 are no step, and 0 may be either', () => {
    const runs = imported(
      lines(
        `${HEAD},run_diverged_at_step`,
        ...['120', '', 'NaN', '-1', 'False', '0'].map((cell, seed) => `1e-3,8,${seed},2.0,4.2,${cell}`),
      ),
    );
    expect(labelsOf(runs)).toEqual(['nonfinite', 'ok', 'ok', 'ok', 'ok']);
    expect(runs.runs[0]!.measured.nonfinite).toEqual({ step: 120, tensor: 'loss' });
    expect(runs.problems).toEqual([
      {
        line: 7,
        message:
          'run_diverged_at_step is "0"; it must be the step at which the run diverged, above 0, and empty or -1 where it did not.',
      },
    ]);
  });

  test('of steps marks the run once and for all, at the step', () => {
    const steps = [0, 10, 20, 30, 40].flatMap((step) =>
      ['0', '1'].map(
        (seed) => `${seed},1e-3,8,${seed},${step},${4 - step / 40},${seed === '1' && step === 20 ? 1 : 0}`,
      ),
    );
    const { runs } = imported(lines('run,lr,bs,seed,step,loss,diverged', ...steps));
    expect(runs.map(({ measured }) => measured.nonfinite)).toEqual([null, { step: 20, tensor: 'loss' }]);
  });

  test('counts where the run is otherwise left out, as one that is running or whose loss is a word', () => {
    const runs = imported(
      lines(
        `${HEAD},state,diverged`,
        '1e-3,8,0,2.0,4.2,running,1',
        '1e-2,8,0,diverged,4.2,finished,1',
        '1e-1,8,0,2.0,4.2,running,0',
        'fast,8,0,2.0,4.2,finished,1',
      ),
    );
    expect(runs.runs.map(({ measured }) => measured.nonfinite)).toMatchObject([{ step: 0 }, { step: 0 }]);
    expect(runs.problems.map(({ line }) => line)).toEqual([4, 5]);
  });
});

test('a gradient norm that is not finite where a curve ends is a failure; one that a finite loss follows was skipped', () => {
  const norms = [
    ['1', '1', 'NaN'],
    ['1', 'inf', '1'],
    ['NaN', 'NaN', 'NaN'],
  ];
  const steps = norms.flatMap((own, seed) =>
    own.map((norm, i) => `${seed},1e-3,8,${seed},${i},${4 - i},${norm}`),
  );
  const runs = imported(lines('run,lr,bs,seed,step,loss,train/grad_norm', ...steps));
  expect(runs.runs.map(({ measured }) => measured.nonfinite)).toEqual([
    { step: 2, tensor: 'gradient' },
    null,
    // Some loops write NaN where they compute none.
    null,
  ]);
  expect(runs.notes.join()).toContain('1 run: train/grad_norm is NaN or infinite where its curve ends');
});

test.each([
  ['says nothing that steps with a loss do not', '0.1,', 1],
  ['is of an evaluation', '0.1,2.5', 0],
])('of steps, a last one without a loss that %s is asked about or not', (_, cells, asked) => {
  const steps = [4, 3, 2.5].map((loss, step) => `0,1e-3,8,0,${step},${loss},0.1,`);
  const runs = imported(lines('run,lr,bs,seed,step,loss,seconds,eval', ...steps, `0,1e-3,8,0,3,,${cells}`));
  expect(runs.questions.map(({ topic }) => topic)).toEqual(Array(asked).fill('empty-loss'));
});

test('of steps, a word in place of a loss leaves a run unjudged that had not failed by then, and a dash is none', () => {
  const steps = ['overflow', '-', 'nan'].flatMap((word, seed) =>
    [4, 3, 2.5, word, 2.2, 2.1].map((loss, step) => `${seed},1e-3,8,${seed},${10 * step},${loss}`),
  );
  const runs = imported(lines('run,lr,bs,seed,step,loss', ...steps));
  expect(labelsOf(runs)).toEqual(['unjudged', 'ok', 'nonfinite']);
  expect(runs.runs[0]!.unjudged).toContain('loss is "overflow"; it must be a number');
  expect(runs.problems.map(({ line }) => line)).toEqual([5]);
});

test.each([
  [
    'entries, as of the API of W&B',
    (losses: string) => `"history":[${losses}]`,
    (loss: string, step: number) => `{"_step":${step},"loss":${loss}}`,
  ],
  [
    'lists by name, as of Keras',
    (losses: string) => `"history":{"loss":[${losses}],"val_loss":[4,3,2.5]}`,
    (loss: string) => loss,
  ],
  [
    'a list that is called as a loss is',
    (losses: string) => `"train_loss":[${losses}]`,
    (loss: string) => loss,
  ],
])('what a run logged counts beside its last loss: %s', (_, listed, entry) => {
  const run = (seed: number, losses: readonly string[]) =>
    `{"lr":1e-3,"bs":8,"seed":${seed},"loss":2.1,${listed(losses.map(entry).join(','))}}`;
  const text = lines(run(0, ['4.2', '3', '2.1']), run(1, ['4.2', 'NaN', '2.1']));
  const table = readTable({ fileName: 'runs.jsonl', bytes: Buffer.from(text) });
  expect(labelsOf(importRuns(table, guessMapping(table)))).toEqual(['ok', 'nonfinite']);
});

describe('remarks before the header', () => {
  test.each([
    ['are passed over', '# made by a loop, on two GPUs\n# 2026\nlr,bs,seed,loss,start_loss\n'],
    ['may end with the header itself, as of numpy.savetxt', '# a loop\n# lr,bs,seed,loss,start_loss\n'],
  ])('%s', (_, head) => {
    const runs = imported(`${head}1e-3,8,0,2.0,4.2\n1e-2,8,0,soon,4.2\n`);
    expect(runs.runs.map(({ planned }) => planned.learningRate)).toEqual([1e-3]);
    const line = head.split('\n').length + 1;
    expect(runs.problems).toEqual([{ line, message: 'loss is "soon"; it must be a number.' }]);
  });

  test.each([
    [
      'delimiters',
      '# lr,bs,seed,"loss, in nats",start_loss\n',
      ['lr', 'bs', 'seed', 'loss, in nats', 'start_loss'],
    ],
    [
      'an end of line',
      '# by hand\r\n# lr,bs,seed,"loss\r\n(nats)",start_loss\r\n',
      ['lr', 'bs', 'seed', 'loss\r\n(nats)', 'start_loss'],
    ],
    [
      'nothing, in a remark',
      '# made "by hand, "twice\nlr,bs,seed,loss,start_loss\n',
      ['lr', 'bs', 'seed', 'loss', 'start_loss'],
    ],
  ])('quotes in their last line hold %s', (_, head, columns) => {
    const table = readTable({
      fileName: 'runs.csv',
      bytes: Buffer.from(`${head}1e-3,8,0,2.0,4.2\n1e-2,8,0,3,4.2\n`),
    });
    expect(table.columns).toEqual(columns);
    expect(table.rows.map(({ line }) => line)).toEqual([
      head.split('\n').length,
      head.split('\n').length + 1,
    ]);
    expect(table.rows[0]!.cell('bs')).toBe('8');
  });

  test('a header that begins with a # of its own stays one', () => {
    const table = readTable({ fileName: 'runs.csv', bytes: Buffer.from('#,lr,bs,loss\n1,1e-3,8,2\n') });
    expect(table.rows).toHaveLength(1);
    expect(table.columns.slice(-3)).toEqual(['lr', 'bs', 'loss']);
  });
});

test.each(['#NUM!', '#DIV/0!'])('a loss that a spreadsheet calls %s is not finite', (word) => {
  const runs = imported(`lr,bs,seed,loss,start_loss\n1e-3,8,0,${word},4.2\n1e-2,8,0,2,4.2\n`);
  expect(labelsOf(runs)).toEqual(['nonfinite', 'ok']);
});
