// Start, tail and spikes of curves whose answers are known by construction.
import { expect, test } from 'vitest';
import { summarize } from '../../../src-main/analysis/labels/curves.ts';
import { spikes, spikeWindow } from '../../../src-main/analysis/labels/spikes.ts';
import { DEFAULT_THRESHOLDS } from '../../../src-main/analysis/labels/thresholds.ts';

/** Alternates around `level`: mean `level`, standard deviation 0.01 in any even window. */
function calm(length: number, level = 2): Float32Array {
  return Float32Array.from({ length }, (_, i) => level + (i % 2 === 0 ? 0.01 : -0.01));
}

function curveWith(length: number, changes: Readonly<Record<number, number>>): Float32Array {
  const values = calm(length);
  for (const [step, value] of Object.entries(changes)) values[Number(step)] = value;
  return values;
}

const summary = (loss: Float32Array, steps: number) =>
  summarize({ loss, gradientNorm: new Float32Array(loss.length) }, steps, DEFAULT_THRESHOLDS);

test('the tail is the last 20 steps, or 5 % of a run of more than 400', () => {
  const ramp = (length: number) => Float32Array.from({ length }, (_, i) => i);
  expect(summary(ramp(200), 200).tailLoss).toBe((180 + 199) / 2);
  expect(summary(ramp(1000), 1000).tailLoss).toBe((950 + 999) / 2);
  expect(summary(ramp(5), 200)).toMatchObject({ startLoss: 0, tailLoss: 2 });
});

test('a tail or start that is not finite is not known', () => {
  expect(summary(Float32Array.of(3, 2, NaN), 200)).toMatchObject({ startLoss: 3, tailLoss: null });
  expect(summary(Float32Array.of(Infinity, 2), 200)).toMatchObject({ startLoss: null, tailLoss: null });
  expect(summary(new Float32Array(0), 200)).toMatchObject({ startLoss: null, tailLoss: null });
});

test('the window is an eighth of the run, between 50 and 1000 steps', () => {
  expect([100, 400, 800, 8000, 80_000].map((steps) => spikeWindow(steps, DEFAULT_THRESHOLDS))).toEqual([
    50, 50, 100, 1000, 1000,
  ]);
});

test('a curve without jumps has no spikes, be it level, exactly flat or steadily falling', () => {
  expect(spikes(calm(300), 50, 7)).toEqual({ score: 0, longest: 0 });
  expect(spikes(new Float32Array(300).fill(0.1), 50, 7)).toEqual({ score: 0, longest: 0 });
  const falling = Float32Array.from({ length: 300 }, (_, i) => 5 - 0.01 * i);
  expect(spikes(falling, 50, 7)).toEqual({ score: 0, longest: 0 });
});

test('seven deviations are a spike and six and a half are not', () => {
  expect(spikes(curveWith(200, { 100: 2.071 }), 50, 7)).toEqual({ score: 1 / 200, longest: 1 });
  expect(spikes(curveWith(200, { 100: 2.065 }), 50, 7)).toEqual({ score: 0, longest: 0 });
});

test('the first window of values is compared with nothing', () => {
  expect(spikes(curveWith(200, { 49: 9 }), 50, 7).score).toBe(0);
  expect(spikes(curveWith(200, { 50: 9 }), 50, 7).score).toBe(1 / 200);
  expect(spikes(calm(40), 50, 7)).toEqual({ score: 0, longest: 0 });
});

test('a jump that stays for forty steps is one event of forty, though the rolling mean soon takes it in', () => {
  const jump = Object.fromEntries(Array.from({ length: 40 }, (_, i) => [100 + i, 3]));
  expect(spikes(curveWith(200, jump), 50, 7).longest).toBe(40);
  expect(spikes(curveWith(200, { 100: 3, 101: 3, 102: 3 }), 50, 7).longest).toBe(3);
});

test('a loss that drops and stays low is no event', () => {
  const drop = Object.fromEntries(Array.from({ length: 100 }, (_, i) => [100 + i, 1 + (i % 2) * 0.01]));
  expect(spikes(curveWith(200, drop), 50, 7).longest).toBe(0);
});

test('one value of 1e12 does not make what follows it look like spikes', () => {
  expect(spikes(curveWith(400, { 100: 1e12, 300: 3 }), 50, 7)).toEqual({ score: 2 / 400, longest: 1 });
});

test('values that are not finite are spikes, and leave the mean of the others as it was', () => {
  expect(spikes(curveWith(200, { 100: NaN, 101: Infinity }), 50, 7)).toEqual({ score: 2 / 200, longest: 2 });
});

test('the tail of a curve that is logged rarely is told by its steps', () => {
  const tail = (losses: readonly number[], steps: readonly number[], planned: number) =>
    summarize(
      { loss: Float32Array.from(losses), gradientNorm: new Float32Array(), step: Float32Array.from(steps) },
      planned,
      DEFAULT_THRESHOLDS,
    ).tailLoss;
  const every = (gap: number, count: number) => Array.from({ length: count }, (_, i) => gap * (i + 1));
  // Of 1000 steps the last 50 count: 960, 970, 980, 990, 1000.
  const losses = every(10, 100).map((step) => (step > 950 ? 3 : 7));
  expect(tail(losses, every(10, 100), 1000)).toBe(3);
  // One point lies in the last 20 of 200 steps: the last three count.
  const calmly = [4.2, 3.3, 2.8, 2.5, 2.4, 2.3, 2.25, 2.22, 2.21, 2.2];
  expect(tail(calmly, every(20, 10), 200)).toBeCloseTo(2.21, 6);
  // A jump at the very end is not averaged away.
  const jump = [4.2, 2.4, 2.2, 2.2, 2.2, 2.2, 2.2, 2.2, 4.9, 5.8];
  expect(tail(jump, every(20, 10), 200)).toBeCloseTo(5.8, 6);
});
