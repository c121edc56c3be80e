// The value axis of a curve panel: linear or logarithmic by what the curves hold, its ticks, and where a value lies.
import { ticks } from 'd3-array';
import { formatNumber } from '../language/numbers.ts';

export interface CurveScale {
  readonly logarithmic: boolean;
  readonly low: number;
  readonly high: number;
  /** Share of the axis, 0 at the bottom; values at or below zero on a log axis lie at the bottom. */
  readonly at: (value: number) => number;
  readonly ticks: readonly { readonly value: number; readonly text: string }[];
}

/** From this ratio of highest to lowest value on, a linear axis would hide the lower part. */
const LOG_RATIO = 8;
const PADDING = 0.05;

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

/** A scale for all finite values of these curves; one that has none runs from 0 to 1. */
export function curveScale(curves: readonly ArrayLike<number>[]): CurveScale {
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
  const logarithmic = low >= 0 && Number.isFinite(lowestPositive) && high / lowestPositive >= LOG_RATIO;
  if (logarithmic) {
    const [from, to] = [Math.log10(lowestPositive), Math.log10(high)];
    const pad = PADDING * (to - from);
    const [bottom, span] = [from - pad, to - from + 2 * pad];
    const at = (value: number) =>
      value <= 0 ? 0 : Math.min(1, Math.max(0, (Math.log10(value) - bottom) / span));
    const marks = logTicks(10 ** bottom, 10 ** (bottom + span));
    return {
      logarithmic,
      low,
      high,
      at,
      ticks: marks.map((value) => ({ value, text: formatNumber(value, 2) })),
    };
  }
  const half = high > low ? 0 : Math.max(1e-3, Math.abs(high) * 0.1);
  const pad = PADDING * (high - low) + half;
  const [bottom, span] = [low - pad, high - low + 2 * pad];
  return {
    logarithmic,
    low,
    high,
    at: (value) => Math.min(1, Math.max(0, (value - bottom) / span)),
    ticks: ticks(bottom, bottom + span, 5).map((value) => ({ value, text: formatNumber(value, 4) })),
  };
}
