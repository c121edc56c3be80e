// What a picture needs of long curves: no spike, no break and no rank at the end of a column is lost.
import { expect, test } from 'vitest';
import { rankedValues } from '../../src-main/report/figures/curve-bands.ts';
import type { CurveRun } from '../../src-main/report/figures/curve-line.ts';
import { columnEnds, COLUMNS } from '../../src-main/report/figures/curve-span.ts';
import { thinned } from '../../src-main/report/figures/curve-thin.ts';

const LENGTH = 10_000;
const WHOLE = { from: 0, to: LENGTH };
const lossOf = (run: CurveRun) => run.loss;

function noisy(seed: number, part: Partial<CurveRun> = {}): CurveRun {
  const noise = (step: number) => (Math.sin(step * 12.9898 + seed * 78.233) * 43758.5453) % 1;
  return {
    recipe: 'bf16',
    learningRate: 1e-3,
    rowValue: 8,
    seed,
    label: 'ok',
    unstable: false,
    nonfinite: false,
    loss: Float32Array.from({ length: LENGTH }, (_, step) => 3 + noise(step)),
    gradientNorm: Float32Array.from({ length: LENGTH }, (_, step) => 1 + noise(step + 0.5)),
    actions: [],
    ...part,
  };
}
const withValue = (run: CurveRun, step: number, value: number): CurveRun => ({
  ...run,
  loss: Float32Array.from(run.loss).with(step, value),
});

test('every column keeps the lowest and the highest of each curve, at their steps', () => {
  const run = noisy(1);
  const thin = thinned(run, WHOLE);
  expect(thin.loss.length).toBeLessThan(6 * COLUMNS);
  const steps = Array.from(thin.step!);
  expect(Array.from(thin.loss)).toEqual(steps.map((step) => run.loss[step]));
  let from = 0;
  for (const end of columnEnds(WHOLE)) {
    for (const [full, kept] of [
      [run.loss, thin.loss],
      [run.gradientNorm!, thin.gradientNorm!],
    ] as const) {
      const all = Array.from(full).slice(from, end + 1);
      const own = steps.flatMap((step, index) => (step >= from && step <= end ? [kept[index]!] : []));
      expect([Math.min(...own), Math.max(...own)]).toEqual([Math.min(...all), Math.max(...all)]);
    }
    from = end + 1;
  }
});

test('medians at the ends of columns are those of all points, of the whole and of a part', () => {
  const runs = [noisy(1), noisy(2), noisy(3, { unstable: true, loss: [3, 4, 5] }), noisy(4)];
  for (const range of [WHOLE, { from: 1234, to: 5678 }, { from: 40, to: 90 }]) {
    const ends = columnEnds(range);
    const thin = runs.map((run) => thinned(run, range));
    expect(rankedValues(thin, lossOf, ends)).toEqual(rankedValues(runs, lossOf, ends));
  }
});

test('a part has all of its points where it has few, one on either side, and the last of all', () => {
  const thin = thinned(noisy(1), { from: 40, to: 90 });
  const shown = Array.from({ length: 52 }, (_, index) => 39 + index);
  expect(Array.from(thin.step!)).toEqual([...shown, LENGTH - 1]);
});

test('a single NaN and a single spike are kept; so is the point at which a trigger acted', () => {
  const run = withValue(withValue(noisy(1), 5003, NaN), 7001, 1e6);
  const thin = thinned({ ...run, actions: [{ step: 6002, message: 'It acted.' }] }, WHOLE);
  const steps = Array.from(thin.step!);
  expect(thin.loss[steps.indexOf(5003)]).toBeNaN();
  expect(thin.loss[steps.indexOf(7001)]).toBe(1e6);
  expect(steps).toContain(6002);
});

test('curves of different lengths keep their own ends; steps of a damaged file leave it a curve', () => {
  const short = Float32Array.from(noisy(1).gradientNorm!).slice(0, 3000);
  const thin = thinned(noisy(1, { gradientNorm: short }), WHOLE);
  expect(thin.step![thin.gradientNorm!.length - 1]).toBe(2999);
  expect(thin.step!.length).toBe(thin.loss.length);
  const damaged = noisy(1, {
    step: Float32Array.from({ length: LENGTH }, (_, i) => (i % 7 === 0 ? NaN : LENGTH - i)),
  });
  expect(thinned(damaged, WHOLE).loss.length).toBeGreaterThan(0);
});
