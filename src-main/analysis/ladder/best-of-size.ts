// A recipe at its own best learning rate of a size, and how its losses there compare with others. Pure.
import { lossesOf, type LossKind } from '../decision/chosen-setting.ts';
import { lossDifference, type LossDifference } from '../decision/loss-difference.ts';
import { tallyCells, type GridRun, type Tally } from '../grid/tally.ts';
import type { Thresholds } from '../labels/thresholds.ts';
import { normalQuantile } from '../statistics/normal.ts';
import { tQuantile } from '../statistics/student.ts';
import type { Reading } from './recipe-ladder.ts';

/** By row; null where nothing trains. */
export type BestByRow = ReadonlyMap<number, Tally | null>;

/** `runs`: of one recipe. */
export function bestByRow(runs: readonly GridRun[], kind: LossKind, thresholds: Thresholds): BestByRow {
  const rows = Map.groupBy(tallyCells(runs, thresholds), ({ rowValue }) => rowValue);
  return new Map([...rows].map(([rowValue, cells]) => [rowValue, bestOf(cells, kind, thresholds)]));
}

/**
 * The setting with the lowest mean loss, over the runs that train, of those at which most do. Where some of its runs fail that is told
 * of it: a setting with a higher loss, chosen because none happened to fail there, would be a penalty of the choice.
 */
function bestOf(cells: readonly Tally[], kind: LossKind, thresholds: Thresholds): Tally | null {
  let best: { readonly cell: Tally; readonly mean: number } | null = null;
  for (const cell of cells) {
    const losses = lossesOf(cell, kind, thresholds);
    if (losses.length === 0 || 2 * losses.length <= cell.outcomes.length) continue;
    const mean = losses.reduce((sum, { loss }) => sum + loss, 0) / losses.length;
    if (best === null || mean < best.mean) best = { cell, mean };
  }
  return best?.cell ?? null;
}

/** The loss of one best setting less that of another, `scaled` to the reading that is wanted, or why there is none. */
export function differenceReading(
  [own, other]: readonly [Tally | null | undefined, Tally | null | undefined],
  kind: LossKind,
  thresholds: Thresholds,
  scaled: (difference: LossDifference) => Reading = asItIs,
): Reading {
  if (!own || !other) return 'not-measured';
  // What trains now and then has no loss that compares.
  if (hasFailed(own) || hasFailed(other)) return 'fails';
  const difference = lossDifference(lossesOf(own, kind, thresholds), lossesOf(other, kind, thresholds), {
    assumedSpread: thresholds.loneSeedScatter,
  });
  if (difference === null || difference.seeds < LEAST_SEEDS) return 'not-measured';
  const { standardError, degreesOfFreedom } = difference;
  return scaled({
    ...difference,
    standardError: standardError * factorOf(degreesOfFreedom, thresholds.confidence),
  });
}

function asItIs({ mean, standardError }: LossDifference): Reading {
  return { value: mean, error: standardError };
}

function hasFailed({ outcomes }: Tally): boolean {
  return outcomes.some(({ unstable }) => unstable);
}

/** A standard error needs two. */
export const LEAST_SEEDS = 2;

/** What makes a standard error from few seeds as wide as its interval by Student's t is. */
export function factorOf(degreesOfFreedom: number, confidence: number): number {
  const share = (1 + confidence) / 2;
  return tQuantile(share, degreesOfFreedom) / normalQuantile(share);
}
