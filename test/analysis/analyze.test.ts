// The whole analysis on grids small enough to work out by hand, and on grids with holes of every kind.
import { describe, expect, test } from 'vitest';
import { analyze } from '../../src-main/analysis/analyze.ts';
import { cellAreas, extents } from '../../src-main/analysis/region.ts';
import { sensitivity } from '../../src-main/analysis/sensitivity.ts';
import { DEFAULT_THRESHOLDS } from '../../src-main/analysis/thresholds.ts';
import { row, run } from './support.ts';

const context = { baseline: 'fp32', thresholds: DEFAULT_THRESHOLDS };

describe('areas', () => {
  test('cells reach halfway to their neighbours, and those at the ends are as wide as the distance to theirs', () => {
    // Positions 0, 1, 3, 4: inner widths (1 + 2)/2, ends 1.
    expect([...extents([0, 1, 3, 4]).values()]).toEqual([1, 1.5, 1.5, 1]);
    expect([...extents([5]).values()]).toEqual([1]);
    expect([...extents([0, 2]).values()]).toEqual([2, 2]);
  });

  test('a cell is decades wide and octaves high, by the learning rates of its own row', () => {
    const areas = cellAreas([
      { learningRate: 1e-3, batchSize: 16 },
      { learningRate: 1e-2, batchSize: 16 },
      { learningRate: 1e-3, batchSize: 64 },
    ]);
    areas.forEach((area) => expect(area).toBeCloseTo(2, 12));
  });

  test('the stable area is the sum of the stable cells, and its ratio compares with the baseline', () => {
    const runs = [...row('... ... ... xxx'), ...row('... .xx xxx xxx', { recipe: 'fp8' })];
    const [fp32, fp8] = analyze(runs, context).recipes;
    expect(fp32!.area).toBeCloseTo(3, 9);
    expect(fp32!.areaRatio).toBe(1);
    expect(fp8!.area).toBeCloseTo(1, 9);
    expect(fp8!.areaRatio).toBeCloseTo(1 / 3, 9);
  });

  test('three seeds that agree leave the gap between tested rates: 95 % of a decade, one octave high', () => {
    const [map] = analyze(row('... ... ... xxx'), context).recipes;
    expect(map!.areaInterval!.low).toBeCloseTo(3 - 0.475, 12);
    expect(map!.areaInterval!.high).toBeCloseTo(3 + 0.475, 12);
  });

  test('three seeds with areas 2, 1, 1 have t(2) = 4.3027 times sqrt(1/3 / 3) around 4/3, cut at 0', () => {
    const [map] = analyze(row('... .xx xxx xxx'), context).recipes;
    expect(map!.areaInterval!.low).toBe(0);
    expect(map!.areaInterval!.high).toBeCloseTo(4 / 3 + 4.302652729696 / 3, 9);
  });

  test('no area is larger than what was measured', () => {
    const [map] = analyze(row('... ..x .xx'), context).recipes;
    expect(map!.areaInterval!.high).toBe(3);
  });

  test('the ratio has the interval of Fieller: roots of (9 - 0.475^2) r^2 - 8 r + 16/9 - (t/3)^2', () => {
    const runs = [...row('... ... ... xxx'), ...row('... .xx xxx xxx', { recipe: 'fp8' })];
    const interval = analyze(runs, context).recipes[1]!.areaRatioInterval!;
    const [a, c] = [9 - 0.475 ** 2, 16 / 9 - (4.302652729696 / 3) ** 2];
    expect(interval.low).toBe(0);
    expect(interval.high).toBeCloseTo((4 + Math.sqrt(16 - a * c)) / a, 9);
  });

  test('seeds that each keep half of their own area leave no doubt of the half, however much the areas differ', () => {
    const runs = [...row('... ... ..x ..x'), ...row('... ..x xxx xxx', { recipe: 'fp8' })];
    // Areas 4, 4, 2 and 2, 2, 1.
    const [bf16, fp8] = analyze(runs, context).recipes;
    expect(bf16!.areaInterval!.high - bf16!.areaInterval!.low).toBeGreaterThan(1);
    expect(fp8!.areaRatioInterval!.low).toBeCloseTo(0.5, 6);
    expect(fp8!.areaRatioInterval!.high).toBeCloseTo(0.5, 6);
  });

  test('two seeds have areas and no interval of them', () => {
    const runs = [...row('.. .. xx'), ...row('.. xx xx', { recipe: 'fp8' })];
    expect(analyze(runs, context).recipes[1]).toMatchObject({
      areaInterval: null,
      areaRatio: 0.5,
      areaRatioInterval: null,
    });
  });

  test('a cell with exactly half of its runs unstable holds the edge in its middle: half of it is stable', () => {
    expect(analyze(row('.... ..xx xxxx'), context).recipes[0]!.area).toBeCloseTo(1.5, 12);
  });

  test('the ratio leaves out cells that only one of the recipes has measured', () => {
    const runs = [...row('.. .. .. xx'), ...row('.. -- -- --', { recipe: 'fp8' })];
    const fp8 = analyze(runs, context).recipes[1]!;
    expect(fp8.area).toBeCloseTo(1, 9);
    expect(fp8.areaRatio).toBeCloseTo(1, 9);
  });
});

