// A sweep that trains only what the edges need: rounds of runs chosen from what is known so far. Each round is written into
// the study before it is trained, so that a sweep that was interrupted goes on with the same runs as one that was not.
import type { Study } from '../study/study.ts';
import { knownEdges, mostShare, nextRuns, type RefinedRun } from '../plan/refine.ts';
import { inColumns } from '../analysis/grid/rate-columns.ts';
import { runSweep, type SweepRun, type SweepSummary } from './run.ts';
import type { GridSpec } from '../spec/spec.ts';
import { isOutcome } from '../analysis/labels/labels.ts';
import { ratesPerDecadeIn, trainingOf } from '../records/origin.ts';
import { endedBeforeGrid } from './into/grid-event.ts';
import { specOfStored } from '../records/stored-spec.ts';

/** Kind of the event that holds the ids of a round's runs. */
const ROUND_EVENT = 'refinement-round';

export interface Refinement {
  /** Decades to which the edges are wanted. */
  readonly width: number;
  readonly edges: number;
  /** Edges that are known so well. */
  readonly known: number;
  /** Runs that have been trained, of all that could be. */
  readonly trained: number;
  readonly runs: number;
  /** Steps that were trained as a share of those that could be. */
  readonly share: number;
  /** Whether nothing more is to be trained. */
  readonly isDone: boolean;
}

/** How far a refined sweep is; null for the study of a whole grid. */
export function refinementOf(study: Study): Refinement | null {
  const training = trainingOf(study.info());
  const width = training?.spec.refine ?? null;
  if (training === null || width === null) return null;
  const runs = refinedRuns(study);
  const spec = specOfStored(training.spec);
  const axes = axesOf(study, spec, runs);
  const own = runs.filter(({ isFree }) => !isFree);
  const known = knownEdges(axes, runs, width);
  return {
    width,
    edges: known.length,
    known: known.filter((isKnown) => isKnown).length,
    trained: own.filter(({ label }) => label !== null).length,
    runs: own.length,
    share: sumOf(own, ({ spent }) => spent) / sumOf(own, ({ steps }) => steps),
    isDone:
      unfinishedRound(study, runs).length === 0 && nextRuns(axes, runs, width, mostShare(spec)).length === 0,
  };
}

/** Runs by state, without those that a refined sweep has left out for good: nothing is to be done about them. */
export function wantedCounts(study: Study, refinement: Refinement | null): ReturnType<Study['counts']> {
  const counts = study.counts();
  return refinement?.isDone ? { ...counts, planned: 0 } : counts;
}

function sumOf<T>(values: readonly T[], of: (value: T) => number): number {
  return values.reduce((sum, value) => sum + of(value), 0);
}

/** In the columns of the study: where learning rates are free, every other run has one of its own. */
function refinedRuns(study: Study) {
  const info = study.info();
  const { unstableLabels } = info.thresholds;
  const hadEnded = endedBeforeGrid(study);
  return inColumns(study.runs(), ratesPerDecadeIn(info)).map((run) => {
    const isJudged = run.label !== null && isOutcome(run.label);
    // What had ended before its grid was trained has cost that nothing, and adds nothing to what the others may cost.
    const isFree = run.origin === 'imported' || (hadEnded(run) && run.state === 'finished');
    return {
      ...run,
      isFree,
      steps: isFree ? 0 : run.plannedSteps,
      spent: run.label === null || isFree ? 0 : run.endStep,
      unstable: isJudged ? unstableLabels.includes(run.label) : null,
      planned: run.state === 'planned',
    };
  });
}

/** The learning rates are those of all runs: those that were there before tell of the edges as well. */
function axesOf(study: Study, { seeds }: GridSpec, runs: readonly RefinedRun[]) {
  const learningRates = [...new Set(runs.map(({ learningRate }) => learningRate))].sort((a, b) => a - b);
  return { learningRates, seeds, baseline: study.info().baseline };
}

/** What earlier rounds chose and is still, or again, planned. */
function unfinishedRound(study: Study, runs: readonly RefinedRun[]): number[] {
  const chosen = new Set(study.eventsOfKind(ROUND_EVENT).flatMap(({ details }) => details as number[]));
  return runs.filter(({ id, planned }) => planned && chosen.has(id)).map(({ id }) => id);
}

/** What to train now; null where nothing more is to be trained. */
function nextRound(study: Study, spec: GridSpec): NonNullable<SweepRun['round']> | null {
  const runs = refinedRuns(study);
  const rounds = study.eventsOfKind(ROUND_EVENT).length;
  const left = unfinishedRound(study, runs);
  if (left.length > 0) return { number: rounds, runIds: new Set(left) };
  const next = nextRuns(axesOf(study, spec, runs), runs, spec.refine!, mostShare(spec));
  if (next.length === 0) return null;
  const message = `Round ${rounds + 1} of the refinement: ${next.length} runs.`;
  study.addEvent({ runId: null, step: null, kind: ROUND_EVENT, message, details: next });
  return { number: rounds + 1, runIds: new Set(next) };
}

/** Rounds until nothing more is to be trained, or the first that does not end well. */
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
  for (let round = nextRound(study, spec); round !== null; round = nextRound(study, spec)) {
    const ended = await runSweep({ ...sweep, round });
    whole = {
      outcome: ended.outcome,
      finished: whole.finished + ended.finished,
      failed: whole.failed + ended.failed,
      seconds: whole.seconds + ended.seconds,
      laneSteps: whole.laneSteps + ended.laneSteps,
      failure: ended.failure ?? whole.failure,
    };
    if (ended.outcome !== 'done') break;
  }
  return whole;
}
