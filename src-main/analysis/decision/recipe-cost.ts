// What a full run costs under one recipe and under the baseline, each at its own best setting, as distributions over what is
// not known.
import { bySeeds } from '../statistics/intervals.ts';
import type { Cell, GridAnalysis, RecipeMap } from '../grid/grid.ts';
import { expectedCost, savingOf, type Cost, type Side, type Situation } from './cost.ts';
import type { CostInputs, Kind, SearchRange } from './inputs.ts';
import { quantitiesOf, studyFailures, type Found, type Measured, type Quantities } from './quantities.ts';
import { drawSearchShare } from './search-share.ts';
import { spread, type Spread } from './spread.ts';

export interface RecipeCost {
  readonly recipe: string;
  readonly cell: Cell;
  /** US dollars. */
  readonly cost: Spread;
  /** With everything at its most likely value. */
  readonly typical: Cost;
  /** Draws of the total, ascending. */
  readonly totals: readonly number[];
}

/** What the study allows, and whether the cost rests on it or on the reader's own number for the full run. */
export interface Failures {
  readonly used: Extract<Kind, 'measured' | 'yours'>;
  readonly study: { readonly recipe: Spread; readonly baseline: Spread };
}

/** A recipe beside the baseline. */
export interface ComparedCost {
  readonly recipe: RecipeCost;
  readonly baseline: RecipeCost;
  /** Chance that the recipe is cheaper. */
  readonly cheaper: number;
  /** Saving as a share of the baseline's cost. */
  readonly saving: Spread;
  readonly failures: Failures;
  readonly measured: Measured;
  /** Draws of the share of the search range that trains well; null where none of it was measured. */
  readonly found: Found;
  readonly quantities: Quantities;
  /** Draws of the baseline's total, in the order of the situations. */
  readonly baselineTotals: readonly number[];
}

export interface CostChoice {
  readonly inputs: CostInputs;
  /** null: all tested learning rates and rows. */
  readonly search: SearchRange | null;
}

/** null where one of the two has not run. */
export function compareCosts(
  analysis: GridAnalysis,
  recipe: RecipeMap,
  choice: CostChoice,
): ComparedCost | null {
  const baseline = analysis.recipes.find((map) => map.recipe === analysis.baseline);
  const [cell, baselineCell] = [chosenCell(recipe), baseline ? chosenCell(baseline) : null];
  const against = recipe.chosen?.againstBaseline;
  if (!baseline || !cell || !baselineCell || !against) return null;
  const measured: Measured = {
    recipe: bySeeds(cell),
    baseline: bySeeds(baselineCell),
    ...against,
    slope: against.slope ?? analysis.slope,
    lowShare: lowShareBeyond(recipe, baseline),
    vainShare: recipe.lowPrecision?.vainShare ?? 0,
  };
  const found = {
    recipe: foundOf(recipe, analysis, choice.search),
    baseline: foundOf(baseline, analysis, choice.search),
  };
  const quantities = quantitiesOf(measured, found, choice.inputs);
  const { situations, typical } = quantities;
  const [own, base] = [totalsOf(situations, 'recipe'), totalsOf(situations, 'baseline')];
  const savings = own.map((total, index) => savingOf(total, base[index]!));
  return {
    recipe: recipeCost(recipe.recipe, cell, own, expectedCost(typical, 'recipe')),
    baseline: recipeCost(baseline.recipe, baselineCell, base, expectedCost(typical, 'baseline')),
    cheaper: shareAbove(savings),
    saving: spread(savings),
    failures: {
      used: choice.inputs.failureProbability ? 'yours' : 'measured',
      study: studyFailures(measured),
    },
    measured,
    found,
    quantities,
    baselineTotals: base,
  };
}

/** Steps that the baseline takes in low precision itself gain nothing on it; null where nobody said how the runs were trained. */
function lowShareBeyond(recipe: RecipeMap, baseline: RecipeMap): number | null {
  if (recipe.lowPrecision === null) return null;
  return Math.max(0, recipe.lowPrecision.lowShare - (baseline.lowPrecision?.lowShare ?? 0));
}

const known = new WeakMap<RecipeMap, Map<string, Found['recipe']>>();

/**
 * Draws of the share of the search range in which the recipe comes within the loss tolerance of its best. Kept with the map: every
 * recipe is held against the same baseline, and a slider of costs moves none of it.
 */
function foundOf(map: RecipeMap, analysis: GridAnalysis, search: SearchRange | null): Found['recipe'] {
  const key = JSON.stringify([map.recipe === analysis.baseline, search]);
  const ofMap = known.get(map) ?? new Map<string, Found['recipe']>();
  known.set(map, ofMap);
  if (!ofMap.has(key)) ofMap.set(key, drawFound(map, analysis, search));
  return ofMap.get(key)!;
}

function drawFound(
  { recipe, cells }: RecipeMap,
  analysis: GridAnalysis,
  search: SearchRange | null,
): number[] | null {
  const { learningRates, rowValues } = analysis;
  const range = [
    search?.lowestRate ?? learningRates[0]!,
    search?.highestRate ?? learningRates.at(-1)!,
  ] as const;
  const wanted = new Set(search?.rowValues ?? rowValues);
  const rows = cells
    .filter((row) => row[0] !== undefined && wanted.has(row[0].rowValue))
    .map((row) =>
      row.map(({ learningRate, finished, withinTolerance }) => ({
        learningRate,
        finished,
        good: withinTolerance,
      })),
    );
  return drawSearchShare(rows, range, `found ${recipe === analysis.baseline ? 'baseline' : 'recipe'}`);
}

function chosenCell({ cells, chosen }: RecipeMap): Cell | null {
  if (!chosen) return null;
  const { learningRate, rowValue } = chosen;
  return cells.flat().find((cell) => cell.learningRate === learningRate && cell.rowValue === rowValue)!;
}

export function totalsOf(situations: readonly Situation[], side: Side): number[] {
  return situations.map((situation) => expectedCost(situation, side).total);
}

/** Share of the draws in which the recipe costs less than the baseline. */
export function chanceCheaper(own: readonly number[], base: readonly number[]): number {
  return shareAbove(own.map((total, index) => base[index]! - total));
}

function shareAbove(values: readonly number[]): number {
  return values.filter((value) => value > 0).length / values.length;
}

function recipeCost(recipe: string, cell: Cell, totals: readonly number[], typical: Cost): RecipeCost {
  return { recipe, cell, cost: spread(totals), typical, totals: [...Float64Array.from(totals).sort()] };
}
