// Which sides of a block nobody can see, from wherever: those that the blocks of the next cell stand against over their whole
// height. On a plateau that is nearly all of them, so that a large grid has a few sides a cell instead of six.
import { blocksByCell, type Block } from './scene.ts';

/** Whether the side of a block along an axis (0: learning rate, 2: batch size) is covered by what stands in the next cell. */
export type IsCovered = (block: Block, axis: 0 | 1 | 2, isPositive: boolean) => boolean;

const TOUCHING = 1e-6;

export function coveredSides(blocks: readonly Block[]): IsCovered {
  const blocksOf = blocksByCell(blocks);
  return (block, axis, isPositive) => {
    if (axis === 1) return false;
    const step = isPositive ? 1 : -1;
    // Rows of larger batch sizes lie farther back, where z is smaller.
    const walls =
      axis === 0 ? blocksOf(block.row, block.column + step) : blocksOf(block.row - step, block.column);
    let reached = block.from;
    const upwards = walls.length > 1 ? walls.toSorted((a, b) => a.from - b.from) : walls;
    for (const { from, to } of upwards) {
      if (from <= reached + TOUCHING) reached = Math.max(reached, to);
    }
    return reached >= block.to - TOUCHING;
  };
}
