// The analysis of a study at its largest size, with the penalties that its ladder expects of a larger model in place of its own, so that a
// decision is about that model. Where the ladder says nothing of a recipe, the recipe has no penalty, and the decision says why. Pure.
import type { GridAnalysis } from '../grid/grid.ts';
import type { HeldOut, LadderPrediction, LadderRefusal } from './ladder.ts';
import { isRefusal, predictFor, type StudyLadder } from './recipe-ladder.ts';
import { penaltyOf, predictTokens, slopeOf } from './token-efficiency.ts';

/** A size of the ladder, and what its runs saw. */
export interface LadderSize {
  readonly parameters: number;
  readonly tokens: number;
}

/** Of a model that is asked about. */
export const MOST_PARAMETERS = 1e15;
export const MOST_TOKENS = 1e18;

/** The model that a decision is about. */
export interface Target {
  readonly parameters: number;
  /** That it is to be trained on; null: as its sizes were. */
  readonly tokens: number | null;
  /** Sizes that the ladder measured, and the parameters of the smallest and the largest. */
  readonly sizes: number;
  readonly from: number;
  readonly to: number;
  /** Steps under which they were measured; null: under one budget. */
  readonly steps: readonly number[] | null;
  /** The row of the largest size, whose map and failures the decision is told from. */
  readonly largestRow: number;
  /** Level of all intervals. */
  readonly confidence: number;
  /** Of every recipe but the baseline. */
  readonly penalties: readonly TargetPenalty[];
}

export interface TargetPenalty {
  readonly recipe: string;
  readonly said: Said | LadderRefusal;
  /** How the largest size came out when it was held out, where there are budgets under the longest; null where none was. */
  readonly heldOut: HeldOut | null;
}

export interface Said {
  readonly penalty: LadderPrediction;
  /** log2 of -dL/d ln(tokens) of the recipe there, in nats; null where its ladder has one budget. */
  readonly slope: LadderPrediction | null;
  /** Tokens that both are said of; null where its ladder has one budget. */
  readonly tokens: number | null;
}

/** What the sizes of a study say, whichever model is asked about. */
export interface TargetBasis {
  /** The analysis of the largest size alone. */
  readonly largest: GridAnalysis;
  /** Its row in the study. */
  readonly largestRow: number;
  /** Of the study. */
  readonly ladder: Pick<StudyLadder, 'ladders' | 'budgets'>;
  readonly sizes: readonly LadderSize[];
}

/**
 * By so many times a model may see more tokens for each parameter than the largest size of its ladder: penalties grow with them (Kumar et al.,
 * arXiv 2411.04330), and a ladder of one budget per size has not tested how.
 */
const MOST_TOKENS_EACH = 2;

export function atTarget(
  { largest, largestRow, ladder: { ladders, budgets }, sizes }: TargetBasis,
  { parameters, tokens }: Pick<Target, 'parameters' | 'tokens'>,
): GridAnalysis {
  const { confidence } = largest.thresholds;
  const last = sizes.reduce((most, size) => (size.parameters > most.parameters ? size : most));
  const measured = last.tokens / last.parameters;
  const wanted = (tokens ?? 0) / parameters;
  const counts = sizes.map((size) => size.parameters);
  const others = largest.recipes.filter(({ recipe }) => recipe !== largest.baseline);
  const notMeasured = { kind: 'missing-size', size: last.parameters, reason: 'not-measured' } as const;
  const ladderFor = (recipe: string) =>
    ladders.find((each) => each.recipe === recipe && each.measure === 'penalty');
  const budgetsFor = (recipe: string) => budgets?.recipes.find((each) => each.recipe === recipe);
  const bySizes = (recipe: string): Said | LadderRefusal => {
    const ladder = ladderFor(recipe);
    if (wanted > MOST_TOKENS_EACH * measured) return { kind: 'more-tokens', wanted, measured };
    if (!ladder) return notMeasured;
    const penalty = predictFor(ladder, parameters, confidence);
    return isRefusal(penalty) ? penalty : { penalty, slope: null, tokens: null };
  };
  const byBudgets = (recipe: string): Said | LadderRefusal => {
    const own = budgetsFor(recipe);
    return own ? predictTokens(budgets!, own, { parameters, tokens }, confidence) : notMeasured;
  };
  const penalties = others.map(({ recipe }): TargetPenalty => ({
    recipe,
    said: (budgets ? byBudgets : bySizes)(recipe),
    heldOut: (budgets ? budgetsFor(recipe)?.penalty : ladderFor(recipe)?.fit)?.heldOut[0] ?? null,
  }));
  const said = new Map(penalties.map((each) => [each.recipe, each.said]));
  return {
    ...largest,
    recipes: largest.recipes.map((map) => {
      const { chosen } = map;
      if (!chosen?.againstBaseline) return map;
      const found = said.get(map.recipe);
      const expected = found ? expectedOf(found) : null;
      const seeds = chosen.againstBaseline.penalty?.seeds ?? 0;
      const againstBaseline = {
        ...chosen.againstBaseline,
        penalty: expected && penaltyOf(expected.penalty, confidence, seeds),
        slope: expected?.slope ? slopeOf(expected.slope, confidence, seeds) : null,
      };
      return { ...map, chosen: { ...chosen, againstBaseline } };
    }),
    target: {
      parameters,
      tokens,
      sizes: sizes.length,
      from: Math.min(...counts),
      to: Math.max(...counts),
      steps: budgets?.steps ?? null,
      largestRow,
      confidence,
      penalties,
    },
  };
}

/** Also where only the slope is not known, for which the reader's own may stand. */
function expectedOf(found: Said | LadderRefusal): Said | null {
  if (!isRefusal(found)) return found;
  return found.kind === 'no-slope' ? { penalty: found.penalty, slope: null, tokens: null } : null;
}
