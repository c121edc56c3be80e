// From runs to the grid that is shown: cells, edges, areas and sensitivities of every recipe, with their intervals.
// It measures nothing itself; each measure has its own file.
import {
  drawSeeds,
  overResamples,
  percentileInterval,
  type Resamples,
  type SeedWeights,
} from './bootstrap.ts';
import { edgeOf, resampledEdges } from './edge.ts';
import type { Cell, Edge, GridAnalysis, Interval, RecipeMap } from './grid.ts';
import { withInferred } from './inferred.ts';
import { rememberedIntervals } from './intervals.ts';
import { LABELS, type Label } from './labels.ts';
import { cellAreas } from './region.ts';
import { sensitivity } from './sensitivity.ts';
import {
  count,
  isJudged,
  isStable,
  outcomePattern,
  tallyCells,
  type Count,
  type GridRun,
  type Tally,
} from './tally.ts';
import type { Thresholds } from './thresholds.ts';

export interface AnalysisContext {
  readonly baseline: string;
  readonly thresholds: Thresholds;
  /** Order of the recipes; those that only the runs name follow in order of appearance. */
  readonly recipes?: readonly string[];
  /** The sweep left out what the edges do not need; areas take in the cells that the measured ones tell. */
  readonly refined?: boolean;
}

/**
 * A cell is measured by its finished runs alone: what is planned, cancelled or failed for outside reasons adds nothing,
 * and a cell without a finished run belongs to no area. Areas of a study that is not finished are therefore lower bounds;
 * the ratio compares only cells measured under both recipes.
 */
export function analyze(runs: readonly GridRun[], context: AnalysisContext): GridAnalysis {
  const { baseline, thresholds } = context;
  const learningRates = ascending(runs.map((run) => run.learningRate));
  const batchSizes = ascending(runs.map((run) => run.batchSize));
  const resamples = drawSeeds(ascending(runs.map((run) => run.seed)));
  const byRecipe = Map.groupBy(runs, ({ recipe }) => recipe);
  const names = [...new Set([...(context.recipes ?? []), ...byRecipe.keys()])];
  const tallies = new Map(names.map((name) => [name, tallyCells(byRecipe.get(name) ?? [], thresholds)]));
  const baselineCells = tallies.get(baseline) ?? [];
  const twins = byPlace(baselineCells);
  const intervalOf = rememberedIntervals(thresholds.confidence);
  const known = (cells: readonly Tally[]) => (context.refined ? withInferred(cells, thresholds) : cells);
  const recipes = names.map((recipe): RecipeMap => {
    const cells = tallies.get(recipe)!;
    const places = byPlace(cells);
    const rows = Map.groupBy(cells, ({ batchSize }) => batchSize);
    const row = (batchSize: number) => rows.get(batchSize) ?? [];
    return {
      recipe,
      cells: batchSizes.map((batchSize) =>
        learningRates.map((learningRate) => {
          const place = key({ batchSize, learningRate });
          const cell = places.get(place) ?? { batchSize, learningRate, runs: [], outcomes: [] };
          return describe(cell, twins.get(place)?.runs ?? [], intervalOf);
        }),
      ),
      edges: batchSizes.map((batchSize) => edge(batchSize, row(batchSize), resamples, thresholds)),
      ...areas(known(cells), known(baselineCells), resamples, thresholds),
      inferred: known(cells)
        .filter((cell, i) => cell.outcomes.length > 0 && cells[i]!.outcomes.length === 0)
        .map((cell) => ({
          learningRate: cell.learningRate,
          batchSize: cell.batchSize,
          isStable: isStable(count(cell), thresholds),
        })),
      sensitivity: batchSizes.map((batchSize) => ({
        batchSize,
        ...sensitivity(
          row(batchSize)
            .flatMap((cell) => cell.runs)
            .filter(isJudged),
        ),
      })),
    };
  });
  return { learningRates, batchSizes, baseline, recipes, refined: context.refined ?? false, thresholds };
}

function describe(
  tally: Tally,
  baselineRuns: readonly GridRun[],
  intervalOf: (unstable: number, finished: number) => Interval,
): Cell {
  const { learningRate, batchSize, runs } = tally;
  const { unstable, finished } = count(tally);
  const judged = runs.filter(isJudged);
  const countOf = (name: Label) => judged.reduce((sum, { label }) => sum + Number(label === name), 0);
  const labels = Object.fromEntries(
    LABELS.map((name) => [name, countOf(name)] as const).filter(([, runsOfIt]) => runsOfIt > 0),
  );
  return {
    learningRate,
    batchSize,
    planned: runs.length,
    finished,
    failed: runs.filter(({ state }) => state === 'failed-infrastructure').length,
    unstable,
    share: finished === 0 ? null : unstable / finished,
    interval: finished === 0 ? null : intervalOf(unstable, finished),
    labels,
    provisional: judged.some(({ provisional }) => provisional),
    medianTail: median(judged.map(({ tailLoss }) => tailLoss)),
    sharpnessRatio: median(judged.flatMap((run) => sharpnessRatio(run, baselineRuns))),
  };
}

