// Learning rates as the columns of a map: those that differ by rounding alone are one, those that were drawn freely fall into
// columns of equal width. Pure.
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
  /** The rate of the column that a rate falls into. */
  readonly of: (rate: number) => number;
  /** The same rate, however it was rounded. */
  readonly exact: (rate: number) => number;
}

export function rateColumns(rates: readonly number[], bins: RateBins): RateColumns {
  const merged = mergedRates(rates);
  const exact = (rate: number) => merged.get(rate) ?? rate;
  const distinct = [...new Set(merged.values())].sort((a, b) => a - b);
  const perDecade =
    bins === 'none' ? null : bins === 'auto' ? (areFree(distinct, rates.length) ? FREE_BINS : null) : bins;
  const of = perDecade === null ? exact : (rate: number) => columnCentre(exact(rate), perDecade);
  return { perDecade, of, exact };
}

/** Rates that differ by rounding alone, by the one that is written shortest. */
function mergedRates(rates: readonly number[]): ReadonlyMap<number, number> {
  const sorted = [...new Set(rates)].sort((a, b) => a - b);
  const merged = new Map<number, number>();
  for (let from = 0; from < sorted.length;) {
    let shortest = sorted[from]!;
    let to = from + 1;
    for (; to < sorted.length && isSame(shortest, sorted[to]!); to++) {
      if (digitsOf(sorted[to]!) < digitsOf(shortest)) shortest = sorted[to]!;
    }
    for (const rate of sorted.slice(from, to)) merged.set(rate, shortest);
    from = to;
  }
  return merged;
}

function isSame(a: number, b: number): boolean {
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

/** The geometric mean of its edges, at three digits more than its width tells. */
function columnCentre(rate: number, perDecade: number): number {
  return Number((10 ** (Math.round(Math.log10(rate) * perDecade) / perDecade)).toPrecision(4));
}

/** The rates that fall into the column of this one. */
export function columnRange(
  rate: number,
  perDecade: number,
): { readonly low: number; readonly high: number } {
  const number = Math.round(Math.log10(rate) * perDecade);
  return { low: 10 ** ((number - 0.5) / perDecade), high: 10 ** ((number + 0.5) / perDecade) };
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
