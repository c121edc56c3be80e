// An analysis as it travels: the cells of all recipes as one array of numbers instead of an object each, so that a large grid
// is sent and read in milliseconds. Pure; what is unpacked equals what was packed.
import type { Cell, CellPenalty, GridAnalysis, RecipeMap } from '../analysis/grid.ts';
import { cellInterval, rememberedIntervals } from '../analysis/intervals.ts';
import { LABELS, type Label } from '../analysis/labels.ts';

export interface PackedAnalysis extends Omit<GridAnalysis, 'recipes' | 'bounds'> {
  readonly bounds: { readonly worst: PackedAnalysis; readonly best: PackedAnalysis } | null;
  readonly recipes: readonly Omit<RecipeMap, 'cells'>[];
  /** Labels that occur; each has a column after the fixed ones. */
  readonly labels: readonly Label[];
  /** [recipe][batch size][learning rate][column]; NaN where nothing is known. */
  readonly cells: Float64Array;
}

/** Columns of every cell, before those of the labels. */
const FIXED = 12;

export function packAnalysis({ recipes, bounds, ...analysis }: GridAnalysis): PackedAnalysis {
  const cells = recipes.flatMap((map) => map.cells.flat());
  const labels = LABELS.filter((label) => cells.some((cell) => label in cell.labels));
  const width = FIXED + labels.length;
  const numbers = new Float64Array(cells.length * width);
  cells.forEach((cell, index) => {
    const {
      planned,
      finished,
      failed,
      unstable,
      provisional,
      medianTail,
      penalty,
      sharpnessRatio,
      withinTolerance,
    } = cell;
    const at = index * width;
    numbers[at] = planned;
    numbers[at + 1] = finished;
    numbers[at + 2] = failed;
    numbers[at + 3] = unstable;
    numbers[at + 4] = Number(provisional);
    numbers[at + 5] = medianTail ?? NaN;
    numbers[at + 6] = sharpnessRatio ?? NaN;
    numbers[at + 7] = penalty?.nats ?? NaN;
    numbers[at + 8] = penalty?.interval?.low ?? NaN;
    numbers[at + 9] = penalty?.interval?.high ?? NaN;
    numbers[at + 10] = penalty?.pairs ?? 0;
    numbers[at + 11] = withinTolerance;
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
  const { learningRates, batchSizes, thresholds } = analysis;
  const width = FIXED + labels.length;
  const intervalOf = rememberedIntervals(thresholds.confidence);
  let at = -width;
  const cellOf = (learningRate: number, batchSize: number): Cell => {
    at += width;
    const [finished, unstable] = [numbers[at + 1]!, numbers[at + 3]!];
    const counts: Partial<Record<Label, number>> = {};
    for (let i = 0; i < labels.length; i++) {
      const count = numbers[at + FIXED + i]!;
      if (count > 0) counts[labels[i]!] = count;
    }
    return {
      learningRate,
      batchSize,
      planned: numbers[at]!,
      finished,
      failed: numbers[at + 2]!,
      unstable,
      share: finished === 0 ? null : unstable / finished,
      interval: cellInterval(unstable, finished, counts.unjudged ?? 0, intervalOf),
      labels: counts,
      provisional: numbers[at + 4] === 1,
      medianTail: known(numbers[at + 5]!),
      penalty: penaltyAt(numbers, at + 7),
      sharpnessRatio: known(numbers[at + 6]!),
      withinTolerance: numbers[at + 11]!,
    };
  };
  return {
    ...analysis,
    bounds: bounds && { worst: unpackAnalysis(bounds.worst), best: unpackAnalysis(bounds.best) },
    recipes: recipes.map((map) => ({
      ...map,
      cells: batchSizes.map((batchSize) =>
        learningRates.map((learningRate) => cellOf(learningRate, batchSize)),
      ),
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
