// The edge of stability, LR50: where, along the learning rate, the share of unstable runs passes one half.
// One row of cells at a time; analyze.ts adds intervals, shift.ts compares recipes.
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
  const x = measured.map(({ learningRate }) => Math.log10(learningRate));
  const fit = valleyFit(
    measured.map(({ unstable }) => unstable),
    measured.map(({ finished }) => finished),
  );
  const valley = fit.indexOf(Math.min(...fit));
  if (fit[valley]! > HALF) return { learningRate: null, side: 'below' };
  const rising = fit.slice(valley);
  const first = rising.findIndex((share) => share >= HALF);
  if (first < 0) return { learningRate: null, side: 'above' };
  const i = valley + first;
  const above = fit[i]!;
  if (above === HALF) {
    const last = fit.lastIndexOf(HALF);
    return { learningRate: 10 ** ((x[i]! + x[last]!) / 2), side: 'inside' };
  }
  const below = fit[i - 1]!;
  const part = (HALF - below) / (above - below);
  return { learningRate: 10 ** (x[i - 1]! + part * (x[i]! - x[i - 1]!)), side: 'inside' };
}

/**
 * Least squares under "falls, then rises" for the shares k / n, weighted by n: every place of the turn is tried, and of
 * equally good ones the leftmost is taken, so that a row which may be read as rising only, is.
 */
export function valleyFit(ks: readonly number[], ns: readonly number[]): number[] {
  const falling = fallingErrors(ks, ns);
  const rising = fallingErrors(ks.toReversed(), ns.toReversed()).reverse();
  let turn = 0;
  for (let other = 1; other < ks.length; other++) {
    if (falling[other]! + rising[other]! < falling[turn]! + rising[turn]! - 1e-12) turn = other;
  }
  const before = isotonicFit(ks.slice(0, turn).reverse(), ns.slice(0, turn).reverse()).reverse();
  return [...before, ...isotonicFit(ks.slice(turn), ns.slice(turn))];
}

/** Squared errors of the best non-increasing fit of the first 0, 1, ... all shares, in one pass over them. */
function fallingErrors(ks: readonly number[], ns: readonly number[]): number[] {
  const blocks: { k: number; n: number; squares: number; error: number }[] = [];
  let total = 0;
  const errors = [total];
  ks.forEach((k, i) => {
    let block = { k, n: ns[i]!, squares: k ** 2 / ns[i]!, error: 0 };
    for (let last = blocks.at(-1); last && last.k * block.n < block.k * last.n; last = blocks.at(-1)) {
      blocks.pop();
      total -= last.error;
      const [sum, count, squares] = [last.k + block.k, last.n + block.n, last.squares + block.squares];
      block = { k: sum, n: count, squares, error: Math.max(0, squares - sum ** 2 / count) };
    }
    blocks.push(block);
    total += block.error;
    errors.push(total);
  });
  return errors;
}

/** The non-decreasing shares closest to k / n in least squares weighted by n: pool adjacent violators. */
export function isotonicFit(ks: readonly number[], ns: readonly number[]): number[] {
  const blocks: { k: number; n: number; length: number }[] = [];
  ks.forEach((k, i) => {
    let block = { k, n: ns[i]!, length: 1 };
    for (let last = blocks.at(-1); last && last.k * block.n >= block.k * last.n; last = blocks.at(-1)) {
      blocks.pop();
      block = { k: last.k + block.k, n: last.n + block.n, length: last.length + block.length };
    }
    blocks.push(block);
  });
  return blocks.flatMap(({ k, n, length }) => Array<number>(length).fill(k / n));
}
