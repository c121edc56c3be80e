// What has to be known before the results: runs that nothing judges, and a budget that is too short; and that what has not run
// reads neither as safe nor as lost.
import { expect, test } from 'vitest';
import { analyze } from '../../src-main/analysis/grid/analyze.ts';
import { DEFAULT_THRESHOLDS } from '../../src-main/analysis/labels/thresholds.ts';
import { packAnalysis, unpackAnalysis } from '../../src-main/contract/packed-analysis.ts';
import { cautionSentences } from '../../src-main/report/cautions.ts';
import { cellState } from '../../src-main/report/figures/cell.ts';
import { areaLine } from '../../src-main/report/figures/panel.ts';
import { ENGLISH, wordsOf } from '../../src-main/report/language/language.ts';
import { renderMaps } from '../../src-main/report/terminal.ts';
import type { GridRun } from '../../src-main/analysis/grid/tally.ts';
import { run } from '../analysis/support.ts';

const analysed = (runs: readonly GridRun[]) =>
  analyze(runs, { baseline: 'fp32', thresholds: DEFAULT_THRESHOLDS });
const unjudged = (fields: Partial<GridRun>) => run({ label: 'unjudged', startLoss: null, ...fields });

test('runs that nothing judges are counted, and a reference is asked for', () => {
  const analysis = analysed([
    unjudged({}),
    unjudged({ seed: 1, tailLoss: 1e30 }),
    run({ learningRate: 0.01 }),
  ]);
  const [sentence] = cautionSentences(analysis, ENGLISH);
  expect(sentence).toMatch(/^2 of 3 finished runs cannot be judged/);
  expect(sentence).toMatch(/loss at the start.*vocabulary.*unigram entropy.*loss above which/);
  expect(cautionSentences(analysis, wordsOf('ja'))[0]).toMatch(/3回のうち2回/);
  expect(renderMaps(analysis, { color: false, width: 80 })).toMatch(/\?\?/);
});

test('a cell that nothing judges is neither stable nor unstable, and belongs to no area', () => {
  const analysis = analysed([unjudged({}), unjudged({ seed: 1, tailLoss: 1e30 })]);
  const [map] = analysis.recipes;
  const cell = map!.cells[0]![0]!;
  expect(cell).toMatchObject({ finished: 0, share: null, interval: null, labels: { unjudged: 2 } });
  expect(cellState(cell, DEFAULT_THRESHOLDS.unstableShare)).toBe('unjudged');
  expect(areaLine(map!, ENGLISH)).toBe('stable area not known: no run has been judged');
  expect(unpackAnalysis(packAnalysis(analysis))).toEqual(analysis);
});

test('beside judged runs, one that nothing judges counts as unstable where the interval bounds safety', () => {
  const judged = Array.from({ length: 4 }, (_, seed) => run({ seed }));
  const alone = analysed(judged).recipes[0]!.cells[0]![0]!;
  const analysis = analysed([...judged, unjudged({ seed: 4 })]);
  const cell = analysis.recipes[0]!.cells[0]![0]!;
  expect(cell).toMatchObject({ finished: 4, unstable: 0 });
  expect(cell.interval!.high).toBeGreaterThan(alone.interval!.high);
  expect(unpackAnalysis(packAnalysis(analysis))).toEqual(analysis);
});

test('a map of runs that have not run has no stable area, not one of 0', () => {
  const planned = { state: 'planned', label: null, tailLoss: null, startLoss: null } as const;
  const analysis = analysed([run(planned), run({ ...planned, recipe: 'fp8' })]);
  for (const map of analysis.recipes) expect(areaLine(map, ENGLISH)).toMatch(/not known/);
  expect(renderMaps(analysis, { color: false, width: 80 })).not.toMatch(/stable area 0/);
});

test('learning rates at which even the baseline is slow are said to measure speed of learning', () => {
  const rates = [1e-5, 1e-4, 1e-3, 1e-2];
  const runs = rates.map((learningRate, i) => run({ learningRate, label: i < 2 ? 'slow' : 'ok' }));
  const [sentence] = cautionSentences(analysed(runs), ENGLISH);
  expect(sentence).toMatch(/^This budget measures speed of learning at the lowest 2 learning rates of 4/);
  expect(cautionSentences(analysed(rates.map((learningRate) => run({ learningRate }))), ENGLISH)).toEqual([]);
});
