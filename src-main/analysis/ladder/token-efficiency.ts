// What a ladder of sizes under several budgets says of a model of its own size and tokens: the penalty of a recipe, how fast its loss falls
// there, and from the two how many more tokens it needs to come to the loss of the baseline. Pure.
import { efficiencyDraws } from '../decision/quantities.ts';
import type { LossDifference } from '../decision/loss-difference.ts';
import { spread, type Spread } from '../decision/spread.ts';
import { normalQuantile } from '../statistics/normal.ts';
import { fitBudgets, predictAtBudget, type BudgetFit } from './budget-ladder.ts';
import type { BudgetPlace, BudgetPoint } from './budget-law.ts';
import type { LadderMeasure, LadderPrediction, LadderRefusal } from './ladder.ts';
import { MEASURES, SLOPE } from './measures.ts';
import { isRefusal, type Reading } from './recipe-ladder.ts';

/** One size, ascending in both. */
export interface SizeBudgets {
  readonly parameters: number;
  /** That it saw under each budget. */
  readonly tokens: readonly number[];
}

/** What was measured of a recipe, by size. */
export interface RecipeReadings {
  readonly recipe: string;
  /** Nats, under each budget. */
  readonly penalties: readonly (readonly Reading[])[];
  /** log2 of -dL/d ln(tokens) of the recipe itself, in nats, between each budget and the next. */
  readonly slopes: readonly (readonly Reading[])[];
}

export interface Budgets {
  /** Steps of the study of each budget, ascending. */
  readonly steps: readonly number[];
  readonly sizes: readonly SizeBudgets[];
  /** All but the baseline. */
  readonly recipes: readonly RecipeReadings[];
}

export interface RecipeBudgets {
  readonly recipe: string;
  readonly penalty: BudgetFit;
  readonly slope: BudgetFit;
}

/** What sizes and budgets were measured, and what is fitted to them. */
export interface BudgetLadder {
  readonly steps: readonly number[];
  readonly sizes: readonly SizeBudgets[];
  readonly recipes: readonly RecipeBudgets[];
}

/** A model and its training. */
export interface TokenTarget {
  readonly parameters: number;
  /** null: what the longest budget would give a model of this size. */
  readonly tokens: number | null;
}

export interface TokenPrediction {
  readonly parameters: number;
  readonly tokens: number;
  readonly penalty: LadderPrediction;
  /** As `slopes`. */
  readonly slope: LadderPrediction;
  /** Tokens that the baseline needs, as a share of those that the recipe needs for the same loss. */
  readonly efficiency: Spread;
}

/** Two budgets make a law of the penalty, and a third its test; a slope takes two by itself. */
export const LEAST_BUDGETS = 3;
/** A prediction that leaves the tokens open by more than this factor decides nothing. */
const USEFUL_FACTOR = 2;
/** Of a prediction, whose interval is that of a normal distribution. */
const DEGREES_OF_FREEDOM = 1000;

export function budgetLadder({ steps, sizes, recipes }: Budgets, confidence: number): BudgetLadder {
  const octaves = sizes.map(({ parameters }) => Math.log2(parameters));
  const places = budgetPlaces(sizes);
  const between = places.slice(1).map((place, index) => (place + places[index]!) / 2);
  const fitted = (
    readings: readonly (readonly Reading[])[],
    budgets: readonly number[],
    measure: LadderMeasure,
    least: number,
  ): BudgetFit => {
    const points: BudgetPoint[] = [];
    for (const [i, row] of readings.entries()) {
      for (const [j, reading] of row.entries()) {
        if (typeof reading === 'string') {
          const refusal = { kind: 'missing-size', size: sizes[i]!.parameters, reason: reading } as const;
          return { points: [], heldOut: [], reach: { size: 0, budget: 0 }, refusal };
        }
        points.push({ size: octaves[i]!, budget: budgets[j]!, ...reading });
      }
    }
    return fitBudgets(points, measure, least, confidence);
  };
  return {
    steps,
    sizes,
    recipes: recipes.map(({ recipe, penalties, slopes }) => ({
      recipe,
      penalty: fitted(penalties, places, MEASURES.penalty, LEAST_BUDGETS - 1),
      slope: fitted(slopes, between, SLOPE, LEAST_BUDGETS - 2),
    })),
  };
}

/** What is said of a recipe at a target, or why nothing is. */
export function predictTokens(
  { sizes }: Pick<BudgetLadder, 'sizes'>,
  { penalty, slope }: RecipeBudgets,
  { parameters, tokens }: TokenTarget,
  confidence: number,
): TokenPrediction | LadderRefusal {
  const longest = tokensOfLongest(sizes, parameters);
  const wanted = tokens ?? longest;
  const at: BudgetPlace = { size: Math.log2(parameters), budget: Math.log2(wanted / longest) };
  const lost = predictAtBudget(penalty, MEASURES.penalty, at, confidence);
  if (isRefusal(lost)) return lost;
  const falls = predictAtBudget(slope, SLOPE, at, confidence);
  if (isRefusal(falls)) return { kind: 'no-slope', penalty: lost, refusal: falls };
  const efficiency = spread(efficiencyDraws(penaltyOf(lost, confidence, 0), slopeOf(falls, confidence, 0)));
  const factor = efficiency.interval.high / efficiency.interval.low;
  if (factor > USEFUL_FACTOR) return { kind: 'tokens-too-wide', factor, useful: USEFUL_FACTOR };
  return { parameters, tokens: wanted, penalty: lost, slope: falls, efficiency };
}

/** A prediction of a penalty as a difference of losses; the longer arm of the interval counts for both. */
export function penaltyOf(
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

/** A prediction of log2 of a slope as the slope. */
export function slopeOf(
  { octaves, expected, interval }: LadderPrediction,
  confidence: number,
  seeds: number,
): LossDifference {
  const natural = { low: 2 ** interval.low, high: 2 ** interval.high };
  return penaltyOf({ octaves, expected: 2 ** expected, interval: natural }, confidence, seeds);
}

/** log2 of the tokens of each budget against the longest, which is the same at every size but for rounded steps. */
function budgetPlaces(sizes: readonly SizeBudgets[]): number[] {
  const { tokens } = sizes.at(-1)!;
  return tokens.map((count) => Math.log2(count / tokens.at(-1)!));
}

/** Of a model of any size under the longest budget: between and beyond the sizes as a power of the parameters. */
function tokensOfLongest(sizes: readonly SizeBudgets[], parameters: number): number {
  const above = sizes.findIndex((size) => size.parameters >= parameters);
  const to = Math.max(1, above < 0 ? sizes.length - 1 : above);
  const [low, high] = [sizes[to - 1]!, sizes[to]!];
  const [few, many] = [low, high].map(({ tokens }) => Math.log2(tokens.at(-1)!)) as [number, number];
  const share = Math.log2(parameters / low.parameters) / Math.log2(high.parameters / low.parameters);
  return 2 ** (few + share * (many - few));
}
