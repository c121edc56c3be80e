// From the map to a decision: a setting, what a full run costs under every recipe with retries and search, how sure that is,
// what matters most, and the staged plan. Numbers only: report/language says them.
import { isComplete } from '../complete.ts';
import type { GridAnalysis, RecipeMap } from '../grid.ts';
import { breakEvenFailure, breakEvenSpeedup, expectedCost, type Situation } from './cost.ts';
import { drawFailures, drawSituations } from './draws.ts';
import { CHEAPER_GO, CHEAPER_NO_GO, costStatus, stagedPlan, type Gate, type GateStatus } from './gates.ts';
import { COST_INPUT_NAMES, COST_INPUTS, type CostInputs } from './inputs.ts';
import {
  chanceCheaper,
  compareCosts,
  middle,
  totalsOf,
  type ComparedCost,
  type RecipeCost,
  type Spread,
} from './recipe-cost.ts';
import { seedsUntilForGood, withMore } from './seeds-needed.ts';
import { tornadoOf, type TornadoBar } from './tornado.ts';

export interface Decision {
  /** No-go if one gate is, go if all are and the study is complete. */
  readonly verdict: GateStatus;
  /** Whether every run that the verdict rests on has ended. */
  readonly isComplete: boolean;
  readonly baseline: RecipeCost;
  readonly recipe: RecipeCost;
  /** Chance that the recipe is cheaper. */
  readonly cheaper: number;
  /** Saving of the recipe as a share of the baseline's cost. */
  readonly saving: Spread;
  readonly breakEvenSpeedup: number | null;
  readonly breakEvenFailure: number;
  readonly tornado: readonly TornadoBar[];
  readonly gates: readonly Gate[];
  readonly seedsNeeded: SeedsNeeded;
  /** Every recipe but the baseline that has a setting, this one included, each at its own setting. */
  readonly costs: readonly RecipeComparison[];
}

export type RecipeComparison = Omit<ComparedCost, 'draws'>;

/** Further seeds that would settle the open gates, if they turn out as those so far; 0 where none would, or nothing is open. */
export interface SeedsNeeded {
  /** Of the chosen setting alone, of its whole batch size, and of the whole grid. */
  readonly setting: number;
  readonly row: number;
  readonly grid: number;
  /** What else is open: nothing; gates that more seeds would not settle; or some that have too few seeds to tell. */
  readonly rest: 'nothing' | 'unsettled' | 'unknown';
}

/** What keeps a study from being decided. */
export interface Undecidable {
  readonly verdict: 'undecidable';
  readonly reason: 'no-recipe' | 'no-baseline' | 'is-baseline' | 'nothing-shared';
  readonly recipe: string;
  readonly baseline: string;
}

export function decide(
  analysis: GridAnalysis,
  recipeName: string,
  inputs: CostInputs,
): Decision | Undecidable {
  const baseline = analysis.recipes.find(({ recipe }) => recipe === analysis.baseline);
  const recipe = analysis.recipes.find((map) => map.recipe === recipeName);
  const no = (reason: Undecidable['reason']): Undecidable => ({
    verdict: 'undecidable',
    reason,
    recipe: recipeName,
    baseline: analysis.baseline,
  });
  if (!recipe) return no('no-recipe');
  if (!baseline) return no('no-baseline');
  if (recipe === baseline) return no('is-baseline');
  const situations = drawSituations(inputs);
  const typical = Object.fromEntries(COST_INPUT_NAMES.map((name) => [name, inputs[name].value])) as Situation;
  const compared = compareCosts(analysis, recipe, situations, typical);
  if (!compared) return no('nothing-shared');
  const { recipe: own, baseline: base, cheaper, saving, draws } = compared;
  const gates = stagedPlan({
    analysis,
    baseline,
    recipe,
    baselineCell: base.cell,
    recipeCell: own.cell,
    cost: { cheaper, ...whatTurnsCost(compared, situations) },
  });
  const complete = isComplete(recipe, analysis);
  return {
    verdict: verdictOf(gates, complete),
    isComplete: complete,
    baseline: base,
    recipe: own,
    cheaper,
    saving,
    breakEvenSpeedup: breakEvenSpeedup(typical, middle(draws.recipe), middle(draws.baseline)),
    breakEvenFailure: breakEvenFailure(typical),
    tornado: tornadoOf(inputs, typical, compared),
    gates,
    seedsNeeded: seedsNeeded(gates),
    costs: analysis.recipes.flatMap((map) => costOf(map, compared, { analysis, situations, typical })),
  };
}

