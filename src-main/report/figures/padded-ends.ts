// Ends of an axis that holds some values with room at both ends.
export interface Ends {
  readonly low: number;
  readonly high: number;
}

/** Room is this share of the span, or of `least` where the values are closer than that; of no values 0 to 1. */
export function paddedEnds(values: readonly number[], share: number, least: number): Ends {
  if (values.length === 0) return { low: 0, high: 1 };
  const [low, high] = [Math.min(...values), Math.max(...values)];
  const room = share * Math.max(high - low, least);
  return { low: low - room, high: high + room };
}
