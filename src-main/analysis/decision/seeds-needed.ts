// How many more seeds would settle a question, if they turn out as those so far did.
import { jeffreysInterval } from '../intervals.ts';
import type { Outcomes } from './draws.ts';

/** Beyond so many the question is too close to call by more of the same. */
export const MOST_SEEDS = 200;

/** The outcomes with n more seeds of which the same share is unstable, rounded to whole runs. */
export function withMore({ unstable, finished }: Outcomes, more: number): Outcomes {
  return { unstable: unstable + Math.round((more * unstable) / finished), finished: finished + more };
}

/** The least number of further seeds from which on `isSettled` holds; null where MOST_SEEDS are not enough. */
export function seedsUntil(outcomes: Outcomes, isSettled: (outcomes: Outcomes) => boolean): number | null {
  if (outcomes.finished === 0) return null;
  for (let more = 0; more <= MOST_SEEDS; more++) {
    if (isSettled(withMore(outcomes, more))) return more;
  }
  return null;
}

/** Seeds until the interval of P(unstable) lies wholly on one side of the threshold. */
export function seedsToDecideCell(
  outcomes: Outcomes,
  { unstableShare, confidence }: { readonly unstableShare: number; readonly confidence: number },
): number | null {
  return seedsUntil(outcomes, ({ unstable, finished }) => {
    const { low, high } = jeffreysInterval(unstable, finished, confidence);
    return high < unstableShare || low > unstableShare;
  });
}
