// The worse of two verdicts on one run, where it is judged by two sets of runs. Pure.
import { LABELS, type Verdict } from './labels.ts';
import type { Thresholds } from './thresholds.ts';

/** An unstable one is worse than one that is not; else the one that comes first among the labels. What may still change in one may in both. */
export function worseVerdict(one: Verdict, other: Verdict, { unstableLabels }: Thresholds): Verdict {
  const rank = ({ label }: Verdict) =>
    LABELS.indexOf(label) - (unstableLabels.includes(label) ? LABELS.length : 0);
  return {
    ...(rank(other) < rank(one) ? other : one),
    provisional: one.provisional || other.provisional,
  };
}
