// Runs that say nothing: they broke, were cancelled, could not be judged, or are rows of a table that no run was made of. What
// would be if they had ended one way or the other bounds what the study may conclude.
import type { Bounds, MissingRuns } from './basis.ts';
import type { GridAnalysis } from '../grid/grid.ts';
import { isJudged, type GridRun } from '../grid/tally.ts';
import type { Thresholds } from '../labels/thresholds.ts';

/** Rows that an import left out; null: they do not say. */
export interface AbsentRuns {
  readonly recipe: string | null;
  readonly learningRate: number | null;
  readonly rowValue: number | null;
  readonly rows: number;
}

export function missingOf(runs: readonly GridRun[]): MissingRuns {
  const waiting = runs.filter(({ state }) => state === 'planned' || state === 'running').length;
  return { waiting, leftOut: runs.filter(isLeftOut).length };
}

/** Rows that lie nowhere on the grid: they may be of any recipe and setting, so nothing bounds what they would have said. */
export function unplacedRows(absent: readonly AbsentRuns[]): number {
  return absent.filter((rows) => placeOf(rows) === null).reduce((sum, { rows }) => sum + rows, 0);
}

/** The others as runs that have not ended, under seeds that no other run has. */
export function absentRuns(runs: readonly GridRun[], absent: readonly AbsentRuns[]): GridRun[] {
  let seed = runs.reduce((most, run) => Math.max(most, run.seed), -1);
  return absent.flatMap((rows) => {
    const place = placeOf(rows);
    if (place === null) return [];
    return Array.from({ length: rows.rows }, (): GridRun => ({
      ...place,
      seed: ++seed,
      state: 'failed-infrastructure',
      label: null,
      provisional: false,
      startLoss: null,
      tailLoss: null,
      validationLoss: null,
    }));
  });
}

/** How many rows that were left out may belong to a cell: one that does not say its recipe or batch size may be of any. */
export function leftOutCounter(
  absent: readonly AbsentRuns[],
): (recipe: string, place: { readonly learningRate: number; readonly rowValue: number }) => number {
  const counts = new Map<string, number>();
  const key = (...parts: readonly (string | number | null)[]) => JSON.stringify(parts);
  for (const { recipe, learningRate, rowValue, rows } of absent) {
    const place = key(recipe, learningRate, rowValue);
    counts.set(place, (counts.get(place) ?? 0) + rows);
  }
  if (counts.size === 0) return () => 0;
  return (recipe, { learningRate, rowValue }) =>
    [recipe, null]
      .flatMap((name) => [rowValue, null].map((size) => counts.get(key(name, learningRate, size)) ?? 0))
      .reduce((sum, rows) => sum + rows, 0);
}

function placeOf({ recipe, learningRate, rowValue }: AbsentRuns) {
  return recipe === null || learningRate === null || rowValue === null
    ? null
    : { recipe, learningRate, rowValue };
}

function isLeftOut(run: GridRun): boolean {
  return run.state !== 'planned' && run.state !== 'running' && !isJudged(run);
}

interface Context {
  readonly baseline: string;
  readonly thresholds: Thresholds;
}

/** null where no run was left out, or where nothing counts as unstable. */
export function boundsOf(
  runs: readonly GridRun[],
  { baseline, thresholds }: Context,
  analyze: (runs: readonly GridRun[]) => GridAnalysis,
): Bounds | null {
  const [unstable] = thresholds.unstableLabels;
  if (unstable === undefined || !runs.some(isLeftOut)) return null;
  const ended = (run: GridRun, isStable: boolean): GridRun => ({
    ...run,
    state: 'finished',
    label: isStable ? 'ok' : unstable,
    // What its loss would have been nobody knows: it is in no mean.
    tailLoss: null,
    validationLoss: null,
  });
  const withAll = (isForBaseline: boolean) =>
    analyze(
      runs.map((run) => (isLeftOut(run) ? ended(run, (run.recipe === baseline) === isForBaseline) : run)),
    );
  return { worst: withAll(true), best: withAll(false) };
}
