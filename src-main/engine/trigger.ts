// Whether a trigger of a precision program fires at a step, judged by a lane's own numbers so far. Pure.
import { WATCHED_SHARES, type Trigger } from '../recipes/precision-program.ts';
import type { SeriesName } from './device.ts';

/** What a lane has shown so far. */
export interface Observed {
  readonly series: Readonly<Record<SeriesName, Float32Array>>;
  /** What its baseline twin has shown, as far as that is known. */
  readonly twin: Readonly<Partial<Record<SeriesName, Float32Array>>>;
  readonly nonfinite: { readonly step: number } | null;
  /** Shares at the counted steps, oldest first. */
  readonly siteRows: readonly {
    readonly step: number;
    readonly sites: readonly string[];
    /** [sites, 3]: underflow share, overflow share, scale. */
    readonly values: Float32Array;
  }[];
}

export interface Firing {
  readonly trigger: number;
  readonly step: number;
  /** What was measured, and what it was measured against; null for NaN and Inf. */
  readonly value: number | null;
  readonly limit: number | null;
}

/** The first firing in steps `from` to below `to`; `eligible` says whether a trigger may fire at a step at all. */
export function firstFiring(
  triggers: readonly Trigger[],
  observed: Observed,
  from: number,
  to: number,
  eligible: (trigger: number, step: number) => boolean,
): Firing | null {
  for (let step = from; step < to; step++) {
    for (const [index, trigger] of triggers.entries()) {
      if (step < trigger.fromStep || !eligible(index, step)) continue;
      const found = fires(trigger, observed, step);
      if (found) return { trigger: index, step, ...found };
    }
  }
  return null;
}

type Found = Pick<Firing, 'value' | 'limit'>;

function fires(trigger: Trigger, observed: Observed, step: number): Found | null {
  const { watch, persistence } = trigger;
  if (watch === 'nonfinite') return observed.nonfinite?.step === step ? { value: null, limit: null } : null;
  if (trigger.test === 'twin-ratio') return isShare(watch) ? null : aboveTwin(trigger, watch, observed, step);
  const values = isShare(watch)
    ? sharesUntil(observed, watch, trigger.site, step)
    : observed.series[watch].subarray(Math.max(0, step + 1 - trigger.window - persistence), step + 1);
  if (values === null || values.length < persistence) return null;
  const last = values.subarray(values.length - persistence);
  const limit = limitOf(trigger, values.subarray(0, values.length - persistence));
  if (limit === null || !last.every((value) => value > limit)) return null;
  return { value: last[last.length - 1]!, limit };
}

/** Above which value it fires, given those before the event; null while there are too few. */
function limitOf({ test, value, window }: Trigger, before: Float32Array): number | null {
  if (test === 'above') return value;
  const finite = before.slice(-window).filter(Number.isFinite);
  if (finite.length < window) return null;
  const mean = finite.reduce((sum, each) => sum + each, 0) / window;
  if (test === 'ratio') return value! * mean;
  const variance = finite.reduce((sum, each) => sum + (each - mean) ** 2, 0) / window;
  // A flat window has no deviation to measure by, up to rounding.
  return mean + Math.max(value! * Math.sqrt(variance), 1e-6 * Math.abs(mean));
}

/** Every one of the last values is compared with the twin's of its own step. */
function aboveTwin(
  { value: factor, persistence }: Trigger,
  watch: SeriesName,
  { series, twin }: Observed,
  step: number,
): Found | null {
  const first = step - persistence + 1;
  const other = twin[watch];
  if (first < 0 || !other || other.length <= step) return null;
  const limitAt = (at: number) => factor! * other[at]!;
  for (let at = first; at <= step; at++) if (!(series[watch][at]! > limitAt(at))) return null;
  return { value: series[watch][step]!, limit: limitAt(step) };
}

function isShare(watch: Trigger['watch']): watch is (typeof WATCHED_SHARES)[number] {
  return (WATCHED_SHARES as readonly string[]).includes(watch);
}

/** The worst share of the watched sites at every counted step up to this one; null where this one is not counted. */
function sharesUntil(
  { siteRows }: Observed,
  watch: (typeof WATCHED_SHARES)[number],
  prefix: string | null,
  step: number,
): Float32Array | null {
  const rows = siteRows.filter((row) => row.step <= step);
  if (rows.at(-1)?.step !== step) return null;
  const offset = WATCHED_SHARES.indexOf(watch);
  return Float32Array.from(rows, ({ sites, values }) =>
    sites.reduce(
      (worst, site, index) =>
        prefix === null || site.startsWith(prefix) ? Math.max(worst, values[3 * index + offset]!) : worst,
      0,
    ),
  );
}
