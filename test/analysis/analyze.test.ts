// The whole analysis on grids small enough to work out by hand, and on grids with holes of every kind.
import { describe, expect, test } from 'vitest';
import { analyze } from '../../src-main/analysis/grid/analyze.ts';
import { extents } from '../../src-main/analysis/grid/region.ts';
import { sensitivity } from '../../src-main/analysis/decision/sensitivity.ts';
import { DEFAULT_THRESHOLDS } from '../../src-main/analysis/labels/thresholds.ts';
import { row, run } from './support.ts';

const context = { baseline: 'fp32', thresholds: DEFAULT_THRESHOLDS };

describe('areas', () => {
  test('cells reach halfway to their neighbours, and those at the ends are as wide as the distance to theirs', () => {
    // Positions 0, 1, 3, 4: inner widths (1 + 2)/2, ends 1.
    expect([...extents([0, 1, 3, 4]).values()]).toEqual([1, 1.5, 1.5, 1]);
    expect([...extents([5]).values()]).toEqual([1]);
    expect([...extents([0, 2]).values()]).toEqual([2, 2]);
  });

  test('the stable area reaches to the edge, and its share is that of the baseline within what both have tested', () => {
    // Edges are most likely in the middle of the gaps at -1.5 and -3.5; cells begin half a decade below 1e-4.
    const runs = [...row('... ... ... xxx'), ...row('... xxx xxx xxx', { recipe: 'fp8' })];
    const [fp32, fp8] = analyze(runs, context).recipes;
    expect(fp32!.area).toBeCloseTo(3, 1);
    expect(fp32).toMatchObject({ areaRatio: 1, areaRatioInterval: null, isCut: false });
    expect(fp8!.area).toBeCloseTo(1, 1);
    expect(fp8!.areaRatio).toBeCloseTo(1 / 3, 1);
  });

  test('a row is as high as the octaves to its neighbours', () => {
    const rows = [8, 32].flatMap((rowValue) => row('... ... ... xxx', { rowValue }));
    expect(analyze(rows, context).recipes[0]!.area).toBeCloseTo(2 * 2 * 3, 0);
  });

  test('the share leaves out what only one of the recipes has measured', () => {
    const runs = [...row('... ... ... xxx'), ...row('... --- --- ---', { recipe: 'fp8' })];
    const fp8 = analyze(runs, context).recipes[1]!;
    expect(fp8.area).toBeCloseTo(1, 9);
    expect(fp8.areaRatio).toBeCloseTo(1, 9);
    expect(fp8.isCut).toBe(true);
  });

  test('and is cut where the recipe was not tried at a batch size or at the lowest rates of the baseline', () => {
    const fp32 = [16, 32].flatMap((rowValue) => row('... ... ... xxx', { rowValue }));
    const isCutWith = (...rows: (readonly [pattern: string, rowValue: number])[]) => {
      const fp8 = rows.flatMap(([pattern, rowValue]) => row(pattern, { recipe: 'fp8', rowValue }));
      return analyze([...fp32, ...fp8], context).recipes[1]!.isCut;
    };
    expect(isCutWith(['... ... xxx xxx', 16])).toBe(true);
    expect(isCutWith(['... ... xxx xxx', 16], ['--- ... xxx xxx', 32])).toBe(true);
    // Above its edge nothing is left to be lost, and what lies between tested rates is in the interval.
    expect(isCutWith(['... ... xxx ---', 16], ['... --- xxx xxx', 32])).toBe(false);
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
    const analysis = analyze([...row('... .xx', { rowValue: 64 }), ...row('ff. ---')], context);
    expect(analysis.rowValues).toEqual([16, 64]);
    const [[holes, planned], [stable, unstable]] = analysis.recipes[0]!.cells as [never[], never[]];
    expect(holes).toMatchObject({ planned: 3, finished: 1, failed: 2, unstable: 0, share: 0 });
    expect(planned).toMatchObject({ planned: 3, finished: 0, failed: 0, share: null, interval: null });
    expect(stable).toMatchObject({ rowValue: 64, learningRate: 1e-4, share: 0, medianTail: 2 });
    expect(unstable).toMatchObject({ unstable: 2, labels: { ok: 1, collapsed: 2 }, medianTail: 3.5 });
  });

  test('with one failed run in a cell has no median tail there', () => {
    const runs = [run({}), run({ seed: 1, label: 'nonfinite', tailLoss: null })];
    expect(analyze(runs, context).recipes[0]!.cells[0]![0]!.medianTail).toBeNull();
  });

  test('of one run, of one seed, of one row, of one column, with nothing finished: all are analysed', () => {
    const lone = analyze([run({})], context);
    expect(lone.recipes[0]).toMatchObject({ area: 1, areaRatio: 1, isCut: true });
    // One run says next to nothing: the edge may lie on either side of it.
    expect(lone.recipes[0]!.edges).toMatchObject([
      { rowValue: 16, learningRate: null, side: 'above', interval: { low: 0, high: Infinity } },
    ]);
    const column = analyze([run({ rowValue: 16 }), run({ rowValue: 64 })], context);
    // Two cells of a decade by two octaves, of which one run each says that they are rather stable.
    expect(column.recipes[0]!.area).toBeGreaterThan(3);
    expect(column.recipes[0]!.areaInterval).toMatchObject({ low: 0, high: 4 });
    for (const pattern of ['--- ---', 'fff fff']) {
      const empty = analyze(row(pattern), context).recipes[0]!;
      expect(empty).toMatchObject({ area: 0, areaInterval: null, areaRatio: null, areaRatioInterval: null });
      expect(empty.edges[0]!.side).toBe('unknown');
    }
    expect(analyze([], context).recipes).toEqual([]);
    const absent = analyze(row('... xxx', { recipe: 'fp8' }), context).recipes[0]!;
    expect(absent).toMatchObject({ recipe: 'fp8', areaRatio: null, areaRatioInterval: null });
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
