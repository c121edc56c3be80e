// Cells as counts: which of a cell's judged runs were unstable, by seed.
// A run counts once it has finished and has a label that says how it ended; every other one leaves its cell less measured.
import { isOutcome, type Label, type OutcomeLabel } from '../labels/labels.ts';
import type { MeasuredRun, RunState } from '../labels/run.ts';
import type { Thresholds } from '../labels/thresholds.ts';
import { trainedRate } from './rate-columns.ts';

/** What the measures of a grid take of a run. */
export interface GridRun extends Pick<
  MeasuredRun,
  'recipe' | 'learningRate' | 'rowValue' | 'seed' | 'startLoss' | 'tailLoss' | 'validationLoss' | 'sharpness'
> {
  readonly state: RunState;
  readonly label: Label | null;
  readonly provisional: boolean;
  /** Where `learningRate` is that of a column of several: its own (rate-columns.ts). */
  readonly ownRate?: number;
  /** Absent where it is not known. */
  readonly plannedSteps?: number;
  /** Runs of different origins are no twins. Absent: all are of one. */
  readonly origin?: 'imported' | 'trained';
}

export interface SeedOfOrigin {
  readonly seed: number;
  readonly origin?: GridRun['origin'];
}

/** By what runs of two recipes, or of two settings, are paired: they share weights and batches where the origin is one, and nowhere else. */
export function seedKey({ seed, origin }: SeedOfOrigin): string {
  return `${origin ?? ''} ${seed}`;
}

export interface Count {
  readonly learningRate: number;
  readonly rowValue: number;
  readonly unstable: number;
  /** Runs judged; 0 is a cell that is planned and not measured. */
  readonly finished: number;
}

/** One cell of one recipe. */
export interface Tally {
  readonly learningRate: number;
  readonly rowValue: number;
  readonly runs: readonly GridRun[];
  readonly outcomes: readonly SeedOutcome[];
}

export interface SeedOutcome extends SeedOfOrigin {
  /** The learning rate of the run. */
  readonly rate: number;
  readonly unstable: boolean;
}

export function isJudged(run: GridRun): run is GridRun & { readonly label: OutcomeLabel } {
  return run.state === 'finished' && run.label !== null && isOutcome(run.label);
}

/** Cells of one recipe, in the order of batch size, then learning rate. */
export function tallyCells(runs: readonly GridRun[], thresholds: Thresholds): Tally[] {
  const rows = [...Map.groupBy(runs, ({ rowValue }) => rowValue).values()];
  return rows
    .flatMap((row) => [...Map.groupBy(row, ({ learningRate }) => learningRate).values()])
    .map((cell) => ({
      learningRate: cell[0]!.learningRate,
      rowValue: cell[0]!.rowValue,
      runs: cell,
      outcomes: cell.filter(isJudged).map((run) => ({
        seed: run.seed,
        origin: run.origin,
        rate: trainedRate(run),
        unstable: thresholds.unstableLabels.includes(run.label),
      })),
    }))
    .sort((a, b) => a.rowValue - b.rowValue || a.learningRate - b.learningRate);
}

export function count({ learningRate, rowValue, outcomes }: Tally): Count {
  const unstable = outcomes.filter((outcome) => outcome.unstable).length;
  return { learningRate, rowValue, unstable, finished: outcomes.length };
}

/** Seeds whose runs were judged: as many as these, but for columns of several learning rates. */
export function seedsOf({ outcomes }: Pick<Tally, 'outcomes'>): number {
  return new Set(outcomes.map(({ seed }) => seed)).size;
}

export function isStable({ unstable, finished }: Count, thresholds: Thresholds): boolean {
  return finished > 0 && unstable / finished < thresholds.unstableShare;
}
