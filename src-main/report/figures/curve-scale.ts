// The value axis of a curve panel: linear or logarithmic by what the curves hold, its ticks, and where a value lies. A few values far above
// the rest would flatten every curve: a robust axis ends below them, and says so.
import { quantile, ticks } from 'd3-array';
import { formatNumber } from '../language/numbers.ts';

/** robust: ends below values that would flatten the rest, linear or logarithmic by what remains; log: logarithmic over every value. */
export const CURVE_AXES = ['robust', 'log'] as const;
export type CurveAxis = (typeof CURVE_AXES)[number];

export interface CurveScale {
  readonly logarithmic: boolean;
  /** Highest value that the axis holds where it leaves out higher ones; null: it holds all. */
  readonly cutAbove: number | null;
  /** Share of the axis, 0 at the bottom; values at or below zero on a log axis lie at the bottom, those above a cut at the top. */
  readonly at: (value: number) => number;
  readonly ticks: readonly { readonly value: number; readonly text: string }[];
}

/** From this ratio of highest to lowest value on, a linear axis would hide the lower part. */
const LOG_RATIO = 8;
const PADDING = 0.05;
/** Tukey's outer fence: values so many interquartile ranges above the upper quartile are far out. */
const FENCE = 3;
/** Values are only left out where they would press the rest, on the kind of axis that suits it, into less than this share. */
const FLATTENED = 1 / 3;
/** This share of the curves begins on the axis, whatever comes later. */
const MOST_STARTS = 0.9;
/** Values of a curve that the fence is computed from at most, so that every curve counts much alike and long ones cost little. */
const MOST_SAMPLED = 200;

function logTicks(low: number, high: number): number[] {
  const [from, to] = [Math.floor(Math.log10(low)), Math.ceil(Math.log10(high))];
  const decades = to - from;
  const stride = Math.max(1, Math.ceil(decades / 6));
  const factors = decades <= 1 ? [1, 2, 3, 5, 7] : decades <= 2 ? [1, 2, 5] : [1];
  const found: number[] = [];
  for (let power = from; power <= to; power++) {
    if ((power - from) % stride !== 0) continue;
    for (const factor of factors) {
      const value = factor * 10 ** power;
      if (value >= low && value <= high) found.push(value);
    }
  }
  return found.length >= 2 ? found : [low, high];
}

/**
 * Where an axis over values from `low` to `high` is cut; null: nowhere. At the outer fence (Tukey, 1977) of the values, on a log scale where
 * all are positive, but never below the start of most curves.
 */
function cutOf(curves: readonly ArrayLike<number>[], low: number, high: number): number | null {
  const sampled: number[] = [];
  const starts: number[] = [];
  for (const curve of curves) {
    const stride = Math.max(1, Math.ceil(curve.length / MOST_SAMPLED));
    let start: number | null = null;
    for (let index = 0; index < curve.length; index += stride) {
      const value = curve[index]!;
      if (!Number.isFinite(value)) continue;
      start ??= value;
      sampled.push(value);
    }
    if (start !== null) starts.push(start);
  }
  if (sampled.length === 0) return null;
  const positive = low > 0;
  const spread = Float64Array.from(sampled, positive ? Math.log10 : Number).sort();
  const [lower, upper] = [quartile(spread, 0.25), quartile(spread, 0.75)];
  const fence = upper + FENCE * (upper - lower);
  const start = quantile(starts, MOST_STARTS)!;
  const cut = Math.max(positive ? 10 ** fence : fence, start + PADDING * (start - low));
  if (cut <= low) return null;
  const place = positive && cut / low >= LOG_RATIO ? Math.log10 : Number;
  return place(cut) - place(low) < FLATTENED * (place(high) - place(low)) ? cut : null;
}

/** Of ascending values; d3-array's quantile takes long for so many. */
function quartile(sorted: Float64Array, share: number): number {
  const place = share * (sorted.length - 1);
  const [low, high] = [sorted[Math.floor(place)]!, sorted[Math.ceil(place)]!];
  return low + (place - Math.floor(place)) * (high - low);
}

/** A scale for all finite values of these curves; one that has none runs from 0 to 1. `whole`: as robust, but leaves out none. */
export function curveScale(curves: readonly ArrayLike<number>[], axis: CurveAxis | 'whole'): CurveScale {
  let [low, high, lowestPositive] = [Infinity, -Infinity, Infinity];
  for (const curve of curves) {
    for (const value of Array.from(curve)) {
      if (!Number.isFinite(value)) continue;
      if (value < low) low = value;
      if (value > high) high = value;
      if (value > 0 && value < lowestPositive) lowestPositive = value;
    }
  }
  if (low > high) [low, high] = [0, 1];
  const cutAbove = axis === 'robust' ? cutOf(curves, low, high) : null;
  high = cutAbove ?? high;
  const canBeLog = low >= 0 && Number.isFinite(lowestPositive) && high > lowestPositive;
  const logarithmic = canBeLog && (axis === 'log' || high / lowestPositive >= LOG_RATIO);
  if (logarithmic) {
    const [from, to] = [Math.log10(lowestPositive), Math.log10(high)];
    const pad = PADDING * (to - from);
    const [bottom, span] = [from - pad, to - from + (cutAbove === null ? 2 : 1) * pad];
    const at = (value: number) =>
      value <= 0 ? 0 : Math.min(1, Math.max(0, (Math.log10(value) - bottom) / span));
    const marks = logTicks(10 ** bottom, 10 ** (bottom + span));
    return {
      logarithmic,
      cutAbove,
      at,
      ticks: marks.map((value) => ({ value, text: formatNumber(value, 2) })),
    };
  }
  const half = high > low ? 0 : Math.max(1e-3, Math.abs(high) * 0.1);
  const pad = PADDING * (high - low) + half;
  const [bottom, span] = [low - pad, high - low + (cutAbove === null ? 2 : 1) * pad];
  return {
    logarithmic,
    cutAbove,
    at: (value) => Math.min(1, Math.max(0, (value - bottom) / span)),
    ticks: ticks(bottom, bottom + span, 5).map((value) => ({ value, text: formatNumber(value, 4) })),
  };
}
