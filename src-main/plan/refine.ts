// Which runs to train next so that every stability edge becomes known without training the whole grid. Pure.
//
// Every row (one recipe, one batch size) has a belief about where its edge is. A round gives each row whose edge is not
// known well enough the runs that tell most about it, until all are known or the budget of run-steps is spent. Rows that
// are clear leave their part of the budget to ragged ones. The baseline's rows also look for their lowest loss, by which
// runs are labelled. Failures and penalties are told from pairs, so a run goes with its twin under the baseline, whatever either
// will show, and every recipe is trained where the baseline's loss is lowest.
import { edgeOf } from '../analysis/grid/edge.ts';
import { trainedRate } from '../analysis/grid/rate-columns.ts';
import { narrowingRate } from './best-rate.ts';
import { edgeBelief, type EdgeBelief, type RowCell } from './edge-belief.ts';
import type { GridRun } from './plan.ts';
import type { GridSpec } from '../spec/grid.ts';

export interface RefinedRun extends GridRun {
  /** Where `learningRate` is that of a column of several: its own (rate-columns.ts). */
  readonly ownRate?: number;
  /** Planned steps, and those that have been trained: fewer where it ended or was stopped early. None of what costs the sweep nothing. */
  readonly steps: number;
  readonly spent: number;
  /** null while it has not been trained, or where it ended without one. */
  readonly tailLoss: number | null;
  /** Whether it has ended unstable; null while it has not been trained. */
  readonly unstable: boolean | null;
  /** Its state lets it be trained. */
  readonly planned: boolean;
}

/** Share of the grid's run-steps that edges may take, unless rows then had fewer runs than the least. */
const BUDGET_SHARE = 0.25;
const LEAST_RUNS_A_ROW = 6;
/** Seeds of every row at the baseline's best learning rate: four tell a penalty of 0.002 nats. */
const PAIRS_A_ROW = 4;
/** Nats: a learning rate whose pairs are there already is not left for one whose loss is lower by less. */
const SAME_LOSS = 0.02;
/** An edge counts as known when it lies so surely within the width around the measured one. */
const SURENESS = 0.9;
/** Runs of a row in one round: lanes beside each other cost less than one after the other. */
const RUNS_A_ROUND = 2;

interface Row {
  readonly runs: readonly RefinedRun[];
  /** By learning rate of the axes. */
  readonly columns: readonly (readonly RefinedRun[])[];
  readonly cells: readonly RowCell[];
  readonly belief: EdgeBelief;
  /** Probability that the edge lies within the width around the one that the runs so far show. */
  readonly sureness: number;
}

type Axes = Pick<GridSpec, 'learningRates' | 'seeds' | 'baseline'>;

/**
 * Ids of the runs to train next, of all rows together; none where every edge is known to `width` decades or the budget is spent: `most`, as a
 * share of the run-steps.
 */
export function nextRuns(
  axes: Axes,
  runs: readonly RefinedRun[],
  width: number,
  most = mostShare({ ...axes, recipes: recipesOf(runs) }),
): number[] {
  const rows = rowsOf(axes, runs, width);
  const sum = (of: (run: RefinedRun) => number) => runs.reduce((total, run) => total + of(run), 0);
  const recipes = recipesOf(runs);
  let left = most * sum(({ steps }) => steps) - sum(({ spent }) => spent);
  const chosen = new Set<number>();
  const twins = new Map(
    runs.filter(({ recipe }) => recipe === axes.baseline).map((run) => [placeOf(run), run]),
  );
  const choose = (wanted: readonly RefinedRun[], reserved = 0) => {
    for (const run of wanted) {
      const pair = new Set([run, twins.get(placeOf(run)) ?? run]);
      const open = [...pair].filter((each) => isWaiting(each) && !chosen.has(each.id));
      const steps = open.reduce((total, each) => total + each.steps, 0);
      if (steps > left - reserved) continue;
      left -= steps;
      for (const { id } of open) chosen.add(id);
    }
  };
  /** Steps of the pairs whose learning rate is not known yet: edges leave them alone. */
  let reserved = 0;
  for (const row of rows.filter(({ runs: [first] }) => first!.recipe === axes.baseline)) {
    const narrowing = narrowingRate(tailsOf(row));
    if (narrowing === null) {
      if (recipes.length > 1) choose(bestPairs(axes, row, rows));
    } else {
      choose(waitingRuns(axes, row)[narrowing]!.slice(0, 1));
      reserved += pairsOf({ ...axes, recipes }) * stepsOfPairs(rows, row.runs[0]!.rowValue);
    }
  }
  const open = rows.filter(({ sureness }) => sureness < SURENESS);
  for (const row of open.sort((a, b) => a.sureness - b.sureness)) choose(edgeRuns(axes, row), reserved);
  return [...chosen];
}

function recipesOf(runs: readonly RefinedRun[]): string[] {
  return [...new Set(runs.map(({ recipe }) => recipe))];
}

/** Of one run of every recipe at this batch size. */
function stepsOfPairs(rows: readonly Row[], rowValue: number): number {
  const own = rows.filter(({ runs: [first] }) => first!.rowValue === rowValue);
  return own.reduce((sum, { runs }) => sum + runs.reduce((most, { steps }) => Math.max(most, steps), 0), 0);
}

