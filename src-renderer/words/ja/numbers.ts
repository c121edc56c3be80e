// Durations, sizes, counts and dates, in Japanese.
import type { DurationUnit } from '../../parts/numbers.ts';
import type { PageWords } from '../words.ts';

const UNITS: Readonly<Record<DurationUnit, string>> = {
  seconds: '秒',
  minutes: '分',
  hours: '時間',
  days: '日',
};

export const numbers: PageWords['numbers'] = {
  locale: 'ja',
  unknown: '不明',
  duration: (amount, unit) => `${amount}${UNITS[unit]}`,
  durations: (low, high, unit) => `${low}〜${high}${UNITS[unit]}`,
  from: (low, high) => `${low}〜${high}`,
  bytes: 'バイト',
};
