import { describe, expect, test } from 'vitest';
import type { RunRow } from '../../../src-main/records/types.ts';
import type { DuplicatePolicy, Mapping } from '../../../src-main/spec/import-mapping.ts';
import { readInput, type ReadInput } from '../../../src-main/study/import/candidates.ts';
import { guessMapping } from '../../../src-main/study/import/guess/guess.ts';
import { readTable } from '../../../src-main/study/import/read.ts';
import { assembled, type ImportedRuns } from '../../../src-main/study/import/runs.ts';

function input(name: string, lines: readonly string[], said: Partial<Mapping> = {}): ReadInput {
  const table = readTable({ fileName: name, bytes: new TextEncoder().encode(lines.join('\n')) });
  return readInput(table, { ...guessMapping(table), initialLoss: 4, ...said }, { name });
}

const HEADER = 'recipe,lr,bs,seed,loss';
/** Of the run at 0.1: it trains, blows up, trains better. The run at 0.2 is there once. */
const ROWS = [
  HEADER,
  'bf16,0.1,8,0,2.5',
  'bf16,0.1,8,0,5.5',
  'bf16,0.1,8,0,2.25',
  'bf16,0.1,8,0,2.5',
  'bf16,0.2,8,0,3',
];

const lossesAt = ({ runs }: ImportedRuns, rate: number) =>
  runs.filter(({ planned }) => planned.learningRate === rate).map(({ measured }) => measured.tailLoss);
const byPolicy = (duplicates: DuplicatePolicy) => assembled([input('a.csv', ROWS, { duplicates })]);

describe('Of rows with one recipe, learning rate, batch size and seed', () => {
  test('the one that ended worst is kept unless something else is said', () => {
    const read = assembled([input('a.csv', ROWS)]);
    expect(lossesAt(read, 0.1)).toEqual([5.5]);
    expect(lossesAt(read, 0.2)).toEqual([3]);
    // The second row of 2.5 says what the first says and takes nothing away.
    expect(read.leftOut).toMatchObject([{ learningRate: 0.1, reason: 'repeated', rows: 3 }]);
  });

  test('first keeps the first, and last the last, though another ended worse', () => {
    expect(lossesAt(byPolicy('first'), 0.1)).toEqual([2.5]);
    expect(lossesAt(byPolicy('last'), 0.1)).toEqual([2.5]);
    expect(lossesAt(assembled([input('a.csv', ROWS.slice(0, 4), { duplicates: 'last' })]), 0.1)).toEqual([
      2.25,
    ]);
    expect(byPolicy('first').problems.map(({ message }) => message)).toEqual([
      'It has the recipe, learning rate, batch size and seed of line 2, which came first and is kept, though it ended better.',
      'It has the recipe, learning rate, batch size and seed of line 2, which came first and is kept.',
      'It says the same as line 2.',
    ]);
  });

  test('refuse imports nothing, and names the first of them', () => {
    const { questions } = byPolicy('refuse');
    expect(questions).toEqual([
      {
        topic: 'duplicates',
        sentence:
          '2 runs say otherwise what another run of the same recipe, learning rate, batch size and seed says (line 2 and line 3; line 2 and line 4), and --duplicates is refuse; say worst, first or last to keep one of each, or seeds if they are of other seeds.',
      },
    ]);
  });

  test('seeds keeps all of them under seeds of their own, but for one that says the same', () => {
    const read = byPolicy('seeds');
    const own = read.runs.filter(({ planned }) => planned.learningRate === 0.1);
    expect(own.map(({ planned, measured }) => [planned.seed, measured.tailLoss])).toEqual([
      [0, 2.5],
      [1, 5.5],
      [2, 2.25],
    ]);
    expect(read.numberedRuns).toBe(2);
    expect(read.leftOut).toEqual([]);
  });

  test('a run that broke gives way, whatever is said', () => {
    const rows = ['recipe,lr,bs,seed,loss,state', 'bf16,0.1,8,0,,preempted', 'bf16,0.1,8,0,2.5,finished'];
    for (const duplicates of ['worst', 'refuse', 'first', 'last', 'seeds'] as const) {
      const read = assembled([input('a.csv', rows, { duplicates, emptyLoss: 'failed' })]);
      expect(lossesAt(read, 0.1)).toEqual([2.5]);
      expect(read.questions).toEqual([]);
    }
  });
});

describe('Beside a run that was trained here', () => {
  const trained = {
    ...{ id: 7, recipe: 'bf16', learningRate: 0.1, rowValue: 8, batchSize: 8, seed: 0, origin: 'trained' },
    ...{ state: 'finished', label: 'ok', nonfinite: null, tailLoss: 2.344926, endStep: 100 },
  } as RunRow;
  const kept = (rows: readonly string[], duplicates: DuplicatePolicy = 'worst') =>
    lossesAt(assembled([input('a.csv', rows, { duplicates })], [trained]), 0.1);

  test('the same run is no second seed, as it was printed and without a seed', () => {
    const seedless = ['recipe,lr,bs,loss', ...[2.3449, 2.41, 2.3449].map((loss) => `bf16,0.1,8,${loss}`)];
    // Of two that look like it one is another.
    expect(kept(seedless)).toEqual([2.41, 2.3449]);
    expect(kept([HEADER, 'bf16,0.1,8,0,2.34493', 'bf16,0.1,8,1,2.5'], 'seeds')).toEqual([2.5]);
  });

  test('one that differs by less than losses count for is none either, unless it is said to be', () => {
    const rows = [HEADER, 'bf16,0.1,8,0,2.3551'];
    expect([kept(rows), kept(rows, 'seeds')]).toEqual([[], [2.3551]]);
    expect(kept([HEADER, 'bf16,0.1,8,0,2.38'])).toEqual([2.38]);
  });
});

