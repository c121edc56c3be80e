// Numbers, names and layouts as people and tools write them: each is read for what it is, or its row or file is refused in one sentence
// that says what to write instead.
import { describe, expect, test } from 'vitest';
import type { Mapping } from '../../../src-main/spec/import-mapping.ts';
import { imported, sentencesOf, textFile } from './cases-support.ts';

const read = (text: string, said: Partial<Mapping> = {}) =>
  imported(textFile(text), { vocabulary: 65, ...said });
const ofLoss = (loss: string) => read(`lr,bs,seed,loss\n1e-3,8,0,2\n1e-3,8,1,${loss}\n`);
const placesOf = ({ runs }: ReturnType<typeof read>) =>
  runs.map(({ planned: { learningRate, batchSize, seed } }) => [learningRate, batchSize, seed]);

describe('a loss', () => {
  test.each([
    'NaN',
    'nan',
    '-nan',
    'nan(ind)',
    '1.#QNAN',
    '1.#IND',
    '1.#INF',
    'inf',
    '-Infinity',
    'Infinity',
    '∞',
    '1e400',
  ])('of %s is a failure', (loss) => {
    expect(ofLoss(loss).runs[1]!.measured.nonfinite).toMatchObject({ tensor: 'loss' });
  });

  test.each(['', 'None', 'none', 'NA', 'N/A', 'null', 'NULL', '<NA>', '#N/A'])(
    'of "%s" is asked about',
    (loss) => {
      expect(sentencesOf(ofLoss(loss))).toEqual([
        expect.stringMatching(/^1 run has no loss \(loss is empty\)/),
      ]);
    },
  );

  test.each([
    ['1e30', 1e30],
    ['1.0e+3', 1000],
    [' 2.5 ', 2.5],
    ['"2.5"', 2.5],
    ['+2.5', 2.5],
    ['.5', 0.5],
  ])('of %s is that number', (loss, value) => {
    expect(ofLoss(loss).runs[1]!.measured.tailLoss).toBe(value);
  });

  test.each([
    ['"1,5"', 'loss is "1,5"; it must be a number with a decimal point.'],
    ['"1,234.5"', 'loss is "1,234.5"; it must be a number without commas between its digits.'],
    ['diverged', 'loss is "diverged"; it must be a number.'],
    ['--', 'loss is "--"; it must be a number.'],
  ])('of %s leaves its row out, which is counted where it would have been', (loss, message) => {
    const { problems, leftOut } = ofLoss(loss);
    expect(problems).toEqual([{ line: 3, message }]);
    expect(leftOut).toEqual([
      { learningRate: 1e-3, batchSize: 8, recipe: 'imported', reason: 'unreadable', rows: 1 },
    ]);
  });
});

describe('a loss at the start', () => {
  const table = 'lr,bs,seed,start_loss,loss\n1e-3,8,0,1e9,2\n1e-3,8,1,1e9,1e6\n';

  test('beside which every failure would have learned is asked about', () => {
    expect(sentencesOf(read(table))).toEqual([
      expect.stringMatching(
        /^The loss at the start of 2 runs is above 100 nats \(lines 2, 3\), .*--failed-above.*--start-loss\.$/,
      ),
    ]);
  });

  test('is believed where it is said above what a run has failed', () => {
    expect(sentencesOf(read(table, { failedAbove: 4.2 }))).toEqual([]);
  });

  test('of a few nats is believed', () => {
    expect(sentencesOf(read(table.replaceAll('1e9', '10.8')))).toEqual([]);
  });
});

describe('between semicolons or tabs a comma', () => {
  test.each([';', '\t'])('is a decimal point, where the table has no other (%j)', (delimiter) => {
    const text = 'lr;bs;seed;loss\n0,001;8;0;2,5\n1,0e-2;8;0;3,125\n'.replaceAll(';', delimiter);
    const { runs } = read(text);
    expect(runs.map(({ planned, measured }) => [planned.learningRate, measured.tailLoss])).toEqual([
      [1e-3, 2.5],
      [1e-2, 3.125],
    ]);
  });

  test('is none where others are points: a loss of 1,234 is not one of 1.234', () => {
    const { runs, problems } = read('lr;bs;seed;loss\n0.001;8;0;2.5\n0.01;8;0;1,234\n');
    expect(runs).toHaveLength(1);
    expect(problems[0]!.message).toContain('loss is "1,234"; it must be a number without commas');
  });
});

