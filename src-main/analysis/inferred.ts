// Cells that a refined sweep left out, told from the measured ones of their row for areas alone: a cell between two measured
// cells that agree is taken to be like them, one below the lowest measured cell stable like that, and one above the highest
// unstable like that. Between two that differ, and beyond others, nothing is told. Such cells are never drawn or counted as measured.
import { count, isStable, type Tally } from './tally.ts';
import type { Thresholds } from './thresholds.ts';

/** The cells of a recipe, where those that can be told have the seeds of the measured cell that tells them, all alike. */
export function withInferred(cells: readonly Tally[], thresholds: Thresholds): Tally[] {
  const rows = [...Map.groupBy(cells, ({ batchSize }) => batchSize).values()];
  return rows.flatMap((row) => {
    const stable = row.map((cell) => (cell.outcomes.length === 0 ? null : isStable(count(cell), thresholds)));
    return row.map((cell, index) => {
      if (stable[index] !== null) return cell;
      const left = stable.findLastIndex((other, i) => i < index && other !== null);
      const right = stable.findIndex((other, i) => i > index && other !== null);
      const isTold =
        left < 0
          ? stable[right] === true
          : right < 0
            ? stable[left] === false
            : stable[left] === stable[right];
      if (!isTold) return cell;
      const source = left < 0 ? right : left;
      const unstable = !stable[source];
      return { ...cell, outcomes: row[source]!.outcomes.map(({ seed }) => ({ seed, unstable })) };
    });
  });
}
