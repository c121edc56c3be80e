// Numbers as people read them: learning rates, losses, shares, intervals. Short, and the same for the same value on
// every machine. Not for data files, which need every digit: see ../csv.ts.
import type { Interval } from '../../analysis/statistics/interval.ts';
import type { Words } from './language.ts';

/** What stands where nothing is known. */
export const UNKNOWN = '–';

function special(value: number | null | undefined): string | null {
  if (value === null || value === undefined) return UNKNOWN;
  if (Number.isNaN(value)) return 'NaN';
  if (value === Infinity) return 'Inf';
  if (value === -Infinity) return '-Inf';
  return null;
}

/** "1e-3": no padding zeros, no plus sign. */
function exponential(value: number, digits: number): string {
  const [mantissa, exponent] = value.toExponential(digits - 1).split('e');
  return `${Number(mantissa)}e${Number(exponent)}`;
}

/** A number in `digits` significant digits at most, without trailing zeros: 0.25, 12.5, 3e-5, 1.2e30. */
export function formatNumber(value: number | null, digits = 3): string {
  const word = special(value);
  if (word !== null) return word;
  const number = value!;
  if (number === 0) return '0';
  const size = Math.abs(number);
  if (size < 1e-3 || size >= 1e5) return exponential(number, digits);
  return String(Number(number.toPrecision(digits)));
}

/** With a sign, which 0 has none of: +0.003, −0.002. */
export function formatSigned(value: number, digits = 3): string {
  const text = formatNumber(Math.abs(value), digits);
  return Number(text) === 0 ? '0' : `${value < 0 ? '−' : '+'}${text}`;
}

/** Decades of learning rate, to a hundredth: −0.20. */
export function formatDecades(value: number): string {
  const text = Math.abs(value).toFixed(2);
  return value < 0 && Number(text) !== 0 ? `−${text}` : text;
}

const MOST_DECIMALS = 5;

/** Half the width of an interval, or a limit, in nats; never written as 0. */
export function formatNatsLimit(value: number): string {
  const text = formatNats(value, value).replace('+', '');
  return Number(text) === 0 ? `<${(10 ** -MOST_DECIMALS).toFixed(MOST_DECIMALS)}` : text;
}

/** A difference in loss with its sign, in as many decimals as two digits of its uncertainty need: +0.0031 where that is 0.0021. */
export function formatNats(value: number, uncertainty: number | null): string {
  const needed = uncertainty === null || uncertainty <= 0 ? 3 : 1 + Math.ceil(-Math.log10(uncertainty));
  const text = Math.abs(value).toFixed(Math.min(MOST_DECIMALS, Math.max(3, needed)));
  return Number(text) === 0 ? text : `${value < 0 ? '−' : '+'}${text}`;
}

/** "= 0.13" */
export function formatChance(p: number): string {
  return p < 0.001 ? '< 0.001' : `= ${formatNumber(p, 2)}`;
}

/** A learning rate, always as mantissa and exponent: 3e-3. The fewest digits that are within 0.5 % of it. */
export function formatLearningRate(value: number | null): string {
  const word = special(value);
  if (word !== null) return word;
  const number = value!;
  if (number === 0) return '0';
  for (let digits = 1; digits < 6; digits++) {
    const text = exponential(number, digits);
    if (Math.abs(Number(text) - number) <= 0.005 * Math.abs(number)) return text;
  }
  return exponential(number, 6);
}

/** An estimated learning rate (an edge), in two digits: 1.2e-2. */
export function formatEdge(value: number | null): string {
  return special(value) ?? (value === 0 ? '0' : exponential(value!, 2));
}

/** A loss in nats: two decimals while that says something. */
export function formatLoss(value: number | null): string {
  const word = special(value);
  if (word !== null) return word;
  const number = value!;
  const size = Math.abs(number);
  if (size >= 1e4) return exponential(number, 2);
  if (size >= 100) return String(Math.round(number));
  if (size > 0 && size < 0.005) return exponential(number, 2);
  return (number === 0 ? 0 : number).toFixed(2);
}

/** A share as percent without the sign; "<1" and ">99" keep 0 and 100 for what is exactly so. */
export function formatPercent(share: number | null): string {
  const word = special(share);
  if (word !== null) return word;
  const percent = 100 * share!;
  if (percent > 0 && percent < 0.5) return '<1';
  if (percent < 100 && percent >= 99.5) return '>99';
  return String(Math.round(percent) + 0);
}

/** A large count in three digits at most: "950", "58,300", "124,000,000". */
export function formatCount(count: number): string {
  return Number(count.toPrecision(3)).toLocaleString('en');
}

/** Whether both ends are numbers that can be drawn. */
export function finiteInterval(interval: Interval | null): Interval | null {
  if (interval === null) return null;
  const { low, high } = interval;
  return Number.isFinite(low) && Number.isFinite(high) && low <= high ? interval : null;
}

/** Of intervals: "95 %". */
export function formatLevel(confidence: number, { numbers }: Words): string {
  return numbers.percent(formatPercent(confidence));
}

/** "29 to 55 %" */
export function formatPercentInterval(interval: Interval, { numbers }: Words): string {
  return numbers.percentRange(formatPercent(interval.low), formatPercent(interval.high));
}

/** Dollars in the largest unit of which it is one at least, else in the smallest: "32.9k", "1.2M". */
export function formatMoney(dollars: number, { numbers }: Words): string {
  const { scales } = numbers.money;
  const [size, sign] = scales.findLast(([least]) => Math.abs(dollars) >= least) ?? scales[0]!;
  return `${formatNumber(dollars / size)}${sign}`;
}

/** Whole percents of a share: "42 %". */
export function percentIn({ numbers }: Words): (share: number) => string {
  return (share) => numbers.percent(String(Math.round(100 * share) + 0));
}

/** Whole percents: "29 to 55 %". */
export function intervalIn(words: Words, interval: { low: number; high: number } | null): string | null {
  const round = (share: number) => String(Math.round(100 * share) + 0);
  return interval && words.numbers.percentRange(round(interval.low), round(interval.high));
}
