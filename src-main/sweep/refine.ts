// Which runs to train next so that every stability edge becomes known without training the whole grid. Pure.
//
// Every row (one recipe, one batch size) has a belief about where its edge is. A round gives each row whose edge is not
// known well enough the runs that tell most about it, until all are known or the budget of run-steps is spent. Rows that
// are clear leave their part of the budget to ragged ones. The baseline's rows also look for their lowest loss, by which
// runs are labelled.
import { edgeOf } from '../analysis/edge.ts';
import { narrowingRate } from './best-rate.ts';
import { edgeBelief, type EdgeBelief, type RowCell } from './edge-belief.ts';
import type { GridRun } from './plan.ts';
import type { GridSpec } from './spec-grid.ts';

export interface RefinedRun extends GridRun {
  /** Planned steps, and those that have been trained: fewer where it ended or was stopped early. */
  readonly steps: number;
  readonly spent: number;
  /** null while it has not been trained, or where it ended without one. */
  readonly tailLoss: number | null;
  /** Whether it has ended unstable; null while it has not been trained. */
  readonly unstable: boolean | null;
  /** Its state lets it be trained. */
  readonly planned: boolean;
}

/** Share of the grid's run-steps that may be spent, unless rows then had fewer runs than the least. */
const BUDGET_SHARE = 0.25;
const LEAST_RUNS_A_ROW = 6;
/** An edge counts as known when it lies so surely within the width around the measured one. */
const SURENESS = 0.9;
/** Runs of a row in one round: lanes beside each other cost less than one after the other. */
const RUNS_A_ROUND = 2;

interface Row {
  readonly runs: readonly RefinedRun[];
  readonly cells: readonly RowCell[];
  readonly belief: EdgeBelief;
  /** Probability that the edge lies within the width around the one that the runs so far show. */
  readonly sureness: number;
}

type Axes = Pick<GridSpec, 'learningRates' | 'seeds' | 'baseline'>;

/** Ids of the runs to train next, of all rows together; none where every edge is known to `width` decades or the budget is spent. */
export function nextRuns(axes: Axes, runs: readonly RefinedRun[], width: number): number[] {
  const rows = rowsOf(axes, runs, width);
  const sum = (of: (run: RefinedRun) => number) => runs.reduce((total, run) => total + of(run), 0);
  let left = mostShare(axes) * sum(({ steps }) => steps) - sum(({ spent }) => spent);
  const chosen = new Set<number>();
  const choose = (wanted: readonly RefinedRun[]) => {
    for (const { id, steps } of wanted) {
      if (chosen.has(id) || steps > left) continue;
      left -= steps;
      chosen.add(id);
    }
  };
  for (const row of rows) if (row.runs[0]!.recipe === axes.baseline) choose(lowestLossRuns(axes, row));
  const open = rows.filter(({ sureness }) => sureness < SURENESS);
  for (const row of open.sort((a, b) => a.sureness - b.sureness)) choose(edgeRuns(axes, row));
  return [...chosen];
}

/** The most that a refined sweep of this grid trains, as a share of its run-steps. */
export function mostShare({ learningRates, seeds }: Pick<Axes, 'learningRates' | 'seeds'>): number {
  return Math.min(1, Math.max(BUDGET_SHARE, LEAST_RUNS_A_ROW / (learningRates.length * seeds.length)));
}

/** Of every row, whether its edge is known to `width` decades. */
export function knownEdges(axes: Axes, runs: readonly RefinedRun[], width: number): boolean[] {
  return rowsOf(axes, runs, width).map(({ sureness }) => sureness >= SURENESS);
}

function rowsOf({ learningRates }: Axes, runs: readonly RefinedRun[], width: number): Row[] {
  return [...Map.groupBy(runs, ({ recipe, batchSize }) => JSON.stringify([recipe, batchSize])).values()].map(
    (row) => {
      const cells = learningRates.map((rate) => {
        const seen = row.filter(({ learningRate, unstable }) => learningRate === rate && unstable !== null);
        const unstable = seen.filter((run) => run.unstable).length;
        return { log10Rate: Math.log10(rate), unstable, finished: seen.length };
      });
      const belief = edgeBelief(cells);
      return { runs: row, cells, belief, sureness: surenessOf(belief, cells, width) };
    },
  );
}

/** How much of the belief lies around the edge that the analysis shows. */
function surenessOf({ places, probabilities }: EdgeBelief, cells: readonly RowCell[], width: number): number {
  const { learningRate, side } = edgeOf(
    cells.map(({ log10Rate, ...count }) => ({ ...count, learningRate: 10 ** log10Rate, batchSize: 0 })),
  );
  if (side === 'unknown') return 0;
  const shown =
    learningRate !== null ? Math.log10(learningRate) : side === 'above' ? places.at(-1)! : places[0]!;
  return places.reduce(
    (sum, place, i) => sum + (Math.abs(place - shown) <= width ? probabilities[i]! : 0),
    0,
  );
}

/** Of each learning rate, the runs that can be trained. Neighbours begin with different seeds, so that no one seed rules. */
function waitingRuns({ seeds, learningRates }: Axes, row: Row): RefinedRun[][] {
  return learningRates.map((rate, index) => {
    const turn = (seed: number) => (seeds.indexOf(seed) - index + index * seeds.length) % seeds.length;
    return row.runs
      .filter(({ planned, unstable, learningRate }) => planned && unstable === null && learningRate === rate)
      .sort((a, b) => turn(a.seed) - turn(b.seed));
  });
}

/** The run that narrows where the lowest loss of the row lies; none once that is known. */
function lowestLossRuns(axes: Axes, row: Row): RefinedRun[] {
  const tails = axes.learningRates.map((rate) => {
    const trained = row.runs.filter(
      ({ learningRate, unstable }) => learningRate === rate && unstable !== null,
    );
    const sum = trained.reduce((total, { tailLoss }) => total + (tailLoss ?? Infinity), 0);
    return trained.length === 0 ? null : sum / trained.length;
  });
  const index = narrowingRate(tails);
  return index === null ? [] : waitingRuns(axes, row)[index]!.slice(0, 1);
}

/** The most telling run, then the most telling one whatever that will show, and so on. */
function edgeRuns(axes: Axes, row: Row): RefinedRun[] {
  const left = waitingRuns(axes, row);
  const chosen: RefinedRun[] = [];
  let cells = row.cells;
  let belief = row.belief;
  while (chosen.length < RUNS_A_ROUND) {
    const open = [...left.keys()].filter((index) => left[index]!.length > 0);
    if (open.length === 0) break;
    const information = belief.information(open);
    const best = open[information.indexOf(Math.max(...information))]!;
    chosen.push(left[best]!.shift()!);
    const imagined = chosen.length % 2 === 0;
    cells = cells.map((cell, i) =>
      i === best
        ? { ...cell, finished: cell.finished + 1, unstable: cell.unstable + Number(imagined) }
        : cell,
    );
    belief = edgeBelief(cells);
  }
  return chosen;
}
