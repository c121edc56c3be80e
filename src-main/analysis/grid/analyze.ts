// From runs to the grid that is shown: cells, edges, areas and sensitivities of every recipe, with their intervals.
// It measures nothing itself; each measure has its own file.
import { budgetOf } from './budget.ts';
import { groupByCell, ByCell } from './by-cell.ts';
import { budgetsApart } from './budgets-apart.ts';
import type { BudgetPair } from './budget-pair.ts';
import { chosenSetting, lossKindOf } from '../decision/chosen-setting.ts';
import type { Evidence } from '../decision/basis.ts';
import { EDGE_MARGIN } from '../decision/gates.ts';
import { measureEdges } from './edges/study-edges.ts';
import type { Cell, CellPenalty, GridAnalysis, RecipeMap } from './grid.ts';
import type { Interval } from '../statistics/interval.ts';
import { NO_CONTROLS, type Controls } from '../headline/controls.ts';
import { failuresBelowEdge } from '../headline/failures.ts';
import { headlineOf } from '../headline/headline.ts';
import { pairUp, twinsByCell, type Pair } from '../headline/pairs.ts';
import { penaltyOf } from '../headline/penalty.ts';
import { visibilityOf } from '../headline/visibility.ts';
import { inferredCells } from './inferred.ts';
import { cellInterval, rememberedIntervals } from '../statistics/intervals.ts';
import { LABELS, type Label } from '../labels/labels.ts';
import {
  absentRuns,
  boundsOf,
  leftOutCounter,
  missingOf,
  unplacedRows,
  type AbsentRuns,
} from '../decision/left-out.ts';
import { median } from '../statistics/median.ts';
import { originsOf } from './origins.ts';
import { sensitivity } from '../decision/sensitivity.ts';
import { count, isJudged, seedKey, seedsOf, tallyCells, type GridRun, type Tally } from './tally.ts';
import { BATCH_SIZE_ROWS, onItsScale, rowPlaces, type RowSetting } from './rows.ts';
import type { Thresholds } from '../labels/thresholds.ts';
import { bestCells, toleranceCounter } from '../decision/within-tolerance.ts';

export interface AnalysisContext {
  readonly baseline: string;
  /** Batch sizes where not given. Its scale is that which the setting has by nature. */
  readonly rowSetting?: RowSetting;
  readonly thresholds: Thresholds;
  /** Order of the recipes; those that only the runs name follow in order of appearance. */
  readonly recipes?: readonly string[];
  /** Recipes that show what the study can see; none where not given. */
  readonly controls?: Controls;
  /** The runs lie in so many columns a decade (rate-columns.ts); not given: in those of their rates. */
  readonly ratesPerDecade?: number | null;
  /** The sweep left out what the edges do not need; areas take in what it left out. */
  readonly refined?: boolean;
  /** What the runs were, where that is known. */
  readonly evidence?: Evidence;
  /** What runs of the baseline with fewer steps say; none where not given. */
  readonly budgetPair?: BudgetPair | null;
  /** Rows that an import left out; none where not given. */
  readonly absent?: readonly AbsentRuns[];
}

/**
 * A cell is measured by its finished runs alone: what is planned, cancelled or failed for infrastructure reasons adds nothing,
 * and edges and areas are those of what was measured: of a row, from its lowest measured cell to its highest. The ratio compares
 * what both recipes have measured.
 */
export function analyze(runs: readonly GridRun[], context: AnalysisContext): GridAnalysis {
  const { absent = [] } = context;
  const bound = (bounded: readonly GridRun[]) => analyzeGrid(bounded, context);
  const rows = absentRuns(runs, absent);
  const analysis = analyzeGrid(runs, context, rows);
  return {
    ...analysis,
    recipes: analysis.recipes.map((map) => ({
      ...map,
      missing: {
        ...map.missing,
        leftOut: map.missing.leftOut + rows.filter(({ recipe }) => recipe === map.recipe).length,
      },
    })),
    bounds: boundsOf([...runs, ...rows], context, bound),
    unplaced: unplacedRows(absent),
  };
}

