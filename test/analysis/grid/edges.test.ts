// The belief over edges on grids of every kind: intervals are never of no width and hold their points, and what a grid cuts off is open.
import { describe, expect, test } from 'vitest';
import { analyze } from '../../../src-main/analysis/grid/analyze.ts';
import type { GridAnalysis, RecipeMap } from '../../../src-main/analysis/grid/grid.ts';
import type { Interval } from '../../../src-main/analysis/statistics/interval.ts';
import { intervalWith } from '../../../src-main/analysis/decision/outlook.ts';
import type { GridRun } from '../../../src-main/analysis/grid/tally.ts';
import { DEFAULT_THRESHOLDS } from '../../../src-main/analysis/labels/thresholds.ts';
import { randomUnit, streamKey } from '../../../src-main/engine/random.ts';
import { row, run } from '../support.ts';

const context = { baseline: 'bf16', thresholds: DEFAULT_THRESHOLDS };

function analysisOf(runs: readonly GridRun[]): GridAnalysis {
  return analyze(runs, context);
}

/** A recipe of these rows beside a baseline of those, in rows of their own. */
function pair(bf16: readonly string[], fp8: readonly string[]): RecipeMap[] {
  const rows = (patterns: readonly string[], recipe: string) =>
    patterns.flatMap((pattern, i) => row(pattern, { recipe, rowValue: 8 * 2 ** i }));
  return [...analysisOf([...rows(bf16, 'bf16'), ...rows(fp8, 'fp8')]).recipes];
}

/** Every interval of edges, shifts, areas and shares, with its point as far as there is one. */
function intervals(map: RecipeMap): [name: string, interval: Interval, point: number | null][] {
  const { edges, shift, area, areaInterval, areaRatio, areaRatioInterval } = map;
  const found: [string, Interval | null, number | null][] = [
    ...edges.map((edge): [string, Interval | null, number | null] => [
      'edge',
      edge.interval,
      edge.learningRate,
    ]),
    ...(shift ? [...shift.rows.map((each) => each.shift), shift.mean] : []).map(
      (each): [string, Interval | null, number | null] => [
        'shift',
        each?.interval ?? null,
        each?.decades ?? null,
      ],
    ),
    ['area', areaInterval, area],
    ['share', areaRatioInterval, areaRatio],
  ];
  return found.flatMap(([name, interval, point]) => (interval ? [[name, interval, point]] : []));
}

/** 1 to 3 rows of 1 to 5 rates and 1 to 4 seeds under two recipes, of which some runs are planned or broke. */
function randomStudy(index: number): GridRun[] {
  const key = streamKey(index, 'small study', 0);
  let used = 0;
  const below = (most: number) => Math.floor(most * randomUnit(key, used++));
  const [rows, rates, seeds, kind] = [1 + below(3), 1 + below(5), 1 + below(4), below(3)];
  return ['bf16', 'fp8'].flatMap((recipe) =>
    Array.from({ length: rows }, (_, i) => {
      const edge = below(rates + 1);
      const letter = (rate: number) =>
        below(10) === 0 ? '-' : (kind === 0 ? below(2) === 0 : rate >= edge !== (below(8) === 0)) ? 'x' : '.';
      const pattern = Array.from({ length: rates }, (_, rate) =>
        Array.from({ length: seeds }, () => letter(rate)).join(''),
      ).join(' ');
      return row(pattern, { recipe, rowValue: 4 * 2 ** i });
    }).flat(),
  );
}

test('no interval of a small study has no width, and each holds its point', () => {
  for (let index = 0; index < 25; index++) {
    for (const map of analysisOf(randomStudy(index)).recipes) {
      for (const [name, { low, high }, point] of intervals(map)) {
        expect(high, `${name} of study ${index}`).toBeGreaterThan(low);
        if (point === null) continue;
        expect(point, `${name} of study ${index}`).toBeGreaterThanOrEqual(low);
        expect(point, `${name} of study ${index}`).toBeLessThanOrEqual(high);
      }
    }
  }
});

