// The axis of curves: a few values far above the rest are left out of a robust one, and the figure says so; nothing that goes wrong is hidden.
import { expect, test } from 'vitest';
import { leavingPoint, type CurveRun } from '../../src-main/report/figures/curve-line.ts';
import { curveScale, type CurveAxis } from '../../src-main/report/figures/curve-scale.ts';
import { curvesFigure } from '../../src-main/report/figures/curves.ts';
import { ENGLISH } from '../../src-main/report/language/language.ts';
import { BATCH_SIZE_ROWS } from '../../src-main/analysis/grid/rows.ts';

const FACTS = { precision: '', budget: '', device: '', seeds: '', thresholds: '', data: '' };
/** From 4 down to 2 nats. */
const FALLING = Array.from({ length: 100 }, (_, step) => 2 + 2 * Math.exp(-step / 20));
/** The same until step 50, then far off. */
const EXPLODED = FALLING.map((loss, step) => (step < 50 ? loss : 5000));
const CALM = Array.from({ length: 9 }, () => FALLING);

const runOf = (loss: readonly number[], seed: number): CurveRun => ({
  recipe: 'bf16',
  learningRate: 1e-3,
  rowValue: 8,
  seed,
  label: null,
  unstable: false,
  nonfinite: false,
  loss,
  gradientNorm: null,
  actions: [],
});
const figure = (losses: readonly (readonly number[])[], axis?: CurveAxis) =>
  curvesFigure(losses.map(runOf), {
    title: '',
    tallies: [],
    told: null,
    selection: 'Ten runs.',
    axis,
    theme: 'light',
    facts: FACTS,
    words: ENGLISH,
    rowSetting: BATCH_SIZE_ROWS,
  });

test('one run that explodes does not flatten nine that do not, whose whole course is on the axis', () => {
  const scale = curveScale([...CALM, EXPLODED], 'robust');
  expect(scale.cutAbove).toBeGreaterThanOrEqual(4);
  expect(scale.cutAbove).toBeLessThan(20);
  expect(scale.at(4) - scale.at(2)).toBeGreaterThan(0.3);
  expect(scale.at(4)).toBeLessThanOrEqual(1);
  expect(scale.at(5000)).toBe(1);
});

test('what is left out is told with how many and how far, and marked where it leaves', () => {
  const svg = figure([...CALM, EXPLODED]);
  expect(svg).toMatch(
    /The axis of training loss in nats ends at [\d.]+: 1 of 10 runs rises beyond it, up to 5(000|e\+3)\./,
  );
  expect(svg.match(/class="leaves"/g)).toHaveLength(2); // The run and the legend.
  const [left] = /class="leaves" d="M([\d.]+) /.exec(svg)!.slice(1).map(Number);
  const line = [...svg.matchAll(/class="curve".*?<path d="([^"]*)"/gs)].at(-1)![1]!;
  const places = [...line.matchAll(/[ML]([\d.]+) ([\d.]+)/g)].map(([, x, y]) => [Number(x), Number(y)]);
  const top = Math.min(...places.map(([, y]) => y!));
  expect(left).toBe(places.find(([, y]) => y === top)![0]);
});

test('a run that ends beyond the axis is marked where it leaves for good, one that comes back where it first left', () => {
  expect(leavingPoint([9, 2, 2, 9, 2, 8, 9, NaN], 5)).toBe(5);
  expect(leavingPoint([2, 9, 2, 9, 2], 5)).toBe(1);
  expect(leavingPoint([2, Infinity, 5], 5)).toBe(-1);
});

test('starts that differ a little all lie on the axis', () => {
  const curves = Array.from({ length: 30 }, (_, run) =>
    FALLING.map((loss, step) => loss + 0.1 * Math.sin(run * 13.7 + step)),
  );
  const { cutAbove } = curveScale([...curves, EXPLODED], 'robust');
  expect(curves.filter((curve) => Math.max(...curve) > cutAbove!)).toEqual([]);
});

test('a logarithmic axis holds every value, and says nothing of any left out', () => {
  const scale = curveScale([...CALM, EXPLODED], 'log');
  expect(scale).toMatchObject({ logarithmic: true, cutAbove: null });
  expect(scale.at(5000)).toBeLessThan(1);
  expect(figure([...CALM, EXPLODED], 'log')).not.toMatch(/ends at|class="leaves"/);
});

test('nothing is left out where runs differ by little, or where those far off are many', () => {
  const raised = FALLING.map((loss) => loss + 1);
  expect(curveScale([...CALM, raised], 'robust').cutAbove).toBeNull();
  const spread = FALLING.map((_, step) => 10 ** ((step % 20) / 10));
  expect(
    curveScale([...CALM.map(() => spread), spread.map((value) => 10 * value)], 'robust').cutAbove,
  ).toBeNull();
  const many = Array.from({ length: 9 }, () => EXPLODED);
  expect(curveScale([...CALM, ...many], 'robust').cutAbove).toBeNull();
});

test('curves without a finite value have an axis from 0 to 1, and one value is a line within it', () => {
  for (const axis of ['robust', 'log'] as const) {
    expect(curveScale([[NaN, Infinity]], axis).at(0.5)).toBeCloseTo(0.5);
    expect(curveScale([[3, 3]], axis).at(3)).toBeCloseTo(0.5);
  }
});