describe('text', () => {
  test('with a byte order mark, a stated delimiter, quoted line ends and empty lines keeps its line numbers', () => {
    const text =
      '\ufefflr,bs,seed,loss,"a\nnote"\n0.001,8,0,2.5,"x\ny ""z"", w"\n\n0.001,8,1,2.6,"p\r\nq"\n0.001,8,2,soon,z\n';
    const { runs, problems } = read(text);
    expect(runs.map(({ line, measured }) => [line, measured.tailLoss])).toEqual([
      [3, 2.5],
      [6, 2.6],
    ]);
    expect(problems).toEqual([{ line: 8, message: 'loss is "soon"; it must be a number.' }]);
    expect(read('sep=|\nlr|bs|seed|loss\n0.001|8|0|2.5\n0.001|8|1|soon\n').problems[0]!.line).toBe(4);
  });

  test('whose quote is never closed, or that is no UTF-8, is refused', () => {
    expect(() => read('lr,bs,loss\n1,2,3\n"1,2,3\n1,2,3\n')).toThrow(
      'runs.csv is not CSV: a quote that opens on line 3 is never closed.',
    );
    const bytes = Uint8Array.from([0x6c, 0x72, 0x2c, 0x8a, 0x77, 0x0a, 0x31, 0x2c, 0x32]);
    expect(() => imported({ fileName: 'a.csv', bytes })).toThrow(
      'a.csv is not UTF-8 text; save it as UTF-8.',
    );
  });

  test('with columns in Japanese is read by their names', () => {
    const runs = read(
      '学習率,バッチサイズ,シード,精度,最終損失,検証損失\n0.001,8,3,bf16,2.5,2.6\n0.01,8,3,fp8,NaN,\n',
    ).runs;
    expect(runs.map(({ planned }) => planned)).toMatchObject([
      { learningRate: 1e-3, batchSize: 8, seed: 3, recipe: 'bf16' },
      { learningRate: 1e-2, batchSize: 8, seed: 3, recipe: 'fp8' },
    ]);
    expect(runs[0]!.measured).toMatchObject({ tailLoss: 2.5, validationLoss: 2.6 });
    const rows = [
      'a,0,0.001,8,4',
      'a,10,0.001,8,3',
      'a,20,0.001,8,2',
      'b,0,0.01,8,4',
      'b,10,0.01,8,5',
      'b,20,0.01,8,9',
    ];
    const history = read(['実行,ステップ,学習率,バッチサイズ,損失', ...rows].join('\n'));
    expect(history.runs.map(({ curve }) => [...curve!.steps!])).toEqual([
      [0, 10, 20],
      [0, 10, 20],
    ]);
  });
});

describe('equal headers', () => {
  test('that say the same are one', () => {
    expect(read('lr,bs,lr,seed,loss\n1e-3,8,0.001,0,2\n').runs[0]!.planned.learningRate).toBe(1e-3);
  });

  test.each([
    [
      'lr,bs,lr,seed,loss\n1e-3,8,1e-5,0,2\n',
      /^No column is the learning rate; .* It may be lr or lr \(2\), which differ \(line 2\)/,
    ],
    [
      'lr,bs,seed,loss,loss\n1e-3,8,0,2,9\n',
      /^No column is the loss, .* It may be loss or loss \(2\), which differ \(line 2\)/,
    ],
  ])('that differ are asked about', (text, sentence) => {
    expect(() => read(text)).toThrow(sentence);
  });
});

