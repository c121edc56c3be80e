// How numbers are joined to words in English. The digits themselves are made by ../numbers.ts.

export const numbers = {
  percent: (share: string) => `${share} %`,
  range: (low: string, high: string) => `${low} to ${high}`,
  percentRange: (low: string, high: string) => `${low} to ${high} %`,
  list: (items: readonly string[]) => items.join(', '),
  semicolons: (items: readonly string[]) => items.join('; '),
  sentences: (parts: readonly string[]) => parts.join(' '),
  inBrackets: (text: string) => ` (${text})`,
  /** Units of dollars with their signs, ascending. */
  money: {
    unit: 'US dollars',
    scales: [
      [1e3, 'k'],
      [1e6, 'M'],
      [1e9, 'B'],
    ] as readonly (readonly [number, string])[],
  },
  date: (iso: string) => iso.slice(0, 10),
};
