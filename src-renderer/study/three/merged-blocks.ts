// Blocks of one look and height that lie beside each other as one: a slab of ten thousand cells is a few dozen rectangles, which are
// drawn while a large scene is turned. Pure.
import type { Block } from '../../../src-main/report/figures/scene/scene.ts';

/** Blocks over a rectangle of cells, drawn as one. */
export interface BlockGroup {
  readonly members: readonly Block[];
  readonly row: number;
  readonly column: number;
  readonly rows: number;
  readonly columns: number;
}

export function alone(block: Block): BlockGroup {
  return { members: [block], row: block.row, column: block.column, rows: 1, columns: 1 };
}

/** Each block in one group: from its first cell as far along the learning rates as it goes, then along the rows. */
export function mergedBlocks(blocks: readonly Block[]): BlockGroup[] {
  const looks = Map.groupBy(blocks, ({ from, to, colour, hatch, outline }) =>
    [from, to, colour, hatch, outline].join(' '),
  );
  return [...looks.values()].flatMap(rectangles);
}

function rectangles(blocks: readonly Block[]): BlockGroup[] {
  const left = new Map<number, Map<number, Block>>();
  for (const block of blocks) {
    const row = left.get(block.row) ?? new Map<number, Block>();
    left.set(block.row, row.set(block.column, block));
  }
  const inOrder = blocks.toSorted((a, b) => a.row - b.row || a.column - b.column);
  return inOrder.flatMap(({ row, column }) => {
    if (!left.get(row)!.has(column)) return [];
    let columns = 1;
    while (left.get(row)!.has(column + columns)) columns++;
    const across = Array.from({ length: columns }, (_, i) => column + i);
    let rows = 1;
    while (across.every((at) => left.get(row + rows)?.has(at))) rows++;
    const members: Block[] = [];
    for (let r = row; r < row + rows; r++) {
      for (const at of across) {
        members.push(left.get(r)!.get(at)!);
        left.get(r)!.delete(at);
      }
    }
    return [{ members, row, column, rows, columns }];
  });
}
