// Numbers in words for people: durations, sizes, counts, dates. Those on figures have their own in report/language/numbers.ts.
import type { PageWords } from '../words/words.ts';

type NumberWords = PageWords['numbers'];

export type DurationUnit = 'seconds' | 'minutes' | 'hours' | 'days';

interface Duration {
  readonly amount: number;
  readonly unit: DurationUnit;
}

function rounded(seconds: number): Duration | null {
  if (!Number.isFinite(seconds)) return null;
  if (seconds < 90) return { amount: Math.max(1, Math.round(seconds)), unit: 'seconds' };
  if (seconds < 90 * 60) return { amount: Math.round(seconds / 60), unit: 'minutes' };
  const hours = seconds / 3600;
  return hours < 48
    ? { amount: Number(hours.toFixed(1)), unit: 'hours' }
    : { amount: Math.round(hours / 24), unit: 'days' };
}

/** "45 s", "3 min", "2.5 h". */
export function showDuration(seconds: number, words: NumberWords): string {
  const duration = rounded(seconds);
  return duration === null ? words.unknown : words.duration(duration.amount, duration.unit);
}

/** "3 to 5 min", "50 s to 2 min". */
export function showDurationRange(
  range: { readonly low: number; readonly high: number },
  words: NumberWords,
): string {
  const [from, to] = [showDuration(range.low, words), showDuration(range.high, words)];
  if (from === to) return from;
  const [low, high] = [rounded(range.low), rounded(range.high)];
  return low !== null && high !== null && low.unit === high.unit
    ? words.durations(low.amount, high.amount, high.unit)
    : words.from(from, to);
}

const LARGER = ['kB', 'MB', 'GB', 'TB'];

/** Decimal units, as disks are sold. */
export function showBytes(bytes: number, words: NumberWords): string {
  const power = bytes < 1 ? 0 : Math.min(LARGER.length, Math.floor(Math.log10(bytes) / 3));
  const amount = Number((bytes / 1000 ** power).toPrecision(3));
  return `${amount} ${power === 0 ? words.bytes : LARGER[power - 1]!}`;
}

/** In three digits: "1.23K", "5.6M". */
export function showCount(count: number, { locale }: NumberWords): string {
  return new Intl.NumberFormat(locale, { notation: 'compact', maximumSignificantDigits: 3 }).format(count);
}

/** As it is written where the reader lives, if the language is the reader's own. */
export function showDate(iso: string, { locale }: NumberWords): string {
  const own = navigator.languages.filter((tag) => tag.split('-')[0] === locale);
  return new Intl.DateTimeFormat([...own, locale], { dateStyle: 'medium', timeStyle: 'short' }).format(
    new Date(iso),
  );
}
