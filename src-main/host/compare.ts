// Which of two ways to train costs less, told from pairs of costs that were measured in turns on a machine that does other things
// too. What is known to be good stays unless the other shows itself clearly cheaper. Pure.

/** Of the same work done both ways, one right after the other, in any unit. */
export interface CostPair {
  readonly known: number;
  readonly other: number;
}

/** What is known counts as so much cheaper before anything is measured, as if that had been seen in so many pairs. */
const PRIOR = { advantage: 1.05, pairs: 2 } as const;
/** The other is taken where it costs less than this share: calibration errs by as much as is left. */
const CHEAPER = 0.93;

/** Cost of the other as a share of the known one's: the median of the pairs, drawn towards what is expected of few. */
export function relativeCost(pairs: readonly CostPair[]): number {
  const logs = pairs.map(({ known, other }) => Math.log(other / known)).sort((a, b) => a - b);
  const middle = logs.length / 2;
  const median = logs.length === 0 ? 0 : (logs[Math.ceil(middle) - 1]! + logs[Math.floor(middle)]!) / 2;
  const expected = Math.log(PRIOR.advantage);
  return Math.exp((logs.length * median + PRIOR.pairs * expected) / (logs.length + PRIOR.pairs));
}

export function isCheaper(pairs: readonly CostPair[]): boolean {
  return relativeCost(pairs) < CHEAPER;
}