describe('Of two inputs', () => {
  const A = [HEADER, 'bf16,0.1,8,0,2.5', 'bf16,0.1,8,1,2.75'];

  test('what both say is one run, with a seed and without', () => {
    const twice = [...A, 'bf16,0.1,8,2,2.625'];
    expect(lossesAt(assembled([input('a.csv', A), input('b.csv', twice)]), 0.1)).toEqual([2.5, 2.75, 2.625]);
    // Two rows that say the same within a file are two runs, as they are without the other file.
    const seedless = ['recipe,lr,bs,loss', 'bf16,0.1,8,2.5', 'bf16,0.1,8,2.5', 'bf16,0.1,8,2.75'];
    const read = assembled([input('a.csv', seedless), input('b.csv', [...seedless, 'bf16,0.1,8,3'])]);
    expect(lossesAt(read, 0.1)).toEqual([2.5, 2.5, 2.75, 3]);
  });

  test('the worse of one run is kept, and named by file and line', () => {
    const read = assembled([input('a.csv', A), input('b.csv', [HEADER, 'bf16,0.1,8,0,5'])]);
    expect(lossesAt(read, 0.1).sort()).toEqual([2.75, 5]);
    expect(read.problems.map(({ message }) => message)).toEqual([
      'a.csv: line 2: It has the recipe, learning rate, batch size and seed of line 2 of b.csv, which ended worse and is kept.',
    ]);
    expect(read.rests.map(({ leftOut }) => leftOut.length)).toEqual([1, 0]);
  });

  test('no run of two recipes that nobody has named is taken for a repeat, or for another seed', () => {
    for (const seed of [true, false]) {
      const rowOf = (loss: number) =>
        seed ? ['lr,bs,seed,loss', `0.1,8,0,${loss}`] : ['lr,bs,loss', `0.1,8,${loss}`];
      const [one, other] = [rowOf(2.5), rowOf(2.6)];
      expect(assembled([input('bf16.csv', one), input('fp8.csv', other)]).questions).toMatchObject([
        { topic: 'recipe', sentence: expect.stringContaining('Neither bf16.csv nor fp8.csv says a recipe') },
      ]);
      const said = assembled([
        input('bf16.csv', one, { recipe: 'bf16' }),
        input('fp8.csv', other, { recipe: 'fp8' }),
      ]);
      expect(said.questions).toEqual([]);
      expect(said.runs.map(({ planned }) => planned.recipe)).toEqual(['bf16', 'fp8']);
    }
  });

  test.each<[string, Partial<Mapping>, Partial<Mapping>]>([
    ['vocabulary', { vocabulary: 50257 }, { vocabulary: 32000 }],
    ['initialLoss', {}, { initialLoss: 5 }],
    ['failedAbove', { failedAbove: 9 }, { failedAbove: 8 }],
    ['unigramEntropy', { unigramEntropy: 3 }, { unigramEntropy: 2 }],
    ['emptyLoss', { emptyLoss: 'diverged' }, { emptyLoss: 'left-out' }],
    ['prunedMeans', { prunedMeans: 'finished' }, { prunedMeans: 'diverged' }],
    ['failedMeans', { failedMeans: { crashed: 'diverged' } }, { failedMeans: { crashed: 'infrastructure' } }],
    ['baseline', { baseline: 'bf16' }, { baseline: 'fp8' }],
    ['rateBins', { rateBins: 3 }, { rateBins: 'none' }],
  ])('a contradictory %s is refused by its name', (field, one, other) => {
    const inputs = [input('a.csv', A, one), input('b.csv', A, other)];
    expect(() => assembled(inputs)).toThrow(
      new RegExp(`^${field} is .* for b.csv and .* for a.csv; the runs`),
    );
  });

  test('other rows of the map, or labels on one side only, are refused', () => {
    const wide = input('b.csv', ['recipe,lr,bs,seed,width,loss', 'bf16,0.1,8,0,64,2.5']);
    const columns = { ...wide.mapping.columns, row: 'width' };
    const rows = { ...wide, mapping: { ...wide.mapping, columns } };
    expect(() => assembled([input('a.csv', A), rows])).toThrow(
      'row is width for b.csv and the batch size for a.csv',
    );
    const labelled = input('b.csv', ['recipe,lr,bs,seed,loss,label', 'bf16,0.1,8,0,2.5,ok']);
    expect(() => assembled([input('a.csv', A), labelled])).toThrow(
      'label is a column of labels for b.csv and none for a.csv',
    );
  });

  test('what was said of one holds for the other', () => {
    const { mapping } = assembled([
      input('a.csv', A, { failedMeans: { crashed: 'diverged' } }),
      input('b.csv', [HEADER, 'fp8,0.1,8,0,2'], {
        vocabulary: 65,
        failedMeans: { killed: 'infrastructure' },
      }),
    ]);
    expect(mapping.vocabulary).toBe(65);
    expect(mapping.failedMeans).toEqual({ crashed: 'diverged', killed: 'infrastructure' });
  });
});
