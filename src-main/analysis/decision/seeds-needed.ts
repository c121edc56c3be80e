// How many more seeds would settle a question, if they turn out as those so far did.
import type { Interval } from '../statistics/interval.ts';
import { jeffreysInterval } from '../statistics/intervals.ts';
import type { Outcomes } from './failures.ts';

/** Beyond so many the question is too close to call by more of the same. */
const MOST_SEEDS = 200;

/** The outcomes with n more seeds of which the same share is unstable, rounded to whole runs. */
export function withMore({ unstable, finished }: Outcomes, more: number): Outcomes {
  return { unstable: unstable + Math.round((more * unstable) / finished), finished: finished + more };
}

/** The least number of further seeds, one at least, with which `isSettled` holds; null where MOST_SEEDS are not enough. */
export function seedsUntil(isSettled: (more: number) => boolean): number | null {
  for (let more = 1; more <= MOST_SEEDS; more++) {
    if (isSettled(more)) return more;
  }
  return null;
}

/** The same for a question that stays settled once it is, in a dozen steps; for checks that take milliseconds. */
export function seedsUntilForGood(isSettled: (more: number) => boolean): number | null {
  let [open, settled] = [-1, 0];
  while (!isSettled(settled)) {
    if (settled === MOST_SEEDS) return null;
    open = settled;
    settled = Math.min(MOST_SEEDS, Math.max(1, 2 * settled));
  }
  while (settled - open > 1) {
    const middle = (settled + open) >> 1;
    if (isSettled(middle)) settled = middle;
    else open = middle;
  }
  return settled;
}

/** Whether an interval lies wholly on one side of a limit. */
export function isDecided({ low, high }: Interval, limit: number): boolean {
  return high < limit || low > limit;
}

interface Bar {
  readonly unstableShare: number;
  readonly confidence: number;
}

/** Seeds until the interval of P(unstable) lies wholly on one side of the threshold. */
export function seedsToDecideCell(outcomes: Outcomes, { unstableShare, confidence }: Bar): number | null {
  if (outcomes.finished === 0) return null;
  return seedsUntil((more) => {
    const { unstable, finished } = withMore(outcomes, more);
    return isDecided(jeffreysInterval(unstable, finished, confidence), unstableShare);
  });
}

/**
 * Runs that would reopen a decided cell if all of them turned out the other way: unstable ones where it is stable, stable
 * ones where it is not. null where MOST_SEEDS would not.
 */
export function runsToReopenCell(
  { unstable, finished }: Outcomes,
  { unstableShare, confidence }: Bar,
): number | null {
  const isStable = unstable / finished < unstableShare;
  return seedsUntil(
    (more) =>
      !isDecided(
        jeffreysInterval(unstable + (isStable ? more : 0), finished + more, confidence),
        unstableShare,
      ),
  );
}
