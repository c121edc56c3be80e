// The penalty of each recipe at the largest size over the tokens that it saw, as a ladder of its own: what was measured under each budget, what
// shorter runs of smaller sizes said of the longest one, and what all of them say between and beyond, as far as was tested. Pure.
import { predictAtBudget } from './budget-ladder.ts';
import { MEASURES } from './measures.ts';
import { isRefusal, type RecipeLadder } from './recipe-ladder.ts';
import type { BudgetLadder, RecipeBudgets } from './token-efficiency.ts';

export interface BudgetCurves {
  /** Parameters of the largest size. */
  readonly parameters: number;
  /** `octaves` are log2 of tokens per parameter here; a recipe of which some size or budget has no value has no points. */
  readonly ladders: readonly RecipeLadder[];
}

/** Predictions from the shortest budget to the end of what was tested. */
const STEPS = 16;

export function budgetCurves({ sizes, recipes }: BudgetLadder, confidence: number): BudgetCurves {
  const { parameters, tokens } = sizes.at(-1)!;
  const longest = Math.log2(tokens.at(-1)! / parameters);
  return { parameters, ladders: recipes.map((recipe) => curveOf(recipe, longest, confidence)) };
}

function curveOf({ recipe, penalty }: RecipeBudgets, longest: number, confidence: number): RecipeLadder {
  const size = penalty.points.reduce((most, point) => Math.max(most, point.size), -Infinity);
  const points = penalty.points.filter((point) => point.size === size);
  const [first] = points;
  const budgetAt = (i: number) => first!.budget + (i / STEPS) * (penalty.reach.budget - first!.budget);
  const ahead = (first ? Array.from({ length: STEPS + 1 }, (_, i) => budgetAt(i)) : []).flatMap((budget) => {
    const said = predictAtBudget(penalty, MEASURES.penalty, { size, budget }, confidence);
    return isRefusal(said) ? [] : [{ ...said, octaves: longest + budget }];
  });
  return {
    recipe,
    measure: 'penalty',
    fit: {
      points: points.map(({ budget, value, error }) => ({ octaves: longest + budget, value, error })),
      heldOut: penalty.heldOut.slice(0, 1).map((heldOut) => ({ ...heldOut, octaves: longest })),
      reach: penalty.reach.budget,
      refusal: penalty.refusal,
    },
    missing: [],
    ahead,
  };
}
