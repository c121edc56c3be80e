import { describe, expect, test } from 'vitest';
import {
  drawRowShare,
  drawSearchShare,
  LEAST_SHARE,
  type SearchCell,
} from '../../../src-main/analysis/decision/search-share.ts';
import { processorSeconds } from '../../processor-time.ts';

/** Learning rates 1e-4 to 1e-1, a third of a decade apart: ten cells, nine gaps, of which each is a ninth of the range. */
const RATES = Array.from({ length: 10 }, (_, i) => 10 ** (-4 + i / 3));
const RANGE = [1e-4, 1e-1] as const;

function row(isGood: (index: number) => boolean, seeds = 5): SearchCell[] {
  return RATES.map((learningRate, i) => ({ learningRate, good: isGood(i) ? seeds : 0, finished: seeds }));
}

function quantile(draws: readonly number[], at: number): number {
  return draws.toSorted((a, b) => a - b)[Math.floor(at * draws.length)]!;
}

const mean = (draws: readonly number[]) => draws.reduce((sum, value) => sum + value, 0) / draws.length;

describe('a row in which cells 3 to 6 come within the tolerance', () => {
  // Their ends lie in the gaps around them: between 3 and 5 of the nine gaps are good, four most likely.
  const draws = drawRowShare(
    row((i) => i >= 3 && i <= 6),
    RANGE,
    'test',
  )!;

  test('has about four ninths of the range', () => {
    expect(quantile(draws, 0.5)).toBeGreaterThan(0.36);
    expect(quantile(draws, 0.5)).toBeLessThan(0.5);
  });

  test('and says that the gaps at both ends leave it open', () => {
    expect(quantile(draws, 0.975) - quantile(draws, 0.025)).toBeGreaterThan(1 / 9);
    expect(quantile(draws, 0.025)).toBeGreaterThan(0.25);
    expect(quantile(draws, 0.975)).toBeLessThan(0.62);
  });

  test('a search of another range is another share: none of it in the lowest two gaps', () => {
    const low = drawRowShare(
      row((i) => i >= 3 && i <= 6),
      [1e-4, 10 ** (-4 + 2 / 3)],
      'test',
    )!;
    const good = drawRowShare(
      row((i) => i >= 3 && i <= 6),
      [1e-3, 1e-2],
      'test',
    )!;
    expect(quantile(low, 0.5)).toBeLessThan(0.05);
    expect(quantile(good, 0.5)).toBeGreaterThan(0.9);
  });
});

test('where nothing comes within the tolerance the share is small, and not nothing', () => {
  const draws = drawRowShare(
    row(() => false),
    RANGE,
    'test',
  )!;
  expect(Math.min(...draws)).toBeGreaterThanOrEqual(LEAST_SHARE);
  expect(quantile(draws, 0.975)).toBeLessThan(0.2);
});

test('where everything does it is near all, and fewer seeds know it less well', () => {
  const few = drawRowShare(
    row(() => true, 1),
    RANGE,
    'test',
  )!;
  const many = drawRowShare(
    row(() => true, 20),
    RANGE,
    'test',
  )!;
  expect(quantile(many, 0.025)).toBeGreaterThan(0.85);
  expect(quantile(few, 0.025)).toBeLessThan(quantile(many, 0.025) - 0.1);
});

test('a single learning rate has the share of its runs: 3 of 5 is Beta(3.5, 2.5) with mean 0.583', () => {
  const draws = drawRowShare([{ learningRate: 1e-2, good: 3, finished: 5 }], [1e-2, 1e-2], 'test')!;
  expect(mean(draws)).toBeCloseTo(3.5 / 6, 2);
});

test('rows that have not run are left out, and a search that has none of them knows nothing', () => {
  const none = RATES.map((learningRate) => ({ learningRate, good: 0, finished: 0 }));
  expect(drawSearchShare([none], RANGE, 'test')).toBeNull();
  const one = drawSearchShare([row((i) => i >= 3 && i <= 6), none], RANGE, 'test')!;
  expect(mean(one)).toBeCloseTo(
    mean(
      drawRowShare(
        row((i) => i >= 3 && i <= 6),
        RANGE,
        'test 0',
      )!,
    ),
    9,
  );
});

test('two batch sizes, of which one trains nowhere, have half of the share of the other', () => {
  const both = drawSearchShare([row((i) => i >= 3 && i <= 6, 20), row(() => false, 20)], RANGE, 'test')!;
  const alone = drawSearchShare([row((i) => i >= 3 && i <= 6, 20)], RANGE, 'test')!;
  expect(mean(both) / mean(alone)).toBeGreaterThan(0.5);
  expect(mean(both) / mean(alone)).toBeLessThan(0.57);
});

test('a hundred learning rates are weighed as fast as ten', () => {
  const many = Array.from({ length: 300 }, (_, i) => ({
    learningRate: 10 ** (-4 + i / 100),
    good: i > 100 && i < 200 ? 3 : 0,
    finished: 3,
  }));
  const begun = processorSeconds();
  const draws = drawRowShare(many, RANGE, 'test')!;
  expect(processorSeconds() - begun).toBeLessThan(4);
  expect(mean(draws)).toBeGreaterThan(0.28);
  expect(mean(draws)).toBeLessThan(0.36);
});

test('95 % intervals of made rows with known ends, scatter over seeds and failures anywhere hold the truth in 90 % and more', () => {
  let state = 20_240_905;
  const random = () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return (state + 0.5) / 2 ** 32;
  };
  const normal = () => Math.sqrt(-2 * Math.log(random())) * Math.cos(2 * Math.PI * random());
  let held = 0;
  const rows = 120;
  for (let each = 0; each < rows; each++) {
    const seeds = 3 + (each % 3);
    const [middle, width] = [-2.5 + (random() - 0.5), 0.5 + random()];
    const [scatter, misses] = [0.15, each % 2 === 0 ? 0 : 0.1];
    // Ends of a seed move together: its share is `width` of the range of three decades, less what misses.
    const truth = (width / 3) * (1 - misses);
    const cells = RATES.map((learningRate) => ({ learningRate, good: 0, finished: seeds }));
    for (let seed = 0; seed < seeds; seed++) {
      const moved = scatter * normal();
      RATES.forEach((rate, i) => {
        const isIn = Math.abs(Math.log10(rate) - middle - moved) < width / 2;
        if (isIn && random() >= misses) cells[i]!.good += 1;
      });
    }
    const draws = drawRowShare(cells, RANGE, `made ${each}`)!;
    if (quantile(draws, 0.025) <= truth && truth <= quantile(draws, 0.975)) held += 1;
  }
  expect(held / rows).toBeGreaterThanOrEqual(0.9);
});
