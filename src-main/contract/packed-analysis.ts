// An analysis as it travels: the cells of all recipes as one array of numbers instead of an object each, so that a large grid
// is sent and read in milliseconds. Pure; what is unpacked equals what was packed.
import type { Cell, CellPenalty, GridAnalysis, RecipeMap } from '../analysis/grid/grid.ts';
import { cellInterval, rememberedIntervals } from '../analysis/statistics/intervals.ts';
import { LABELS, type Label } from '../analysis/labels/labels.ts';

export interface PackedAnalysis extends Omit<GridAnalysis, 'recipes' | 'bounds'> {
  readonly bounds: { readonly worst: PackedAnalysis; readonly best: PackedAnalysis } | null;
  readonly recipes: readonly Omit<RecipeMap, 'cells'>[];
  /** Labels that occur; each has a column after the fixed ones. */
  readonly labels: readonly Label[];
  /** [recipe][batch size][learning rate][column]; NaN where nothing is known. */
  readonly cells: Float64Array;
}

/** Numbers of a cell that are always known, and those that may not be. A new one is a name here and nothing else. */
const COUNTS = [
  'planned',
  'finished',
  'seeds',
  'failed',
  'unstable',
  'withinTolerance',
  'leftOut',
  'imported',
] as const;
const MAY_BE_UNKNOWN = ['medianTail', 'sharpnessRatio', 'lowestRate', 'highestRate'] as const;
/** Behind them: whether it is provisional; of the penalty nats, both ends of the interval, pairs. */
const PROVISIONAL_AT = COUNTS.length + MAY_BE_UNKNOWN.length;
const PENALTY_AT = PROVISIONAL_AT + 1;
const BLANK = Object.fromEntries([...COUNTS, ...MAY_BE_UNKNOWN].map((name) => [name, 0])) as Record<
  (typeof COUNTS)[number],
  number
> &
  Record<(typeof MAY_BE_UNKNOWN)[number], number | null>;
/** Columns of every cell, before those of the labels. */
const FIXED = PENALTY_AT + 4;

export function packAnalysis({ recipes, bounds, ...analysis }: GridAnalysis): PackedAnalysis {
  const cells = recipes.flatMap((map) => map.cells.flat());
  const labels = LABELS.filter((label) => cells.some((cell) => label in cell.labels));
  const width = FIXED + labels.length;
  const numbers = new Float64Array(cells.length * width);
  cells.forEach((cell, index) => {
    const { provisional, penalty } = cell;
    const at = index * width;
    for (let i = 0; i < COUNTS.length; i++) numbers[at + i] = cell[COUNTS[i]!];
    for (let i = 0; i < MAY_BE_UNKNOWN.length; i++) {
      numbers[at + COUNTS.length + i] = cell[MAY_BE_UNKNOWN[i]!] ?? NaN;
    }
    numbers[at + PROVISIONAL_AT] = Number(provisional);
    const { nats = NaN, interval = null, pairs = 0 } = penalty ?? {};
    numbers.set([nats, interval?.low ?? NaN, interval?.high ?? NaN, pairs], at + PENALTY_AT);
    for (let i = 0; i < labels.length; i++) numbers[at + FIXED + i] = cell.labels[labels[i]!] ?? 0;
  });
  return {
    ...analysis,
    bounds: bounds && { worst: packAnalysis(bounds.worst), best: packAnalysis(bounds.best) },
    recipes: recipes.map(({ cells: _, ...map }) => map),
    labels,
    cells: numbers,
  };
}

export function unpackAnalysis({
  recipes,
  labels,
  cells: numbers,
  bounds,
  ...analysis
}: PackedAnalysis): GridAnalysis {
  const { learningRates, rowValues, thresholds } = analysis;
  const width = FIXED + labels.length;
  const intervalOf = rememberedIntervals(thresholds.confidence);
  let at = -width;
  const cellOf = (learningRate: number, rowValue: number): Cell => {
    at += width;
    const measured = { ...BLANK };
    for (let i = 0; i < COUNTS.length; i++) measured[COUNTS[i]!] = numbers[at + i]!;
    for (let i = 0; i < MAY_BE_UNKNOWN.length; i++) {
      measured[MAY_BE_UNKNOWN[i]!] = known(numbers[at + COUNTS.length + i]!);
    }
    const { finished, unstable } = measured;
    const counts: Partial<Record<Label, number>> = {};
    for (let i = 0; i < labels.length; i++) {
      const count = numbers[at + FIXED + i]!;
      if (count > 0) counts[labels[i]!] = count;
    }
    return {
      learningRate,
      rowValue,
      ...measured,
      share: finished === 0 ? null : unstable / finished,
      interval: cellInterval(measured, counts.unjudged ?? 0, intervalOf),
      labels: counts,
      provisional: numbers[at + PROVISIONAL_AT] === 1,
      penalty: penaltyAt(numbers, at + PENALTY_AT),
    };
  };
  return {
    ...analysis,
    bounds: bounds && { worst: unpackAnalysis(bounds.worst), best: unpackAnalysis(bounds.best) },
    recipes: recipes.map((map) => ({
      ...map,
      cells: rowValues.map((rowValue) => learningRates.map((learningRate) => cellOf(learningRate, rowValue))),
    })),
  };
}

/** Nats, both ends of the interval, pairs. */
function penaltyAt(numbers: Float64Array, at: number): CellPenalty | null {
  const [nats, low, high, pairs] = numbers.subarray(at, at + 4) as unknown as [
    number,
    number,
    number,
    number,
  ];
  if (Number.isNaN(nats)) return null;
  return { nats, interval: Number.isNaN(low) ? null : { low, high }, pairs };
}

function known(value: number): number | null {
  return Number.isNaN(value) ? null : value;
}
