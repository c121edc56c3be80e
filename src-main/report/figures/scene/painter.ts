// The order in which the parts of a scene must be painted so that what is near hides what is far. Exact for blocks on a
// grid seen from above: a ray leaves the eye with growing distance along both axes of the grid, so cells are painted from
// the farthest column and row to the nearest, and the blocks of one cell from the lowest up.
import type { View } from './camera.ts';
import { coveredSides } from './covered.ts';
import { sidesOf, type Side } from './sides.ts';
import { blocksByCell, type Block, type Mark, type Scene } from './scene.ts';

export type Painted =
  | { readonly kind: 'side'; readonly side: Side; readonly block: Block }
  | { readonly kind: 'mark'; readonly mark: Mark };

export function paintOrder(scene: Scene, view: View): Painted[] {
  const { space, blocks, marks } = scene;
  const columns = farToNear(space.columns.length - 1, (column) =>
    view.seesPositive(0, space.columns[column + 1]!),
  );
  // z falls from row to row, so the eye lies beyond a row where it does not see that row's far end from the front.
  const rows = farToNear(space.rows.length - 1, (row) => !view.seesPositive(2, space.rows[row + 1]!));
  const blocksOf = blocksByCell(blocks);
  const isCovered = coveredSides(blocks);
  const marksByCell = Map.groupBy(marks, ({ row, column }) => `${row} ${column}`);
  return columns.flatMap((column) =>
    rows.flatMap((row): Painted[] => {
      const cell = `${row} ${column}`;
      const own = blocksOf(row, column).toSorted((a, b) => a.from - b.from);
      const solid = own.filter(({ opacity }) => opacity === 1);
      const ghosts = own.filter(({ opacity }) => opacity < 1);
      const onIt = (marksByCell.get(cell) ?? []).map((mark) => ({ kind: 'mark', mark }) as const);
      return [...solid.flatMap(seen), ...onIt, ...ghosts.flatMap(seen)];
    }),
  );

  function seen(block: Block): Painted[] {
    return sidesOf(block, space)
      .filter(
        ({ axis, isPositive, corners }) =>
          view.seesPositive(axis, corners[0][axis]) === isPositive && !isCovered(block, axis, isPositive),
      )
      .map((side) => ({ kind: 'side', side, block }));
  }
}

/**
 * Indices 0 to count - 1 so that each comes before those that can hide it. `next(i)` says whether the eye lies beyond the
 * end of i, so that i + 1 is nearer: true up to the cell under the eye, false from there on.
 */
function farToNear(count: number, next: (index: number) => boolean): number[] {
  const indices = Array.from({ length: count }, (_, index) => index);
  const under = indices.find((index) => !next(index)) ?? count;
  return [...indices.slice(0, under), ...indices.slice(under).reverse()];
}
