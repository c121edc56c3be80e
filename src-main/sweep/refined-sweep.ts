// A sweep that trains only what the edges need: rounds of runs chosen from what is known so far.
import type { Study } from '../study/study.ts';
import { runSweep, type SweepRun, type SweepSummary } from './run.ts';
import { nextRuns } from './refine.ts';
import type { GridSpec } from './spec.ts';

/** Ids of the next round; empty where every edge is known. */
export function nextRound(study: Study, spec: GridSpec): Set<number> {
  const { unstableLabels } = study.info().thresholds;
  const runs = study.runs().map((run) => ({
    ...run,
    unstable: run.label === null ? null : unstableLabels.includes(run.label),
    planned: run.state === 'planned',
  }));
  return new Set(nextRuns(spec, runs, spec.refine!));
}

/** Rounds until every edge is known, or the first that does not end well. */
export async function runRefined(sweep: SweepRun): Promise<SweepSummary> {
  const { study, spec } = sweep;
  let whole: SweepSummary = {
    outcome: 'done',
    finished: 0,
    failed: 0,
    seconds: 0,
    laneSteps: 0,
    failure: null,
  };
  for (let only = nextRound(study, spec); only.size > 0; only = nextRound(study, spec)) {
    const round = await runSweep({ ...sweep, only });
    whole = {
      outcome: round.outcome,
      finished: whole.finished + round.finished,
      failed: whole.failed + round.failed,
      seconds: whole.seconds + round.seconds,
      laneSteps: whole.laneSteps + round.laneSteps,
      failure: round.failure ?? whole.failure,
    };
    if (round.outcome !== 'done') break;
  }
  return whole;
}
