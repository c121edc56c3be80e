// Which cells differ from the baseline by more than chance: Fisher's exact test per cell, corrected for many cells.
// Tests counts of unstable runs only; it says nothing of losses.
import { fisherExact } from './intervals.ts';
import type { Cell, GridAnalysis } from './grid.ts';

/** `holm`: chance of any false cell. `benjamini-hochberg`: expected share of false ones among those called significant. */
export type Correction = 'holm' | 'benjamini-hochberg';

export interface CellTest {
  readonly learningRate: number;
  readonly batchSize: number;
  /** Two-sided; `adjusted` over all cells of the recipe in which a difference was possible. */
  readonly p: number;
  readonly adjusted: number;
  readonly significant: boolean;
  /** What became of the cell under the recipe, by the share of unstable runs alone. */
  readonly flip: 'lost' | 'gained' | 'none';
}

/**
 * Tests of one recipe against the baseline, in the order of its cells. Cells are chosen by their margins, never by the
 * difference: those measured in both, and whose runs were not all stable or all unstable (there p = 1 whatever the recipe
 * does, and counting them would only weaken the correction; Tarone 1990, doi 10.2307/2531456).
 */
export function testCells(analysis: GridAnalysis, recipe: string, correction: Correction): CellTest[] {
  const { thresholds } = analysis;
  const cellsOf = (name: string) => analysis.recipes.find((map) => map.recipe === name)?.cells.flat() ?? [];
  const baseline = cellsOf(analysis.baseline);
  const pairs = cellsOf(recipe)
    .map((cell, i) => ({ cell, twin: baseline[i] }))
    .filter((pair): pair is { cell: Cell; twin: Cell } => isTestable(pair.cell, pair.twin));
  const ps = pairs.map(({ cell, twin }) =>
    fisherExact(cell.unstable, cell.finished, twin.unstable, twin.finished),
  );
  const adjusted = adjust(ps, correction);
  const isStable = (cell: Cell) => cell.share! < thresholds.unstableShare;
  return pairs.map(({ cell, twin }, i) => ({
    learningRate: cell.learningRate,
    batchSize: cell.batchSize,
    p: ps[i]!,
    adjusted: adjusted[i]!,
    significant: adjusted[i]! <= 1 - thresholds.confidence,
    flip: isStable(twin) === isStable(cell) ? 'none' : isStable(twin) ? 'lost' : 'gained',
  }));
}

/** Adjusted p values in the order of `ps`. */
export function adjust(ps: readonly number[], correction: Correction): number[] {
  const n = ps.length;
  const order = ps.map((_, i) => i).sort((a, b) => ps[a]! - ps[b]!);
  const adjusted = Array<number>(n).fill(1);
  if (correction === 'holm') {
    let largest = 0;
    order.forEach((index, rank) => {
      largest = Math.max(largest, ps[index]! * (n - rank));
      adjusted[index] = Math.min(1, largest);
    });
  } else {
    let smallest = 1;
    for (let rank = n - 1; rank >= 0; rank--) {
      smallest = Math.min(smallest, (ps[order[rank]!]! * n) / (rank + 1));
      adjusted[order[rank]!] = smallest;
    }
  }
  return adjusted;
}

function isTestable(cell: Cell, twin: Cell | undefined): boolean {
  if (!twin || cell.finished === 0 || twin.finished === 0) return false;
  const unstable = cell.unstable + twin.unstable;
  return unstable > 0 && unstable < cell.finished + twin.finished;
}
