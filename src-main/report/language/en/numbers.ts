// How numbers are joined to words in English. The digits themselves are made by figures/numbers.ts.

export const numbers = {
  percent: (share: string) => `${share} %`,
  range: (low: string, high: string) => `${low} to ${high}`,
  percentRange: (low: string, high: string) => `${low} to ${high} %`,
  list: (items: readonly string[]) => items.join(', '),
  semicolons: (items: readonly string[]) => items.join('; '),
  sentences: (parts: readonly string[]) => parts.join(' '),
  inBrackets: (text: string) => ` (${text})`,
  /** Dollars of a total, in thousands. */
  money: { unit: 'US dollars', divisor: 1000, short: (value: string) => `${value}k` },
  date: (iso: string) => iso.slice(0, 10),
};
