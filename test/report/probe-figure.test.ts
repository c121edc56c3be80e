import { expect, test } from 'vitest';
import { worstOperands } from '../../src-main/report/figures/probe-worst.ts';
import { probeFigure, type ProbeCell } from '../../src-main/report/figures/probe-figure.ts';
import { ENGLISH } from '../../src-main/report/language/language.ts';
import { valueColour } from '../../src-main/report/figures/theme.ts';

const CELL: ProbeCell = {
  recipe: 'tensorwise',
  step: 0,
  operand: 'layer0 qkv input gradient/a',
  site: 'linear.inputGradient.gradient',
  underflow: 0.25,
  overflow: 0,
  signalToError: 30,
};
const CELLS = [
  CELL,
  { ...CELL, step: 5, underflow: 1, signalToError: -3 },
  { ...CELL, recipe: 'mxfp8', overflow: 0.5, signalToError: Infinity },
];

function fills(measure: 'underflow' | 'overflow' | 'error'): string[] {
  const svg = probeFigure(CELLS, { title: 'A & B', theme: 'light', measure, words: ENGLISH });
  return [...svg.matchAll(/<rect[^>]*fill="(#\w+)"[^>]*><title>/g)].map(([, fill]) => fill!);
}

test('a cell is coloured by its measure: nothing lost is dark, all lost is bright', () => {
  expect(fills('underflow')).toEqual([0.25, 1, 0.25].map(valueColour));
  expect(fills('overflow')).toEqual([0, 0, 0.5].map(valueColour));
  // 30 dB is halfway to 60 dB; an error larger than the signal is as bad as can be; no error is none.
  expect(fills('error')).toEqual([0.5, 1, 0].map(valueColour));
});

test('cells and the picture say in words what they show', () => {
  const svg = probeFigure(CELLS, { title: 'A & B', theme: 'dark', measure: 'underflow', words: ENGLISH });
  expect(svg).toContain('A &amp; B');
  expect(svg).toContain(
    'tensorwise, layer0 qkv input gradient: gradient, step 5: 100 % lost to underflow, 0 % beyond the largest, signal over error -3.0 dB',
  );
  expect(svg).toContain('Steps 0 to 5.');
});

test('recipes that round nothing give a picture that says so', () => {
  expect(probeFigure([], { title: 'None', theme: 'light', measure: 'error', words: ENGLISH })).toContain(
    'None of these recipes rounds',
  );
});

test('the worst operands come by what they lose at their worst step', () => {
  const rows = [
    ...CELLS,
    { ...CELL, operand: 'head/a', underflow: 0.6 },
    { ...CELL, operand: 'head/b', underflow: 0, overflow: 0.7 },
  ];
  expect(worstOperands(rows, 2).map(({ recipe, operand, step }) => [recipe, operand, step])).toEqual([
    ['tensorwise', 'layer0 qkv input gradient/a', 5],
    ['tensorwise', 'head/b', 0],
    ['mxfp8', 'layer0 qkv input gradient/a', 0],
  ]);
});
