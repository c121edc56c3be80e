// Pairs of runs: one of a recipe and its twin under the baseline, with the same learning rate, batch size, seed and origin,
// hence the same weights and batches. Only where both have been judged is there a pair; the others are counted, by what they lack.
import { ByCell } from '../grid/by-cell.ts';
import { isJudged, seedKey, type GridRun } from '../grid/tally.ts';
import { trainedRate } from '../grid/rate-columns.ts';
import type { Thresholds } from '../labels/thresholds.ts';

export interface Pair {
  readonly own: GridRun;
  readonly twin: GridRun;
  readonly ownFailed: boolean;
  readonly twinFailed: boolean;
}

/** Places with a run of the recipe that are no pair, by the first of these that holds of either run. */
export interface LeftOut {
  /** Finished, and without what a judgement needs. */
  readonly unjudged: number;
  /** Broke for infrastructure reasons. */
  readonly failed: number;
  /** Planned, running or cancelled. */
  readonly notRun: number;
  /** The baseline has no run there, not even a planned one, or one of another origin: other weights and batches. */
  readonly noTwin: number;
}

export interface Paired {
  readonly pairs: readonly Pair[];
  readonly leftOut: LeftOut;
}

export function placeKey(run: GridRun): string {
  return `${trainedRate(run)} ${run.rowValue} ${seedKey(run)}`;
}

/** Of a rate and a row, by seed and origin. */
export type Twins = Pick<ByCell<Map<string, GridRun>>, 'get'>;

/** The baseline's runs by cell and seed, once for all recipes. */
export function twinsByCell(baseline: readonly GridRun[]): Twins {
  const cells = new ByCell<Map<string, GridRun>>();
  for (const run of baseline) {
    const place = trainedPlace(run);
    const cell = cells.get(place) ?? new Map<string, GridRun>();
    cells.set(place, cell.set(seedKey(run), run));
  }
  return cells;
}

function trainedPlace(run: GridRun) {
  return { rowValue: run.rowValue, learningRate: trainedRate(run) };
}

export function pairUp(runs: readonly GridRun[], twins: Twins, { unstableLabels }: Thresholds): Paired {
  const leftOut = { unjudged: 0, failed: 0, notRun: 0, noTwin: 0 };
  const pairs: Pair[] = [];
  for (const own of runs) {
    const twin = twins.get(trainedPlace(own))?.get(seedKey(own));
    const lack = twin === undefined ? 'noTwin' : lackOf(own, twin);
    if (lack !== null) {
      leftOut[lack]++;
      continue;
    }
    const failed = ({ label }: GridRun) => unstableLabels.includes(label!);
    pairs.push({ own, twin: twin!, ownFailed: failed(own), twinFailed: failed(twin!) });
  }
  return { pairs, leftOut };
}

function lackOf(...both: readonly GridRun[]): keyof LeftOut | null {
  if (both.some((run) => run.state === 'finished' && !isJudged(run))) return 'unjudged';
  if (both.some(({ state }) => state === 'failed-infrastructure')) return 'failed';
  return both.every(isJudged) ? null : 'notRun';
}

/** Pairs of the same seed, in order of first appearance. */
export function bySeed(pairs: readonly Pair[]): (readonly Pair[])[] {
  return [...Map.groupBy(pairs, ({ own }) => own.seed).values()];
}
