// What a decision takes of a study beyond its maps. Types only; analysis/ and study/ compute them.
import type { GridAnalysis } from '../grid/grid.ts';

/** What the runs were, said in the headline of every verdict; null where it is not known. */
export interface Evidence {
  readonly parameters: number | null;
  readonly steps: { readonly low: number; readonly high: number } | null;
  readonly precision: 'hardware' | 'emulated' | 'both' | null;
  /** Seeds of the cells that have run. */
  readonly seeds: { readonly low: number; readonly high: number } | null;
  /** Rows that an import left out and that might have been runs; absent: none. */
  readonly leftOut?: number;
}

/** How much of a recipe's training is in low precision, from its runs at the chosen setting. */
export interface LowPrecision {
  /** Steps whose matrix products take 8 bits or fewer, those thrown away among them, per step that stands. */
  readonly lowShare: number;
  /** Steps that were thrown away, per step that stands. */
  readonly vainShare: number;
}

/** The same study if all runs that were left out had ended against every recipe and for the baseline, and the other way round. */
export interface Bounds {
  readonly worst: GridAnalysis;
  readonly best: GridAnalysis;
}

/** Runs of a recipe that say nothing. */
export interface MissingRuns {
  /** Planned or running. */
  readonly waiting: number;
  /** Broke for infrastructure reasons, were cancelled, or could not be judged. */
  readonly leftOut: number;
}
