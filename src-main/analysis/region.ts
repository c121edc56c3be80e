// The size of the stable region in decades of learning rate x octaves of batch size. Sizes of cells and their sum;
// which cells are stable is decided in tally.ts.

interface Place {
  readonly learningRate: number;
  readonly batchSize: number;
}

/** Width in decades of the only learning rate of a row, and height in octaves of the only batch size. */
export const LONE_CELL = 1;

/**
 * Area of each cell of one recipe's planned grid, in decades x octaves. A cell reaches halfway to its neighbours; one at
 * the end of its row or column is as large as the distance to its one neighbour, and a lone one is 1 decade or 1 octave.
 * Each row has its own learning rates, so that a refined row does not shrink the cells of the others.
 */
export function cellAreas(cells: readonly Place[]): number[] {
  const heights = extents(cells.map(({ batchSize }) => Math.log2(batchSize)));
  const rows = Map.groupBy(cells, ({ batchSize }) => batchSize);
  const widths = new Map(
    [...rows].map(([batchSize, row]) => [
      batchSize,
      extents(row.map(({ learningRate }) => Math.log10(learningRate))),
    ]),
  );
  return cells.map(
    ({ batchSize, learningRate }) =>
      widths.get(batchSize)!.get(Math.log10(learningRate))! * heights.get(Math.log2(batchSize))!,
  );
}

/** Extent of the cell around each distinct position. */
export function extents(positions: readonly number[]): ReadonlyMap<number, number> {
  const x = [...new Set(positions)].sort((a, b) => a - b);
  return new Map(
    x.map((position, i) => {
      const before = i > 0 ? position - x[i - 1]! : null;
      const after = i < x.length - 1 ? x[i + 1]! - position : null;
      if (before === null && after === null) return [position, LONE_CELL];
      return [position, ((before ?? after!) + (after ?? before!)) / 2];
    }),
  );
}
