// How often the intervals hold the truth, by simulation over made cells and studies whose truth is known. bench/coverage.ts
// prints the same for many more studies; here are enough to notice an estimator that does not.
import { expect, test } from 'vitest';
import { jeffreysInterval } from '../../src-main/analysis/statistics/intervals.ts';
import { randomUnit, streamKey } from '../../src-main/engine/random.ts';
import { coverageOf, MEASURES, SCENARIOS, type Scenario } from './simulated-study.ts';

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

/** Of 12 studies, 9 to hold a truth that 95 % of intervals hold is to be expected in 998 cases of 1000. */
const STUDIES = 12;
const LEAST = 9 / STUDIES;

test.each(SCENARIOS.flatMap((scenario) => [4, 20].map((seeds): [Scenario, number] => [scenario, seeds])))(
  'intervals of edges, shifts, areas and shares hold the truth: %s, %i seeds',
  (scenario, seeds) => {
    const coverage = coverageOf(STUDIES, seeds, scenario);
    for (const measure of MEASURES) {
      const { held, open } = coverage[measure];
      expect(held, measure).toBeGreaterThanOrEqual(LEAST);
      // An interval that holds the truth because it holds everything would be none.
      if (scenario !== 'cut') expect(open, `${measure}, open`).toBeLessThan(0.25);
    }
  },
);
