// Runs that a study has and that say nothing: they broke, were cancelled, or could not be judged. What would be if they had ended
// one way or the other bounds what the study may conclude.
import type { Bounds, MissingRuns } from './decision/basis.ts';
import type { GridAnalysis } from './grid.ts';
import { isJudged, type GridRun } from './tally.ts';
import type { Thresholds } from './thresholds.ts';

export function missingOf(runs: readonly GridRun[]): MissingRuns {
  const waiting = runs.filter(({ state }) => state === 'planned' || state === 'running').length;
  return { waiting, leftOut: runs.filter(isLeftOut).length };
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
