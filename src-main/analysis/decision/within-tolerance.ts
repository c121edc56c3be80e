// Which runs of a recipe a search would have been content with: those that come to within the loss tolerance of the recipe's best.
// Batch sizes are compared after what they cost the baseline is taken off: with equal steps a small one sees fewer tokens, and a
// search is not done for the batch size with the most.
import { bestCell, lossesOf, runLosses, type LossKind } from './chosen-setting.ts';
import { lossDifference, type SeedLoss } from './loss-difference.ts';
import { seedKey, type Tally } from '../grid/tally.ts';
import type { Thresholds } from '../labels/thresholds.ts';

/**
 * Counts such runs of a cell. A run is one where it lies within the tolerance of the best setting of its batch size, and that
 * setting no further than the tolerance behind the best of the recipe, each less the baseline's at the same batch size. A run
 * is compared with that of its own seed where there is one, and only with runs of its origin: what does not compare counts for none.
 */
export function toleranceCounter(
  { byRow: own }: BestCells,
  baseline: BestCells,
  kind: LossKind,
  thresholds: Thresholds,
): (cell: Tally) => number {
  const { lossTolerance } = thresholds;
  const losses = (cell: Tally) => lossesOf(cell, kind, thresholds);
  const behind = new Map(
    [...own].flatMap(([rowValue, best]) => {
      const twin = baseline.byRow.get(rowValue) ?? baseline.whole;
      const against = twin ? losses(twin) : [];
      const difference = lossDifference(losses(best), against, {
        assumedSpread: thresholds.loneSeedScatter,
      });
      const isApart = difference === null && against.length > 0;
      return isApart ? [] : [[rowValue, difference?.mean ?? 0] as const];
    }),
  );
  const least = Math.min(...behind.values());
  const near = [...own].filter(
    ([rowValue]) => behind.has(rowValue) && behind.get(rowValue)! - least <= lossTolerance,
  );
  const comparedWith = new Map(near.map(([rowValue, best]) => [rowValue, comparedLosses(losses(best))]));
  return (cell) => {
    const compared = comparedWith.get(cell.rowValue);
    if (!compared) return 0;
    return runLosses(cell.runs, kind, thresholds).filter((run) => {
      const best = compared(run);
      return best !== undefined && run.loss - best <= lossTolerance;
    }).length;
  };
}

/** The best cells of a recipe: of all, and of the rows in which some run has a loss. */
export interface BestCells {
  /** null where nothing has run. */
  readonly whole: Tally | null;
  readonly byRow: ReadonlyMap<number, Tally>;
}

export function bestCells(cells: readonly Tally[], kind: LossKind, thresholds: Thresholds): BestCells {
  const rows = [...Map.groupBy(cells, ({ rowValue }) => rowValue)];
  return {
    whole: bestCell(cells, kind, thresholds),
    byRow: new Map(
      rows.flatMap(([rowValue, row]) => {
        const best = bestCell(row, kind, thresholds);
        return best && lossesOf(best, kind, thresholds).length > 0 ? [[rowValue, best] as const] : [];
      }),
    ),
  };
}

/** What a run is compared with: the best one's of its seed, else the mean of those of its origin. */
function comparedLosses(best: readonly SeedLoss[]): (run: SeedLoss) => number | undefined {
  const bySeed = new Map(best.map((run) => [seedKey(run), run.loss]));
  const means = new Map(
    [...Map.groupBy(best, ({ origin }) => origin)].map(([origin, runs]) => [
      origin,
      runs.reduce((sum, { loss }) => sum + loss, 0) / runs.length,
    ]),
  );
  return (run) => bySeed.get(seedKey(run)) ?? means.get(run.origin);
}
