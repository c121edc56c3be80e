// Cells that a refined sweep left out, told from the measured ones of their row for areas alone: stable below a stable cell
// and below every unstable one, unstable above the lowest unstable cell. Between the two nothing is told. Such cells
// are never drawn or counted as measured.
import { count, isStable, type Tally } from './tally.ts';
import type { Thresholds } from './thresholds.ts';

/** The cells of a recipe, where those that can be told have the seeds of the measured cell that tells them, all alike. */
export function withInferred(cells: readonly Tally[], thresholds: Thresholds): Tally[] {
  const rows = [...Map.groupBy(cells, ({ batchSize }) => batchSize).values()];
  return rows.flatMap((row) => {
    const stable = row.map((cell) => (cell.outcomes.length === 0 ? null : isStable(count(cell), thresholds)));
    const lowestUnstable = stable.indexOf(false);
    const end = lowestUnstable < 0 ? row.length : lowestUnstable;
    const highestStable = stable.slice(0, end).lastIndexOf(true);
    return row.map((cell, index) => {
      if (stable[index] !== null) return cell;
      const source = index < highestStable ? highestStable : index > end ? end : null;
      if (source === null) return cell;
      const unstable = source === end;
      return { ...cell, outcomes: row[source]!.outcomes.map(({ seed }) => ({ seed, unstable })) };
    });
  });
}
