// How often the intervals hold the truth, by simulation over made cells and studies whose truth is known. bench/coverage.ts
// prints the same for more studies.
import { expect, test } from 'vitest';
import { jeffreysInterval } from '../../src-main/analysis/intervals.ts';
import { randomUnit, streamKey } from '../../src-main/engine/random.ts';
import { coverageOf, MEASURES } from './simulated-study.ts';

const CELLS = 20_000;

test.each([3, 4, 5, 8, 20])(
  'the Jeffreys interval of %i seeds, at level 0.95, holds the true probability in 0.93 to 0.97 of cells',
  (seeds) => {
    const truth = streamKey(seeds, 'truth', 0);
    const outcomes = streamKey(seeds, 'outcomes', 0);
    let held = 0;
    for (let cell = 0; cell < CELLS; cell++) {
      const p = randomUnit(truth, cell);
      let unstable = 0;
      for (let seed = 0; seed < seeds; seed++) {
        if (randomUnit(outcomes, cell * seeds + seed) < p) unstable++;
      }
      const { low, high } = jeffreysInterval(unstable, seeds, 0.95);
      if (low <= p && p <= high) held++;
    }
    expect(held / CELLS).toBeGreaterThan(0.93);
    expect(held / CELLS).toBeLessThan(0.97);
  },
);

test.each([3, 4, 5, 8])(
  'intervals of edges, shifts, areas and their ratio over %i seeds, at level 0.95, hold the truth in 0.93 to 0.97 of studies',
  (seeds) => {
    const coverage = coverageOf(1000, seeds);
    for (const measure of MEASURES) {
      expect(coverage[measure].share, measure).toBeGreaterThan(0.93);
      expect(coverage[measure].share, measure).toBeLessThan(0.97);
      // An interval that holds the truth because it holds everything would be none.
      expect(coverage[measure].open, `${measure}, open`).toBeLessThan(0.25);
    }
  },
);

test('two seeds are too few for the interval of an area', () => {
  expect(coverageOf(50, 2)['area ratio'].open).toBe(1);
});