interface Setup {
  readonly analysis: GridAnalysis;
  readonly situations: readonly Situation[];
  readonly typical: Situation;
}

function costOf(
  map: RecipeMap,
  chosen: ComparedCost,
  { analysis, situations, typical }: Setup,
): RecipeComparison[] {
  if (map.recipe === analysis.baseline) return [];
  const compared =
    map.recipe === chosen.recipe.recipe ? chosen : compareCosts(analysis, map, situations, typical);
  if (!compared) return [];
  const { recipe, baseline, cheaper, saving } = compared;
  return [{ recipe, baseline, cheaper, saving }];
}

function verdictOf(gates: readonly Gate[], complete: boolean): GateStatus {
  if (gates.some(({ status }) => status === 'no-go')) return 'no-go';
  return complete && gates.every(({ status }) => status === 'go') ? 'go' : 'undecided';
}

/** The speed-ups that would turn the gate of cost if they were measured, and the seeds that would settle it. */
function whatTurnsCost({ recipe, cheaper, draws }: ComparedCost, situations: readonly Situation[]) {
  // All of a cost but what people do falls with the speed-up.
  const unhurried = situations.map((situation, index) => {
    const { total, people } = expectedCost({ ...situation, speedup: 1 }, 'fp8', draws.recipe[index]!);
    return { machines: total - people, people };
  });
  const chanceAt = (speedup: number) =>
    chanceCheaper(
      unhurried.map(({ machines, people }) => machines / speedup + people),
      draws.baselineTotals,
    );
  const settled = (more: number) => {
    const p = drawFailures(withMore(recipe.cell, more), 0);
    return costStatus(chanceCheaper(totalsOf(situations, 'fp8', p), draws.baselineTotals)) !== 'undecided';
  };
  return {
    speedupGo: speedupWhere((speedup) => chanceAt(speedup) >= CHEAPER_GO),
    speedupNoGo: speedupWhere((speedup) => chanceAt(speedup) > CHEAPER_NO_GO),
    moreSeeds: costStatus(cheaper) === 'undecided' ? seedsUntilForGood(settled) : null,
  };
}

/** The least speed-up, to a thousandth, from which on a condition holds; null where none that makes sense does. */
function speedupWhere(holds: (speedup: number) => boolean): number | null {
  let [low, high] = [COST_INPUTS.speedup.least as number, COST_INPUTS.speedup.most as number];
  if (!holds(high)) return null;
  while (high - low > 1e-3) {
    const between = (low + high) / 2;
    if (holds(between)) high = between;
    else low = between;
  }
  return high;
}

function seedsNeeded(gates: readonly Gate[]): SeedsNeeded {
  const open = gates.filter(({ status }) => status === 'undecided');
  const most = (...kinds: readonly Gate['kind'][]) =>
    Math.max(0, ...open.filter(({ kind }) => kinds.includes(kind)).map(({ moreSeeds }) => moreSeeds ?? 0));
  const others = open.filter(({ moreSeeds }) => moreSeeds === null);
  const isUnknown = others.some((gate) => 'waitsForSeeds' in gate && gate.waitsForSeeds);
  return {
    setting: most('stable', 'quality', 'cost'),
    row: most('edge'),
    grid: most('region'),
    rest: others.length === 0 ? 'nothing' : isUnknown ? 'unknown' : 'unsettled',
  };
}
