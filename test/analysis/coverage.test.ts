// How often the intervals hold the truth, by simulation over made cells whose probability is known.
import { expect, test } from 'vitest';
import { jeffreysInterval } from '../../src-main/analysis/intervals.ts';
import { randomUnit, streamKey } from '../../src-main/engine/random.ts';

const CELLS = 20_000;

test.each([3, 4, 5, 8, 20])(
  'the 95 %% Jeffreys interval of %i seeds holds the true probability in 93 to 97 %% of cells',
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