describe('columns of settings win over what was logged', () => {
  test.each([
    'config.lr,lr,config.batch_size,batch_size,config.seed,loss',
    'params.lr,metrics.lr,params.batch_size,metrics.batch_size,params.seed,metrics.loss',
    'optim.lr,train/lr,data.batch_size,train/batch_size,seed,train/loss',
    'args/learning_rate,learning_rate,args/batch_size,batch_size,args/seed,loss',
  ])('%s', (header) => {
    expect(placesOf(read(`${header}\n1e-3,1e-6,8,1,5,2\n1e-2,1e-6,8,1,5,2\n`))).toEqual([
      [1e-3, 8, 5],
      [1e-2, 8, 5],
    ]);
  });

  test('and a learning rate that changes within its run is refused as a setting', () => {
    const rows = [
      'a,0,0,8,4',
      'a,10,5e-4,8,3',
      'a,20,1e-3,8,2',
      'b,0,0,8,4',
      'b,10,5e-3,8,3',
      'b,20,1e-2,8,2',
    ];
    expect(() => read(['run,step,lr,bs,loss', ...rows].join('\n'))).toThrow(
      'lr changes within a run: it is what the schedule logged, not what was set.',
    );
  });
});

describe('a batch size', () => {
  test.each([
    ['micro_batch_size,gradient_accumulation_steps,num_gpus', '2,4,8', 64],
    ['per_device_train_batch_size,gradient_accumulation_steps,world_size', '4,2,4', 32],
    ['mbs,grad_accum,dp_size', '2,8,2', 32],
    ['per_device_train_batch_size,gradient_accumulation_steps,n_gpu', '4.0,2.0,1.0', 8],
    ['global_batch_size,micro_batch_size,gradient_accumulation_steps', '64,2,4', 64],
    // Four of the eight devices share a model.
    ['micro_batch_size,data_parallel_size,world_size,tensor_parallel_size', '2,2,8,4', 4],
  ])('of %s is the product', (names, values, size) => {
    expect(placesOf(read(`${names},lr,seed,loss\n${values},1e-3,0,2\n`))).toEqual([[1e-3, size, 0]]);
  });

  test('beside a factor that differs between runs is asked about', () => {
    expect(sentencesOf(read('batch_size,grad_accum,lr,seed,loss\n8,1,1e-3,0,2\n8,2,1e-2,0,2\n'))).toEqual([
      'grad_accum differs between runs, and batch_size may be the batch size of an update or of a part of it; say --accumulation grad_accum to multiply by it, or --accumulation 1.',
    ]);
  });

  test('beside factors that are the same for all runs is taken for the whole, and said to be', () => {
    const text = 'batch_size,grad_accum,world_size,lr,seed,loss\n8,4,2,1e-3,0,2\n';
    const { notes, ...runs } = read(text);
    expect(placesOf({ notes, ...runs })).toEqual([[1e-3, 8, 0]]);
    expect(notes).toContain(
      'batch_size is taken for the whole batch of an update, though grad_accum and world_size are above 1; if it is that of a part, say --accumulation grad_accum --devices world_size.',
    );
    expect(read(text, { accumulation: 1 }).notes.join()).not.toContain('whole batch');
    expect(read(text.replace('8,4,2', '8,1,1')).notes.join()).not.toContain('whole batch');
  });
});

describe('learning rates', () => {
  const ratesOf = (...rates: string[]) =>
    placesOf(read(['lr,bs,seed,loss', ...rates.map((rate, i) => `${rate},8,${i},2`)].join('\n'))).map(
      ([rate]) => rate,
    );

  test.each([
    [
      ['1e-3', '0.001000001'],
      [1e-3, 1e-3],
    ],
    [
      ['1e-3', '0.0010000000474974513'],
      [1e-3, 1e-3],
    ],
    [
      ['3.16e-4', '0.00031622776601683794'],
      [3.16e-4, 3.16e-4],
    ],
    [
      ['0.00099999', '1e-3'],
      [1e-3, 1e-3],
    ],
  ])('that differ by rounding are one: %s', (given, rates) => {
    expect(ratesOf(...given)).toEqual(rates);
  });

  test.each([
    [
      ['1e-3', '1.05e-3'],
      [1e-3, 1.05e-3],
    ],
    [
      ['1e-3', '1.001e-3'],
      [1e-3, 1.001e-3],
    ],
    [
      ['3e-4', '3.16e-4'],
      [3e-4, 3.16e-4],
    ],
  ])('that differ truly are two: %s', (given, rates) => {
    expect(ratesOf(...given)).toEqual(rates);
  });
});

