// The cells of a panel that has too many of them for an element each: neighbours that look the same become one rectangle, and
// all of one look become one path. The same colours, hatches and marks as in cell.ts; words are left to whoever knows the
// place of a cell (map-layout.ts).
import type { Cell } from '../../analysis/grid/grid.ts';
import { cellLook, type CellContext } from './cell.ts';
import { columnBox, type PlotFrame } from './frame.ts';
import { crossPath, hatchFill, type Box } from './marks.ts';
import { coordinate, element, type Svg } from './svg.ts';

/** Cells of a panel from which on they are drawn so. */
export const MANY_CELLS = 2000;

/** Path data by the paint that fills it. */
export type Fills = Map<string, string>;

/** `cells` by [batch size][learning rate]. */
export function drawManyCells(
  cells: readonly (readonly Cell[])[],
  frame: PlotFrame,
  context: CellContext,
): Svg {
  const [colours, hatches]: [Fills, Fills] = [new Map(), new Map()];
  let crosses = '';
  cells.forEach((row, rowIndex) => {
    const looks = row.map((cell) => cellLook(cell, context));
    const hatchOf = ({ colour, hatch }: (typeof looks)[number]) =>
      hatch && hatchFill(context.idPrefix, hatch, colour);
    addPaintedRow(
      colours,
      frame,
      rowIndex,
      looks.map(({ colour }) => colour),
    );
    addPaintedRow(hatches, frame, rowIndex, looks.map(hatchOf));
    looks.forEach(({ state }, column) => {
      if (state === 'failed') crosses += cross(columnBox(frame, rowIndex, column));
    });
  });
  const path = ([fill, d]: readonly [string, string]) => element('path', { d, fill });
  return element(
    'g',
    { class: 'cells', 'shape-rendering': 'crispEdges' },
    [...colours].map(path),
    [...hatches].map(path),
    crosses !== '' && element('path', { d: crosses, stroke: context.theme.ink, fill: 'none' }),
  );
}

/** Adds the rectangles of one row: as long as the paint stays the same; null paints nothing. */
export function addPaintedRow(
  fills: Fills,
  frame: PlotFrame,
  row: number,
  paints: readonly (string | null)[],
): void {
  let from = 0;
  for (let column = 1; column <= paints.length; column++) {
    const paint = paints[from]!;
    if (column < paints.length && paints[column] === paint) continue;
    if (paint !== null) {
      const [first, last] = [columnBox(frame, row, from), columnBox(frame, row, column - 1)];
      fills.set(paint, (fills.get(paint) ?? '') + rectanglePath(first, last.x + last.width));
    }
    from = column;
  }
}

function rectanglePath({ x, y, height }: Box, right: number): string {
  return `M${coordinate(x)} ${coordinate(y)}H${coordinate(right)}V${coordinate(y + height)}H${coordinate(x)}Z`;
}

function cross({ x, y, width, height }: Box): string {
  return crossPath(x + width / 2, y + height / 2, 0.3 * Math.min(width, height));
}