describe('edges that lie beyond the tested rates', () => {
  test('where all cells of both are stable, the share is that of what the grid cuts out, and not sure', () => {
    const rates = [1e-3, 3.1e-3];
    const runs = ['bf16', 'tensorwise'].flatMap((recipe) =>
      rates.flatMap((learningRate) =>
        [8, 16].flatMap((rowValue) => [0, 1, 2].map((seed) => run({ recipe, learningRate, rowValue, seed }))),
      ),
    );
    const [bf16, tensorwise] = analysisOf(runs).recipes;
    expect(tensorwise).toMatchObject({
      areaRatio: 1,
      isCut: true,
      edges: [{ side: 'above' }, { side: 'above' }],
    });
    expect(tensorwise!.areaRatioInterval!.low).toBeLessThan(0.9);
    expect(tensorwise!.areaRatioInterval!.high).toBeGreaterThan(1.1);
    expect(bf16!.edges.every(({ interval }) => interval!.high === Infinity)).toBe(true);
    expect(tensorwise!.shift!.mean).toBeNull();
    expect(tensorwise!.shift!.rows[0]!.shift).toMatchObject({
      bound: 'none',
      decades: null,
      interval: { low: -Infinity, high: Infinity },
    });
  });

  test('a recipe that is nowhere stable has lost at least what lies between the grid and the edge of the baseline', () => {
    const [, fp8] = pair(['.... .... .... xxxx'], ['xxxx xxxx xxxx xxxx']);
    const { bound, decades, interval } = fp8!.shift!.mean!;
    // From the edge at about -1.5 to the lowest rate, 1e-4.
    expect(bound).toBe('most');
    expect(decades).toBeCloseTo(-2.5, 0);
    expect(interval.low).toBe(-Infinity);
    expect(interval.high).toBeLessThan(-0.5);
    expect(fp8).toMatchObject({ area: 0, areaRatio: 0, isCut: true });
    expect(fp8!.areaRatioInterval!.high).toBeGreaterThan(0);
  });

  test('a row in which both lie beyond the highest rate is left out of the mean, and counted', () => {
    const [, fp8] = pair(['... ... xxx', '... ... ...'], ['... xxx xxx', '... ... ...']);
    expect(fp8!.shift).toMatchObject({ meanRows: 1, mean: { bound: 'both' } });
    expect(fp8!.shift!.mean!.decades).toBeCloseTo(-1, 0);
  });
});

describe('a shift', () => {
  test('is that of the edges, surer with more seeds', () => {
    const width = (seeds: number) => {
      const [stable, lost] = ['.'.repeat(seeds), 'x'.repeat(seeds)];
      const rates = (upTo: number) => [0, 1, 2, 3, 4].map((rate) => (rate < upTo ? stable : lost)).join(' ');
      const [, fp8] = pair([rates(3)], [rates(2)]);
      const { decades, interval } = fp8!.shift!.mean!;
      expect(decades).toBeCloseTo(-1, 0);
      return interval.high - interval.low;
    };
    expect(width(8)).toBeLessThan(width(3));
    expect(width(3)).toBeLessThanOrEqual(width(1));
  });

  test('is null where the baseline is missing', () => {
    const [fp8] = analysisOf(row('... ... xxx', { recipe: 'fp8' })).recipes;
    expect(fp8).toMatchObject({ shift: null, areaRatio: null, areaRatioInterval: null });
  });
});

test('a lone failure far below the edge hardly moves it', () => {
  const edge = (pattern: string) => analysisOf(row(pattern, { recipe: 'bf16' })).recipes[0]!.edges[0]!;
  const [clean, failed] = ['.... .... .... xxxx', 'x... .... .... xxxx'].map(edge);
  expect(Math.log10(failed!.learningRate! / clean!.learningRate!)).toBeCloseTo(0, 0);
});

test('a recipe that is unstable at low rates too has the upper end of its stable island as edge, and less area', () => {
  const map = (pattern: string) => analysisOf(row(pattern, { recipe: 'bf16' })).recipes[0]!;
  const [island, whole] = [map('xxxx .... .... xxxx'), map('.... .... .... xxxx')];
  expect(Math.log10(island.edges[0]!.learningRate!)).toBeCloseTo(-1.5, 0);
  expect(island.area).toBeCloseTo(whole.area - 1, 0);
});

test('the same runs give the same numbers, in any order', () => {
  const runs = randomStudy(7);
  expect(
    analysisOf([...runs].reverse())
      .recipes.map(({ area }) => area)
      .sort(),
  ).toEqual(
    analysisOf(runs)
      .recipes.map(({ area }) => area)
      .sort(),
  );
});

test('more seeds narrow an interval to what the tested rates leave open, and an open end stays open', () => {
  const outlook = { seeds: 4, resolution: 0.1 };
  // Arms 0.5: sqrt(0.1^2 + 0.24 x 4 / 16) = 0.2646 with twelve seeds more.
  const { low, high } = intervalWith({ low: 0.5, high: 1.5 }, 1, outlook, 12);
  expect(low).toBeCloseTo(1 - Math.sqrt(0.07), 12);
  expect(high).toBeCloseTo(1 + Math.sqrt(0.07), 12);
  expect(intervalWith({ low: 0.5, high: Infinity }, 1, outlook, 100).high).toBe(Infinity);
});
