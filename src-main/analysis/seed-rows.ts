// What each seed alone says of a row or a grid: its edge, its stable area. A cell that a seed has not run is filled in with
// the share of the other seeds, so that a hole moves nothing.
import { edgeOf } from './edge.ts';
import { LONE_CELL } from './region.ts';
import { count, type Count, type Tally } from './tally.ts';

/** Seeds with at least one judged run among these cells, ascending. */
export function seedsOf(cells: readonly Tally[]): number[] {
  const seeds = new Set(cells.flatMap(({ outcomes }) => outcomes.map(({ seed }) => seed)));
  return [...seeds].sort((a, b) => a - b);
}

/** The share of unstable runs of this seed in a measured cell. Counted in one pass: a large grid asks millions of times. */
function shareOf({ outcomes }: Tally, seed: number): number {
  let [own, ownUnstable, unstable] = [0, 0, 0];
  for (const outcome of outcomes) {
    if (outcome.unstable) unstable++;
    if (outcome.seed !== seed) continue;
    own++;
    if (outcome.unstable) ownUnstable++;
  }
  return own > 0 ? ownUnstable / own : unstable / outcomes.length;
}

function measured(cells: readonly Tally[]): Tally[] {
  return cells.filter(({ outcomes }) => outcomes.length > 0);
}

/** log10 of the edge that this seed alone gives; half a cell outside the tested learning rates where it lies beyond. */
export function edgeOfSeed(row: readonly Tally[], seed: number): number {
  const cells = measured(row).toSorted((a, b) => a.learningRate - b.learningRate);
  const counts = cells.map((cell): Count => ({ ...cell, unstable: shareOf(cell, seed), finished: 1 }));
  const { learningRate, side } = edgeOf(counts);
  if (learningRate !== null) return Math.log10(learningRate);
  const x = cells.map((cell) => Math.log10(cell.learningRate));
  const [first, last] = [x[0]!, x.at(-1)!];
  return side === 'above'
    ? last + (last - (x.at(-2) ?? last - LONE_CELL)) / 2
    : first - ((x[1] ?? first + LONE_CELL) - first) / 2;
}

/** Stable area of this seed alone; `sizes` in the order of the cells. */
export function areaOfSeed(cells: readonly Tally[], sizes: readonly number[], seed: number): number {
  return cells.reduce(
    (sum, cell, i) => sum + (cell.outcomes.length === 0 ? 0 : (1 - shareOf(cell, seed)) * sizes[i]!),
    0,
  );
}

/** Decades between the tested learning rates around a place; at a tested one, the mean of its two gaps. */
export function gapAround(row: readonly Tally[], place: number): number {
  const x = measured(row)
    .map(({ learningRate }) => Math.log10(learningRate))
    .sort((a, b) => a - b);
  if (x.length < 2) return LONE_CELL;
  const at = Math.min(
    x.length - 2,
    Math.max(
      0,
      x.findLastIndex((other) => other <= place),
    ),
  );
  const gap = (i: number) => x[i + 1]! - x[i]!;
  const isTested = at > 0 && Math.abs(x[at]! - place) < 1e-9;
  return isTested ? (gap(at - 1) + gap(at)) / 2 : gap(at);
}

/** The gaps, in decades, at which the cells of a row turn from stable to unstable or back. */
export function turns(row: readonly Tally[]): number[] {
  const cells = measured(row).toSorted((a, b) => a.learningRate - b.learningRate);
  const isUnstable = cells.map((cell) => {
    const { unstable, finished } = count(cell);
    return unstable / finished >= 0.5;
  });
  return cells
    .slice(1)
    .flatMap((cell, i) =>
      isUnstable[i] === isUnstable[i + 1] ? [] : [Math.log10(cell.learningRate / cells[i]!.learningRate)],
    );
}
