// The edge of stability, LR50: where, along the learning rate, the share of unstable runs passes one half.
// One row of cells at a time; analyze.ts adds intervals, edges/shifts.ts compares recipes.
import type { Edge } from './grid.ts';
import type { Count } from './tally.ts';

const HALF = 0.5;

export type EdgePosition = Pick<Edge, 'learningRate' | 'side'>;

/**
 * LR50 of one row of cells (one recipe and batch size, any order; cells without finished runs are left out).
 *
 * The shares are fitted by least squares, weighted by runs, with a curve that falls and then rises. Where they only rise
 * this is the isotonic fit; the falling part is for recipes that also fail at the lowest learning rates (unscaled FP8
 * underflows there), which a rising fit would smear over the whole row. The edge is the crossing on the rising part, by
 * linear interpolation over log10 of the learning rate; where the fit stays at exactly one half over several learning
 * rates, it is their middle. `above`: still stable at the highest tested; `below`: nowhere stable.
 */
export function edgeOf(row: readonly Count[]): EdgePosition {
  const measured = row.filter(({ finished }) => finished > 0).sort((a, b) => a.learningRate - b.learningRate);
  if (measured.length === 0) return { learningRate: null, side: 'unknown' };
  const shares = new Shares();
  for (const { learningRate, unstable, finished } of measured) {
    const position = Math.log10(learningRate);
    shares.add(position, position, unstable, finished);
  }
  const position = crossing(shares);
  if (position === -Infinity) return { learningRate: null, side: 'below' };
  if (position === Infinity) return { learningRate: null, side: 'above' };
  return { learningRate: 10 ** position, side: 'inside' };
}

/**
 * Shares k / n along log10 of the learning rate, neighbours of equal share as one that reaches from the first to the last of
 * them: the best fit is the same over both, and a large grid has many.
 */
class Shares {
  readonly from: number[] = [];
  readonly to: number[] = [];
  readonly ks: number[] = [];
  readonly ns: number[] = [];

  add(from: number, to: number, k: number, n: number): void {
    const last = this.ns.length - 1;
    if (last >= 0 && this.ks[last]! * n === k * this.ns[last]!) {
      this.to[last] = to;
      this.ks[last]! += k;
      this.ns[last]! += n;
      return;
    }
    this.from.push(from);
    this.to.push(to);
    this.ks.push(k);
    this.ns.push(n);
  }
}

/** Where the fit of the shares passes one half; -Infinity: it lies below them, Infinity: above. */
function crossing({ from, to, ks, ns }: Shares): number {
  const fit = valleyFit(ks, ns);
  let valley = 0;
  for (let i = 1; i < fit.length; i++) if (fit[i]! < fit[valley]!) valley = i;
  if (fit[valley]! > HALF) return -Infinity;
  let i = valley;
  while (i < fit.length && fit[i]! < HALF) i++;
  if (i === fit.length) return Infinity;
  const above = fit[i]!;
  if (above === HALF) return (from[i]! + to[fit.lastIndexOf(HALF)]!) / 2;
  const below = fit[i - 1]!;
  return to[i - 1]! + ((HALF - below) / (above - below)) * (from[i]! - to[i - 1]!);
}

/**
 * Least squares under "falls, then rises" for the shares k / n, weighted by n: every place of the turn is tried, and of
 * equally good ones the leftmost is taken, so that a row which may be read as rising only, is.
 */
export function valleyFit(ks: readonly number[], ns: readonly number[]): number[] {
  const falling = fallingErrors(ks, ns);
  const rising = fallingErrors(ks.toReversed(), ns.toReversed());
  const { length } = ks;
  const error = (turn: number) => falling[turn]! + rising[length - turn]!;
  let turn = 0;
  for (let other = 1; other < length; other++) if (error(other) < error(turn) - 1e-12) turn = other;
  if (turn === 0) return isotonicFit(ks, ns);
  const before = isotonicFit(ks.slice(0, turn).reverse(), ns.slice(0, turn).reverse()).reverse();
  return before.concat(isotonicFit(ks.slice(turn), ns.slice(turn)));
}

/** Squared errors of the best non-increasing fit of the first 0, 1, ... all shares, in one pass over them. */
function fallingErrors(ks: readonly number[], ns: readonly number[]): number[] {
  // Blocks of equal fit, the last on top: sums of k, of n, of k^2 / n, and the squared error. Parallel arrays, for speed.
  const [sums, counts, squares, wrongs]: [number[], number[], number[], number[]] = [[], [], [], []];
  let total = 0;
  const errors = [total];
  for (let i = 0; i < ks.length; i++) {
    let [k, n, square, wrong] = [ks[i]!, ns[i]!, ks[i]! ** 2 / ns[i]!, 0];
    while (sums.length > 0 && sums.at(-1)! * n < k * counts.at(-1)!) {
      k += sums.pop()!;
      n += counts.pop()!;
      square += squares.pop()!;
      total -= wrongs.pop()!;
      wrong = Math.max(0, square - k ** 2 / n);
    }
    sums.push(k);
    counts.push(n);
    squares.push(square);
    wrongs.push(wrong);
    total += wrong;
    errors.push(total);
  }
  return errors;
}

/** The non-decreasing shares closest to k / n in least squares weighted by n: pool adjacent violators. */
export function isotonicFit(ks: readonly number[], ns: readonly number[]): number[] {
  const [sums, counts, lengths]: [number[], number[], number[]] = [[], [], []];
  for (let i = 0; i < ks.length; i++) {
    let [k, n, length] = [ks[i]!, ns[i]!, 1];
    while (sums.length > 0 && sums.at(-1)! * n >= k * counts.at(-1)!) {
      k += sums.pop()!;
      n += counts.pop()!;
      length += lengths.pop()!;
    }
    sums.push(k);
    counts.push(n);
    lengths.push(length);
  }
  const fit: number[] = [];
  for (let block = 0; block < sums.length; block++) {
    const share = sums[block]! / counts[block]!;
    for (let i = 0; i < lengths[block]!; i++) fit.push(share);
  }
  return fit;
}