describe('learning-rate sensitivity', () => {
  test('is the mean loss above the best over log learning rate, by trapezoids', () => {
    // Excess 1, 0, 0.5 at distances 1 and 2 decades: (0.5 x 1 + 0.25 x 2) / 3.
    const points = [
      run({ learningRate: 1e-4, tailLoss: 3 }),
      run({ learningRate: 1e-3, tailLoss: 2 }),
      run({ learningRate: 1e-1, tailLoss: 2.5 }),
    ];
    const { value, from, to, best } = sensitivity(points, 0.02);
    expect(value).toBeCloseTo(1 / 3, 9);
    expect({ from, to, best }).toEqual({ from: 1e-4, to: 1e-1, best: 2 });
  });

  test('counts a tail that is not known, or above the start, as the loss at the start', () => {
    const failed = (tailLoss: number | null) =>
      sensitivity([run({ learningRate: 0.01, tailLoss: 2 }), run({ learningRate: 0.1, tailLoss })], 0.02)
        .value;
    expect(failed(null)).toBeCloseTo(1, 12);
    expect(failed(9)).toBeCloseTo(1, 12);
  });

  test('averages over seeds before it looks for the best', () => {
    const tails = [
      [1e-3, 1],
      [1e-3, 3],
      [1e-2, 1.8],
      [1e-2, 1.8],
    ] as const;
    const result = sensitivity(
      tails.map(([learningRate, tailLoss]) => run({ learningRate, tailLoss })),
      0.02,
    );
    expect(result.best).toBeCloseTo(1.8, 12);
    expect(result.value).toBeCloseTo(0.1, 12);
  });

  test('needs two learning rates', () => {
    expect(sensitivity([run({})], 0.02)).toEqual({
      value: null,
      from: 0.001,
      to: 0.001,
      best: 2,
      nearBest: null,
    });
    expect(sensitivity([], 0.02).value).toBeNull();
  });
});

