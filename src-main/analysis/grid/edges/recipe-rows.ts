// The rows of a recipe that have been measured, with what is believed of their edges, and what is shown of each edge.
import type { Edge } from '../grid.ts';
import { LONE_CELL, spans } from '../region.ts';
import type { Tally } from '../tally.ts';
import type { Thresholds } from '../../labels/thresholds.ts';
import { positionOf, type Lattice } from './lattice.ts';
import { recipeBelief, type RecipeBelief } from './recipe-belief.ts';
import type { RowBeliefs } from './row-belief.ts';
import { rowRuns, type Patterns, type RowRuns } from './row-runs.ts';
import { crossing } from './scatter.ts';

export interface Row {
  readonly rowValue: number;
  readonly runs: RowRuns;
  /** log10 of the lowest and the highest measured learning rate. */
  readonly first: number;
  readonly last: number;
  /** log10 of the lowest measured cell's: the same as `first`, but for columns of several rates. */
  readonly firstCell: number;
  /** log10 of the learning rates over which its area is taken. */
  readonly from: number;
  readonly to: number;
  readonly edge: Edge;
}

export interface RecipeRows {
  /** By batch size, ascending. */
  readonly rows: readonly Row[];
  readonly belief: RecipeBelief;
}

/** What all recipes of a study are worked out with. */
export interface Workshop {
  readonly lattice: Lattice;
  readonly patterns: Patterns;
  readonly beliefs: RowBeliefs;
  readonly thresholds: Thresholds;
  /** Cells that were left out belong to areas, too. */
  readonly refined: boolean;
}

/** `cells` of one recipe; null where none is measured. */
export function recipeRows(cells: readonly Tally[], workshop: Workshop): RecipeRows | null {
  const { lattice, patterns, beliefs, thresholds, refined } = workshop;
  const measured = [...Map.groupBy(cells, ({ rowValue }) => rowValue)]
    .sort(([a], [b]) => a - b)
    .flatMap(([rowValue, row]) => {
      const runs = rowRuns(row, lattice, patterns);
      return runs ? [{ rowValue, row, runs }] : [];
    });
  if (measured.length === 0) return null;
  const belief = recipeBelief(
    measured.map(({ runs }) => runs),
    beliefs,
    lattice,
  );
  const rows = measured.map(({ rowValue, row, runs }, index): Row => {
    const measuredCells = row.filter(({ outcomes }) => outcomes.length > 0);
    const tested = [...new Set(measuredCells.flatMap(ratesOf))].sort((a, b) => a - b);
    const others = row.filter(({ outcomes }) => outcomes.length === 0).flatMap(ratesOf);
    const bounds = spans([...tested, ...others]);
    const [first, last] = [tested[0]!, tested.at(-1)!];
    const counted = refined ? [...bounds.values()] : [bounds.get(first)!, bounds.get(last)!];
    return {
      rowValue,
      runs,
      first,
      last,
      firstCell: Math.min(...measuredCells.map(({ learningRate }) => Math.log10(learningRate))),
      from: Math.min(...counted.map(([low]) => low)),
      to: Math.max(...counted.map(([, high]) => high)),
      edge: edgeOf(rowValue, belief, index, tested, lattice, thresholds.confidence),
    };
  });
  return { rows, belief };
}

/** log10 of the learning rates of the runs of a cell, or of the cell where none of them is measured. */
function ratesOf({ learningRate, outcomes }: Tally): number[] {
  if (outcomes.length === 0) return [Math.log10(learningRate)];
  return [...new Set(outcomes.map(({ rate }) => rate))].map(Math.log10);
}

/**
 * LR50 of a row: the median of what is believed, and its equal tails. Beyond the tested rates nothing is known: what lies there
 * is told by its side alone, and an end of the interval there is 0 or Infinity.
 */
function edgeOf(
  rowValue: number,
  { scatters, rows }: RecipeBelief,
  index: number,
  tested: readonly number[],
  lattice: Lattice,
  confidence: number,
): Edge {
  const above = scatters.map(({ scatter }) => crossing(scatter, 0.5));
  const shareBelow = (position: number) =>
    scatters.reduce((sum, { weight, rows: beliefs }, i) => {
      const place = (position - above[i]! - lattice.from) / lattice.step;
      const { parts } = beliefs[index]!;
      return (
        sum + weight * parts.reduce((own, part) => own + part.weight * shareUntil(part.cumulative, place), 0)
      );
    }, 0);
  const quantile = (share: number) => {
    let [low, high] = [lattice.from - 1, positionOf(lattice, lattice.count) + 1];
    for (let i = 0; i < BISECTIONS; i++) {
      const middle = (low + high) / 2;
      if (shareBelow(middle) < share) low = middle;
      else high = middle;
    }
    return (low + high) / 2;
  };
  const [first, last] = [tested[0]!, tested.at(-1)!];
  const tail = (1 - confidence) / 2;
  const [low, median, high] = [quantile(tail), quantile(0.5), quantile(1 - tail)];
  const side = median < first ? 'below' : median > last ? 'above' : 'inside';
  return {
    rowValue,
    learningRate: side === 'inside' ? 10 ** median : null,
    side,
    interval: {
      low: low < first ? 0 : 10 ** Math.min(low, last),
      high: high > last ? Infinity : 10 ** Math.max(high, first),
    },
    outlook: { seeds: rows[index]!.seeds.length, resolution: (confidence * gapAt(tested, median)) / 2 },
  };
}

const BISECTIONS = 30;

/** Of ascending sums of probability by place, how much lies below a place or part of one. */
function shareUntil(sums: Float64Array, place: number): number {
  const at = Math.floor(place + 0.5);
  if (at < 0) return 0;
  if (at >= sums.length) return 1;
  const before = at === 0 ? 0 : sums[at - 1]!;
  return before + (place + 0.5 - at) * (sums[at]! - before);
}

/** Decades between the tested rates around a position. */
function gapAt(tested: readonly number[], position: number): number {
  if (tested.length < 2) return LONE_CELL;
  const above = tested.findIndex((rate, i) => i > 0 && rate >= position);
  const i = above < 0 ? tested.length - 1 : above;
  return tested[i]! - tested[i - 1]!;
}
