// The order in which the parts of a scene must be painted so that what is near hides what is far. Exact for blocks on a
// grid: a ray leaves the eye with growing distance along all three axes, so cells are painted from the farthest column and row to
// the nearest, and what stands on one cell from the height that is farthest from the eye's.
import type { View } from './camera.ts';
import { coveredSides } from './covered.ts';
import { outlineMarks } from './region-outline.ts';
import { sidesOf, type Side } from './sides.ts';
import { blocksByCell, type Block, type Mark, type Scene } from './scene.ts';

export type Painted =
  | { readonly kind: 'side'; readonly side: Side; readonly block: Block }
  | { readonly kind: 'mark'; readonly mark: Mark };

export function paintOrder(scene: Scene, view: View): Painted[] {
  const { space, blocks } = scene;
  const columns = farToNear(space.columns.length - 1, (column) =>
    view.seesPositive(0, space.columns[column + 1]!),
  );
  // z falls from row to row, so the eye lies beyond a row where it does not see that row's far end from the front.
  const rows = farToNear(space.rows.length - 1, (row) => !view.seesPositive(2, space.rows[row + 1]!));
  const blocksOf = blocksByCell(blocks);
  const isCovered = coveredSides(blocks);
  const marks = [...scene.marks, ...outlineMarks(scene)];
  const marksByCell = Map.groupBy(marks, ({ row, column }) => `${row} ${column}`);
  return columns.flatMap((column) =>
    rows.flatMap((row): Painted[] => {
      const upwards = blocksOf(row, column).toSorted((a, b) => a.from - b.from);
      const onCell = marksByCell.get(`${row} ${column}`) ?? [];
      if (upwards.length === 0) return onCell.map((mark) => ({ kind: 'mark', mark }));
      const order = farToNear(upwards.length, (index) => view.seesPositive(1, upwards[index]!.to));
      return order.flatMap((index) => {
        const isOn = (mark: Mark) => blockUnder(mark, upwards) === index;
        const own = onCell.filter(isOn).map((mark) => ({ kind: 'mark', mark }) as const);
        const sides = seen(upwards[index]!);
        // From below, a block hides what lies on it.
        return view.seesPositive(1, upwards[index]!.to) ? [...sides, ...own] : [...own, ...sides];
      });
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

/** Index of the block that a mark lies on: the highest whose top it does not lie below. */
function blockUnder({ points }: Mark, upwards: readonly Block[]): number {
  const y = Math.min(...points.map((point) => point[1]));
  return Math.max(
    0,
    upwards.findLastIndex(({ to }) => to <= y + 1e-6),
  );
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
