// Freely drawn learning rates in columns: edges and areas are told from the rates of the runs, so that columns change nothing of them,
// and intervals hold a truth that is known. `node bench/random-search.ts` prints the same for many more searches.
import { expect, test } from 'vitest';
import { columnEnds, columnOf } from '../../src-main/analysis/grid/rate-columns.ts';
import { analyzeSearch, searchCoverage, simulateSearch, type Seeding } from './simulated-search.ts';

test('a column is as wide in log10 as asked, holds its rates, and is its own', () => {
  for (const perDecade of [1, 3, 4, 20]) {
    for (const rate of [1.23e-5, 3.3e-4, 1e-3, 0.7, 2]) {
      const column = columnOf(rate, perDecade);
      const { low, high } = columnEnds(column, perDecade);
      expect(Math.log10(high / low)).toBeCloseTo(1 / perDecade, 12);
      expect(rate).toBeGreaterThanOrEqual(low);
      expect(rate).toBeLessThan(high);
      expect(Math.abs(Math.log10(column / rate))).toBeLessThanOrEqual(0.5 / perDecade + 1e-4);
      expect(columnOf(column, perDecade)).toBe(column);
    }
  }
});

test('however wide the columns are, edges, shifts and areas are the same', () => {
  const { runs } = simulateSearch(1, 60, 'own');
  const told = [1, 3, 4, 20].map((perDecade) => {
    const { recipes, learningRates } = analyzeSearch(runs, perDecade);
    return {
      columns: learningRates.length,
      recipes: recipes.map(({ edges, shift, area, areaInterval, areaRatio }) => ({
        edges,
        shift,
        area,
        areaInterval,
        areaRatio,
      })),
    };
  });
  expect(told[0]!.columns).toBeLessThan(6);
  expect(told[3]!.columns).toBeGreaterThan(30);
  for (const { recipes } of told) expect(recipes).toEqual(told[0]!.recipes);
});

test('a cell says which rates it has and how many seeds; runs of one seed say no more than one', () => {
  const [{ cells }] = analyzeSearch(simulateSearch(2, 60, 'one').runs, 3).recipes as [
    ReturnType<typeof analyzeSearch>['recipes'][number],
  ];
  const crowded = cells[0]!.filter(({ finished }) => finished > 3);
  expect(crowded.length).toBeGreaterThan(4);
  for (const { learningRate, lowestRate, highestRate, seeds, unstable, interval } of crowded) {
    const { low, high } = columnEnds(learningRate, 3);
    expect(lowestRate!).toBeGreaterThanOrEqual(low);
    expect(highestRate!).toBeLessThan(high);
    expect(lowestRate!).toBeLessThan(highestRate!);
    expect(seeds).toBe(1);
    // Jeffreys' interval of 0 of 1 is from 0 to 0.853, of 1 of 1 from 0.147 to 1.
    if (unstable === 0) expect(interval!.high).toBeCloseTo(0.853, 3);
    else expect(interval!.low).toBeCloseTo(0.147, 3);
  }
});

test('runs of two recipes are twins where rate and seed are the same, and not where only the column is', () => {
  const { runs } = simulateSearch(3, 40, 'one');
  const own = analyzeSearch(runs, 3).recipes[1]!;
  expect(own.headline!.failures.pairs).toBe(0);
  const bf16 = runs.filter(({ recipe }) => recipe === 'bf16');
  const twins = bf16.map((run) => ({ ...run, recipe: 'fp8' }));
  expect(analyzeSearch([...bf16, ...twins], 3).recipes[1]!.headline!.failures.pairs).toBe(40);
});

/** Of 16 intervals, 12 to hold a truth that 95 % hold is to be expected in 999 cases of 1000. */
test.each<[Seeding, number]>([
  ['own', 100],
  ['five', 60],
  ['one', 40],
])('intervals of edges and areas hold the truth: %s, %i runs of each recipe', (seeding, runs) => {
  const { held, open, areas, width } = searchCoverage(8, runs, seeding, 3);
  expect(held).toBeGreaterThanOrEqual(12 / 16);
  expect(areas).toBeGreaterThanOrEqual(12 / 16);
  if (seeding === 'one') return expect(width).toBeGreaterThan(1);
  // An interval that holds everything would be none.
  expect(open).toBeLessThan(0.25);
  expect(width).toBeLessThan(0.8);
});
