// From a spec to runs, and from runs to batches of lanes in the order in which they are trained: coarse to fine, so that
// the first seed of every recipe and row is there before the second seed of any. Pure; nothing is run here.
import type { TrainingJob } from '../engine/job.ts';
import { PERTURBATION } from '../recipes/control.ts';
import { twinSeries } from '../recipes/precision-program.ts';
import type { PlannedRun } from '../records/types.ts';
import {
  batchSizeAt,
  optimizerOf,
  precisionOf,
  rowValuesOf,
  specAtRow,
  stepsAt,
  type GridSpec,
  type RecipeChoice,
  type Spec,
} from '../spec/spec.ts';

/** A run of the grid as the planner sees it. */
export interface GridRun {
  readonly id: number;
  readonly recipe: string;
  readonly learningRate: number;
  readonly rowValue: number;
  readonly seed: number;
}

/** Runs that are trained at once, as the lanes of one job. */
export interface PlannedBatch {
  readonly recipe: string;
  readonly rowValue: number;
  readonly runs: readonly GridRun[];
}

/** Every run of the grid, each once, in the order of the map: recipe, row, learning rate, seed. */
export function planRuns(spec: GridSpec): PlannedRun[] {
  const rows = rowValuesOf(spec).map((rowValue) => ({
    rowValue,
    batchSize: batchSizeAt(spec, rowValue),
    plannedSteps: stepsAt(spec, rowValue),
  }));
  return spec.recipes.flatMap(({ name }) =>
    rows.flatMap(({ rowValue, batchSize, plannedSteps }) =>
      spec.learningRates.flatMap((learningRate) =>
        spec.seeds.map((seed) => ({ recipe: name, learningRate, rowValue, batchSize, seed, plannedSteps })),
      ),
    ),
  );
}

/**
 * Groups runs into batches of at most `lanesFor(recipe, rowValue)` lanes. Within a recipe and row runs go seed by
 * seed; batches are ordered by the seed they begin with, then by row (ends first, then the middles), then by
 * recipe, baseline first, because the labels of the others wait for it. Where triggers compare with the baseline's runs, all
 * of the baseline goes first.
 */
export function planBatches(
  spec: GridSpec,
  runs: readonly GridRun[],
  lanesFor: (recipe: string, rowValue: number) => number,
): PlannedBatch[] {
  const seedOrder = positions(spec.seeds);
  const rowOrder = positions(endsFirst(rowValuesOf(spec)));
  const names = spec.recipes.map(({ name }) => name);
  const recipeOrder = positions([spec.baseline, ...names.filter((name) => name !== spec.baseline)]);

  const groups = Map.groupBy(runs, ({ recipe, rowValue }) => JSON.stringify([recipe, rowValue]));
  const batches = [...groups.values()].flatMap((group) => {
    const { recipe, rowValue } = group[0]!;
    const ordered = group.toSorted(
      (a, b) =>
        seedOrder.get(a.seed)! - seedOrder.get(b.seed)! || a.learningRate - b.learningRate || a.id - b.id,
    );
    const lanes = Math.max(1, Math.floor(lanesFor(recipe, rowValue)));
    return Array.from({ length: Math.ceil(ordered.length / lanes) }, (_, i): PlannedBatch => {
      return { recipe, rowValue, runs: ordered.slice(i * lanes, (i + 1) * lanes) };
    });
  });
  const recipes: readonly (GridSpec['recipes'][number] & Pick<RecipeChoice, 'triggers'>)[] = spec.recipes;
  const haveTwins = recipes.some(({ triggers }) => twinSeries(triggers ?? []).length > 0);
  const rank = ({ recipe, rowValue, runs: [first] }: PlannedBatch) => [
    Number(haveTwins && recipe !== spec.baseline),
    seedOrder.get(first!.seed)!,
    rowOrder.get(rowValue)!,
    recipeOrder.get(recipe)!,
  ];
  return batches
    .map((batch) => ({ batch, rank: rank(batch) }))
    .sort((a, b) => compare(a.rank, b.rank))
    .map(({ batch }) => batch);
}

/** Smallest, largest, then the middle of every gap, wide gaps first: any prefix is spread over the whole range. */
export function endsFirst(values: readonly number[]): number[] {
  if (values.length <= 2) return [...values];
  const order = [values[0]!, values.at(-1)!];
  let gaps: (readonly [number, number])[] = [[0, values.length - 1]];
  while (gaps.length > 0) {
    gaps = gaps.flatMap(([low, high]) => {
      if (high - low < 2) return [];
      const middle = (low + high) >> 1;
      order.push(values[middle]!);
      return [
        [low, middle],
        [middle, high],
      ] as const;
    });
  }
  return order;
}

function positions<T>(values: readonly T[]): Map<T, number> {
  return new Map(values.map((value, index) => [value, index]));
}

function compare(a: readonly number[], b: readonly number[]): number {
  const differing = a.findIndex((value, index) => value !== b[index]);
  return differing < 0 ? 0 : a[differing]! - b[differing]!;
}

export function jobOf(spec: Spec, batch: PlannedBatch): TrainingJob {
  const row = specAtRow(spec, batch.rowValue);
  const choice = row.recipes.find(({ name }) => name === batch.recipe)!;
  return {
    model: row.model,
    optimizer: optimizerOf(row, choice),
    precision: precisionOf(row, choice),
    batchSize: row.batchSizes[0]!,
    microBatch: row.microBatch,
    recomputation: row.recomputation,
    steps: row.steps,
    lanes: batch.runs.map(({ seed, learningRate }) => ({ seed, learningRate })),
    statisticsEvery: row.statisticsEvery,
    validationSequences: row.validationSequences,
    sharpnessEpsilon: row.sharpnessEpsilon,
    earlyStop: row.earlyStop,
    ...(choice.control === 'negative' && { perturbation: PERTURBATION }),
  };
}
