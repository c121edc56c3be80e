// Why a study carries no verdict, whatever its gates say: it could not have seen a difference, its runs do not compare, it is not
// at its end, its grid ends before the edges do, or runs that were left out could turn the verdict. Numbers only: report/language says them.
import type { GridAnalysis, RecipeMap } from '../grid/grid.ts';
import type { LadderRefusal } from '../ladder/ladder.ts';
import { isRefusal } from '../ladder/recipe-ladder.ts';
import { isOffGrid, type GateStatus } from './gates.ts';

export type Withheld =
  | { readonly reason: 'control-missed'; readonly control: string }
  /** It was trained for another number of steps than the baseline: what differs may be the steps. */
  | { readonly reason: 'budgets-apart' }
  /** It and the baseline have no runs of one origin somewhere: what differs may be what trained them. */
  | { readonly reason: 'origins-apart' }
  | { readonly reason: 'unfinished'; readonly runs: number }
  /** Of this recipe or the baseline, some edge lies outside the tested learning rates. */
  | { readonly reason: 'off-grid'; readonly recipes: readonly string[] }
  /** It fails more often than the baseline well below its edges: its failures do not keep to high learning rates. */
  | {
      readonly reason: 'fails-below-edge';
      readonly failed: number;
      readonly pairs: number;
      readonly p: number;
    }
  /** Of the larger model that it is about, its ladder says nothing, and the reader has said no token efficiency. */
  | { readonly reason: 'no-prediction'; readonly refusal: LadderRefusal }
  /** Broke, were cancelled, were not judged, or were left out of an import. */
  | { readonly reason: 'left-out'; readonly runs: number };

interface Compared {
  readonly baseline: RecipeMap;
  readonly recipe: RecipeMap;
}

/**
 * `standsIn`: whether a number of the reader's own stands in place of what a ladder refuses to say. `couldTurn`: whether the gates would say otherwise if all runs that were left out had gone against the recipe, or for it. A
 * no-go for other reasons stands where edges lie off the grid: no learning rate beyond it would take back what was measured.
 */
export function withheldFor(
  { visibility, budgetsApart, origins, bounds, unplaced, refined, target }: GridAnalysis,
  { baseline, recipe }: Compared,
  byGates: GateStatus,
  standsIn: (refusal: LadderRefusal) => boolean,
  couldTurn: () => boolean,
): Withheld[] {
  const found: Withheld[] = [];
  if (visibility.positiveControl === 'missed') {
    found.push({ reason: 'control-missed', control: visibility.positive! });
  }
  if (budgetsApart.some((apart) => apart.recipe === recipe.recipe)) found.push({ reason: 'budgets-apart' });
  if (origins?.apart.some((apart) => apart.recipe === recipe.recipe)) found.push({ reason: 'origins-apart' });
  const waiting = baseline.missing.waiting + recipe.missing.waiting;
  if (waiting > 0 && !refined) found.push({ reason: 'unfinished', runs: waiting });
  const off = [baseline, recipe].filter(isOffGrid).map((map) => map.recipe);
  if (off.length > 0 && byGates !== 'no-go') found.push({ reason: 'off-grid', recipes: off });
  const below = recipe.failuresBelowEdge;
  if (below?.told === 'more' && byGates === 'go') {
    found.push({ reason: 'fails-below-edge', failed: below.recipeOnly, pairs: below.pairs, p: below.p });
  }
  const said = target?.penalties.find((penalty) => penalty.recipe === recipe.recipe)?.said;
  if (said && isRefusal(said) && !standsIn(said)) found.push({ reason: 'no-prediction', refusal: said });
  const leftOut = baseline.missing.leftOut + recipe.missing.leftOut + unplaced;
  if (unplaced > 0 || (bounds !== null && leftOut > 0 && couldTurn())) {
    found.push({ reason: 'left-out', runs: leftOut });
  }
  return found;
}
