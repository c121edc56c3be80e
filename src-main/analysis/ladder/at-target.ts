// The analysis of a study at its largest size, with the penalties that its ladder expects of a larger model in place of its own, so that a
// decision is about that model. Where the ladder says nothing of a recipe, the recipe has no penalty, and the decision says why. Pure.
import type { GridAnalysis } from '../grid/grid.ts';
import type { LadderPrediction, LadderRefusal } from './ladder.ts';
import { isRefusal, predictFor, type StudyLadder } from './recipe-ladder.ts';
import { penaltyOf, predictTokens, slopeOf } from './token-efficiency.ts';

/** A size of the ladder, and what its runs saw. */
export interface LadderSize {
  readonly parameters: number;
  readonly tokens: number;
}

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
  /** Of every recipe but the baseline. */
  readonly penalties: readonly TargetPenalty[];
}

export interface TargetPenalty {
  readonly recipe: string;
  readonly said: Said | LadderRefusal;
}

export interface Said {
  readonly penalty: LadderPrediction;
  /** log2 of -dL/d ln(tokens) of the recipe there, in nats; null where its ladder has one budget. */
  readonly slope: LadderPrediction | null;
}

/**
 * By so many times a model may see more tokens for each parameter than the largest size of its ladder: penalties grow with them (Kumar et al.,
 * arXiv 2411.04330), and a ladder of one budget per size has not tested how.
 */
const MOST_TOKENS = 2;

/** `largest`: the analysis of the largest size alone; `ladder`: that of its study. */
export function atTarget(
  largest: GridAnalysis,
  { ladders, budgets }: Pick<StudyLadder, 'ladders' | 'budgets'>,
  sizes: readonly LadderSize[],
  { parameters, tokens }: Pick<Target, 'parameters' | 'tokens'>,
): GridAnalysis {
  const { confidence } = largest.thresholds;
  const last = sizes.reduce((most, size) => (size.parameters > most.parameters ? size : most));
  const measured = last.tokens / last.parameters;
  const wanted = (tokens ?? 0) / parameters;
  const counts = sizes.map((size) => size.parameters);
  const others = largest.recipes.filter(({ recipe }) => recipe !== largest.baseline);
  const notMeasured = { kind: 'missing-size', size: last.parameters, reason: 'not-measured' } as const;
  const bySizes = (recipe: string): Said | LadderRefusal => {
    const ladder = ladders.find((each) => each.recipe === recipe && each.measure === 'penalty');
    if (wanted > MOST_TOKENS * measured) return { kind: 'more-tokens', wanted, measured };
    if (!ladder) return notMeasured;
    const penalty = predictFor(ladder, parameters, confidence);
    return isRefusal(penalty) ? penalty : { penalty, slope: null };
  };
  const byBudgets = (recipe: string): Said | LadderRefusal => {
    const own = budgets!.recipes.find((each) => each.recipe === recipe);
    return own ? predictTokens(budgets!, own, { parameters, tokens }, confidence) : notMeasured;
  };
  const penalties = others.map(({ recipe }): TargetPenalty => ({
    recipe,
    said: (budgets ? byBudgets : bySizes)(recipe),
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
      penalties,
    },
  };
}

/** Also where only the slope is not known, for which the reader's own may stand. */
function expectedOf(found: Said | LadderRefusal): Said | null {
  if (!isRefusal(found)) return found;
  return found.kind === 'no-slope' ? { penalty: found.penalty, slope: null } : null;
}
