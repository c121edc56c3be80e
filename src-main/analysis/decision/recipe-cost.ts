// What a full run costs under one recipe and under the baseline at the same setting, as distributions over what is not known.
import type { Cell, ChosenSetting, GridAnalysis, Interval, RecipeMap } from '../grid.ts';
import { expectedCost, savingOf, type Cost, type Situation } from './cost.ts';
import { drawFailures } from './draws.ts';

/** Half and the ends of the middle 95 % of a distribution. */
export interface Spread {
  readonly median: number;
  readonly interval: Interval;
}

export interface RecipeCost {
  readonly recipe: string;
  readonly cell: Cell;
  /** US dollars. */
  readonly cost: Spread;
  /** With every input at its most likely value and p at its posterior median. */
  readonly typical: Cost;
  /** Draws of the total, ascending. */
  readonly totals: readonly number[];
}

/** A recipe beside the baseline at the recipe's chosen setting. */
export interface ComparedCost {
  readonly recipe: RecipeCost;
  readonly baseline: RecipeCost;
  /** Chance that the recipe is cheaper. */
  readonly cheaper: number;
  /** Saving as a share of the baseline's cost. */
  readonly saving: Spread;
  /** Draws of the failure probabilities, and of the baseline's total, in the order of the situations. */
  readonly draws: {
    readonly recipe: readonly number[];
    readonly baseline: readonly number[];
    readonly baselineTotals: readonly number[];
  };
}

/** At the recipe's chosen setting; null where the two have no measured cell in common. */
export function compareCosts(
  { baseline: baselineName, recipes }: GridAnalysis,
  recipe: RecipeMap,
  situations: readonly Situation[],
  typical: Situation,
): ComparedCost | null {
  const baseline = recipes.find((map) => map.recipe === baselineName);
  if (!baseline || !recipe.chosen) return null;
  const [cell, baselineCell] = [cellAt(recipe, recipe.chosen), cellAt(baseline, recipe.chosen)];
  const [own, base] = [drawFailures(cell, 0), drawFailures(baselineCell, 1)];
  const ownTotals = totalsOf(situations, 'fp8', own);
  const baseTotals = totalsOf(situations, 'bf16', base);
  const savings = ownTotals.map((total, index) => savingOf(total, baseTotals[index]!));
  return {
    recipe: recipeCost(recipe.recipe, cell, ownTotals, expectedCost(typical, 'fp8', middle(own))),
    baseline: recipeCost(
      baseline.recipe,
      baselineCell,
      baseTotals,
      expectedCost(typical, 'bf16', middle(base)),
    ),
    cheaper: shareAbove(savings),
    saving: spread(savings),
    draws: { recipe: own, baseline: base, baselineTotals: baseTotals },
  };
}

function cellAt({ cells }: RecipeMap, { learningRate, batchSize }: ChosenSetting): Cell {
  return cells.flat().find((cell) => cell.learningRate === learningRate && cell.batchSize === batchSize)!;
}

export function totalsOf(
  situations: readonly Situation[],
  precision: 'bf16' | 'fp8',
  p: readonly number[],
): number[] {
  return situations.map((situation, index) => expectedCost(situation, precision, p[index]!).total);
}

/** Share of the draws in which the recipe costs less than the baseline. */
export function chanceCheaper(own: readonly number[], base: readonly number[]): number {
  return shareAbove(own.map((total, index) => base[index]! - total));
}

function shareAbove(values: readonly number[]): number {
  return values.filter((value) => value > 0).length / values.length;
}

function recipeCost(recipe: string, cell: Cell, totals: readonly number[], typical: Cost): RecipeCost {
  return { recipe, cell, cost: spread(totals), typical, totals: totals.toSorted((a, b) => a - b) };
}

function quantile(sorted: readonly number[], at: number): number {
  return sorted[Math.min(sorted.length - 1, Math.max(0, Math.ceil(at * sorted.length) - 1))]!;
}

export function middle(values: readonly number[]): number {
  return spread(values).median;
}

export function spread(values: readonly number[]): Spread {
  const sorted = values.toSorted((a, b) => a - b);
  return {
    median: quantile(sorted, 0.5),
    interval: { low: quantile(sorted, 0.025), high: quantile(sorted, 0.975) },
  };
}
