// How large a share of a search range trains to within the loss tolerance of the recipe's best, and how sure that is. In one
// row (one batch size) the settings that do are taken to lie between two learning rates, with soft ends, and to miss with some
// probability even there (seeds that fail anywhere). Every place of the two ends is weighed by the runs: so the gaps between
// tested rates stay open, and a few seeds that agree are not taken for certain. Pure arithmetic.
import { betaQuantiles, DRAWS, stream } from './draws.ts';
import { weigh, type Measured } from './row-ends.ts';

/** One tested learning rate of a row and how many of its judged runs came within the tolerance. */
export interface SearchCell {
  readonly learningRate: number;
  readonly good: number;
  readonly finished: number;
}

/** Learning rates of a row that are told apart, at most: neighbours are taken together. */
const MOST_CELLS = 24;
/** No share is smaller: draws would have no end. */
export const LEAST_SHARE = 1e-3;

/**
 * Draws of the share of [lowest, highest], in log10 of the learning rate, in which a run comes within the tolerance; between
 * LEAST_SHARE and 1. null where no run is judged. `name` keeps two rows independent of each other.
 */
export function drawRowShare(
  cells: readonly SearchCell[],
  [lowest, highest]: readonly [number, number],
  name: string,
): number[] | null {
  const measured = cells
    .filter(({ finished }) => finished > 0)
    .map(({ learningRate, good, finished }) => ({ x: Math.log10(learningRate), good, finished }))
    .sort((a, b) => a.x - b.x);
  if (measured.length === 0) return null;
  if (highest <= lowest) return drawCellShare(measured, name);
  const [from, to] = [Math.log10(lowest), Math.log10(highest)];
  const { sums, total, found } = weigh(pooled(measured), from, to);
  const [starts, ends] = [stream(`${name} start`), stream(`${name} end`)];
  return stream(name).map((u, draw) => {
    const at = u * total;
    let [low, high] = [0, sums.length - 1];
    while (low < high) {
      const middle = (low + high) >> 1;
      if (sums[middle]! < at) low = middle + 1;
      else high = middle;
    }
    const { a, b, miss } = found[low]!;
    // Somewhere in the stretch that the place stands for.
    const [one, other] = [a.at + (starts[draw]! - 0.5) * a.width, b.at + (ends[draw]! - 0.5) * b.width];
    const length = Math.min(to, Math.max(one, other)) - Math.max(from, Math.min(one, other));
    return Math.max(LEAST_SHARE, (Math.max(0, length) / (to - from)) * (1 - miss));
  });
}

/** Where a row is a single learning rate, what its runs allow (Jeffreys). */
function drawCellShare(cells: readonly Measured[], name: string): number[] {
  const good = cells.reduce((sum, cell) => sum + cell.good, 0);
  const bad = cells.reduce((sum, cell) => sum + cell.finished, 0) - good;
  const at = betaQuantiles(good + 0.5, bad + 0.5);
  return stream(name).map((u) => Math.max(LEAST_SHARE, at(u)));
}

/** Of several rows, all drawn from as often. */
export function drawSearchShare(
  rows: readonly (readonly SearchCell[])[],
  range: readonly [number, number],
  name: string,
): number[] | null {
  const drawn = rows.map((row, index) => drawRowShare(row, range, `${name} ${index}`));
  const judged = drawn.filter((draws) => draws !== null);
  if (judged.length === 0) return null;
  return Array.from(
    { length: DRAWS },
    (_, i) => judged.reduce((sum, draws) => sum + draws[i]!, 0) / judged.length,
  );
}

/** Neighbours as one, where there are more learning rates than are told apart. */
function pooled(cells: readonly Measured[]): Measured[] {
  const together = Math.ceil(cells.length / MOST_CELLS);
  if (together === 1) return [...cells];
  return [...Map.groupBy(cells, (_, index) => Math.floor(index / together)).values()].map((group) => ({
    x: group.reduce((sum, { x }) => sum + x, 0) / group.length,
    good: group.reduce((sum, { good }) => sum + good, 0),
    finished: group.reduce((sum, { finished }) => sum + finished, 0),
  }));
}
