// From runs to the grid that is shown: cells, edges, areas and sensitivities of every recipe, with their intervals.
// It measures nothing itself; each measure has its own file.
import { areas } from './areas.ts';
import { chosenSetting } from './chosen-setting.ts';
import { edgeSpreads, rowEdges } from './edge-intervals.ts';
import { edgeOf } from './edge.ts';
import type { Cell, CellPenalty, Edge, GridAnalysis, Interval, RecipeMap } from './grid.ts';
import { NO_CONTROLS, type Controls } from './headline/controls.ts';
import { headlineOf } from './headline/headline.ts';
import { pairUp, twinsByPlace, type Pair } from './headline/pairs.ts';
import { penaltyOf } from './headline/penalty.ts';
import { visibilityOf } from './headline/visibility.ts';
import { withInferred } from './inferred.ts';
import { rememberedIntervals } from './intervals.ts';
import { LABELS, type Label } from './labels.ts';
import { median } from './median.ts';
import { extents } from './region.ts';
import { edgeShifts } from './shift.ts';
import { spreadInterval, type SeedSpread } from './seed-spread.ts';
import { sensitivity } from './sensitivity.ts';
import { count, isJudged, isStable, tallyCells, type GridRun, type Tally } from './tally.ts';
import type { Thresholds } from './thresholds.ts';

export interface AnalysisContext {
  readonly baseline: string;
  readonly thresholds: Thresholds;
  /** Order of the recipes; those that only the runs name follow in order of appearance. */
  readonly recipes?: readonly string[];
  /** Recipes that show what the study can see; none where not given. */
  readonly controls?: Controls;
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
  const byRecipe = Map.groupBy(runs, ({ recipe }) => recipe);
  const names = [...new Set([...(context.recipes ?? []), ...byRecipe.keys()])];
  const tallies = new Map(names.map((name) => [name, tallyCells(byRecipe.get(name) ?? [], thresholds)]));
  const baselineCells = tallies.get(baseline) ?? [];
  const twins = byPlace(baselineCells);
  const twinRuns = twinsByPlace(byRecipe.get(baseline) ?? []);
  const shifts = new Map(edgeShifts(runs, context).map((shift) => [shift.recipe, shift]));
  const intervalOf = rememberedIntervals(thresholds.confidence);
  const known = (cells: readonly Tally[]) => (context.refined ? withInferred(cells, thresholds) : cells);
  const gridOf = (cells: readonly Tally[]): Tally[][] => {
    const places = byPlace(cells);
    return batchSizes.map((batchSize) =>
      learningRates.map((learningRate) => ({
        batchSize,
        learningRate,
        runs: [],
        outcomes: [],
        ...places.get(key({ batchSize, learningRate })),
      })),
    );
  };
  const baselineGrid = gridOf(baselineCells).flat();
  const recipes = names.map((recipe): RecipeMap => {
    const cells = tallies.get(recipe)!;
    const rows = Map.groupBy(cells, ({ batchSize }) => batchSize);
    const row = (batchSize: number) => rows.get(batchSize) ?? [];
    const spreads = edgeSpreads(batchSizes.map((batchSize) => rowEdges(row(batchSize))));
    const grid = gridOf(cells);
    const isBaseline = recipe === baseline;
    const paired = pairUp(isBaseline ? [] : (byRecipe.get(recipe) ?? []), twinRuns, thresholds);
    const pairsOf = Map.groupBy(paired.pairs, ({ own }) => key(own));
    const described = grid.map((line) =>
      line.map((cell) =>
        describe(
          cell,
          twins.get(key(cell))?.runs ?? [],
          cellPenalty(pairsOf.get(key(cell)) ?? [], thresholds),
          intervalOf,
        ),
      ),
    );
    const found = areas(known(cells), known(baselineCells), thresholds);
    const shift = shifts.get(recipe) ?? { recipe, rows: [], mean: null };
    return {
      recipe,
      headline: isBaseline ? null : headlineOf(paired, shift, found, thresholds),
      cells: described,
      edges: batchSizes.map((batchSize, i) => edge(batchSize, row(batchSize), spreads[i]!, thresholds)),
      ...found,
      chosen: chosenSetting(described.flat(), grid.flat(), baselineGrid),
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
          thresholds.lossTolerance,
        ),
      })),
    };
  });
  const headlines = new Map(
    recipes.flatMap(({ recipe, headline }) => (headline ? [[recipe, headline] as const] : [])),
  );
  return {
    learningRates,
    batchSizes,
    baseline,
    recipes,
    refined: context.refined ?? false,
    visibility: visibilityOf(headlines, context.controls ?? NO_CONTROLS),
    thresholds,
  };
}

function describe(
  tally: Tally,
  baselineRuns: readonly GridRun[],
  penalty: CellPenalty | null,
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
    medianTail: medianOfAll(judged.map(({ tailLoss }) => tailLoss)),
    penalty,
    sharpnessRatio: median(judged.flatMap((run) => sharpnessRatio(run, baselineRuns))),
  };
}

function cellPenalty(pairs: readonly Pair[], { confidence }: Thresholds): CellPenalty | null {
  const { nats, interval, byValidation, byTail } = penaltyOf(pairs, confidence);
  return nats === null ? null : { nats, interval, pairs: byValidation + byTail };
}

/** The sharpness of a run over that of its twin: the baseline's run with the same weights, batches and learning rate. */
function sharpnessRatio({ seed, sharpness }: GridRun, baselineRuns: readonly GridRun[]): number[] {
  if (typeof sharpness !== 'number') return [];
  const twin = baselineRuns.find((run) => run.seed === seed)?.sharpness ?? null;
  return twin !== null && twin > 0 ? [sharpness / twin] : [];
}

/**
 * An end of the interval beyond the outermost cell is open: 0 or Infinity, for nothing was tested there. So is the far end
 * of an edge that lies outside.
 */
function edge(
  batchSize: number,
  row: readonly Tally[],
  spread: SeedSpread | null,
  { confidence }: Thresholds,
): Edge {
  const position = edgeOf(row.map((cell) => count(cell)));
  const tested = row.filter(({ outcomes }) => outcomes.length > 0).map((cell) => cell.learningRate);
  const place =
    position.learningRate ?? (position.side === 'above' ? Math.max(...tested) : Math.min(...tested));
  const interval = spread && spreadInterval(spread, Math.log10(place), confidence);
  if (!interval) return { batchSize, ...position, interval: null, spread: null };
  const cells = extents(tested.map(Math.log10));
  const [lowest, highest] = [Math.min(...cells.keys()), Math.max(...cells.keys())];
  const isOpenBelow = position.side === 'below' || interval.low < lowest - cells.get(lowest)! / 2;
  const isOpenAbove = position.side === 'above' || interval.high > highest + cells.get(highest)! / 2;
  return {
    batchSize,
    ...position,
    interval: {
      low: isOpenBelow ? 0 : 10 ** interval.low,
      high: isOpenAbove ? Infinity : 10 ** interval.high,
    },
    spread,
  };
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
function medianOfAll(values: readonly (number | null)[]): number | null {
  const known = values.filter((value) => value !== null && Number.isFinite(value)) as number[];
  return known.length < values.length ? null : median(known);
}
