// What a study could have seen: how far chaos alone moves its measures, by the negative control, and whether the positive control,
// known to fail, was told from the baseline. Where it was not, the study decides nothing.
import type { Interval } from '../statistics/interval.ts';
import type { Controls } from './controls.ts';
import type { Headline } from './headline.ts';

export interface Visibility extends Controls {
  readonly couldHaveSeen: CouldHaveSeen;
  /** `missed`: nothing tells it from the baseline, or it has not been run. */
  readonly positiveControl: 'seen' | 'missed' | 'absent';
  /** By which measures it was seen. */
  readonly seenBy: readonly SeenBy[];
}

/**
 * The least that a study can see: what lies below may be chaos, or is less than its intervals tell from 0. null where it is not
 * known: without a negative control, or without an interval of it.
 */
export interface CouldHaveSeen {
  /** Decades, either way. */
  readonly shift: number | null;
  /** Nats. */
  readonly penalty: number | null;
}

export type SeenBy = 'shift' | 'failures' | 'penalty';

/** `headlines` by recipe, without the baseline's. */
export function visibilityOf(headlines: ReadonlyMap<string, Headline>, controls: Controls): Visibility {
  const chaos = controls.negative === null ? undefined : headlines.get(controls.negative);
  const tested = [...headlines].filter(([recipe]) => recipe !== controls.positive).map(([, found]) => found);
  const couldHaveSeen = {
    shift: limitOf(
      chaos?.shift.interval,
      tested.map(({ shift }) => shift.interval),
    ),
    penalty: limitOf(
      chaos?.penalty.interval,
      tested.map(({ penalty }) => penalty.interval),
    ),
  };
  if (controls.positive === null)
    return { ...controls, couldHaveSeen, positiveControl: 'absent', seenBy: [] };
  const control = headlines.get(controls.positive);
  const seenBy = control ? measuresThatSee(control, couldHaveSeen) : [];
  return { ...controls, couldHaveSeen, positiveControl: seenBy.length > 0 ? 'seen' : 'missed', seenBy };
}

/**
 * The upper end of the interval of |what chaos alone does|, and not less than the widest half of the bounded intervals: neither a
 * shift that chaos makes nor one that is lost in the scatter of its recipe can be seen.
 */
function limitOf(chaos: Interval | null | undefined, intervals: readonly (Interval | null)[]): number | null {
  if (!chaos || !isBounded(chaos)) return null;
  const halves = intervals
    .filter((each) => each !== null)
    .filter(isBounded)
    .map(({ low, high }) => (high - low) / 2);
  return Math.max(Math.abs(chaos.low), Math.abs(chaos.high), ...halves);
}

function isBounded({ low, high }: Interval): boolean {
  return Number.isFinite(low) && Number.isFinite(high);
}

/** Measures by which a recipe is worse than the baseline, by more than chance and by more than chaos alone makes. */
function measuresThatSee({ shift, failures, penalty }: Headline, limits: CouldHaveSeen): SeenBy[] {
  const sees: Readonly<Record<SeenBy, boolean>> = {
    shift:
      shift.interval !== null &&
      shift.interval.high < 0 &&
      -(shift.decades ?? -Infinity) > (limits.shift ?? 0),
    failures: failures.told === 'more',
    penalty:
      penalty.interval !== null && penalty.interval.low > 0 && (penalty.nats ?? 0) > (limits.penalty ?? 0),
  };
  return (['shift', 'failures', 'penalty'] as const).filter((measure) => sees[measure]);
}
