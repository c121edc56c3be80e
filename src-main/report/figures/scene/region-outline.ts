// The outline of a region of cells, drawn on the blocks of a recipe: along the outer sides of its cells, at the tops of their blocks,
// and down where one top is lower than the next. So what a recipe lost of the region is seen as the part that lies low.
import type { Block, Mark, Scene } from './scene.ts';
import type { Point, Space } from './space.ts';

/** How far the line lies within the region and above the blocks, so that no side of a block hides it. */
const INSET = 0.006;
const ABOVE = 0.003;

export function outlineMarks({ region, blocks, space }: Pick<Scene, 'region' | 'blocks' | 'space'>): Mark[] {
  if (region === null) return [];
  const byRecipe = Map.groupBy(blocks, ({ recipe }) => recipe);
  return [...byRecipe.values()].flatMap((own) => outlineOn(own, region, space));
}

function outlineOn(blocks: readonly Block[], region: readonly (readonly boolean[])[], space: Space): Mark[] {
  const tops: number[][] = [];
  for (const { row, column, to } of blocks) {
    const known = (tops[row] ??= []);
    known[column] = Math.max(known[column] ?? 0, to + ABOVE);
  }
  const isIn = (row: number, column: number) => region[row]?.[column] === true;
  const marks: Mark[] = [];
  for (const [row, cells] of region.entries()) {
    for (const column of cells.keys()) {
      const y = tops[row]?.[column];
      if (!isIn(row, column) || y === undefined) continue;
      const [left, right] = [isIn(row, column - 1), isIn(row, column + 1)];
      const [near, far] = [isIn(row - 1, column), isIn(row + 1, column)];
      const x0 = space.columns[column]! + (left ? 0 : INSET);
      const x1 = space.columns[column + 1]! - (right ? 0 : INSET);
      const z0 = space.rows[row]! - (near ? 0 : INSET);
      const z1 = space.rows[row + 1]! + (far ? 0 : INSET);
      const add = (...points: Point[]) => marks.push({ kind: 'outline', row, column, points });
      if (!left) add([x0, y, z0], [x0, y, z1]);
      if (!right) add([x1, y, z0], [x1, y, z1]);
      if (!near) add([x0, y, z0], [x1, y, z0]);
      if (!far) add([x0, y, z1], [x1, y, z1]);
      // Where the outline goes on along a higher block, it climbs there, on this side of its wall.
      const climb = (
        nextRow: number,
        nextColumn: number,
        corner: readonly [number, number],
        isOn: boolean,
      ) => {
        const top = tops[nextRow]?.[nextColumn];
        if (isOn && top !== undefined && top > y + 1e-9) {
          add([corner[0], y, corner[1]], [corner[0], top, corner[1]]);
        }
      };
      for (const [isOuter, z] of [
        [(c: number) => !isIn(row - 1, c), z0],
        [(c: number) => !isIn(row + 1, c), z1],
      ] as const) {
        const along = (next: number, isNext: boolean, x: number) =>
          climb(row, next, [x, z], isNext && isOuter(column) && isOuter(next));
        along(column - 1, left, x0 + ABOVE);
        along(column + 1, right, x1 - ABOVE);
      }
      for (const [isOuter, x] of [
        [(r: number) => !isIn(r, column - 1), x0],
        [(r: number) => !isIn(r, column + 1), x1],
      ] as const) {
        const along = (next: number, isNext: boolean, z: number) =>
          climb(next, column, [x, z], isNext && isOuter(row) && isOuter(next));
        along(row - 1, near, z0 - ABOVE);
        along(row + 1, far, z1 + ABOVE);
      }
    }
  }
  return marks;
}
