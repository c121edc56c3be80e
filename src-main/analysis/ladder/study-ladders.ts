// The ladders of a study whose rows are sizes: of every recipe its edge, and at its own best rate of each size its penalty, its largest
// logit and log Z. From runs and the edges of their map to what recipe-ladder.ts fits. Pure.
import { lossKindOf } from '../decision/chosen-setting.ts';
import type { Edge, GridAnalysis } from '../grid/grid.ts';
import { isJudged, type GridRun, type Tally } from '../grid/tally.ts';
import type { Measurements } from '../labels/run.ts';
import type { Thresholds } from '../labels/thresholds.ts';
import { normalQuantile } from '../statistics/normal.ts';
import { bestByRow, differenceReading, factorOf, LEAST_SEEDS } from './best-of-size.ts';
import type { LadderMeasureName } from './measures.ts';
import { recipeLadder, type Reading, type RecipeLadder, type SizeReading } from './recipe-ladder.ts';

export type LadderRun = GridRun & { readonly measurements?: Measurements | undefined };

/**
 * Of every recipe and measure that is measured at some size. `sizes` are the sizes of the rows by their value; the baseline has no
 * penalty. `measures`: those that are wanted.
 */
export function studyLadders(
  runs: readonly LadderRun[],
  { recipes, baseline, rowValues, thresholds }: GridAnalysis,
  sizes: ReadonlyMap<number, number>,
  measures: readonly LadderMeasureName[],
): RecipeLadder[] {
  const { confidence } = thresholds;
  const kind = lossKindOf(runs, thresholds);
  const byRecipe = Map.groupBy(runs, ({ recipe }) => recipe);
  const rowsOf = (recipe: string) => bestByRow(byRecipe.get(recipe) ?? [], kind, thresholds);
  const baseRows = rowsOf(baseline);
  return recipes.flatMap(({ recipe, edges }) => {
    const rows = rowsOf(recipe);
    const readings: Readonly<Record<LadderMeasureName, (rowValue: number) => Reading>> = {
      edge: (rowValue) =>
        edgeReading(
          edges.find((edge) => edge.rowValue === rowValue),
          confidence,
        ),
      penalty: (rowValue) =>
        differenceReading([rows.get(rowValue), baseRows.get(rowValue)], kind, thresholds),
      largestLogit: (rowValue) => meanReading(rows.get(rowValue), 'largest_logit', Math.log2, thresholds),
      logZ: (rowValue) => meanReading(rows.get(rowValue), 'log_z', (value) => value, thresholds),
    };
    return measures
      .filter((measure) => measure !== 'penalty' || recipe !== baseline)
      .map((measure) => {
        const read = rowValues.flatMap((rowValue): SizeReading[] => {
          const size = sizes.get(rowValue);
          return size === undefined ? [] : [{ size, reading: readings[measure](rowValue) }];
        });
        return recipeLadder(recipe, measure, read, confidence);
      })
      .filter(
        ({ fit, missing }) =>
          fit.points.length > 0 || missing.some(({ reason }) => reason !== 'not-measured'),
      );
  });
}

/** The longer arm counts for both: an edge is rarely known as well from above as from below. */
function edgeReading(edge: Edge | undefined, confidence: number): Reading {
  if (!edge?.interval) return 'not-measured';
  const { learningRate, interval } = edge;
  if (learningRate === null || interval.low === 0 || interval.high === Infinity) return 'off-grid';
  const value = Math.log10(learningRate);
  const arm = Math.max(value - Math.log10(interval.low), Math.log10(interval.high) - value);
  return { value, error: arm / normalQuantile((1 + confidence) / 2) };
}

/** Mean over the runs of the best setting. */
function meanReading(
  best: Tally | null | undefined,
  name: string,
  scaled: (value: number) => number,
  { confidence }: Thresholds,
): Reading {
  const judged = (best?.runs ?? []).filter(isJudged) as LadderRun[];
  const values = judged.map(({ measurements }) => scaled(measurements?.[name] ?? NaN));
  if (values.length < LEAST_SEEDS || !values.every(Number.isFinite)) return 'not-measured';
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  const freedom = values.length - 1;
  const variance = values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / freedom;
  return { value: mean, error: Math.sqrt(variance / values.length) * factorOf(freedom, confidence) };
}
