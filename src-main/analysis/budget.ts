// Whether the runs of a study were long enough to measure stability, as far as the study itself can tell. A budget is long
// enough where the baseline's edge moves by less than a third of a decade at four times the steps; a study of one budget
// cannot show that, but it can show the opposite: learning rates at which nothing is learned yet, or edges that move.
import { edgeOf } from './edge.ts';
import { count, isJudged, tallyCells, type GridRun } from './tally.ts';
import type { Thresholds } from './thresholds.ts';

/** Decades by which the edge of a budget that is long enough moves at most at four times its steps. */
const EDGE_MAY_MOVE = 1 / 3;
export interface SlowRates {
  /** The lowest learning rates at which most of the baseline's runs are slow: how many, of how many, and up to which. */
  readonly rates: number;
  readonly of: number;
  readonly upTo: number;
}

export interface MovedEdge {
  readonly batchSize: number;
  readonly fewerSteps: number;
  readonly moreSteps: number;
  /** log10 of the edge at more steps over that at fewer. */
  readonly decades: number;
}

export interface Budget {
  readonly slow: SlowRates | null;
  /** Batch sizes at which no run of the baseline learned its share. */
  readonly unlearned: readonly number[];
  /** Edges of the baseline that move by EDGE_MAY_MOVE or more from one budget of this study to the next. */
  readonly moved: readonly MovedEdge[];
}

/** `runs`: those of the baseline. */
export function budgetOf(runs: readonly GridRun[], thresholds: Thresholds): Budget {
  const judged = runs.filter(isJudged);
  const rows = [...Map.groupBy(judged, ({ batchSize }) => batchSize)].sort(([a], [b]) => a - b);
  return {
    slow: slowRates(judged),
    unlearned: rows.filter(([, row]) => !row.some(hasLearned)).map(([batchSize]) => batchSize),
    moved: rows.flatMap(([batchSize, row]) => movedEdges(batchSize, row, thresholds)),
  };
}

function hasLearned({ label }: GridRun): boolean {
  return label === 'ok' || label === 'degraded' || label === 'spiky';
}

function slowRates(judged: readonly GridRun[]): SlowRates | null {
  const columns = [...Map.groupBy(judged, ({ learningRate }) => learningRate)].sort(([a], [b]) => a - b);
  const isSlow = (runs: readonly GridRun[]) =>
    2 * runs.filter(({ label }) => label === 'slow').length > runs.length;
  const first = columns.findIndex(([, runs]) => !isSlow(runs));
  const rates = first < 0 ? columns.length : first;
  return rates === 0 ? null : { rates, of: columns.length, upTo: columns[rates - 1]![0] };
}

/** Between each budget of the row and the next, where the edge lies among the tested learning rates at both. */
function movedEdges(batchSize: number, row: readonly GridRun[], thresholds: Thresholds): MovedEdge[] {
  const edges = [...Map.groupBy(row, ({ plannedSteps }) => plannedSteps ?? 0)]
    .sort(([a], [b]) => a - b)
    .flatMap(([steps, runs]) => {
      const { learningRate } = edgeOf(tallyCells(runs, thresholds).map(count));
      return learningRate === null || steps === 0 ? [] : [{ steps, learningRate }];
    });
  return edges.slice(1).flatMap((more, i) => {
    const fewer = edges[i]!;
    const decades = Math.log10(more.learningRate / fewer.learningRate);
    const isFar = Math.abs(decades) >= EDGE_MAY_MOVE;
    return isFar ? [{ batchSize, fewerSteps: fewer.steps, moreSteps: more.steps, decades }] : [];
  });
}
