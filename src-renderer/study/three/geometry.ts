// A scene as three.js geometry: the same faces, shades and marks as the vector picture, and which block each triangle is of.
import { BufferAttribute, BufferGeometry, Color } from 'three';
import { facesOf } from '../../../src-main/report/figures/scene/faces.ts';
import type { Block, Mark, Scene } from '../../../src-main/report/figures/scene/scene.ts';
import type { Point, Space } from '../../../src-main/report/figures/scene/space.ts';

export interface BlockMesh {
  readonly geometry: BufferGeometry;
  /** The block that triangle number i is of. */
  readonly blockOf: readonly Block[];
}

/** Two triangles a face, with the face's own colour at every corner. */
export function meshOf(blocks: readonly Block[], space: Space): BlockMesh {
  const positions: number[] = [];
  const colours: number[] = [];
  const blockOf: Block[] = [];
  const colour = new Color();
  for (const block of blocks) {
    for (const face of facesOf(block, space)) {
      const [a, b, c, d] = face.corners;
      colour.set(face.colour);
      for (const corner of [a, b, c, a, c, d]) {
        positions.push(...corner);
        colours.push(colour.r, colour.g, colour.b);
      }
      blockOf.push(block, block);
    }
  }
  const geometry = new BufferGeometry();
  geometry.setAttribute('position', new BufferAttribute(new Float32Array(positions), 3));
  geometry.setAttribute('color', new BufferAttribute(new Float32Array(colours), 3));
  return { geometry, blockOf };
}

/** Pairs of points, for lines of three.js. */
type Segments = number[];

/** The twelve edges of a block. */
export function outlineOf({ row, column, from, to }: Block, { columns, rows }: Space): Segments {
  const [left, right] = [columns[column]!, columns[column + 1]!];
  const [near, far] = [rows[row]!, rows[row + 1]!];
  const ring = (y: number): Point[] => [
    [left, y, near],
    [right, y, near],
    [right, y, far],
    [left, y, far],
  ];
  const [low, high] = [ring(from), ring(to)];
  return low.flatMap((corner, index) => [
    ...corner,
    ...low[(index + 1) % 4]!,
    ...high[index]!,
    ...high[(index + 1) % 4]!,
    ...corner,
    ...high[index]!,
  ]);
}

/** Distance of the lines of a hatch. */
const HATCH_GAP = { dense: 0.022, sparse: 0.05 } as const;
/** Hatches lie this far above the top they are on. */
const ABOVE = 0.0015;

/** Lines at 45 degrees over the tops of hatched blocks, aligned over the whole grid. */
export function hatchesOf({ blocks, space }: Scene): Segments {
  return blocks.flatMap(({ hatch, row, column, to }) => {
    if (hatch === null) return [];
    const [left, right] = [space.columns[column]!, space.columns[column + 1]!];
    const [far, near] = [space.rows[row + 1]!, space.rows[row]!];
    const gap = HATCH_GAP[hatch];
    const lines: Segments = [];
    for (let sum = Math.ceil((left + far) / gap) * gap; sum < right + near; sum += gap) {
      const x0 = Math.max(left, sum - near);
      const x1 = Math.min(right, sum - far);
      if (x1 > x0) lines.push(x0, to + ABOVE, sum - x0, x1, to + ABOVE, sum - x1);
    }
    return lines;
  });
}

/** Segments of the marks of one kind. */
export function marksOf(marks: readonly Mark[], kind: Mark['kind']): Segments {
  return marks
    .filter((mark) => mark.kind === kind)
    .flatMap(({ points }) => points.slice(1).flatMap((point, index) => [...points[index]!, ...point]));
}
