// Where a recipe trains, cell by cell: measured, or told by the measured cells of its row, and whether its own seeds decide it.
import type { Cell, RecipeMap } from '../../../analysis/grid/grid.ts';
import type { Thresholds } from '../../../analysis/labels/thresholds.ts';
import { cellState, MEASURED } from '../cell.ts';
import { finiteInterval } from '../../language/numbers.ts';

export interface Trains {
  readonly isStable: boolean;
  readonly isInferred: boolean;
}

/** [row][column]; null where nothing is known. */
export type Region = readonly (readonly (Trains | null)[])[];

export function regionOf({ cells, inferred }: RecipeMap, { unstableShare }: Thresholds): Region {
  const told = new Map(inferred.map((cell) => [`${cell.learningRate} ${cell.rowValue}`, cell.isStable]));
  return cells.map((row) =>
    row.map((cell): Trains | null => {
      const state = cellState(cell, unstableShare);
      if (MEASURED.has(state)) return { isStable: state !== 'unstable', isInferred: false };
      const isStable = state === 'waiting' ? told.get(`${cell.learningRate} ${cell.rowValue}`) : undefined;
      return isStable === undefined ? null : { isStable, isInferred: true };
    }),
  );
}

export function stableCells(region: Region): boolean[][] {
  return region.map((row) => row.map((cell) => cell?.isStable === true));
}

/** Whether the interval of P(unstable) lies wholly on one side of the threshold. */
export function isDecided(cell: Cell, { unstableShare }: Thresholds): boolean {
  const interval = finiteInterval(cell.interval);
  return interval !== null && (interval.high < unstableShare || interval.low > unstableShare);
}