/** `absent` make cells of the grid and nothing else: what was left out there must be seen there. */
function analyzeGrid(
  runs: readonly GridRun[],
  context: AnalysisContext,
  absent: readonly GridRun[] = [],
): GridAnalysis {
  const { baseline, thresholds } = context;
  const all = [...runs, ...absent];
  const learningRates = ascending(all.map((run) => run.learningRate));
  const rowValues = ascending(all.map((run) => run.rowValue));
  const rowSetting = onItsScale(context.rowSetting ?? BATCH_SIZE_ROWS, rowValues);
  const leftOutOf = leftOutCounter(context.absent ?? []);
  const byRecipe = Map.groupBy(runs, ({ recipe }) => recipe);
  const names = [...new Set([...(context.recipes ?? []), ...byRecipe.keys()])];
  const tallies = new Map(names.map((name) => [name, tallyCells(byRecipe.get(name) ?? [], thresholds)]));
  const baselineCells = tallies.get(baseline) ?? [];
  const twins = byCell(baselineCells);
  const twinRuns = twinsByCell(byRecipe.get(baseline) ?? []);
  const intervalOf = rememberedIntervals(thresholds.confidence);
  const refined = context.refined ?? false;
  const measures = measureEdges(tallies, {
    baseline,
    places: rowPlaces(rowSetting, rowValues),
    thresholds,
    refined,
  });
  const gridOf = (cells: readonly Tally[]): Tally[][] => {
    const tallies = byCell(cells);
    return rowValues.map((rowValue) =>
      learningRates.map((learningRate) => ({
        rowValue,
        learningRate,
        runs: [],
        outcomes: [],
        ...tallies.get({ rowValue, learningRate }),
      })),
    );
  };
  const lossKind = lossKindOf(runs, thresholds);
  const baselineBests = bestCells(baselineCells, lossKind, thresholds);
  const recipes = names.map((recipe): RecipeMap => {
    const cells = tallies.get(recipe)!;
    const rows = Map.groupBy(cells, ({ rowValue }) => rowValue);
    const row = (rowValue: number) => rows.get(rowValue) ?? [];
    const isBaseline = recipe === baseline;
    const bests = isBaseline ? baselineBests : bestCells(cells, lossKind, thresholds);
    const withinTolerance = toleranceCounter(bests, baselineBests, lossKind, thresholds);
    const paired = pairUp(isBaseline ? [] : (byRecipe.get(recipe) ?? []), twinRuns, thresholds);
    const pairsOf = groupByCell(paired.pairs, ({ own }) => own);
    const described = gridOf(cells).map((line) =>
      line.map((cell) => ({
        ...describe(cell, twins.get(cell)?.runs ?? [], intervalOf),
        leftOut: leftOutOf(recipe, cell),
        penalty: cellPenalty(pairsOf.get(cell) ?? [], thresholds),
        withinTolerance: withinTolerance(cell),
      })),
    );
    const found = measures.get(recipe)!;
    return {
      recipe,
      headline: isBaseline ? null : headlineOf(paired, found, thresholds),
      failuresBelowEdge: isBaseline
        ? null
        : failuresBelowEdge(paired.pairs, found.edges, EDGE_MARGIN, thresholds.confidence),
      cells: described,
      ...found,
      chosen: chosenSetting(bests.whole, isBaseline ? null : baselineBests.whole, lossKind, thresholds),
      missing: missingOf(byRecipe.get(recipe) ?? []),
      lowPrecision: null,
      inferred: refined ? inferredCells(cells, thresholds) : [],
      sensitivity: rowValues.map((rowValue) => ({
        rowValue,
        ...sensitivity(
          row(rowValue)
            .flatMap((cell) => cell.runs)
            .filter(isJudged),
          thresholds.lossTolerance,
        ),
      })),
    };
  });
  const origins = originsOf(tallies, baseline, recipes);
  const isApart = (recipe: string) => origins?.apart.some((each) => each.recipe === recipe) ?? false;
  // A control that was trained elsewhere than the baseline shows nothing of what the study can see.
  const headlines = new Map(
    recipes.flatMap(({ recipe, headline }) =>
      headline && !isApart(recipe) ? [[recipe, headline] as const] : [],
    ),
  );
  return {
    learningRates,
    ratesPerDecade: context.ratesPerDecade ?? null,
    rowSetting,
    rowValues,
    baseline,
    recipes,
    refined,
    visibility: visibilityOf(headlines, context.controls ?? NO_CONTROLS),
    budget: budgetOf(byRecipe.get(baseline) ?? [], thresholds, context.budgetPair),
    origins,
    budgetsApart: budgetsApart(tallies, baseline, thresholds),
    evidence: context.evidence ?? null,
    slope: context.budgetPair?.slope ?? null,
    bounds: null,
    unplaced: 0,
    thresholds,
  };
}

