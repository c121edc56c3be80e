// The size of cells: in decades of learning rate along a row, in octaves (or rows: rows.ts) from row to row.

/** Width in decades of the only learning rate of a row, and height in octaves of the only row. */
export const LONE_CELL = 1;

/**
 * Ends of the cell around each distinct position: halfway to its neighbours; a cell at the end is as large as the distance to its one
 * neighbour, and a lone one is 1 decade or 1 octave.
 */
export function spans(positions: readonly number[]): ReadonlyMap<number, readonly [number, number]> {
  const x = [...new Set(positions)].sort((a, b) => a - b);
  return new Map(
    x.map((position, i) => {
      const before = i > 0 ? position - x[i - 1]! : null;
      const after = i < x.length - 1 ? x[i + 1]! - position : null;
      const [left, right] = [before ?? after ?? LONE_CELL, after ?? before ?? LONE_CELL];
      return [position, [position - left / 2, position + right / 2]];
    }),
  );
}

/** Extent of the cell around each distinct position. */
export function extents(positions: readonly number[]): ReadonlyMap<number, number> {
  return new Map([...spans(positions)].map(([position, [from, to]]) => [position, to - from]));
}
