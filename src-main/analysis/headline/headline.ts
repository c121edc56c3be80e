// What a study says of a recipe first, in this order: how far its edge lies from the baseline's, which failures precision made, what
// it costs in loss where both train, and how much of the stable region is left. Each measure has its own file.
import type { Interval, RecipeMap } from '../grid.ts';
import type { EdgeShift } from '../shift.ts';
import type { Thresholds } from '../thresholds.ts';
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

export interface HeadlineShift {
  /** Mean over the batch sizes, negative where the recipe becomes unstable at lower learning rates; null where no edge is known. */
  readonly decades: number | null;
  /** What `decades` is where edges lie outside: the shift itself, at least it, at most it, or nothing that is known. */
  readonly bound: 'both' | 'least' | 'most' | 'none';
  /** null with fewer than three seeds. */
  readonly interval: Interval | null;
  /** Batch sizes, and those of them at which the edge of either lies outside the tested learning rates. */
  readonly rows: number;
  readonly rowsOutside: number;
}

export interface HeadlineRegion {
  /** Stable area over the baseline's; null where the baseline has none. */
  readonly share: number | null;
  readonly interval: Interval | null;
  /** An edge of either lies outside the tested learning rates: more of them would move the share. */
  readonly isCut: boolean;
}

export function headlineOf(
  { pairs, leftOut }: Paired,
  shift: EdgeShift,
  { areaRatio, areaRatioInterval }: Pick<RecipeMap, 'areaRatio' | 'areaRatioInterval'>,
  { confidence }: Thresholds,
): Headline {
  const rowsOutside = shift.rows.filter((row) => row.shift === null).length;
  return {
    shift: {
      decades: shift.mean?.decades ?? null,
      bound: shift.mean === null ? 'none' : 'both',
      interval: shift.mean?.interval ?? null,
      rows: shift.rows.length,
      rowsOutside,
    },
    failures: pairedFailures(pairs, confidence),
    penalty: penaltyOf(pairs, confidence),
    region: { share: areaRatio, interval: areaRatioInterval, isCut: rowsOutside > 0 },
    leftOut,
  };
}
