// What more seeds would do to an interval of an edge or a share, if they turn out as those so far did. A forecast by a rule of
// thumb, not a measure: what seeds make uncertain shrinks with the root of their number, what the tested values leave open does not.
import type { Outlook } from '../grid/grid.ts';
import type { Interval } from '../statistics/interval.ts';

/** With fewer the scatter of the seeds is hardly known, and neither is what more of them would do. */
export const LEAST_SEEDS = 3;

/** With so many more seeds; `at` is the middle, each arm shrinks towards it. */
export function intervalWith(
  { low, high }: Interval,
  at: number,
  { seeds, resolution }: Outlook,
  more: number,
): Interval {
  const arm = (length: number) => {
    const left = Math.min(resolution, length);
    return Math.sqrt(left ** 2 + ((length ** 2 - left ** 2) * seeds) / (seeds + more));
  };
  return { low: at - arm(at - low), high: at + arm(high - at) };
}