describe('a grid', () => {
  test('has cells of every batch size and learning rate, ascending, with counts and labels', () => {
    const analysis = analyze([...row('... .xx', { batchSize: 64 }), ...row('ff. ---')], context);
    expect(analysis.batchSizes).toEqual([16, 64]);
    const [[holes, planned], [stable, unstable]] = analysis.recipes[0]!.cells as [never[], never[]];
    expect(holes).toMatchObject({ planned: 3, finished: 1, failed: 2, unstable: 0, share: 0 });
    expect(planned).toMatchObject({ planned: 3, finished: 0, failed: 0, share: null, interval: null });
    expect(stable).toMatchObject({ batchSize: 64, learningRate: 1e-4, share: 0, medianTail: 2 });
    expect(unstable).toMatchObject({ unstable: 2, labels: { ok: 1, collapsed: 2 }, medianTail: 3.5 });
  });

  test('with one failed run in a cell has no median tail there', () => {
    const runs = [run({}), run({ seed: 1, label: 'nonfinite', tailLoss: null })];
    expect(analyze(runs, context).recipes[0]!.cells[0]![0]!.medianTail).toBeNull();
  });

  test('of one run, of one seed, of one row, of one column, with nothing finished: all are analysed', () => {
    const lone = analyze([run({})], context);
    expect(lone.recipes[0]).toMatchObject({ area: 1, areaInterval: null, areaRatio: 1 });
    expect(lone.recipes[0]!.edges).toEqual([
      { batchSize: 16, learningRate: null, side: 'above', interval: null, spread: null },
    ]);
    const column = analyze([run({ batchSize: 16 }), run({ batchSize: 64 })], context);
    expect(column.recipes[0]!.area).toBeCloseTo(4, 12);
    for (const pattern of ['--- ---', 'fff fff']) {
      const empty = analyze(row(pattern), context).recipes[0]!;
      expect(empty).toMatchObject({ area: 0, areaInterval: null, areaRatio: null, areaRatioInterval: null });
      expect(empty.edges[0]!.side).toBe('unknown');
    }
    expect(analyze([], context).recipes).toEqual([]);
    const absent = analyze(row('... xxx', { recipe: 'fp8' }), context).recipes[0]!;
    expect(absent).toMatchObject({ recipe: 'fp8', areaRatio: null, areaRatioInterval: null });
  });

  test('has edges with the interval of all rows together, open where it reaches beyond the tested cells', () => {
    const runs = [...row('... ... .xx xxx'), ...row('... ..x xxx xxx', { batchSize: 32 })];
    const [first, second] = analyze(runs, context).recipes[0]!.edges;
    // Seeds at -1.5, -2.5, -2.5 and -2.5, -2.5, -3.5: variance 1/3 with four degrees of freedom, t = 2.7764.
    const half = 2.7764451051978 / 3;
    expect(Math.log10(first!.interval!.low)).toBeCloseTo(-13 / 6 - half, 8);
    expect(Math.log10(first!.interval!.high)).toBeCloseTo(-13 / 6 + half, 8);
    expect(Math.log10(second!.interval!.high)).toBeCloseTo(-17 / 6 + half, 8);
    const stable = analyze(row('... ... ...'), context).recipes[0]!.edges[0]!;
    expect(stable).toMatchObject({ side: 'above', interval: { high: Infinity } });
    const lost = analyze(row('xxx xxx'), context).recipes[0]!.edges[0]!;
    expect(lost).toMatchObject({ side: 'below', interval: { low: 0 } });
  });

  test('takes a run that is missing for what the other seeds say', () => {
    const whole = analyze(row('... ... .xx xxx'), context).recipes[0]!;
    const holes = analyze(row('..- .-. .xx -xx'), context).recipes[0]!;
    expect(holes.areaInterval).toEqual(whole.areaInterval);
    expect(holes.edges[0]!.interval).toEqual(whole.edges[0]!.interval);
  });

  test('keeps the order of recipes it is given', () => {
    const runs = [...row('...', { recipe: 'b' }), ...row('...', { recipe: 'a' })];
    const names = analyze(runs, { ...context, recipes: ['a', 'b', 'c'] }).recipes.map(({ recipe }) => recipe);
    expect(names).toEqual(['a', 'b', 'c']);
  });
});

describe('the learning rates near the best', () => {
  const nearBest = (...tails: readonly (number | null)[]) =>
    sensitivity(
      tails.map((tailLoss, i) => run({ learningRate: 10 ** (i - 4), tailLoss })),
      0.02,
    ).nearBest;

  test('reach to where straight lines leave the tolerance: half a decade on either side', () => {
    const found = nearBest(2.04, 2, 2.04)!;
    expect(found.decades).toBeCloseTo(1, 9);
    expect(found.isCut).toBe(false);
  });

  test('are cut where they reach the end of the tested rates', () => {
    expect(nearBest(2, 2.01, 2.5)).toMatchObject({ isCut: true });
  });

  test('are one stretch: what is as good beyond a worse one does not count', () => {
    expect(nearBest(2.5, 2, 2.5, 2.001, 2.5)!.decades).toBeLessThan(0.1);
  });

  test('end before a rate at which a run has no loss', () => {
    expect(nearBest(2.02, 2, null)).toMatchObject({ decades: 1 });
  });
});
