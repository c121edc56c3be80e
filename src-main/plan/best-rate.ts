// Where the lowest tail loss of a row lies, bracketed from what has been trained: labels are judged by that loss, so a refined
// sweep has to know it, and its edge alone does not tell it. Pure.

/** Mean tail loss of every learning rate: Infinity where runs ended without one, null where none has been trained. */
export type RowTails = readonly (number | null)[];

/** No gap may be wider than this part of the row, so that no valley is overlooked. */
const WIDEST_GAP = 1 / 3;
/** Beside the lowest loss, no gap may skip more than one rate. */
const GAP_AT_BEST = 2;

/** Index of the next learning rate to look at: the middle of the gap that is too wide; null once none is. */
export function narrowingRate(tails: RowTails): number | null {
  const known = [...tails.keys()].filter((index) => tails[index] !== null);
  if (known.length === 0) return null;
  const best = known.reduce((a, b) => (tails[b]! < tails[a]! ? b : a));
  const ends = [-1, ...known, tails.length];
  const excess = ends.slice(1).map((to, i) => {
    const from = ends[i]!;
    const most =
      from === best || to === best ? GAP_AT_BEST : Math.max(GAP_AT_BEST, WIDEST_GAP * tails.length);
    return { from, to, excess: to - from - most };
  });
  const widest = excess.reduce((a, b) => (b.excess > a.excess ? b : a));
  return widest.excess > 0 ? (widest.from + widest.to) >> 1 : null;
}
