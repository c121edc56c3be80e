// Refinement on made grids: how near its edges come to those of the whole grid, and what they cost. Many more grids, and
// real ones: bench/refine.ts.
import { describe, expect, test } from 'vitest';
import { edgeBelief } from '../../src-main/plan/edge-belief.ts';
import { mostShare, nextRuns, type RefinedRun } from '../../src-main/plan/refine.ts';
import { FULL_GRID, madeGrid, replay, WIDTH, type Boundary } from './made-edges.ts';

const GRIDS = 3;

describe('refinement of 12 x 6 x 4 grids', () => {
  // Of 18 edges of each kind; a ragged edge that is missed costs 6 %.
  test.each<[Boundary, number]>([
    ['sharp', 1],
    ['soft, over half a decade', 0.97],
    ['soft, over a decade', 0.9],
    ['unstable at low rates too', 0.97],
    ['ragged: a tenth of the cells turned over', 0.9],
    ['fractal: cells at random within 0.4 decades', 0.9],
  ])('whose edges are %s finds at least %s of them to a third of a decade', (kind, least) => {
    const grids = Array.from({ length: GRIDS }, (_, grid) => replay(madeGrid(kind, grid)));
    for (const { cost } of grids) expect(cost).toBeLessThanOrEqual(0.25);
    const errors = grids.flatMap((grid) => grid.errors);
    expect(errors.filter((error) => error <= WIDTH).length / errors.length).toBeGreaterThanOrEqual(least);
  });

  test('spends less where edges are clear than where they are ragged', () => {
    const cost = (kind: Boundary) => replay(madeGrid(kind, 1)).cost;
    expect(cost('soft, over half a decade')).toBeLessThan(cost('ragged: a fifth of the cells turned over'));
  });

  test('of one rate or one seed trains what there is', () => {
    expect(replay(() => true, { rows: 1, learningRates: [0.1], seeds: [0] })).toMatchObject({
      cost: 1,
      errors: [0],
    });
    const oneSeed = replay((_, rate) => rate > 0.01, { ...FULL_GRID, rows: 2, seeds: [7] });
    expect(oneSeed.cost).toBeLessThanOrEqual(0.5);
    expect(oneSeed.errors.every((error) => error <= WIDTH)).toBe(true);
  });
});

describe('refinement of several recipes', () => {
  const learningRates = [0.001, 0.003, 0.01, 0.03, 0.1, 0.3, 1];
  const [batchSizes, seeds] = [
    [2, 8],
    [4, 5, 6],
  ];
  /** Where each becomes unstable; its loss is lowest at 0.01. */
  const edges = { base: 0.2, near: 0.15, low: 0.005 };
  const recipes = Object.keys(edges) as (keyof typeof edges)[];
  const axes = { learningRates, seeds, baseline: 'base' };

  function refined(isPlanned: (run: Pick<RefinedRun, 'recipe' | 'seed'>) => boolean = () => true) {
    const runs: RefinedRun[] = recipes
      .flatMap((recipe) => batchSizes.map((rowValue) => ({ recipe, rowValue })))
      .flatMap((row) => learningRates.map((learningRate) => ({ ...row, learningRate })))
      .flatMap((cell) => seeds.map((seed) => ({ ...cell, seed })))
      .map((run, id) => ({
        ...run,
        id,
        steps: 10,
        spent: 0,
        unstable: null,
        tailLoss: null,
        planned: isPlanned(run),
      }));
    for (;;) {
      const next = nextRuns(axes, runs, WIDTH);
      if (next.length === 0) return runs.filter(({ unstable }) => unstable !== null);
      for (const id of next) {
        const run = runs[id]!;
        const unstable = run.learningRate > edges[run.recipe as keyof typeof edges];
        const tailLoss = 2 + Math.abs(Math.log10(run.learningRate) + 2);
        runs[id] = { ...run, planned: false, spent: 10, unstable, tailLoss };
      }
    }
  }

  test('trains no run without its twin under the baseline', () => {
    const trained = refined();
    const place = ({ rowValue, learningRate, seed }: RefinedRun) => `${rowValue} ${learningRate} ${seed}`;
    const twins = new Set(trained.filter(({ recipe }) => recipe === 'base').map(place));
    const others = trained.filter(({ recipe }) => recipe !== 'base');
    expect(others.length).toBeGreaterThan(20);
    for (const run of others) expect(twins).toContain(place(run));
    const all = recipes.length * batchSizes.length * learningRates.length * seeds.length;
    expect(trained.length).toBeLessThanOrEqual(mostShare({ ...axes, recipes }) * all);
  });

  test("trains every recipe with every seed where the baseline's loss is lowest", () => {
    const best = refined().filter(({ learningRate }) => learningRate === 0.01);
    expect(best).toHaveLength(recipes.length * batchSizes.length * seeds.length);
  });

  test('goes on without twins that cannot be trained', () => {
    const trained = refined(({ recipe, seed }) => recipe !== 'base' || seed !== 5);
    const alone = trained.filter(({ recipe, seed }) => recipe !== 'base' && seed === 5);
    expect(alone.length).toBeGreaterThan(0);
  });
});

describe('the belief in an edge', () => {
  const cells = (marks: string) =>
    [...marks].map((mark, i) => ({
      log10Rate: i - 5,
      finished: Number(mark !== '?'),
      unstable: Number(mark === 'x'),
    }));

  test('is spread evenly before the first run, and the middle tells most', () => {
    const { places, probabilities, information } = edgeBelief(cells('?????'));
    for (const probability of probabilities) expect(probability).toBeCloseTo(1 / places.length, 10);
    const told = information([0, 1, 2, 3, 4]);
    expect(told.indexOf(Math.max(...told))).toBe(2);
  });

  test('lies between a stable cell and an unstable one above it', () => {
    const { places, probabilities } = edgeBelief(cells('..xxx'));
    const between = places.reduce((sum, x, i) => sum + (x > -4 && x < -3 ? probabilities[i]! : 0), 0);
    expect(between).toBeGreaterThan(0.7);
  });

  test('does not follow one cell that its neighbours speak against', () => {
    const { places, probabilities } = edgeBelief(cells('.x...xx'));
    const mean = places.reduce((sum, x, i) => sum + x * probabilities[i]!, 0);
    expect(mean).toBeGreaterThan(-1.5);
  });
});
