// A scene on its way from one to another: blocks of the same cell change height, place and colour evenly. Pure. Only ever shown
// in passing; what is measured is the scene at the end.
import { blocksByCell, type Block, type Scene } from '../../../src-main/report/figures/scene/scene.ts';
import { mixed } from '../../../src-main/report/figures/scene/sides.ts';

/** The blocks of `to` as they are a share of the way from those of `from`; the lines on them are drawn at the end. */
export function between(from: Scene, to: Scene, share: number): Scene {
  const before = blocksByCell(from.blocks);
  const blocks = to.blocks.map((block): Block => {
    const start = startOf(block, before(block.row, block.column));
    if (start === null || start === block) return block;
    const at = (a: number, b: number) => a + share * (b - a);
    return {
      ...block,
      from: at(start.from, block.from),
      to: at(start.to, block.to),
      colour: mixed(start.colour, block.colour, share),
    };
  });
  return { ...to, blocks, marks: [] };
}

/** The block of the same recipe, or, where that is new, the one on top of its cell, from which it lifts off. */
function startOf(block: Block, before: readonly Block[]): Block | null {
  const same = before.find(({ recipe }) => recipe === block.recipe);
  return same ?? before.reduce<Block | null>((top, each) => (top && top.to >= each.to ? top : each), null);
}

/** Gentle at both ends. */
export function eased(share: number): number {
  return share * share * (3 - 2 * share);
}
