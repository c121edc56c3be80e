// Curves that were logged rarely are drawn at their steps, not at the numbers of their points; which curves have a panel.
import { expect, test } from 'vitest';
import type { CurveRun } from '../../src-main/report/figures/curve-line.ts';
import { curvesFigure } from '../../src-main/report/figures/curves.ts';
import { ENGLISH } from '../../src-main/report/language/language.ts';
import { BATCH_SIZE_ROWS } from '../../src-main/analysis/grid/rows.ts';

const FACTS = { precision: '', budget: '', device: '', seeds: '', thresholds: '', data: '' };
const RUN: CurveRun = {
  recipe: 'bf16',
  learningRate: 1e-3,
  rowValue: 8,
  seed: 0,
  label: 'ok',
  unstable: false,
  nonfinite: false,
  loss: [4, 3, 2],
  gradientNorm: null,
  actions: [],
};

/** Horizontal places of the points of each line. */
function placesOf(runs: readonly CurveRun[]): number[][] {
  const svg = curvesFigure(runs, {
    title: '',
    tallies: [],
    told: null,
    selection: '',
    theme: 'light',
    facts: FACTS,
    words: ENGLISH,
    rowSetting: BATCH_SIZE_ROWS,
  });
  const lines = [...svg.matchAll(/class="curve".*?<path d="([^"]*)"/gs)].map((match) => match[1]!);
  return lines.map((d) => [...d.matchAll(/[ML]([\d.]+)/g)].map((match) => Number(match[1])));
}

test('three points at steps 99, 199 and 299 lie as far apart as a line of 300 steps is long', () => {
  const every = { ...RUN, seed: 1, loss: Float32Array.from({ length: 300 }, (_, i) => 4 - i / 150) };
  const [sparse, whole] = placesOf([{ ...RUN, step: [99, 199, 299] }, every]) as [number[], number[]];
  expect(sparse).toHaveLength(3);
  expect(sparse[2]).toBeCloseTo(whole.at(-1)!, 1);
  expect(sparse[1]! - sparse[0]!).toBeCloseTo(sparse[2]! - sparse[1]!, 1);
  expect(sparse[1]! - sparse[0]!).toBeGreaterThan(50);
});

test('steps of a damaged file that are no numbers leave the picture one', () => {
  expect(placesOf([{ ...RUN, step: [NaN, Infinity, -5] }])[0]).toEqual(placesOf([RUN])[0]);
});

test('a dynamic loss scale has a panel of its own, in whose line a run without one has no part', () => {
  const scaled = { ...RUN, seed: 1, lossScale: [65536, 32768, 32768] };
  expect(placesOf([RUN, { ...RUN, seed: 1 }])).toHaveLength(2);
  expect(placesOf([RUN, scaled])).toHaveLength(3);
});
