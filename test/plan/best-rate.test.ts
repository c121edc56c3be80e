import { expect, test } from 'vitest';
import { narrowingRate } from '../../src-main/plan/best-rate.ts';

/** A row of twelve rates, tails by index; null: not trained. */
function row(tails: Readonly<Record<number, number>>) {
  return Array.from({ length: 12 }, (_, index) => tails[index] ?? null);
}

test.each([
  ['nothing has been trained', {}, null],
  // Between the start of the row and the lowest, at 7, lie seven rates; the middle of -1 and 7 is 3.
  ['the lowest lies far from the start', { 7: 2, 11: 3 }, 3],
  ['the lowest is bracketed by its neighbours but one', { 1: 3, 3: 2.2, 5: 2, 7: 2.5, 10: 3 }, null],
  ['a gap beside the lowest skips two rates', { 1: 3, 4: 2, 6: 2.5, 9: 3 }, 2],
  // Four rates at most may be skipped elsewhere: 12 / 3.
  ['a gap elsewhere is wide enough to hide a valley', { 0: 3, 2: 3, 4: 2, 6: 3, 11: 3 }, 8],
  ['all ended without a tail but one', { 1: Infinity, 5: 2.5, 6: Infinity, 9: Infinity }, 3],
])('where %s', (_, tails, next) => {
  expect(narrowingRate(row(tails))).toBe(next);
});
