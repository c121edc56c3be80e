// The curve that is nearest to the pointer, with its run, step and value.
import { expect, test } from 'vitest';
import { curveAtPoint } from '../../src-main/report/figures/curve-at-point.ts';
import type { CurveRun } from '../../src-main/report/figures/curve-line.ts';
import { curvesLayout } from '../../src-main/report/figures/curves-layout.ts';
import { ENGLISH } from '../../src-main/report/language/language.ts';
import { BATCH_SIZE_ROWS } from '../../src-main/analysis/grid/rows.ts';

const runOf = (seed: number, loss: readonly number[]): CurveRun => ({
  recipe: 'bf16',
  learningRate: 1e-3,
  rowValue: 8,
  seed,
  label: 'ok',
  unstable: false,
  nonfinite: false,
  loss,
  gradientNorm: loss.map((value) => value / 2),
  actions: [],
});
const HIGH = runOf(0, [4, 4, 4, 4]);
const LOW = runOf(1, [2, 2, 2, 3]);
const LAYOUT = curvesLayout([HIGH, LOW], {
  title: '',
  tallies: [],
  told: null,
  selection: '',
  theme: 'light',
  facts: { precision: '', budget: '', device: '', seeds: '', thresholds: '', data: '' },
  words: ENGLISH,
  rowSetting: BATCH_SIZE_ROWS,
});
const [LOSS, NORM] = LAYOUT.groups[0]!.panels as [
  (typeof LAYOUT.groups)[0]['panels'][0],
  (typeof LAYOUT.groups)[0]['panels'][0],
];
/** Four steps share the width; the lowest and the highest value lie as far from the floor as from the top. */
const quarter = LOSS.box.width / 4;

test('the pointer on a line reads its run, its step and its value', () => {
  const floor = LOSS.box.y + LOSS.box.height;
  expect(curveAtPoint(LAYOUT, LOSS.box.x + 2 * quarter, floor - 5)).toEqual({
    run: LOW,
    step: 2,
    value: 2,
    kind: 'training loss in nats',
  });
  expect(curveAtPoint(LAYOUT, LOSS.box.x + 3 * quarter + 4, LOSS.box.y + 5)).toMatchObject({
    run: HIGH,
    step: 3,
    value: 4,
  });
  expect(curveAtPoint(LAYOUT, LOSS.box.x + 4 * quarter, LOSS.box.y + LOSS.box.height / 2)).toMatchObject({
    run: LOW,
    step: 4,
    value: 3,
  });
  expect(curveAtPoint(LAYOUT, NORM.box.x + quarter, NORM.box.y + 5)).toMatchObject({
    run: HIGH,
    step: 1,
    value: 2,
    kind: 'gradient norm',
  });
});

test('far from every line, and outside the panels, nothing is read', () => {
  expect(curveAtPoint(LAYOUT, LOSS.box.x + 2 * quarter, LOSS.box.y + LOSS.box.height / 2)).toBeNull();
  expect(curveAtPoint(LAYOUT, 1, 1)).toBeNull();
});
