// Made grids whose outcomes are known, of the kinds of boundary that a refined sweep may meet, and a replay of refinement on
// any grid of outcomes. Shared by the test and bench/refine.ts.
import { edgeOf } from '../../src-main/analysis/grid/edge.ts';
import type { Count } from '../../src-main/analysis/grid/tally.ts';
import { random32 } from '../../src-main/engine/random.ts';
import { knownEdges, nextRuns, type RefinedRun } from '../../src-main/plan/refine.ts';

export const WIDTH = 1 / 3;
/** 12 rates over three decades, 6 rows, 4 seeds. */
const RATES = Array.from({ length: 12 }, (_, i) => 10 ** (-3 + (3 * i) / 11));
export const FULL_GRID = { rows: 6, learningRates: RATES, seeds: [0, 1, 2, 3] };

/** The edge as log10 of a learning rate, set to the nearest tested one where it lies outside; null without a cell. */
export function clampedEdge(row: readonly Count[]): number | null {
  const { learningRate, side } = edgeOf(row);
  if (side === 'unknown') return null;
  if (learningRate !== null) return Math.log10(learningRate);
  const tested = row.filter(({ finished }) => finished > 0).map((cell) => cell.learningRate);
  return Math.log10(side === 'above' ? Math.max(...tested) : Math.min(...tested));
}

interface Axes {
  readonly rows: number;
  readonly learningRates: readonly number[];
  readonly seeds: readonly number[];
}

/** Whether a run of a row (batch size, counted from 0) is unstable. */
export type Outcome = (row: number, learningRate: number, seed: number) => boolean;

export interface Replay {
  /** Share of the runs that were trained. */
  readonly cost: number;
  /** Of every row: distance in decades between the edge that was found and that of the whole grid. */
  readonly errors: readonly number[];
  /** Of every row: whether refinement says that it knows its edge. */
  readonly known: readonly boolean[];
}

function plannedRuns({ rows, learningRates, seeds }: Axes): RefinedRun[] {
  const common = { recipe: 'made', steps: 1, spent: 0, unstable: null, tailLoss: null, planned: true };
  return Array.from({ length: rows }, (_, row) => row + 1)
    .flatMap((rowValue) =>
      learningRates.flatMap((learningRate) => seeds.map((seed) => ({ rowValue, learningRate, seed }))),
    )
    .map((run, id) => ({ ...common, ...run, id }));
}

/** Trains by the rule until it is content. */
export function replay(outcome: Outcome, axes: Axes = FULL_GRID): Replay {
  const runs = plannedRuns(axes);
  const outcomeOf = ({ rowValue, learningRate, seed }: RefinedRun) =>
    outcome(rowValue - 1, learningRate, seed);
  for (;;) {
    const next = nextRuns({ ...axes, baseline: 'none' }, runs, WIDTH);
    if (next.length === 0) break;
    for (const id of next) {
      const run = runs[id]!;
      if (!run.planned) throw new Error(`Run ${id} was chosen twice.`);
      runs[id] = { ...run, spent: 1, planned: false, unstable: outcomeOf(run) };
    }
  }
  const edge = (row: number, isIn: (run: RefinedRun) => boolean) =>
    clampedEdge(
      axes.learningRates.map((learningRate) => {
        const cell = runs.filter(
          (run) => run.rowValue === row + 1 && run.learningRate === learningRate && isIn(run),
        );
        return {
          learningRate,
          rowValue: row + 1,
          finished: cell.length,
          unstable: cell.filter(outcomeOf).length,
        };
      }),
    )!;
  return {
    known: knownEdges({ ...axes, baseline: 'none' }, runs, WIDTH),
    cost: runs.filter(({ unstable }) => unstable !== null).length / runs.length,
    errors: Array.from({ length: axes.rows }, (_, row) =>
      Math.abs(edge(row, ({ unstable }) => unstable !== null) - edge(row, () => true)),
    ),
  };
}

function uniform(...key: number[]): number {
  return key.reduce((value, part) => random32(value ^ part, part), 0) / 2 ** 32;
}

function logistic(value: number): number {
  return 1 / (1 + Math.exp(-value));
}

/** Kinds of boundaries; the edges of the rows of a made grid lie anywhere in the tested rates and a little outside. */
export const BOUNDARIES = {
  sharp: (distance) => Number(distance > 0),
  'soft, over half a decade': (distance) => logistic(10 * distance),
  'soft, over a decade': (distance) => logistic(5 * distance),
  'unstable at low rates too': (distance, { width }) => Number(distance > 0 || distance < -0.5 - width),
  'ragged: a tenth of the cells turned over': (distance, { cell }) => Number(distance > 0 !== cell < 0.1),
  'ragged: a fifth of the cells turned over': (distance, { cell }) => Number(distance > 0 !== cell < 0.2),
  'fractal: cells at random within 0.4 decades': (distance, { cell }) =>
    Number(Math.abs(distance) < 0.4 ? cell < 0.5 + distance : distance > 0),
} as const satisfies Record<
  string,
  /** P(unstable) of a cell by its distance in decades above the edge, and numbers from 0 to 1 of the row and the cell. */
  (distance: number, chance: { readonly width: number; readonly cell: number }) => number
>;
export type Boundary = keyof typeof BOUNDARIES;

export function madeGrid(kind: Boundary, grid: number): Outcome {
  return (row, learningRate, seed) => {
    const edge = -3.2 + 3.4 * uniform(grid, row, 1);
    const place = Math.round(1e6 * learningRate);
    const chance = { width: uniform(grid, row, 2), cell: uniform(grid, row, place, 3) };
    const share = BOUNDARIES[kind](Math.log10(learningRate) - edge, chance);
    return uniform(grid, row, place, seed, 4) < share;
  };
}
