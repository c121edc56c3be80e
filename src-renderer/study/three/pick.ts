// Which block a ray meets first: it goes from cell to cell of the grid, so that a large one costs no more than its sides are
// long. Pure geometry.
import type { Block, BlocksOfCell } from '../../../src-main/report/figures/scene/scene.ts';
import type { Point, Space } from '../../../src-main/report/figures/scene/space.ts';

export interface Ray {
  readonly origin: Point;
  /** Need not have length 1. */
  readonly direction: Point;
}

export function blockOnRay(
  { origin, direction }: Ray,
  { columns, rows }: Space,
  height: number,
  blocksOf: BlocksOfCell,
): Block | null {
  if (columns.length < 2 || rows.length < 2) return null;
  const depths = new Bounds(-Infinity, Infinity);
  depths.narrow(origin[0], direction[0], columns[0]!, columns.at(-1)!);
  depths.narrow(origin[2], direction[2], rows.at(-1)!, rows[0]!);
  depths.narrow(origin[1], direction[1], -1e-6, height + 1e-6);
  const [from, to] = [Math.max(0, depths.low), depths.high];
  if (!(from < to)) return null;
  const crossings = (axis: 0 | 2, bounds: readonly number[]) =>
    direction[axis] === 0 ? [] : bounds.map((bound) => (bound - origin[axis]) / direction[axis]);
  const stops = [...crossings(0, columns), ...crossings(2, rows)]
    .filter((depth) => depth > from && depth < to)
    .sort((a, b) => a - b);
  let before = from;
  for (const depth of [...stops, to]) {
    const middle = (before + depth) / 2;
    const column = columns.findLastIndex((bound) => bound <= origin[0] + middle * direction[0]);
    const row = rows.findLastIndex((bound) => bound >= origin[2] + middle * direction[2]);
    const hit = nearest(blocksOf(row, column), origin[1], direction[1], before, depth);
    if (hit) return hit;
    before = depth;
  }
  return null;
}

/** The first of the blocks of one cell that a ray meets between two depths. */
function nearest(blocks: readonly Block[], y: number, rise: number, from: number, to: number): Block | null {
  let [first, depth] = [null as Block | null, Infinity];
  for (const block of blocks) {
    const within = new Bounds(from, to);
    within.narrow(y, rise, block.from, block.to);
    if (within.low > within.high || within.low >= depth) continue;
    [first, depth] = [block, within.low];
  }
  return first;
}

/** Depths along a ray between which it may be. */
class Bounds {
  low: number;
  high: number;

  constructor(low: number, high: number) {
    this.low = low;
    this.high = high;
  }

  /** Takes away where origin + depth x direction lies outside [from, to]. */
  narrow(origin: number, direction: number, from: number, to: number): void {
    if (direction === 0) {
      if (origin < from || origin > to) this.high = -Infinity;
      return;
    }
    const [a, b] = [(from - origin) / direction, (to - origin) / direction];
    this.low = Math.max(this.low, Math.min(a, b));
    this.high = Math.min(this.high, Math.max(a, b));
  }
}
