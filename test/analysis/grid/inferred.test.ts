import { expect, test } from 'vitest';
import { inferredCells } from '../../../src-main/analysis/grid/inferred.ts';
import type { Tally } from '../../../src-main/analysis/grid/tally.ts';
import { DEFAULT_THRESHOLDS } from '../../../src-main/analysis/labels/thresholds.ts';

/** A row from low to high learning rate: stable, unstable, or not measured. */
function told(pattern: string): string {
  const cells = [...pattern].map((mark, i): Tally => ({
    learningRate: 10 ** (i - 5),
    rowValue: 8,
    runs: [],
    outcomes: mark === '?' ? [] : [{ seed: 0, rate: 10 ** (i - 5), unstable: mark === 'x' }],
  }));
  const inferred = inferredCells(cells, DEFAULT_THRESHOLDS);
  return cells
    .map(({ learningRate }, i) => {
      const cell = inferred.find((other) => other.learningRate === learningRate);
      return cell ? (cell.isStable ? '.' : 'x') : pattern[i]!;
    })
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
