// The words for a time that is known as a range, in the terminal and in the app.
import { expect, test } from 'vitest';
import { ENGLISH } from '../../src-main/report/language/language.ts';
import { durationRange } from '../../src-main/cli/progress.ts';
import { costRangeOf } from '../../src-renderer/new-study/cost.ts';
import { showDurationRange } from '../../src-renderer/parts/numbers.ts';
import { ENGLISH_PAGES } from '../../src-renderer/words/en/english.ts';

const { newStudyBefore: COSTS } = ENGLISH_PAGES;
const range = (low: number, high: number) => ({ low, likely: (low + high) / 2, high });

test.each([
  [0, 0, '1 s'],
  [12, 13, '10 to 15 s'],
  [41, 42, '40 s'],
  [125, 290, '2 to 5 min'],
  [50, 130, '50 s to 2 min'],
  [3700, 7100, '1 to 2 h'],
  [100_000, 900_000, '1 d 6 h to 10 d 12 h'],
])('from %d to %d s is "%s"', (low, high, words) => {
  expect(durationRange(range(low, high), ENGLISH)).toBe(words);
});

test('in the app a unit that both ends share is said once', () => {
  expect(showDurationRange(range(180, 300), ENGLISH_PAGES.numbers)).toBe('3 to 5 min');
  expect(showDurationRange(range(45, 300), ENGLISH_PAGES.numbers)).toBe('45 s to 5 min');
  expect(showDurationRange(range(60, 60), ENGLISH_PAGES.numbers)).toBe('60 s');
});

test('the cost of such a time is a range too, or nothing without a price', () => {
  expect(costRangeOf(range(1800, 5400), '2', COSTS)).toBe('1.00 to 3.00');
  expect(costRangeOf(range(3600, 3600), '2', COSTS)).toBe('2.00');
  expect(costRangeOf(range(1800, 5400), '', COSTS)).toBeNull();
});