interface Grid extends Pick<Axes, 'learningRates' | 'seeds'> {
  readonly recipes: readonly unknown[];
}

/** The most that a refined sweep of this grid trains, as a share of its run-steps. */
export function mostShare(grid: Grid): number {
  const runs = grid.learningRates.length * grid.seeds.length;
  return Math.min(1, Math.max(BUDGET_SHARE, LEAST_RUNS_A_ROW / runs) + pairsOf(grid) / runs);
}

/** Runs that every row has for the sake of pairs: none where there is nothing to compare. */
function pairsOf({ recipes, seeds }: Grid): number {
  return recipes.length > 1 ? Math.min(PAIRS_A_ROW, seeds.length) : 0;
}

/** Of every row, whether its edge is known to `width` decades. */
export function knownEdges(axes: Axes, runs: readonly RefinedRun[], width: number): boolean[] {
  return rowsOf(axes, runs, width).map(({ sureness }) => sureness >= SURENESS);
}

function rowsOf({ learningRates }: Axes, runs: readonly RefinedRun[], width: number): Row[] {
  return [...Map.groupBy(runs, ({ recipe, rowValue }) => JSON.stringify([recipe, rowValue])).values()].map(
    (row) => {
      const byRate = Map.groupBy(row, ({ learningRate }) => learningRate);
      const columns = learningRates.map((rate) => byRate.get(rate) ?? []);
      const cells = columns.map((column, i) => {
        const rate = learningRates[i]!;
        const seen = column.filter((run) => run.unstable !== null);
        const unstable = seen.filter((run) => run.unstable).length;
        return { log10Rate: Math.log10(rate), unstable, finished: seen.length };
      });
      const belief = edgeBelief(cells);
      return { runs: row, columns, cells, belief, sureness: surenessOf(belief, cells, width) };
    },
  );
}

/** How much of the belief lies around the edge that the analysis shows. */
function surenessOf({ places, probabilities }: EdgeBelief, cells: readonly RowCell[], width: number): number {
  const { learningRate, side } = edgeOf(
    cells.map(({ log10Rate, ...count }) => ({ ...count, learningRate: 10 ** log10Rate, rowValue: 0 })),
  );
  if (side === 'unknown') return 0;
  const shown =
    learningRate !== null ? Math.log10(learningRate) : side === 'above' ? places.at(-1)! : places[0]!;
  return places.reduce(
    (sum, place, i) => sum + (Math.abs(place - shown) <= width ? probabilities[i]! : 0),
    0,
  );
}

/** Of each learning rate, the runs that can be trained. */
function waitingRuns(axes: Axes, row: Row): RefinedRun[][] {
  return row.columns.map((column, index) => {
    const order = seedsInTurn(axes, index);
    return column.filter(isWaiting).sort((a, b) => order.indexOf(a.seed) - order.indexOf(b.seed));
  });
}

/** Neighbouring learning rates begin with different seeds, so that no one seed rules; every recipe with the same. */
function seedsInTurn({ seeds }: Axes, index: number): number[] {
  const from = index % seeds.length;
  return [...seeds.slice(from), ...seeds.slice(0, from)];
}

function isWaiting({ planned, unstable }: RefinedRun): boolean {
  return planned && unstable === null;
}

function placeOf(run: RefinedRun): string {
  return `${trainedRate(run)} ${run.rowValue} ${run.seed}`;
}

/** Mean tail loss of each learning rate. */
function tailsOf({ columns }: Row): (number | null)[] {
  return columns.map((column) => {
    const trained = column.filter(({ unstable }) => unstable !== null);
    const sum = trained.reduce((total, { tailLoss }) => total + (tailLoss ?? Infinity), 0);
    return trained.length === 0 ? null : sum / trained.length;
  });
}

/** The same seeds of every recipe where the baseline's loss is lowest at this batch size. */
function bestPairs(axes: Axes, baseline: Row, rows: readonly Row[]): RefinedRun[] {
  const [{ rowValue }] = baseline.runs as [RefinedRun];
  const tails = tailsOf(baseline).map((tail) => tail ?? Infinity);
  const lowest = Math.min(...tails);
  if (lowest === Infinity) return [];
  const seedsAt = (index: number) => seedsInTurn(axes, index).slice(0, PAIRS_A_ROW);
  const isWhole = (index: number) => seedsAt(index).every((seed) => has(baseline.columns[index]!, seed));
  const settled = tails.findIndex((tail, index) => tail <= lowest + SAME_LOSS && isWhole(index));
  const best = settled >= 0 ? settled : tails.indexOf(lowest);
  const seeds = seedsAt(best);
  return rows
    .flatMap((row) => row.runs)
    .filter(
      (run) =>
        isWaiting(run) &&
        run.rowValue === rowValue &&
        run.learningRate === axes.learningRates[best] &&
        seeds.includes(run.seed),
    );
}

function has(column: readonly RefinedRun[], own: number): boolean {
  return column.some(({ seed, unstable }) => seed === own && unstable !== null);
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
