// The map of a refined sweep: what was left out is never drawn as measured, what is told of it is a mark without colour, and
// runs that were stopped early are shown as such. By the marks of the figures, the words of the terminal and the CSV.
import { expect, test } from 'vitest';
import { analyze } from '../../src-main/analysis/grid/analyze.ts';
import { DEFAULT_THRESHOLDS } from '../../src-main/analysis/labels/thresholds.ts';
import { runsCsv } from '../../src-main/report/csv.ts';
import { figureFacts } from '../../src-main/report/figures/facts.ts';
import { mapFigure } from '../../src-main/report/figures/map.ts';
import { surfaceScene } from '../../src-main/report/figures/scene/surface-scene.ts';
import { THEMES, valueColour } from '../../src-main/report/figures/theme.ts';
import { renderMaps } from '../../src-main/report/terminal.ts';
import type { RunRow } from '../../src-main/records/types.ts';
import { finished, planned } from './sample.ts';
import { ENGLISH } from '../../src-main/report/language/language.ts';

/** One row of six rates and two seeds: not run, stable, not run, not run, stopped, not run. */
const MEASURED: Readonly<Record<number, RunRow['label']>> = { 1: 'ok', 4: 'stopped' };
const runs = Array.from({ length: 12 }, (_, id) => {
  const [column, seed] = [id >> 1, id % 2];
  const run = planned(id, 'bf16-mixed', Number(`1e${column - 5}`), 8, seed);
  const label = seed === 0 ? MEASURED[column] : undefined;
  if (!label) return run;
  const stopped = { endStep: 150, reason: 'Stopped early after step 150 of 400, foreseen as collapsed.' };
  return label === 'stopped' ? { ...finished(run, label, null), ...stopped } : finished(run, label, 2);
});
const analysis = analyze(runs, { baseline: 'bf16-mixed', thresholds: DEFAULT_THRESHOLDS, refined: true });
const spec = { refine: 0.3, earlyStop: { from: 0.2, window: 0.1, fall: 2 }, microBatch: 4 };
const svg = mapFigure(analysis, {
  title: 'Refined',
  theme: 'light',
  value: 'unstable',
  guides: false,
  tailCeiling: null,
  facts: figureFacts({ text: null, spec, thresholds: DEFAULT_THRESHOLDS }, runs, ENGLISH),
  words: ENGLISH,
});

test('cells that were not run have the colour of the empty panel, and a mark for what their row tells', () => {
  const states = [
    ...svg.matchAll(/<g class="cell (\w+)"[^>]*><title>[^<]*<\/title><rect[^>]*fill="(#\w+)"/g),
  ];
  const empty = THEMES.light.panel;
  expect(states.map(([, state, fill]) => [state, fill])).toEqual([
    ['waiting', empty],
    ['stable', valueColour(0)],
    ['waiting', empty],
    ['waiting', empty],
    ['unstable', valueColour(1)],
    ['waiting', empty],
  ]);
  // Told: stable below the stable cell, unstable above the unstable one; between them nothing.
  expect([...svg.matchAll(/<g class="inferred"[^>]*><(\w+)/g)].map(([, shape]) => shape)).toEqual([
    'circle',
    'path',
  ]);
  expect(analysis.recipes[0]!.inferred.map(({ learningRate, isStable }) => [learningRate, isStable])).toEqual(
    [
      [1e-5, true],
      [1, false],
    ],
  );
});

test('the legend and the footer say what was left out and what was stopped', () => {
  // Long lines are broken into several texts.
  const text = svg.replaceAll(/<\/text><text[^>]*>/g, ' ');
  for (const words of [
    'not run, inferred to be stable from its row',
    'not run, inferred to be unstable from its row',
    'some seeds not run',
    'a run was stopped: it counts as unstable and has no tail loss',
    'refined: runs that the edges do not need were left out',
    'runs that could not end stable any more were stopped',
    'gradients summed over micro-batches of 4 sequences',
  ]) {
    expect(text).toContain(words);
  }
  expect(text).not.toContain('runs still to come');
});

test('the area takes in what was left out, and no cell has more finished runs than were trained', () => {
  const cells = analysis.recipes[0]!.cells[0]!;
  expect(cells.map((cell) => cell.finished)).toEqual([0, 1, 0, 0, 1, 0]);
  expect(cells.map(({ share }) => share)).toEqual([null, 0, null, null, 1, null]);
  // A stopped run has no tail loss: its cell has no median.
  expect(cells.map(({ medianTail }) => medianTail)).toEqual([null, 2, null, null, null, null]);
  // From half a cell below 1e-5 to the middle between the stable cell and the stopped one, in a row an octave high.
  expect(analysis.recipes[0]!.area).toBeCloseTo(3, 1);
});

test('the surface gives no height to what was not run', () => {
  const scene = surfaceScene(analysis, {
    recipe: 'bf16-mixed',
    versus: null,
    height: 'stable',
    colour: 'unstable',
    theme: 'light',
    words: ENGLISH,
  });
  const flat = scene.blocks.filter(({ cell }) => cell.finished === 0);
  expect(flat).toHaveLength(4);
  for (const { to, colour, hatch } of flat) {
    expect([to < 0.01, colour, hatch]).toEqual([true, THEMES.light.rule, null]);
  }
  expect(scene.legend.map(({ text }) => text)).toContain('flat, grey: not run');
});

test('terminal and CSV say the same in words', () => {
  const text = renderMaps(analysis, { color: false, width: 120 });
  expect(text).toContain('(·)');
  expect(text).toContain('(▓)');
  expect(text).toContain('not run, inferred to be stable or unstable from the measured cells of the row');
  expect(text).toContain('s: a run was stopped');
  const stopped = runsCsv(runs)
    .split('\n')
    .filter((line) => line.includes(',stopped,'));
  expect(stopped).toEqual([
    expect.stringContaining(
      'finished,stopped,"Stopped early after step 150 of 400, foreseen as collapsed.",150,4.5,,,wasm',
    ),
  ]);
});
