import { expect, test } from 'vitest';
import { withInferred } from '../../src-main/analysis/inferred.ts';
import type { Tally } from '../../src-main/analysis/tally.ts';
import { DEFAULT_THRESHOLDS } from '../../src-main/analysis/thresholds.ts';

/** A row from low to high learning rate: stable, unstable, or not measured. */
function told(pattern: string): string {
  const cells = [...pattern].map((mark, i): Tally => ({
    learningRate: 10 ** (i - 5),
    batchSize: 8,
    runs: [],
    outcomes: mark === '?' ? [] : [{ seed: 0, unstable: mark === 'x' }],
  }));
  return withInferred(cells, DEFAULT_THRESHOLDS)
    .map(({ outcomes: [first] }) => (first ? (first.unstable ? 'x' : '.') : '?'))
    .join('');
}

test.each([
  ['??.x??', '...xxx'],
  ['??.??x?', '...??xx'],
  ['?.?x?.?', '..?x?.?'],
  ['x?.?.?x?', 'x?...?xx'],
  ['x????', 'xxxxx'],
  ['????.', '.....'],
  ['?????', '?????'],
  ['??x??', '??xxx'],
])('of the row %s is told %s', (row, expected) => {
  expect(told(row)).toBe(expected);
});
