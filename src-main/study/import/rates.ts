// Whether learning rates were drawn freely, so that a map needs columns for them; those that differ by rounding alone are one. Pure.
import type { RateBins } from '../../spec/import-mapping.ts';

/** Two rates this close, relatively, are one that was rounded: nobody compares them. */
const ROUNDED = 1e-4;
/** A rate of at least so many digits may be another one as it was printed, if that has so many more. */
const PRINTED_DIGITS = 3;
const MORE_DIGITS = 3;

/** Columns of a decade, where rates look freely drawn. */
const FREE_BINS = 3;
/** A grid is written by hand: few rates, with few digits or at equal ratios. */
const LEAST_FREE_RATES = 8;
const WRITTEN_DIGITS = 4;
const EQUAL_RATIO = 0.01;

export interface RateColumns {
  /** Columns a decade; null: rates are as they were given. */
  readonly perDecade: number | null;
  /** The same rate, however it was rounded. */
  readonly exact: (rate: number) => number;
}

/** `fixed`: rates of runs that are not read: they stay as they are, whoever else has them, and say nothing of how the others were drawn. */
export function rateColumns(
  rates: readonly number[],
  bins: RateBins,
  fixed: readonly number[] = [],
): RateColumns {
  const merged = mergedRates(rates);
  const there = [...new Set(fixed)].sort((a, b) => a - b);
  const exact = (rate: number) => {
    const own = merged.get(rate) ?? rate;
    return closestRate(own, there) ?? own;
  };
  const distinct = [...new Set(merged.values())].sort((a, b) => a - b);
  const perDecade =
    bins === 'none' ? null : bins === 'auto' ? (areFree(distinct, rates.length) ? FREE_BINS : null) : bins;
  return { perDecade, exact };
}

/** Of ascending rates, the one that this is; null: none. */
export function closestRate(rate: number, sorted: readonly number[]): number | null {
  const above = sorted.findIndex((each) => each >= rate);
  const near = above < 0 ? sorted.slice(-1) : sorted.slice(Math.max(0, above - 1), above + 1);
  const same = near.filter((each) => isSameRate(each, rate));
  return same.toSorted((a, b) => Math.abs(a - rate) - Math.abs(b - rate))[0] ?? null;
}

/** Rates that differ by rounding alone, by the one that is written shortest. */
function mergedRates(rates: readonly number[]): ReadonlyMap<number, number> {
  const sorted = [...new Set(rates)].sort((a, b) => a - b);
  const merged = new Map<number, number>();
  for (let from = 0; from < sorted.length;) {
    let shortest = sorted[from]!;
    let to = from + 1;
    for (; to < sorted.length && isSameRate(shortest, sorted[to]!); to++) {
      if (digitsOf(sorted[to]!) < digitsOf(shortest)) shortest = sorted[to]!;
    }
    for (const rate of sorted.slice(from, to)) merged.set(rate, shortest);
    from = to;
  }
  return merged;
}

/** Whether the two are one, written with more or fewer digits. */
function isSameRate(a: number, b: number): boolean {
  if (Math.abs(a - b) <= ROUNDED * a) return true;
  const [short, long] = digitsOf(a) < digitsOf(b) ? [a, b] : [b, a];
  const digits = digitsOf(short);
  return (
    digits >= PRINTED_DIGITS &&
    digitsOf(long) >= digits + MORE_DIGITS &&
    Number(long.toPrecision(digits)) === short
  );
}

/** Significant digits. */
function digitsOf(value: number): number {
  return value.toExponential().replace(/e.*$/, '').replace('.', '').length;
}

/** Drawn, not chosen: many, hardly one of them twice, with digits that nobody writes, and at no equal ratios. */
function areFree(sorted: readonly number[], runs: number): boolean {
  if (sorted.length <= LEAST_FREE_RATES || runs >= 2 * sorted.length) return false;
  const written = sorted.filter((rate) => rate === Number(rate.toPrecision(WRITTEN_DIGITS)));
  if (2 * written.length > sorted.length) return false;
  const gaps = sorted.slice(1).map((rate, i) => Math.log10(rate / sorted[i]!));
  const least = Math.min(...gaps);
  return gaps.some((gap) => Math.abs(gap / least - Math.round(gap / least)) > EQUAL_RATIO);
}
