// Programs in pictures: which recipe trained which steps, and what triggers did on the curves.
import { expect, test } from 'vitest';
import { stretchesOf, type ProgramRun } from '../../src-main/analysis/programs/programs.ts';
import { DEFAULT_THRESHOLDS } from '../../src-main/analysis/labels/thresholds.ts';
import { curvesFigure } from '../../src-main/report/figures/curves.ts';
import { figureFacts } from '../../src-main/report/figures/facts.ts';
import { timelineFigure } from '../../src-main/report/figures/timeline.ts';
import { ENGLISH } from '../../src-main/report/language/language.ts';
import { BATCH_SIZE_ROWS } from '../../src-main/analysis/grid/rows.ts';

const facts = figureFacts({ text: null, spec: {}, thresholds: DEFAULT_THRESHOLDS }, [], ENGLISH);
const USED = [
  { name: 'fp8', bits: 8 },
  { name: 'bf16', bits: 16 },
];
const RUN: ProgramRun = {
  choice: 'a program with a name so long that it cannot stand before its strip in full',
  learningRate: 0.01,
  rowValue: 8,
  seed: 3,
  unstable: false,
  label: 'ok',
  tailLoss: 2,
  validationLoss: 2,
  stretches: stretchesOf([0, 0, 1, 1, 0], USED),
  actions: [{ step: 2, bits: 8, costSteps: 0 }],
};

test('a strip has a block for every stretch as wide as its steps, and a mark for every action', () => {
  const svg = timelineFigure([RUN], {
    title: 'Programs',
    theme: 'light',
    facts,
    words: ENGLISH,
    rowSetting: BATCH_SIZE_ROWS,
  });
  const strip = svg.slice(svg.indexOf('<g>'));
  const widths = [...strip.matchAll(/<rect x="[\d.]+" y="[\d.]+" width="([\d.]+)" height="11"/g)].map(
    ([, width]) => Number(width),
  );
  expect(widths).toHaveLength(3);
  expect(widths[0]).toBeCloseTo(widths[1]!, 1);
  expect(widths[0]! / widths[2]!).toBeCloseTo(2, 1);
  expect([...strip.matchAll(/<path/g)]).toHaveLength(1);
});

test('the name of a program gives way, not what tells its runs apart', () => {
  const svg = timelineFigure([RUN], {
    title: 'Programs',
    theme: 'light',
    facts,
    words: ENGLISH,
    rowSetting: BATCH_SIZE_ROWS,
  });
  expect(svg).toMatch(/>a program with[^<]*…, 1e-2, batch 8, seed 3<\/text>/);
});

test('a trigger leaves a mark on each curve of its run that says what it did', () => {
  const curve = { learningRate: 0.01, rowValue: 8, label: 'ok' as const, unstable: false, nonfinite: false };
  const loss = [4, 3, 2, 2];
  const acted = { step: 2, message: 'The loss was 3 at step 2, above 2: bf16 for 5 steps.' };
  const runs = [
    { ...curve, recipe: 'guarded', seed: 0, loss, gradientNorm: loss, actions: [acted] },
    { ...curve, recipe: 'plain', seed: 0, loss, gradientNorm: null, actions: [] },
  ];
  const svg = curvesFigure(runs, {
    title: 'Curves',
    tallies: [],
    told: null,
    selection: 'Two.',
    theme: 'dark',
    facts,
    words: ENGLISH,
    rowSetting: BATCH_SIZE_ROWS,
  });
  const marks = [...svg.matchAll(/<path class="action"[^>]*><title>([^<]*)<\/title>/g)];
  expect(marks.map(([, words]) => words)).toEqual(
    Array(2).fill(`guarded, learning rate 1e-2, batch size 8, seed 0: ok. ${acted.message}`),
  );
  expect(svg).toContain('a trigger acted');
});
