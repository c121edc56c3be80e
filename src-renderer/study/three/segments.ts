// The lines of a scene as points: marks of one kind for three.js, and the edges of a block.
import type { Block, Mark } from '../../../src-main/report/figures/scene/scene.ts';
import type { Point, Space } from '../../../src-main/report/figures/scene/space.ts';

/** The twelve edges of a block. */
export function outlineOf({ row, column, from, to }: Block, { columns, rows }: Space): [Point, Point][] {
  const [left, right] = [columns[column]!, columns[column + 1]!];
  const [near, far] = [rows[row]!, rows[row + 1]!];
  const ring = (y: number): Point[] => [
    [left, y, near],
    [right, y, near],
    [right, y, far],
    [left, y, far],
  ];
  const [low, high] = [ring(from), ring(to)];
  return low.flatMap((corner, index): [Point, Point][] => [
    [corner, low[(index + 1) % 4]!],
    [high[index]!, high[(index + 1) % 4]!],
    [corner, high[index]!],
  ]);
}

/** x, y, z of one point after the other; every two are a line. */
export type Segments = number[];

export function marksOf(marks: readonly Mark[], kind: Mark['kind']): Segments {
  return marks
    .filter((mark) => mark.kind === kind)
    .flatMap(({ points }) => points.slice(1).flatMap((point, index) => [...points[index]!, ...point]));
}
