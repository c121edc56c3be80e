// Columns of a map for learning rates that were drawn freely: equal in log10, so many to a decade, each called by the geometric
// mean of its ends. They are for looking at and for comparing losses; edges and areas are told from the rates of the runs themselves.
import type { Interval } from '../statistics/interval.ts';
import type { GridRun } from './tally.ts';

/** Digits of the name of a column: more than its width tells. */
const DIGITS = 4;

/** The column that a rate falls into; that of a column is itself. */
export function columnOf(rate: number, perDecade: number): number {
  return Number((10 ** (numberOf(rate, perDecade) / perDecade)).toPrecision(DIGITS));
}

/** The ends of a column. */
export function columnEnds(column: number, perDecade: number): Interval {
  const number = numberOf(column, perDecade);
  return { low: 10 ** ((number - 0.5) / perDecade), high: 10 ** ((number + 0.5) / perDecade) };
}

function numberOf(rate: number, perDecade: number): number {
  return Math.round(Math.log10(rate) * perDecade);
}

/** The rate at which a run was trained. */
export function trainedRate({ learningRate, ownRate }: Pick<GridRun, 'learningRate' | 'ownRate'>): number {
  return ownRate ?? learningRate;
}

/** Runs in their columns, with the rates that they have; as they are where there are none (null). */
export function inColumns<T extends { readonly learningRate: number }>(
  runs: readonly T[],
  perDecade: number | null,
): readonly (T & { readonly ownRate?: number })[] {
  if (perDecade === null) return runs;
  return runs.map((run) => ({
    ...run,
    ownRate: run.learningRate,
    learningRate: columnOf(run.learningRate, perDecade),
  }));
}

/**
 * The same as rules take them that compare a column by its seeds: each run is one of its own, because two of one seed in a column had
 * different learning rates.
 */
export function apartInColumns<T extends { readonly learningRate: number; readonly seed: number }>(
  runs: readonly T[],
  perDecade: number | null,
): readonly T[] {
  if (perDecade === null) return runs;
  return runs.map((run, seed) => ({ ...run, learningRate: columnOf(run.learningRate, perDecade), seed }));
}