describe('recipes', () => {
  const recipesOf = (...names: string[]) =>
    read(
      ['lr,bs,seed,precision,loss', ...names.map((name, i) => `1e-3,8,${i},${name},2`)].join('\n'),
    ).runs.map(({ planned }) => planned.recipe);

  test.each([
    [['bf16', 'bfloat16', 'BF16', 'torch.bfloat16', 'bf16-mixed']],
    [['fp8', 'float8', 'FP8', 'fp8-hybrid']],
    [['fp32', 'float32', '32-true', 'torch.float32']],
    [['fp16', 'float16', 'half']],
  ])('that are spellings of one precision are one: %s', (names) => {
    expect(new Set(recipesOf(...names))).toEqual(new Set([names[0]]));
  });

  test('that may be one are two where both were run at one setting and seed', () => {
    const { runs } = read('lr,bs,seed,precision,loss\n1e-3,8,0,bf16,2\n1e-3,8,0,bf16-mixed,2.2\n');
    expect(runs.map(({ planned }) => planned.recipe)).toEqual(['bf16', 'bf16-mixed']);
  });

  test('of two formats stay two', () => {
    expect(recipesOf('fp8_e4m3', 'fp8_e5m2')).toEqual(['fp8_e4m3', 'fp8_e5m2']);
  });
});

describe('one row a step', () => {
  const steps = (id: string, lr: number, seed: string, end: number) =>
    [0, 10, 20, 30].map((step) => `${id},${step},${lr},8,${seed},${4 - ((4 - end) * step) / 30}`);
  const history = (...runs: string[][]) => ['run,step,lr,bs,seed,loss', ...runs.flat()].join('\n');

  test('with runs whose seeds are missing numbers them by what no run has', () => {
    const runs = read(history(steps('a', 1e-3, '', 2), steps('b', 1e-3, '0', 2), steps('c', 1e-3, '', 2)));
    expect(placesOf(runs).map(([, , seed]) => seed)).toEqual([1, 0, 2]);
    expect(runs.numberedRuns).toBe(2);
  });

  test('with two runs of one seed keeps the one that ended worse and counts the other', () => {
    const { runs, leftOut } = read(
      history(steps('a', 1e-3, '0', 2), steps('b', 1e-3, '0', 6), steps('c', 1e-3, '1', 2)),
    );
    expect(runs.map(({ measured }) => measured.tailLoss! > 4)).toEqual([true, false]);
    expect(leftOut).toEqual([
      { learningRate: 1e-3, batchSize: 8, recipe: 'imported', reason: 'repeated', rows: 1 },
    ]);
  });

  test('that goes back once, because its run was resumed, is one run, in which the later value of a step counts', () => {
    const resumed = [0, 10, 20, 30, 20, 30, 40].map((step, i) => `a,${step},1e-3,8,0,${4 - 0.2 * i}`);
    const { runs } = read(history(resumed, steps('b', 1e-3, '1', 2)));
    expect(runs.map(({ curve }) => [...curve!.steps!])).toEqual([
      [0, 10, 20, 30, 40],
      [0, 10, 20, 30],
    ]);
    expect(runs[0]!.curve!.losses[2]).toBeCloseTo(3.2, 5);
  });

  test('of one setting and seed, with steps that go back and forth and no run, is asked about', () => {
    const rows = [0, 20, 10, 30, 20, 40].map((step, i) => `${step},1e-3,8,0,${4 - 0.1 * i}`);
    expect(sentencesOf(read(['step,lr,bs,seed,loss', ...rows].join('\n')))[0]).toContain(
      '--step none if it is a run',
    );
  });

  test('of runs that are interleaved, with nothing that tells them apart, is asked about', () => {
    const rows = [0, 10, 20].flatMap((step) => [0, 1].map((i) => `${step},1e-3,8,${4 - step / 20 + i}`));
    expect(sentencesOf(read(['step,lr,bs,loss', ...rows].join('\n')))[0]).toMatch(
      /^Rows of the same settings differ in step; say --step step .*--step none/,
    );
  });
});
