// How large a share of a search range trains to within the loss tolerance of the recipe's best, and how sure that is. In one
// row (one batch size) the settings that do are taken to lie between two learning rates, with soft ends, and to miss with some
// probability even there (seeds that fail anywhere). Every place of the two ends is weighed by the runs: so the gaps between
// tested rates stay open, and a few seeds that agree are not taken for certain. Pure arithmetic.
import { betaQuantiles, DRAWS, stream } from './draws.ts';

/** One tested learning rate of a row and how many of its judged runs came within the tolerance. */
export interface SearchCell {
  readonly learningRate: number;
  readonly good: number;
  readonly finished: number;
}

/** Probability that a run misses within the good rates, each as likely, and that one comes through outside of them. */
const MISSES = [0.02, 0.1, 0.3];
const LUCKY = 0.02;
/** Decades over which the share of good runs falls from 73 % to 27 % at an end, halved; each as likely. */
const STEEPNESSES = [0.02, 0.1, 0.3];
/** Learning rates of a row that are told apart, and places of an end, at most: neighbours are taken together. */
const MOST_CELLS = 24;
const MOST_PLACES = 44;
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
  const { sums, total, found } = remembered(pooled(measured), from, to);
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

interface Measured {
  readonly x: number;
  readonly good: number;
  readonly finished: number;
}

interface Hypothesis {
  /** Where the good rates begin and end, and how often a run misses between. */
  readonly a: Knot;
  readonly b: Knot;
  readonly miss: number;
}

interface Hypotheses {
  /** From the smallest share to the largest, with their cumulative weights. */
  readonly found: readonly Hypothesis[];
  readonly sums: readonly number[];
  readonly total: number;
}

const known = new Map<string, Hypotheses>();
const MOST_KNOWN = 256;

/** A slider asks for the same rows again and again. */
function remembered(cells: readonly Measured[], from: number, to: number): Hypotheses {
  const key = JSON.stringify([from, to, cells.map(({ x, good, finished }) => [x, good, finished])]);
  const hypotheses = known.get(key) ?? weigh(cells, from, to);
  if (known.size >= MOST_KNOWN) known.clear();
  known.set(key, hypotheses);
  return hypotheses;
}

/** Every pair of ends, steepness and miss, by how likely it makes the runs. Loops by index: it is done for every row of a map. */
function weigh(cells: readonly Measured[], from: number, to: number): Hypotheses {
  const knots = knotsOf(
    cells.map(({ x }) => x),
    from,
    to,
  );
  const found: (Hypothesis & { readonly weight: number })[] = [];
  for (const steepness of STEEPNESSES) {
    const rises = knots.map(({ at }) => cells.map(({ x }) => logistic((x - at) / steepness)));
    for (let i = 0; i < knots.length; i++) {
      for (let j = i; j < knots.length; j++) {
        const [a, b] = [knots[i]!, knots[j]!];
        const prior = Math.log(a.width * b.width * (i === j ? 0.5 : 1));
        for (const miss of MISSES) {
          let weight = prior;
          for (let k = 0; k < cells.length; k++) {
            const inside = i === j ? 0 : rises[i]![k]! * (1 - rises[j]![k]!);
            const p = Math.max(LUCKY, (1 - miss) * inside);
            const { good, finished } = cells[k]!;
            if (good > 0) weight += good * Math.log(p);
            if (good < finished) weight += (finished - good) * Math.log(1 - p);
          }
          found.push({ a, b, miss, weight });
        }
      }
    }
  }
  const share = ({ a, b, miss }: Hypothesis) => (b.at - a.at) * (1 - miss);
  found.sort((one, other) => share(one) - share(other));
  const most = found.reduce((max, { weight }) => Math.max(max, weight), -Infinity);
  let total = 0;
  const sums = found.map(({ weight }) => (total += Math.exp(weight - most)));
  return { found, sums, total };
}

/** A stretch of learning rates, in log10, by its middle and width. */
interface Knot {
  readonly at: number;
  readonly width: number;
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

/** Some in every gap between tested rates, and one gap on either side, or to the end of the range, for what lies outside. */
function knotsOf(x: readonly number[], from: number, to: number): Knot[] {
  const [first, last] = [x[0]!, x.at(-1)!];
  const gap = x.length > 1 ? (last - first) / (x.length - 1) : to - from;
  const edges = [Math.min(from, first - gap), ...x, Math.max(to, last + gap)];
  const parts = Math.max(1, Math.floor(MOST_PLACES / (edges.length - 1)));
  return edges.slice(1).flatMap((right, i) => {
    const width = (right - edges[i]!) / parts;
    return Array.from({ length: parts }, (_, part) => ({ at: edges[i]! + (part + 0.5) * width, width }));
  });
}

function logistic(value: number): number {
  return 1 / (1 + Math.exp(-value));
}
