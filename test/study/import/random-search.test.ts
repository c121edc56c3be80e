// A random search as a table, imported: runs keep their learning rates, the map has columns, and what is asked of a column finds its runs.
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { columnEnds } from '../../../src-main/analysis/grid/rate-columns.ts';
import { contentOf } from '../../../src-main/api/cards.ts';
import { randomUnit, streamKey } from '../../../src-main/engine/random.ts';
import { runsCsv } from '../../../src-main/report/csv.ts';
import type { Mapping } from '../../../src-main/spec/import-mapping.ts';
import { analyzeStudy } from '../../../src-main/study/analyze-study.ts';
import { importStudy } from '../../../src-main/study/import/create.ts';
import { guessMapping } from '../../../src-main/study/import/guess/guess.ts';
import { previewTable } from '../../../src-main/study/import/preview.ts';
import { readTable } from '../../../src-main/study/import/read.ts';
import { openStudy } from '../../../src-main/study/study.ts';

const RUNS = 200;
/** log10 of the learning rate above which every run ends at a loss of 9. */
const EDGE = -2.6;
const RATES = Array.from(
  { length: RUNS },
  (_, i) => 10 ** (-4.5 + 3 * randomUnit(streamKey(0, 'random search', 0), i)),
);

function sourceOf(seedOf: ((index: number) => number) | null) {
  const lines = RATES.map((rate, i) => {
    const loss = Math.log10(rate) > EDGE ? 9 : 2.5 + 0.1 * (Math.log10(rate) + 3) ** 2;
    return ['bf16', rate, 32, ...(seedOf ? [seedOf(i)] : []), loss].join(',');
  });
  const header = ['precision', 'lr', 'batch_size', ...(seedOf ? ['seed'] : []), 'loss'].join(',');
  return { fileName: 'search.csv', bytes: new TextEncoder().encode([header, ...lines].join('\n')) };
}

let folder: string;
beforeAll(() => void (folder = mkdtempSync(path.join(tmpdir(), 'precipice-search-'))));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function studied(name: string, seedOf: ((index: number) => number) | null, said: Partial<Mapping> = {}) {
  const source = sourceOf(seedOf);
  const table = readTable(source);
  const mapping = { ...guessMapping(table), initialLoss: 4, ...said };
  const file = path.join(folder, `${name}.precipice`);
  const preview = previewTable(table, mapping);
  importStudy(file, source, mapping);
  const study = openStudy(file, 'read');
  return { study, preview, analysis: analyzeStudy(study), csv: runsCsv(study.runs(), study.info()) };
}

const distance = ({ low, high }: { readonly low: number; readonly high: number }) => Math.log10(high / low);

describe('200 runs, each at a learning rate and with a seed of its own', () => {
  test('keep them, in a map of columns', () => {
    const { study, preview, analysis, csv } = studied('own', (i) => i);
    expect(study.runs().map(({ learningRate }) => learningRate)).toEqual(RATES);
    expect(analysis.learningRates).toHaveLength(9);
    expect(analysis.ratesPerDecade).toBe(3);
    expect(preview.rates.map(({ learningRate }) => learningRate)).toEqual(analysis.learningRates);
    expect(preview.notes.join(' ')).toMatch(/200 freely drawn learning rates are shown in columns of 1\/3/);

    const { rows } = readTable({ fileName: 'runs.csv', bytes: new TextEncoder().encode(csv) });
    expect(rows.map((row) => Number(row.cell('learning_rate')))).toEqual(RATES);
    expect(new Set(rows.map((row) => Number(row.cell('learning_rate_column'))))).toEqual(
      new Set(analysis.learningRates),
    );

    // What a column is asked for is in it, and every run is in one.
    const order = { sort: 'learningRate', descending: false, offset: 0, limit: RUNS } as const;
    const pages = analysis.learningRates.map((learningRate) => study.runPage({ learningRate }, order).rows);
    expect(pages.flat().map(({ learningRate }) => learningRate)).toEqual(RATES.toSorted((a, b) => a - b));
    analysis.recipes[0]!.cells[0]!.forEach((cell, i) => {
      const { low, high } = columnEnds(cell.learningRate, 3);
      const own = RATES.filter((each) => each >= low && each < high);
      expect(pages[i]).toHaveLength(own.length);
      expect(cell).toMatchObject({
        finished: own.length,
        seeds: own.length,
        unstable: own.filter((each) => Math.log10(each) > EDGE).length,
        lowestRate: Math.min(...own),
        highestRate: Math.max(...own),
      });
    });
    expect(contentOf(study).thumbnail[0]![0]).toEqual(
      analysis.recipes[0]!.cells[0]!.map(({ unstable, finished }) => unstable / finished),
    );
    study.close();
  });

  test('have an edge that no column moves: it lies between the runs beside the true one, give or take a place of the lattice', () => {
    const edges = (['auto', 1, 4, 20] as const).map((rateBins) => {
      const { study, analysis } = studied(`bins-${rateBins}`, (i) => i, { rateBins });
      study.close();
      return analysis.recipes[0]!.edges[0]!;
    });
    for (const { learningRate, interval } of edges) {
      expect(Math.abs(Math.log10(learningRate!) - EDGE)).toBeLessThan(0.05);
      expect(Math.log10(interval!.low)).toBeLessThan(EDGE);
      expect(Math.log10(interval!.high)).toBeGreaterThan(EDGE);
    }
    expect(new Set(edges.map(({ learningRate }) => learningRate)).size).toBe(1);
  });
});

describe('of runs whose seed no column says', () => {
  const widthOf = (name: string, seedOf: ((index: number) => number) | null, said: Partial<Mapping> = {}) => {
    const { study, analysis, preview } = studied(name, seedOf, said);
    study.close();
    return { width: distance(analysis.recipes[0]!.edges[0]!.interval!), notes: preview.notes.join(' ') };
  };

  test('all may have had one, so that the interval is as wide as if they had', () => {
    const unsaid = widthOf('unsaid', null);
    expect(unsaid.width).toBeCloseTo(widthOf('one', () => 0).width, 10);
    expect(unsaid.width).toBeGreaterThan(0.5);
    expect(unsaid.notes).toMatch(/No column says the seeds of 200 runs: .* --unsaid-seeds own/);
  });

  test('each had its own where that is said, and the interval is as if they were in the file', () => {
    const said = widthOf('said', null, { unsaidSeeds: 'own' });
    expect(said.width).toBeCloseTo(widthOf('numbered', (i) => i).width, 10);
    expect(said.width).toBeLessThan(0.3);
  });
});

test('many rates that were written by hand are a column each, and columns are offered', () => {
  const rates = Array.from({ length: 30 }, (_, i) => Number((1e-5 * 1.37 ** i).toPrecision(2)));
  const bytes = new TextEncoder().encode(
    ['precision,lr,batch_size,seed,loss', ...rates.map((rate, i) => `bf16,${rate},32,${i},2.5`)].join('\n'),
  );
  const table = readTable({ fileName: 'grid.csv', bytes });
  const noted = (rateBins: Mapping['rateBins']) =>
    previewTable(table, { ...guessMapping(table), initialLoss: 4, rateBins }).notes.join(' ');
  expect(noted('auto')).toMatch(/^30 learning rates are a column each, .*--bin-learning-rates 3/);
  expect(noted(3)).toMatch(/^30 freely drawn learning rates are shown in columns of 1\/3/);
});
