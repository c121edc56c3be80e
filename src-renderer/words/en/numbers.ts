// Durations, sizes, counts and dates, in English.
import type { DurationUnit } from '../../parts/numbers.ts';

const UNITS: Readonly<Record<DurationUnit, string>> = {
  seconds: 's',
  minutes: 'min',
  hours: 'h',
  days: 'days',
};

export const numbers = {
  /** As Intl calls it. */
  locale: 'en',
  unknown: 'unknown',
  duration: (amount: number, unit: DurationUnit) => `${amount} ${UNITS[unit]}`,
  durations: (low: number, high: number, unit: DurationUnit) => `${low} to ${high} ${UNITS[unit]}`,
  /** Of two that have units of their own. */
  from: (low: string, high: string) => `${low} to ${high}`,
  bytes: 'bytes',
};
