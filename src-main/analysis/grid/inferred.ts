// Cells that a refined sweep left out, told from the measured ones of their row for the picture alone: a cell between two measured
// cells that agree is taken to be like them, one below the lowest measured cell stable like that, and one above the highest
// unstable like that. Between two that differ, and beyond others, nothing is told. Edges and areas do not rest on them.
import type { InferredCell } from './grid.ts';
import { count, isStable, type Tally } from './tally.ts';
import type { Thresholds } from '../labels/thresholds.ts';

/** Of the cells of a recipe, each row by learning rate, ascending. */
export function inferredCells(cells: readonly Tally[], thresholds: Thresholds): InferredCell[] {
  const rows = [...Map.groupBy(cells, ({ rowValue }) => rowValue).values()];
  return rows.flatMap((row) => {
    const stable = row.map((cell) => (cell.outcomes.length === 0 ? null : isStable(count(cell), thresholds)));
    return row.flatMap(({ learningRate, rowValue }, index): InferredCell[] => {
      if (stable[index] !== null) return [];
      const left = stable.findLastIndex((other, i) => i < index && other !== null);
      const right = stable.findIndex((other, i) => i > index && other !== null);
      const isTold =
        left < 0
          ? stable[right] === true
          : right < 0
            ? stable[left] === false
            : stable[left] === stable[right];
      return isTold ? [{ learningRate, rowValue, isStable: stable[left < 0 ? right : left]! }] : [];
    });
  });
}
