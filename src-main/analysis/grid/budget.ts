// Whether the runs of a study were long enough to measure stability, as far as the study itself can tell. A budget is long
// enough where the baseline's edge moves by less than a third of a decade at four times the steps; a study of one budget
// cannot show that, but it can show the opposite: learning rates at which nothing is learned yet, or edges that move.
import type { BudgetPair } from './budget-pair.ts';
import { edgeOf } from './edge.ts';
import type { Interval } from '../statistics/interval.ts';
import { count, isJudged, tallyCells, type GridRun } from './tally.ts';
import type { Thresholds } from '../labels/thresholds.ts';

/** Decades by which the edge of a budget that is long enough moves at most at four times its steps. */
const EDGE_MAY_MOVE = 1 / 3;
export interface SlowRates {
  /** The lowest learning rates at which most of the baseline's runs are slow: how many, of how many, and up to which. */
  readonly rates: number;
  readonly of: number;
  readonly upTo: number;
}

export interface MovedEdge {
  readonly rowValue: number;
  readonly fewerSteps: number;
  readonly moreSteps: number;
  /** log10 of the edge at more steps over that at fewer. */
  readonly decades: number;
}

/** What runs of the baseline with fewer steps say of these steps. */
export interface PairedBudget {
  readonly fewerSteps: number;
  readonly moreSteps: number;
  /** Edges that move, and would by EDGE_MAY_MOVE or more with four times the steps; decades from fewer steps to more. */
  readonly moved: readonly {
    readonly rowValue: number;
    readonly decades: number;
    readonly interval: Interval;
  }[];
  /** Batch sizes at which the edge may hold, and may move by as much. */
  readonly unsettled: readonly number[];
}

export interface Budget {
  readonly slow: SlowRates | null;
  /** Batch sizes at which no run of the baseline learned its share. */
  readonly unlearned: readonly number[];
  /** Edges of the baseline that move by EDGE_MAY_MOVE or more from one budget of this study to the next. */
  readonly moved: readonly MovedEdge[];
  /** null without runs of fewer steps beside. */
  readonly pair: PairedBudget | null;
}

/** `runs`: those of the baseline. */
export function budgetOf(
  runs: readonly GridRun[],
  thresholds: Thresholds,
  pair: BudgetPair | null = null,
): Budget {
  const judged = runs.filter(isJudged);
  const rows = [...Map.groupBy(judged, ({ rowValue }) => rowValue)].sort(([a], [b]) => a - b);
  return {
    slow: slowRates(judged),
    unlearned: rows.filter(([, row]) => !row.some(hasLearned)).map(([rowValue]) => rowValue),
    moved: rows.flatMap(([rowValue, row]) => movedEdges(rowValue, row, thresholds)),
    pair: pair && pairedBudget(pair),
  };
}

/** Four times the steps, as ln. */
const FOLDS = Math.log(4);

/** With every doubling of the steps an edge is taken to move by as much. */
function pairedBudget({ fewerSteps, moreSteps, edges }: BudgetPair): PairedBudget {
  const most = (EDGE_MAY_MOVE * Math.log(moreSteps / fewerSteps)) / FOLDS;
  const moved = edges.flatMap(({ rowValue, shift: { decades, interval } }) => {
    const isTold = interval.low > 0 || interval.high < 0;
    return decades !== null && isTold && Math.abs(decades) >= most ? [{ rowValue, decades, interval }] : [];
  });
  const unsettled = edges
    .filter(({ shift: { interval } }) => interval.low <= -most || interval.high >= most)
    .map(({ rowValue }) => rowValue)
    .filter((rowValue) => !moved.some((edge) => edge.rowValue === rowValue));
  return { fewerSteps, moreSteps, moved, unsettled };
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
function movedEdges(rowValue: number, row: readonly GridRun[], thresholds: Thresholds): MovedEdge[] {
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
    return isFar ? [{ rowValue, fewerSteps: fewer.steps, moreSteps: more.steps, decades }] : [];
  });
}
