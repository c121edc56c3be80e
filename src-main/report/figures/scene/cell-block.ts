// What every scene shares: the axes of the grid, blocks for cells that have not been measured, and the marks of failures.
import type { Cell, GridAnalysis, RecipeMap } from '../../../analysis/grid/grid.ts';
import { cellState, isPartial, MEASURED, type CellContext } from '../cell.ts';
import { rowName } from '../../language/row-text.ts';
import type { Words } from '../../language/language.ts';
import type { Theme } from '../theme.ts';
import { rateTicks3D, rowTicks } from './axis-ticks.ts';
import { isDecided } from './regions.ts';
import type { Block, LegendItem, Mark, Scene } from './scene.ts';
import type { Point, Space } from './space.ts';

/** Thickness of a tile that has no height of its own. */
export const TILE = 0.006;

export function gridAxes(analysis: GridAnalysis, space: Space, words: Words): Pick<Scene['axes'], 'x' | 'z'> {
  return {
    x: { name: words.figures.learningRate, ticks: rateTicks3D(analysis, space) },
    z: { name: rowName(analysis.rowSetting, words), ticks: rowTicks(analysis, space) },
  };
}

/** The cells of a map that belong to the plan, with their places. */
export function plannedCells(map: RecipeMap, unstableShare: number) {
  return map.cells.flatMap((cells, row) =>
    cells.flatMap((cell, column) => {
      const state = cellState(cell, unstableShare);
      return state === 'absent' && cell.leftOut === 0
        ? []
        : [{ cell, row, column, state, isMeasured: MEASURED.has(state) }];
    }),
  );
}

/** A block is hatched where its own seeds do not decide whether the cell is stable. */
export function blockOf(
  cell: Cell,
  place: { readonly row: number; readonly column: number },
  context: CellContext,
  heights: Pick<Block, 'from' | 'to' | 'colour'>,
): Block {
  return {
    recipe: context.recipe,
    cell,
    row: place.row,
    column: place.column,
    hatch: isDecided(cell, context.thresholds) ? null : 'sparse',
    outline: isPartial(cell) ? 'dashed' : cell.provisional ? 'dotted' : 'solid',
    ...heights,
  };
}

/** A flat tile for a cell that is planned or failed: it has no height, because nothing is known. */
export function tileOf(
  cell: Cell,
  place: { readonly row: number; readonly column: number },
  context: CellContext,
  from: number,
): Block {
  const tile = blockOf(cell, place, context, { from, to: from + TILE, colour: context.theme.rule });
  return { ...tile, hatch: null, outline: 'dashed' };
}

/** What hatches and grey tiles say, where there are some. */
export function doubtItems(blocks: readonly Block[], theme: Theme, { scenes }: Words): LegendItem[] {
  const colour = theme.rule;
  return [
    ...(blocks.some(({ hatch }) => hatch !== null)
      ? [{ kind: 'block' as const, text: scenes.undecided, colour, hatch: 'sparse' as const }]
      : []),
    ...(blocks.some(({ cell, colour: own }) => cell.finished === 0 && own === theme.rule)
      ? [{ kind: 'tile' as const, text: scenes.notRun, colour, hatch: null }]
      : []),
  ];
}

/** A triangle on what stands for a cell from which rows were left out; `y` is its top. */
export function leftOutMarks(
  { columns, rows }: Space,
  { cell, row, column }: Pick<Block, 'cell' | 'row' | 'column'>,
  y: number,
): Mark[] {
  if (cell.leftOut === 0) return [];
  const at = (bounds: ArrayLike<number>, index: number, share: number) =>
    bounds[index]! + share * (bounds[index + 1]! - bounds[index]!);
  const corner = (x: number, z: number): Point => [at(columns, column, x), y, at(rows, row, z)];
  const [a, b, c] = [corner(0.65, 0.65), corner(0.95, 0.65), corner(0.8, 0.95)];
  return [
    { kind: 'left-out', row, column, points: [a, b] },
    { kind: 'left-out', row, column, points: [b, c] },
    { kind: 'left-out', row, column, points: [c, a] },
  ];
}

/** What the triangles say, where there are some. */
export function leftOutItem(marks: readonly Mark[], theme: Theme, { figures }: Words): LegendItem[] {
  if (!marks.some(({ kind }) => kind === 'left-out')) return [];
  return [{ kind: 'left-out', text: figures.legend.leftOut, colour: theme.ink, hatch: null }];
}

/** A cross on the tile of a cell whose runs all failed for infrastructure reasons. */
export function crossMarks({ columns, rows }: Space, row: number, column: number, y: number): Mark[] {
  const inset = (a: number, b: number) => [a + 0.25 * (b - a), b - 0.25 * (b - a)] as const;
  const [left, right] = inset(columns[column]!, columns[column + 1]!);
  const [near, far] = inset(rows[row]!, rows[row + 1]!);
  return [
    {
      kind: 'cross',
      row,
      column,
      points: [
        [left, y, near],
        [right, y, far],
      ],
    },
    {
      kind: 'cross',
      row,
      column,
      points: [
        [left, y, far],
        [right, y, near],
      ],
    },
  ];
}
