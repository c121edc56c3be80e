// Runs of another tool whose rows are a column that the user names.
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { runsCsv } from '../../../src-main/report/csv.ts';
import { renderMaps } from '../../../src-main/report/terminal.ts';
import { analyzeStudy } from '../../../src-main/study/analyze-study.ts';
import { importStudy } from '../../../src-main/study/import/create.ts';
import { guessMapping } from '../../../src-main/study/import/guess/guess.ts';
import { readTable } from '../../../src-main/study/import/read.ts';
import { openStudy } from '../../../src-main/study/study.ts';

const WIDTHS = [64, 128, 256, 512, 1024];
const RATES = Array.from({ length: 10 }, (_, i) => 10 ** (-4 + i / 3));
const SEEDS = [0, 1, 2, 3, 4, 5, 6, 7, 8, 9];

/** 1,000 runs, each of which fails above an edge that falls by a factor of two with the width. */
function thousand(header = 'd_model', sizeOf: (width: number) => number = () => 16): string {
  const lines = ['bf16', 'fp8'].flatMap((precision) =>
    WIDTHS.flatMap((width) =>
      RATES.flatMap((rate) =>
        SEEDS.map((seed) => {
          const edge = (precision === 'fp8' ? 0.01 : 0.02) * (64 / width) * 10 ** (0.02 * (seed - 4.5));
          const loss = rate > edge ? 5 : 2.5 - 0.1 * Math.log2(width / 64) + 0.001 * seed;
          return [rate, sizeOf(width), width, seed, precision, 5, loss].join(',');
        }),
      ),
    ),
  );
  return [`lr,batch_size,${header},seed,precision,start_loss,loss`, ...lines].join('\n');
}

function imported(text: string, row: string | null) {
  const file = path.join(mkdtempSync(path.join(tmpdir(), 'import-rows-')), 'a.precipice');
  const source = { fileName: 'runs.csv', bytes: Buffer.from(text) };
  const guessed = guessMapping(readTable(source));
  importStudy(file, source, { ...guessed, columns: { ...guessed.columns, row } });
  return openStudy(file, 'read');
}

describe('a thousand runs by a column of widths', () => {
  const study = imported(thousand(), 'd_model');
  const analysis = analyzeStudy(study);

  test('make a map whose rows are the values of that column, with an edge in each', () => {
    expect(study.runs()).toHaveLength(1000);
    expect(analysis.rowValues).toEqual(WIDTHS);
    expect(analysis.rowSetting).toMatchObject({ path: 'd_model', kind: 'unknown', scale: 'octaves' });
    const [bf16] = analysis.recipes;
    for (const { rowValue, learningRate, side } of bf16!.edges) {
      if (side !== 'inside') continue;
      expect(Math.abs(Math.log10(learningRate! / (0.02 * (64 / rowValue))))).toBeLessThan(0.2);
    }
    expect(bf16!.edges.filter(({ side }) => side === 'inside').length).toBeGreaterThanOrEqual(4);
  });

  test('are named by that column in the terminal and in the CSV, beside their batch size', () => {
    const text = renderMaps(analysis, { color: false, width: 120 });
    expect(text).toContain('d_model');
    expect(text).toContain('octaves of d_model');
    const [header, first] = runsCsv(study.runs(), study.info()).split('\n');
    expect(header).toMatch(/^recipe,learning_rate,batch_size,seed,.*,d_model$/);
    expect(first).toMatch(/^bf16,0\.0001,16,0,.*,64$/);
  });

  test('are without it runs of one setting over and over, of which the worst count', () => {
    expect(imported(thousand(), null).runs().length).toBe(200);
  });
});

test('a column that is called as a hyperparameter is one, and a search would draw it', () => {
  const study = imported(thousand('weight_decay'), 'weight_decay');
  expect(analyzeStudy(study).rowSetting).toMatchObject({
    path: 'optimizer.weightDecay',
    kind: 'hyperparameter',
  });
});

test('rows may not hide that batch sizes differ', () => {
  expect(() =>
    imported(
      thousand('d_model', (width) => width / 8),
      'd_model',
    ),
  ).toThrow(
    'batch_size has 5 values (8, 16, 32, 64, 128); it must have one where rows are of d_model: import the runs of one batch size at a time.',
  );
});

test('a row whose column is empty is left out, and counted where it would have been', () => {
  const [header, ...lines] = thousand().split('\n');
  const text = [header, lines[0]!.replace(',64,', ',,'), ...lines.slice(1)].join('\n');
  const study = imported(text, 'd_model');
  expect(study.runs()).toHaveLength(999);
  expect(study.info().spec.imported!.leftOut).toEqual([
    expect.objectContaining({ batchSize: 16, rowValue: null, reason: 'unreadable', rows: 1 }),
  ]);
});
