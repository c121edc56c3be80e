// What a test takes of a study: its runs with their outcomes and, where a test reads them, curves. Where they come from is no
// matter here: a study file, or numbers made up by a test of the test.
import type { GridRun } from '../analysis/grid/tally.ts';
import type { Thresholds } from '../analysis/labels/thresholds.ts';
import type { Side } from './effect.ts';

export interface ObservedRun extends GridRun {
  /** One value a step, as far as the run came; absent where nobody asked for them. */
  readonly curves?: { readonly loss: Float32Array; readonly sharpness: Float32Array };
}

export interface ObservedStudy {
  readonly runs: readonly ObservedRun[];
  readonly thresholds: Pick<Thresholds, 'unstableLabels' | 'lossTolerance'>;
}

/** Studies by name; those that are not there have not been begun. */
export type Observed = Readonly<Partial<Record<string, ObservedStudy>>>;

/** An effect in numbers, in the unit of its measure. */
export interface Estimate {
  readonly value: number;
  readonly interval: { readonly low: number; readonly high: number };
  readonly seeds: number;
  readonly pairs: number;
  /** Of failures: the share of pairs that would have to differ to be told with a chance of 80 %. */
  readonly tellable?: number;
  /** Of warnings: the two AUC that are compared. */
  readonly areas?: { readonly sharpness: number; readonly loss: number };
}

/** Why there is no estimate: runs are still planned, some broke for infrastructure reasons, or what there is does not tell. */
export type Lack = 'not-run' | 'incomplete' | 'no-failures' | 'too-few-seeds';

export interface ObservedPair {
  readonly of: ObservedRun;
  readonly minus: ObservedRun;
}

/** Pairs of the same learning rate, row and seed, in the order of the runs; all of them have finished, or it is a lack. */
export function pairsOf(observed: Observed, of: Side, minus: Side): readonly ObservedPair[] | Lack {
  const runs = [of, minus].map(({ study, recipe }) =>
    (observed[study]?.runs ?? []).filter((run) => run.recipe === recipe),
  );
  const [own, other] = runs as [ObservedRun[], ObservedRun[]];
  if (own.length === 0 || other.length === 0) return 'not-run';
  const key = ({ learningRate, rowValue, seed }: ObservedRun) => `${learningRate} ${rowValue} ${seed}`;
  const others = new Map(other.map((run) => [key(run), run]));
  if (own.length !== other.length || own.some((run) => !others.has(key(run)))) return 'incomplete';
  const all = [...own, ...other];
  if (all.some(({ state }) => state === 'planned' || state === 'running')) return 'not-run';
  if (all.some(({ state }) => state !== 'finished')) return 'incomplete';
  return own.map((run) => ({ of: run, minus: others.get(key(run))! }));
}

/** The same grouped by seed. */
export function bySeed<T>(items: readonly T[], seedOf: (item: T) => number): readonly (readonly T[])[] {
  return [...Map.groupBy(items, seedOf).values()];
}