function describe(
  tally: Tally,
  baselineRuns: readonly GridRun[],
  intervalOf: (unstable: number, finished: number) => Interval,
): Omit<Cell, 'penalty' | 'withinTolerance' | 'leftOut'> {
  const { learningRate, rowValue, runs } = tally;
  const { unstable, finished } = count(tally);
  const seeds = seedsOf(tally);
  const judged = runs.filter(isJudged);
  const ended = runs.filter(({ state }) => state === 'finished');
  const counts = new Map<Label | null, number>();
  for (const { label } of ended) counts.set(label, (counts.get(label) ?? 0) + 1);
  const labels: Cell['labels'] = Object.fromEntries(
    LABELS.filter((name) => counts.has(name)).map((name) => [name, counts.get(name)!]),
  );
  return {
    learningRate,
    rowValue,
    planned: runs.length,
    finished,
    failed: runs.filter(({ state }) => state === 'failed-infrastructure').length,
    unstable,
    seeds,
    imported: ended.filter(({ origin }) => origin === 'imported').length,
    ...rateSpread(runs),
    share: finished === 0 ? null : unstable / finished,
    interval: cellInterval({ unstable, finished, seeds }, labels.unjudged ?? 0, intervalOf),
    labels,
    provisional: judged.some(({ provisional }) => provisional),
    medianTail: medianOfAll(judged.map(({ tailLoss }) => tailLoss)),
    sharpnessRatio: median(judged.flatMap((run) => sharpnessRatio(run, baselineRuns))),
  };
}

function rateSpread(runs: readonly GridRun[]): Pick<Cell, 'lowestRate' | 'highestRate'> {
  const rates = runs.flatMap(({ ownRate }) => ownRate ?? []);
  if (rates.length === 0) return { lowestRate: null, highestRate: null };
  return {
    lowestRate: rates.reduce((a, b) => Math.min(a, b)),
    highestRate: rates.reduce((a, b) => Math.max(a, b)),
  };
}

function cellPenalty(pairs: readonly Pair[], { confidence }: Thresholds): CellPenalty | null {
  const { nats, interval, byValidation, byTail } = penaltyOf(pairs, confidence);
  return nats === null ? null : { nats, interval, pairs: byValidation + byTail };
}

/** The sharpness of a run over that of its twin: the baseline's run with the same weights, batches and learning rate. */
function sharpnessRatio(own: GridRun, baselineRuns: readonly GridRun[]): number[] {
  const { sharpness } = own;
  if (typeof sharpness !== 'number') return [];
  const twin = baselineRuns.find((run) => seedKey(run) === seedKey(own))?.sharpness ?? null;
  return twin !== null && twin > 0 ? [sharpness / twin] : [];
}

function byCell(cells: readonly Tally[]): ByCell<Tally> {
  const found = new ByCell<Tally>();
  for (const cell of cells) found.set(cell, cell);
  return found;
}

function ascending(values: readonly number[]): number[] {
  return [...new Set(values)].sort((a, b) => a - b);
}

/** null where there are none, or where one is not known. */
function medianOfAll(values: readonly (number | null)[]): number | null {
  const known = values.filter((value) => value !== null && Number.isFinite(value)) as number[];
  return known.length < values.length ? null : median(known);
}
