// Numbers in words for people: durations, sizes, counts. Those on figures have their own in report/language/numbers.ts.

/** "45 s", "3 min", "2.5 h". */
export function showDuration(seconds: number): string {
  if (!Number.isFinite(seconds)) return 'unknown';
  if (seconds < 90) return `${Math.max(1, Math.round(seconds))} s`;
  if (seconds < 90 * 60) return `${Math.round(seconds / 60)} min`;
  const hours = seconds / 3600;
  return hours < 48 ? `${Number(hours.toFixed(1))} h` : `${Math.round(hours / 24)} days`;
}

/** "3 to 5 min", "50 s to 2 min". */
export function showDurationRange({ low, high }: { readonly low: number; readonly high: number }): string {
  const [from, to] = [showDuration(low), showDuration(high)];
  if (from === to) return from;
  const unit = to.slice(to.indexOf(' '));
  return `${from.endsWith(unit) ? from.slice(0, -unit.length) : from} to ${to}`;
}

const SIZES = ['bytes', 'kB', 'MB', 'GB', 'TB'];

/** Decimal units, as disks are sold. */
export function showBytes(bytes: number): string {
  const power = bytes < 1 ? 0 : Math.min(SIZES.length - 1, Math.floor(Math.log10(bytes) / 3));
  return `${Number((bytes / 1000 ** power).toPrecision(3))} ${SIZES[power]}`;
}

const SHORT = new Intl.NumberFormat('en', { notation: 'compact', maximumSignificantDigits: 3 });

export function showCount(count: number): string {
  return SHORT.format(count);
}

const DATE = new Intl.DateTimeFormat(undefined, { dateStyle: 'medium', timeStyle: 'short' });

export function showDate(iso: string): string {
  return DATE.format(new Date(iso));
}
