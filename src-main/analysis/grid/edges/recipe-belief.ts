// What all rows of a recipe say together: which scatters are likely, one for the recipe, and for each of them where its edges are.
import type { Lattice } from './lattice.ts';
import type { RowBelief, RowBeliefs } from './row-belief.ts';
import type { RowRuns } from './row-runs.ts';
import { SHAPES, type Scatter, type Shape } from './scatter.ts';
import { likelySharings } from './shared-seeds.ts';

/** Sizes of what seeds and chance add, in decades. Every other one is tried first, those between where the runs tell them so well. */
const SIZES = Array.from({ length: 11 }, (_, i) => 0.025 * Math.SQRT2 ** i);
/** Before the runs, every pair of sizes is as likely. */
const SHAPE_PRIOR: Readonly<Record<Shape, number>> = { even: 0.5, up: 0.25, down: 0.25 };
/** Failures at any learning rate: probability, and how likely it is before the runs. */
const FLOORS = [
  { floor: 0.005, prior: 0.4 },
  { floor: 0.03, prior: 0.3 },
  { floor: 0.1, prior: 0.2 },
  { floor: 0.25, prior: 0.1 },
] as const;
/** Scatters of less probability are left out; those of more have their neighbours tried, unless many are as likely. */
const LEAST_WEIGHT = 1e-3;
const WEIGHT_OF_NEIGHBOURS = 0.01;
const ARE_MANY = 20;
/** Where the even shape is so much less likely than elsewhere, as ln, the others are not tried. */
const FAR_OFF = 12;
/** Runs, about, by which the scatter is told: rows of a large grid beyond that are left out there. */
const RUNS_FOR_SCATTER = 1500;
const LEAST_ROWS_FOR_SCATTER = 4;
/** Beliefs of rows that are kept at most, over all scatters. */
const MOST_BELIEFS = 4000;
const LEAST_SCATTERS = 16;

export interface LikelyScatter {
  readonly scatter: Scatter;
  /** They sum to 1. */
  readonly weight: number;
  /** In the order of the rows. */
  readonly rows: readonly RowBelief[];
}

export interface RecipeBelief {
  readonly rows: readonly RowRuns[];
  /** The likeliest first. */
  readonly scatters: readonly LikelyScatter[];
}

interface Tried {
  readonly seed: number;
  readonly run: number;
  readonly scatter: Scatter;
  readonly prior: number;
  readonly evidence: number;
}

/** `rows`: one at least. */
export function recipeBelief(rows: readonly RowRuns[], beliefs: RowBeliefs, lattice: Lattice): RecipeBelief {
  const telling = someRows(rows);
  const tried = new Map<string, Tried>();
  const attempt = (seed: number, run: number, shape: Shape, { floor, prior }: (typeof FLOORS)[number]) => {
    const key = `${seed} ${run} ${shape} ${floor}`;
    if (tried.has(key) || SIZES[seed] === undefined || SIZES[run] === undefined) return;
    const scatter = { ofSeed: SIZES[seed], ofRun: SIZES[run], shape, floor };
    const evidence = beliefs.evidence(telling, scatter);
    tried.set(key, { seed, run, scatter, prior: prior * SHAPE_PRIOR[shape], evidence });
  };
  for (let seed = 0; seed < SIZES.length; seed += 2) {
    for (let run = 0; run < SIZES.length; run += 2) {
      for (const floor of FLOORS) attempt(seed, run, 'even', floor);
    }
  }
  const even = [...tried.values()];
  const best = Math.max(...even.map(({ evidence }) => evidence));
  for (const { seed, run, scatter, evidence } of even) {
    if (evidence < best - FAR_OFF) continue;
    const floor = FLOORS.find((other) => other.floor === scatter.floor)!;
    for (const shape of SHAPES) attempt(seed, run, shape, floor);
  }
  const first = weighted([...tried.values()], 1);
  const power = independence(telling, first, beliefs, lattice);
  const coarse = weighted([...tried.values()], power);
  if (1 / coarse.reduce((sum, { weight }) => sum + weight ** 2, 0) < ARE_MANY) {
    for (const { seed, run, scatter, weight } of coarse) {
      if (weight < WEIGHT_OF_NEIGHBOURS) continue;
      const floor = FLOORS.find((other) => other.floor === scatter.floor)!;
      for (const ds of [-1, 0, 1]) {
        for (const dr of [-1, 0, 1]) attempt(seed + ds, run + dr, scatter.shape, floor);
      }
    }
  }
  const most = Math.max(LEAST_SCATTERS, Math.floor(MOST_BELIEFS / rows.length));
  const kept = weighted([...tried.values()], power)
    .filter(({ weight }) => weight >= LEAST_WEIGHT)
    .slice(0, most);
  const total = kept.reduce((sum, { weight }) => sum + weight, 0);
  return {
    rows,
    scatters: kept.map(({ scatter, weight }) => ({
      scatter,
      weight: weight / total,
      rows: beliefs.of(rows, scatter),
    })),
  };
}

/** The likeliest first. `power`: how much of the evidence counts. */
function weighted(tried: readonly Tried[], power: number): (Tried & { readonly weight: number })[] {
  const logs = tried.map(({ evidence, prior }) => power * evidence + Math.log(prior));
  const most = logs.reduce((a, b) => Math.max(a, b), -Infinity);
  const total = logs.reduce((sum, log) => sum + Math.exp(log - most), 0);
  return tried
    .map((of, i) => ({ ...of, weight: Math.exp(logs[i]! - most) / total }))
    .sort((a, b) => b.weight - a.weight);
}

/**
 * How much of the evidence of the rows counts. What a seed adds to several rows is seen in each of them and is one thing: with a
 * correlation r between any two of m rows, their squares tell as much of its size as m / (1 + (m - 1) r^2) rows do.
 */
function independence(
  rows: readonly RowRuns[],
  scatters: readonly { readonly scatter: Scatter; readonly weight: number }[],
  beliefs: RowBeliefs,
  lattice: Lattice,
): number {
  const sharings = likelySharings([{ rows, scatter: scatters[0]!.scatter }], beliefs, lattice);
  const shared = sharings.reduce((sum, { sharing, weight }) => sum + weight * sharing.everywhere ** 2, 0);
  const ofSeeds = scatters.reduce((sum, { scatter: { ofSeed, ofRun }, weight }) => {
    return sum + weight * (ofSeed ** 2 / (ofSeed ** 2 + ofRun ** 2)) ** 2;
  }, 0);
  return 1 / (1 + (rows.length - 1) * shared * ofSeeds);
}

/** Evenly spread over the grid. */
function someRows(rows: readonly RowRuns[]): readonly RowRuns[] {
  const runs = rows.reduce(
    (sum, { seeds }) => sum + seeds.reduce((own, { pattern }) => own + pattern.places.length, 0),
    0,
  );
  const wanted = Math.max(LEAST_ROWS_FOR_SCATTER, Math.floor((rows.length * RUNS_FOR_SCATTER) / runs));
  if (wanted >= rows.length) return rows;
  return Array.from({ length: wanted }, (_, i) => rows[Math.floor(((i + 0.5) * rows.length) / wanted)]!);
}
