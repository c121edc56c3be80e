// What k failures of n runs allow a failure probability to be, for a recipe and the baseline together: runs of one seed share
// weights and batches and tend to fail together, so that the two are drawn jointly.
import { betaQuantiles, DRAWS, stream } from './draws.ts';

/** k unstable runs of n. */
export interface Outcomes {
  readonly unstable: number;
  readonly finished: number;
}

/** Seeds that have run under both, by which of the two runs was unstable. */
export interface FailurePairs {
  readonly both: number;
  readonly recipeOnly: number;
  readonly baselineOnly: number;
  readonly neither: number;
}

/** Failure probabilities are held below this: a setting that always fails has no finite cost. */
const MOST_FAILURE = 0.999;

/** Of each of the four outcomes of a pair; they add up to the 1/2 of Jeffreys' prior for either run. */
const PRIOR = 1 / 4;

/**
 * Draws of both probabilities. Each alone follows the Jeffreys posterior Beta(k + 1/2, n - k + 1/2) of all of its runs; how they
 * go together is taken from the pairs, by the posterior of the four outcomes (Dirichlet, prior 1/4 each).
 */
export function drawFailures(
  recipe: Outcomes,
  baseline: Outcomes,
  { both, recipeOnly, baselineOnly, neither }: FailurePairs,
): { recipe: number[]; baseline: number[] } {
  if (both + recipeOnly + baselineOnly + neither === 0) {
    return { recipe: posterior(recipe, 'failures 1'), baseline: posterior(baseline, 'failures 2') };
  }
  const [first, second, third] = ['failures 1', 'failures 2', 'failures 3'].map(stream);
  const a = betaQuantiles(both + PRIOR, recipeOnly + baselineOnly + neither + 3 * PRIOR);
  const b = betaQuantiles(recipeOnly + PRIOR, baselineOnly + neither + 2 * PRIOR);
  const c = betaQuantiles(baselineOnly + PRIOR, neither + PRIOR);
  const own: number[] = [];
  const base: number[] = [];
  for (let i = 0; i < DRAWS; i++) {
    const together = a(first![i]!);
    const ownAlone = (1 - together) * b(second![i]!);
    const baseAlone = (1 - together - ownAlone) * c(third![i]!);
    own.push(together + ownAlone);
    base.push(together + baseAlone);
  }
  return { recipe: withMargin(own, recipe), baseline: withMargin(base, baseline) };
}

/** Without a seed in common nothing says how the two go together. */
function posterior({ unstable, finished }: Outcomes, name: string): number[] {
  const at = betaQuantiles(unstable + 0.5, finished - unstable + 0.5);
  return stream(name).map((u) => Math.min(MOST_FAILURE, at(u)));
}

/** The posterior of these counts, in the order of other draws. */
function withMargin(draws: readonly number[], { unstable, finished }: Outcomes): number[] {
  const at = betaQuantiles(unstable + 0.5, finished - unstable + 0.5);
  const order = draws.map((_, index) => index).sort((i, j) => draws[i]! - draws[j]!);
  const values = Array<number>(draws.length);
  order.forEach((index, rank) => {
    values[index] = Math.min(MOST_FAILURE, at((rank + 0.5) / draws.length));
  });
  return values;
}
