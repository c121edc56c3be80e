// From an effect and the runs of its studies to a verdict. What is tested was said before (effects.ts); here stands how a measure and
// an interval decide, and what holds of all verdicts of the suite together.
import type { Effect, Hypothesis, Measure } from './effect.ts';
import { failureDifference } from './measures/failures.ts';
import { lossDifference } from './measures/final-loss.ts';
import { sensitivityDifference } from './measures/rate-sensitivity.ts';
import { warningDifference } from './measures/warning.ts';
import type { Estimate, Lack, Observed } from './observed.ts';

/** Of every interval that is shown. */
export const CONFIDENCE = 0.95;

/** `absent`: it does not appear at this size. */
export type Verdict = 'appears' | 'absent' | 'undecided';

export interface Judged {
  readonly effect: Effect;
  readonly verdict: Verdict;
  readonly estimate: Estimate | null;
  /** Why there is no estimate, or why the estimate decides nothing; null where neither is so. */
  readonly lack: Lack | 'control-missed' | null;
  /** The verdict stands beside all others of the suite together with an error of 5 % (Holm's procedure). */
  readonly together: boolean;
}

export function estimateOf(measure: Measure, observed: Observed, confidence: number): Estimate | Lack {
  switch (measure.kind) {
    case 'loss':
      return lossDifference(observed, measure.of, measure.minus, confidence);
    case 'rate-sensitivity':
      return sensitivityDifference(observed, measure.of, measure.minus, confidence);
    case 'failures':
      return failureDifference(observed, measure.of, measure.minus, confidence);
    case 'warning':
      return warningDifference(observed, measure, confidence);
  }
}

/**
 * `above`: appears where the whole interval lies above 0, unless it lies below `least` as a whole: then, and where it lies below 0, it
 * does not appear. `within`: appears where the whole interval lies within the margin, does not where it lies outside of it as a whole.
 * An interval that straddles decides nothing, and so does a difference that is merely not significant.
 */
export function verdictOf(hypothesis: Hypothesis, { low, high }: Estimate['interval']): Verdict {
  if (hypothesis.kind === 'within') {
    const { margin } = hypothesis;
    if (low > -margin && high < margin) return 'appears';
    return low > margin || high < -margin ? 'absent' : 'undecided';
  }
  if (high < hypothesis.least) return 'absent';
  return low > 0 ? 'appears' : 'undecided';
}

type Alone = Omit<Judged, 'together' | 'effect'>;

function judgeAlone(effect: Effect, observed: Observed, confidence: number): Alone {
  const estimate = estimateOf(effect.measure, observed, confidence);
  if (typeof estimate === 'string') return { verdict: 'undecided', estimate: null, lack: estimate };
  if (effect.control !== undefined) {
    const control = estimateOf(effect.control, observed, confidence);
    if (typeof control === 'string') return { verdict: 'undecided', estimate, lack: control };
    if (control.interval.low <= 0) return { verdict: 'undecided', estimate, lack: 'control-missed' };
  }
  return { verdict: verdictOf(effect.hypothesis, estimate.interval), estimate, lack: null };
}

/** In the order of the effects, each by its own 95 % interval; which of the verdicts stand together is said beside them. */
export function judge(effects: readonly Effect[], observed: Observed): Judged[] {
  const alone = effects.map((effect) => ({ effect, ...judgeAlone(effect, observed, CONFIDENCE) }));
  const measured = alone.filter(({ estimate }) => estimate !== null).map(({ effect }) => effect);
  const together = standTogether(measured, (effect, confidence) => {
    const { verdict } = judgeAlone(effect, observed, confidence);
    return verdict !== 'undecided';
  });
  return alone.map((each) => ({ ...each, together: together.has(each.effect) }));
}

/**
 * Holm's step-down procedure (S. Holm 1979, Scandinavian Journal of Statistics 6, 65-70) in terms of intervals: of m that are left,
 * those stand that are decided by intervals of 1 - 0.05/m, and the others are tried again with so many fewer.
 */
export function standTogether<T>(
  items: readonly T[],
  isDecided: (item: T, confidence: number) => boolean,
): ReadonlySet<T> {
  const standing = new Set<T>();
  for (;;) {
    const left = items.filter((item) => !standing.has(item));
    const found = left.filter((item) => isDecided(item, 1 - (1 - CONFIDENCE) / left.length));
    if (found.length === 0) return standing;
    found.forEach((item) => standing.add(item));
  }
}
