// Which runs to train next so that every stability edge becomes known without training the whole grid. Pure.
//
// Along the learning rates of a row (one recipe, one batch size) the first seed is bisected: it is taken to be stable below
// the lowest rate and unstable above the highest. Around the change the other seeds follow, until the cell below holds all
// its seeds and most are stable, the one above too and most are unstable, and no untested rate lies between them that would
// leave the edge wider than asked for. Where seeds overrule the first one, the bracket moves and the search goes on.
import type { GridRun } from './plan.ts';
import type { GridSpec } from './spec.ts';

export interface RefinedRun extends GridRun {
  /** Whether it has ended unstable; null while it has not been trained. */
  readonly unstable: boolean | null;
  /** Its state lets it be trained. */
  readonly planned: boolean;
}

type Axes = Pick<GridSpec, 'learningRates' | 'seeds'>;

/** Ids of the runs to train next, of all rows together; none where every edge is known to `width` decades. */
export function nextRuns(axes: Axes, runs: readonly RefinedRun[], width: number): number[] {
  const rows = Map.groupBy(runs, ({ recipe, batchSize }) => JSON.stringify([recipe, batchSize]));
  return [...rows.values()].flatMap((row) => nextOfRow(axes, row, width));
}

function nextOfRow({ learningRates, seeds }: Axes, row: readonly RefinedRun[], width: number): number[] {
  const cells = learningRates.map((rate) => row.filter(({ learningRate }) => learningRate === rate));
  const known = cells.map((cell) => judge(cell));
  const { below, above } = bracket(known);
  const waiting = (index: number) =>
    (cells[index] ?? []).filter(({ planned, unstable }) => planned && unstable === null).map(({ id }) => id);
  // Between the two, the first seed halves the way while the edge is wider than asked for.
  const untested = learningRates.map((_, index) => index).filter((index) => index > below && index < above);
  const gap =
    below < 0 || above >= learningRates.length
      ? Infinity
      : Math.log10(learningRates[above]! / learningRates[below]!);
  if (untested.length > 0 && gap > width) {
    const middle = untested[(untested.length - 1) >> 1]!;
    const first = cells[middle]!.find(({ seed }) => seed === seeds[0])!;
    return first.planned ? [first.id] : [];
  }
  return [...waiting(below), ...waiting(above)];
}

/** More than half of the seeds seen so far unstable counts as unstable, and so does a tie: P = 1/2 is the edge itself. */
function judge(cell: readonly RefinedRun[]): 'stable' | 'unstable' | null {
  const seen = cell.filter(({ unstable }) => unstable !== null);
  if (seen.length === 0) return null;
  const share = seen.filter(({ unstable }) => unstable).length / seen.length;
  return share >= 0.5 ? 'unstable' : 'stable';
}

/**
 * The lowest unstable cell, and the highest stable one below it. -1 and the number of cells stand for what lies outside the
 * tested rates.
 */
function bracket(known: readonly ('stable' | 'unstable' | null)[]): { below: number; above: number } {
  const lowest = known.indexOf('unstable');
  const above = lowest < 0 ? known.length : lowest;
  return { below: above === 0 ? -1 : known.lastIndexOf('stable', above - 1), above };
}
