// The analysis of a study at its largest size, with the penalties that its ladder expects of a larger model in place of its own, so that a
// decision is about that model. Where the ladder says nothing of a recipe, the recipe has no penalty, and the decision says why. Pure.
import type { LossDifference } from '../decision/loss-difference.ts';
import type { GridAnalysis } from '../grid/grid.ts';
import { normalQuantile } from '../statistics/normal.ts';
import type { LadderPrediction, LadderRefusal } from './ladder.ts';
import { isRefusal, predictFor, type RecipeLadder } from './recipe-ladder.ts';

/** A size of the ladder, and what its runs saw. */
export interface LadderSize {
  readonly parameters: number;
  readonly tokens: number;
}

/** The model that a decision is about. */
export interface Target {
  readonly parameters: number;
  /** That it is to be trained on; null: as many for each parameter as the ladder had. */
  readonly tokens: number | null;
  /** Sizes that the ladder measured, and the parameters of the smallest and the largest. */
  readonly sizes: number;
  readonly from: number;
  readonly to: number;
  /** Of every recipe but the baseline. */
  readonly penalties: readonly TargetPenalty[];
}

export interface TargetPenalty {
  readonly recipe: string;
  readonly said: LadderPrediction | LadderRefusal;
}

/** What a prediction of a normal distribution is as a difference of losses: its interval is that of so many degrees. */
const DEGREES_OF_FREEDOM = 1000;

/**
 * By so many times a model may see more tokens for each parameter than the largest size of its ladder: penalties grow with them (Kumar et al.,
 * arXiv 2411.04330), and a ladder of one budget a size has not tested how.
 */
const MOST_TOKENS = 2;

/** `largest`: the analysis of the largest size alone; `ladders`: those of its study. */
export function atTarget(
  largest: GridAnalysis,
  ladders: readonly RecipeLadder[],
  sizes: readonly LadderSize[],
  { parameters, tokens }: Pick<Target, 'parameters' | 'tokens'>,
): GridAnalysis {
  const { confidence } = largest.thresholds;
  const last = sizes.reduce((most, size) => (size.parameters > most.parameters ? size : most));
  const measured = last.tokens / last.parameters;
  const wanted = (tokens ?? 0) / parameters;
  const counts = sizes.map((size) => size.parameters);
  const others = largest.recipes.filter(({ recipe }) => recipe !== largest.baseline);
  const penalties = others.map(({ recipe }): TargetPenalty => {
    const ladder = ladders.find((each) => each.recipe === recipe && each.measure === 'penalty');
    return {
      recipe,
      said:
        wanted > MOST_TOKENS * measured
          ? { kind: 'more-tokens', wanted, measured }
          : ladder
            ? predictFor(ladder, parameters, confidence)
            : { kind: 'missing-size', size: last.parameters, reason: 'not-measured' },
    };
  });
  const said = new Map(penalties.map((each) => [each.recipe, each.said]));
  return {
    ...largest,
    recipes: largest.recipes.map((map) => {
      const { chosen } = map;
      if (!chosen?.againstBaseline) return map;
      const expected = said.get(map.recipe);
      const penalty =
        expected && !isRefusal(expected)
          ? differenceOf(expected, confidence, chosen.againstBaseline.penalty?.seeds ?? 0)
          : null;
      return { ...map, chosen: { ...chosen, againstBaseline: { ...chosen.againstBaseline, penalty } } };
    }),
    target: {
      parameters,
      tokens,
      sizes: sizes.length,
      from: Math.min(...counts),
      to: Math.max(...counts),
      penalties,
    },
  };
}

/** The longer arm of the interval counts for both. */
function differenceOf(
  { expected, interval: { low, high } }: LadderPrediction,
  confidence: number,
  seeds: number,
): LossDifference {
  const arm = Math.max(expected - low, high - expected);
  return {
    mean: expected,
    standardError: arm / normalQuantile((1 + confidence) / 2),
    degreesOfFreedom: DEGREES_OF_FREEDOM,
    seeds,
  };
}
