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

  test('is no setting of that name', () => {
    const runs = imported('lr,bs,seed,loss,start_loss,config.diverged\n1e-3,8,0,2.0,4.2,True\n');
    expect(labelsOf(runs)).toEqual(['ok']);
  });
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
