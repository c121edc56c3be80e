// What a full run is expected to cost with its retries and its search, and where FP8 and BF16 break even. The formulas are
// those of the cost model: every attempt fails with probability p at a share f of its length, failures are independent,
// and one repeats until one attempt has come through. Numbers in, numbers out.

/** One value for everything that a cost depends on; units in inputs.ts and language/. */
export interface Situation {
  readonly price: number;
  readonly gpus: number;
  readonly hours: number;
  /** s of a step in low precision. */
  readonly speedup: number;
  /** Steps in low precision, and steps that were thrown away again, per step that stands. */
  readonly lowShare: number;
  readonly vainShare: number;
  /** q: what a token is worth under the recipe, of what it is worth at the baseline's best setting. */
  readonly tokenEfficiency: number;
  readonly failedShare: number;
  readonly failureCost: number;
  readonly baselineFailure: number;
  readonly recipeFailure: number;
  /** P of either: the share of the search range that trains well. */
  readonly baselineFound: number;
  readonly recipeFound: number;
  /** n of the baseline, and n of the recipe over it, where the reader says them; null: as the shares have it. */
  readonly searchRuns: number | null;
  readonly searchRatio: number | null;
  readonly searchShare: number;
}

export type Side = 'baseline' | 'recipe';

export interface Cost {
  /** The run that comes through, the failed attempts before it, people, and the search; US dollars each. */
  readonly run: number;
  readonly retries: number;
  readonly people: number;
  readonly search: number;
  readonly total: number;
}

/** Failures before one success: p / (1 - p), the mean of the geometric distribution. */
export function expectedFailures(p: number): number {
  return p / (1 - p);
}

/** 1 / (share/s + 1 - share): only steps in low precision are faster, and those thrown away are trained as well. */
export function effectiveSpeedup({
  speedup,
  lowShare,
  vainShare,
}: Pick<Situation, 'speedup' | 'lowShare' | 'vainShare'>): number {
  return 1 / (lowShare / speedup + 1 + vainShare - lowShare);
}

/**
 * q = exp(-dL / slope): steps that the baseline may leave out and end with the recipe's loss, by the slope -dL/d ln(steps) of
 * its own loss. A recipe that ends below the baseline is not credited for it: that is chance.
 * @param penalty dL, and slope, in nats.
 */
export function tokenEfficiencyOf(penalty: number, slope: number): number {
  return Math.exp(-Math.max(0, penalty) / slope);
}

export type Search = Pick<Situation, 'searchRuns' | 'searchRatio' | 'baselineFound' | 'recipeFound'>;

/** n_BF16: 1/P_BF16 draws until one trains well. */
export function baselineSearchRuns({ searchRuns, baselineFound }: Search): number {
  return searchRuns ?? 1 / baselineFound;
}

export function searchRatioOf({ searchRatio, baselineFound, recipeFound }: Search): number {
  return searchRatio ?? baselineFound / recipeFound;
}

/**
 * n_FP8 = n_BF16 x P_BF16/P_FP8. A team that knows its settings in the baseline, and searches less than the 1/P_BF16 draws
 * that it takes to find one, does not know those of the recipe: it draws 1/P_FP8.
 */
export function recipeSearchRuns(search: Search): number {
  return Math.max(baselineSearchRuns(search), 1 / search.baselineFound) * searchRatioOf(search);
}

/** T/(s q) (1 + f p/(1-p)) + h p/(1-p) + n r T/s, with T in dollars and s the effective one. For the baseline s = q = 1. */
export function expectedCost(situation: Situation, side: Side): Cost {
  const { price, gpus, hours, failedShare, failureCost, searchShare } = situation;
  const isRecipe = side === 'recipe';
  const s = isRecipe ? effectiveSpeedup(situation) : 1;
  const q = isRecipe ? situation.tokenEfficiency : 1;
  const n = isRecipe ? recipeSearchRuns(situation) : baselineSearchRuns(situation);
  const whole = price * gpus * hours;
  const failures = expectedFailures(isRecipe ? situation.recipeFailure : situation.baselineFailure);
  const run = whole / (s * q);
  const retries = run * failedShare * failures;
  const people = failureCost * failures;
  const search = (n * searchShare * whole) / s;
  return { run, retries, people, search, total: run + retries + people + search };
}

/**
 * The failure probability of the recipe at which the time it gains is lost to failed attempts, where the baseline never fails:
 * p* = x/(1+x) with x = (s q - 1)/f; 0 where it gains nothing.
 */
export function breakEvenFailure(situation: Situation): number {
  const gain = effectiveSpeedup(situation) * situation.tokenEfficiency - 1;
  const x = Math.max(0, gain) / situation.failedShare;
  return x / (1 + x);
}

/**
 * The raw speed-up from which the recipe costs no more than the baseline: all of its cost but people's is proportional to
 * share/s + rest. null where no speed-up pays: people and the steps in high precision alone cost more than the baseline.
 */
export function breakEvenSpeedup(situation: Situation): number | null {
  const { lowShare, vainShare } = situation;
  const { total, people } = expectedCost({ ...situation, speedup: 1 }, 'recipe');
  const machines = (total - people) / (1 + vainShare);
  const room = expectedCost(situation, 'baseline').total - people - machines * (1 + vainShare - lowShare);
  return room > 0 ? (machines * lowShare) / room : null;
}

/** As a share of the baseline's cost; none where nothing costs anything. */
export function savingOf(total: number, baselineTotal: number): number {
  return baselineTotal === 0 ? 0 : 1 - total / baselineTotal;
}