/** The sharpness of a run over that of its twin: the baseline's run with the same weights, batches and learning rate. */
function sharpnessRatio({ seed, sharpness }: GridRun, baselineRuns: readonly GridRun[]): number[] {
  if (typeof sharpness !== 'number') return [];
  const twin = baselineRuns.find((run) => run.seed === seed)?.sharpness ?? null;
  return twin !== null && twin > 0 ? [sharpness / twin] : [];
}

/** Resamples whose edge lies outside the tested learning rates count as the end of their range. */
function edge(
  batchSize: number,
  row: readonly Tally[],
  resamples: Resamples,
  { confidence }: Thresholds,
): Edge {
  const position = edgeOf(row.map((cell) => count(cell)));
  if (position.side !== 'inside') return { batchSize, ...position, interval: null };
  const measured = resampledEdges(row, resamples).filter((value) => !Number.isNaN(value));
  const interval = percentileInterval(measured, confidence);
  return {
    batchSize,
    ...position,
    interval: interval && { low: 10 ** interval.low, high: 10 ** interval.high },
  };
}

type Areas = Pick<RecipeMap, 'area' | 'areaInterval' | 'areaRatio' | 'areaRatioInterval'>;

function areas(
  cells: readonly Tally[],
  baseline: readonly Tally[],
  resamples: Resamples,
  thresholds: Thresholds,
): Areas {
  const { confidence } = thresholds;
  const sizes = cellAreas(cells);
  const own = alike(cells.map((cell, i) => ({ tallies: [cell], size: sizes[i]! })));
  const areaOf = (weights?: SeedWeights) =>
    own.reduce(
      (sum, { tallies: [cell], size }) => sum + (isStable(count(cell!, weights), thresholds) ? size : 0),
      0,
    );

  const twins = byPlace(baseline);
  const shared = cells.filter((cell) => twins.has(key(cell)));
  const sharedSizes = cellAreas(shared);
  const pairs = alike(
    shared.map((cell, i) => ({ tallies: [cell, twins.get(key(cell))!], size: sharedSizes[i]! })),
  );
  const ratio = (weights?: SeedWeights): number | null => {
    let [ownArea, baseArea] = [0, 0];
    for (const { tallies, size } of pairs) {
      const [cell, twin] = tallies.map((tally) => count(tally, weights)) as [Count, Count];
      if (cell.finished === 0 || twin.finished === 0) continue;
      if (isStable(cell, thresholds)) ownArea += size;
      if (isStable(twin, thresholds)) baseArea += size;
    }
    return baseArea === 0 ? null : ownArea / baseArea;
  };

  const resampled = overResamples(resamples, (weights) => ({ area: areaOf(weights), ratio: ratio(weights) }));
  const measured = cells.some(({ outcomes }) => outcomes.length > 0);
  const areaRatio = ratio();
  const ratios = resampled.map((resample) => resample.ratio).filter((value) => value !== null);
  return {
    area: areaOf(),
    areaInterval: measured
      ? percentileInterval(
          resampled.map((resample) => resample.area),
          confidence,
        )
      : null,
    areaRatio,
    // Without a stable baseline there is nothing to divide by: an interval from the lucky half would mislead.
    areaRatioInterval:
      areaRatio !== null && ratios.length > resampled.length / 2
        ? percentileInterval(ratios, confidence)
        : null,
  };
}

interface Sized {
  readonly tallies: readonly Tally[];
  readonly size: number;
}

/**
 * Cells whose seeds had the same outcomes count alike under every resample, so they are counted as one with their sizes
 * added: a large grid has few kinds of cells.
 */
function alike(cells: readonly Sized[]): Sized[] {
  const pattern = ({ tallies }: Sized) => tallies.map(outcomePattern).join('|');
  return [...Map.groupBy(cells, pattern).values()].map((group) => ({
    tallies: group[0]!.tallies,
    size: group.reduce((sum, { size }) => sum + size, 0),
  }));
}

function byPlace(cells: readonly Tally[]): ReadonlyMap<string, Tally> {
  return new Map(cells.map((cell) => [key(cell), cell]));
}

function key({ batchSize, learningRate }: Pick<Tally, 'batchSize' | 'learningRate'>): string {
  return `${batchSize} ${learningRate}`;
}

function ascending(values: readonly number[]): number[] {
  return [...new Set(values)].sort((a, b) => a - b);
}

/** null where there are none, or where one is not known. */
function median(values: readonly (number | null)[]): number | null {
  const sorted = values.filter((value) => value !== null && Number.isFinite(value)).sort((a, b) => a! - b!);
  if (sorted.length === 0 || sorted.length < values.length) return null;
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[middle]! : (sorted[middle - 1]! + sorted[middle]!) / 2;
}
