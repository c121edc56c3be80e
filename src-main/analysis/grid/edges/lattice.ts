// The places at which an edge may lie: evenly spaced in log10 of the learning rate, over the tested rates and some way beyond.
// Numbers only; which place is likely is told by row-belief.ts.

/** Decades beyond the outermost tested rates in which an edge is looked for. */
const REACH = 1.5;
/** Places to the smallest gap between tested rates at least, decades between two at most, and places in all at most. */
const PLACES_A_GAP = 5;
const LARGEST_STEP = 0.08;
const MOST_PLACES = 200;

export interface Lattice {
  /** log10 of the learning rate at the first place, and decades from one place to the next. */
  readonly from: number;
  readonly step: number;
  readonly count: number;
}

/** `positions`: log10 of all tested learning rates, ascending, one at least. Those that are evenly spaced lie at places. */
export function latticeOver(positions: readonly number[]): Lattice {
  const [first, last] = [positions[0]!, positions.at(-1)!];
  const finest = (last - first + 2 * REACH) / MOST_PLACES;
  const gap = positions
    .slice(1)
    .reduce((least, position, i) => Math.min(least, position - positions[i]!), Infinity);
  const wanted = Math.max(PLACES_A_GAP, Math.ceil(gap / LARGEST_STEP));
  const parts = Math.max(1, Math.min(wanted, Math.floor(gap / finest)));
  const step = gap === Infinity ? LARGEST_STEP : Math.max(finest, gap / parts);
  const beyond = Math.ceil(REACH / step);
  return { from: first - beyond * step, step, count: Math.ceil((last - first) / step) + 2 * beyond + 1 };
}

/** The nearest place. */
export function placeOf({ from, step }: Lattice, position: number): number {
  return Math.round((position - from) / step);
}

export function positionOf({ from, step }: Lattice, place: number): number {
  return from + step * place;
}

/**
 * The place, between places too, below which a share of the probability lies; `cumulative` ascends to 1. The probability of a
 * place is spread evenly over half a step on either side.
 */
export function quantilePlace(cumulative: Float64Array, share: number): number {
  let [low, high] = [0, cumulative.length - 1];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (cumulative[middle]! < share) low = middle + 1;
    else high = middle;
  }
  const before = low === 0 ? 0 : cumulative[low - 1]!;
  const own = cumulative[low]! - before;
  return low - 0.5 + (own > 0 ? Math.min(1, Math.max(0, (share - before) / own)) : 0.5);
}
