// Refinement on made grids: how near its edges come to those of the whole grid, and what they cost. Many more grids, and
// real ones: bench/refine.ts.
import { describe, expect, test } from 'vitest';
import { edgeBelief } from '../../src-main/sweep/edge-belief.ts';
import { FULL_GRID, madeGrid, replay, WIDTH, type Boundary } from './made-edges.ts';

const GRIDS = 6;

describe('refinement of 12 x 6 x 4 grids', () => {
  // Of 36 edges of each kind; a ragged edge that is missed costs 3 %.
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
