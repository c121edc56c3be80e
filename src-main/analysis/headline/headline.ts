// What a study says of a recipe first, in this order: how far its edge lies from the baseline's, which failures precision made, what
// it costs in loss where both train, and how much of the stable region is left. Each measure has its own file.
import type { EdgeMeasures } from '../grid/edges/study-edges.ts';
import type { Shift } from '../grid/grid.ts';
import type { Interval } from '../statistics/interval.ts';
import type { Thresholds } from '../labels/thresholds.ts';
import { pairedFailures, type PairedFailures } from './failures.ts';
import type { LeftOut, Paired } from './pairs.ts';
import { penaltyOf, type Penalty } from './penalty.ts';

export interface Headline {
  readonly shift: HeadlineShift;
  readonly failures: PairedFailures;
  readonly penalty: Penalty;
  readonly region: HeadlineRegion;
  /** Places that are no pair, by what they lack. */
  readonly leftOut: LeftOut;
}

/** Mean over the batch sizes, negative where the recipe becomes unstable at lower learning rates. */
export interface HeadlineShift {
  /** About so much, or with `bound` at most or at least so much; null where no edge is known or nothing bounds it. */
  readonly decades: number | null;
  readonly bound: Shift['bound'];
  /** Infinite at an end that nothing bounds; null where no edge is known. */
  readonly interval: Interval | null;
  /** Batch sizes, those of the mean, and those at which the edge of either lies outside the tested learning rates or is not known. */
  readonly rows: number;
  readonly meanRows: number;
  readonly rowsOutside: number;
}

export interface HeadlineRegion {
  /** Stable area over the baseline's; null where the baseline has none. */
  readonly share: number | null;
  readonly interval: Interval | null;
  /** An edge of either lies outside the tested learning rates, or the recipe was not tried at all that the baseline was. */
  readonly isCut: boolean;
}

export function headlineOf(
  { pairs, leftOut }: Paired,
  { shift, areaRatio, areaRatioInterval, isCut }: EdgeMeasures,
  { confidence }: Thresholds,
): Headline {
  const rows = shift?.rows ?? [];
  const mean = shift?.mean ?? null;
  return {
    shift: {
      decades: mean?.decades ?? null,
      bound: mean?.bound ?? 'none',
      interval: mean?.interval ?? null,
      rows: rows.length,
      meanRows: shift?.meanRows ?? 0,
      rowsOutside: rows.filter((row) => row.shift?.bound !== 'both').length,
    },
    failures: pairedFailures(pairs, confidence),
    penalty: penaltyOf(pairs, confidence),
    region: { share: areaRatio, interval: areaRatioInterval, isCut },
    leftOut,
  };
}
