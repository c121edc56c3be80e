// The curves of a study for one picture, on the page and exported: of all finished runs that are asked for, or of a sample where they are
// many, each with the points that the picture needs; and how all of them ended.
import type { Label } from '../analysis/labels/labels.ts';
import { wholeRecipes } from '../analysis/grid/complete.ts';
import { isRefined } from '../records/origin.ts';
import type { RunRow } from '../records/types.ts';
import { analyzeStudy } from '../study/analyze-study.ts';
import { sampleOf } from '../study/curve-rows.ts';
import { triggerActions } from '../study/program-runs.ts';
import type { RunFilter } from '../study/run-page.ts';
import type { Study } from '../study/study.ts';
import type { CurveRun } from './figures/curve-line.ts';
import { shownRange, type StepRange } from './figures/curve-span.ts';
import { tallyRuns, type CurveTally } from './figures/curve-tally.ts';
import { thinned } from './figures/curve-thin.ts';

/** Runs whose curves are drawn at most. */
const MOST_CURVES = 1000;

export interface StudyCurves {
  readonly runs: readonly CurveRun[];
  /** Finished runs that are asked for, of which those that were taken are a sample if they are fewer. */
  readonly of: number;
  readonly taken: number;
  readonly isSample: boolean;
  /** Of those that were taken: no curves of them were kept. */
  readonly curveless: number;
  /** Whether they were chosen by how they ended, and whether they are all of the study. */
  readonly byOutcome: boolean;
  readonly isAll: boolean;
  /** Steps of the longest of the runs; at least 1. */
  readonly steps: number;
  /** The steps that their points are for; null: all. */
  readonly range: StepRange | null;
  /** Of all that are asked for. */
  readonly tallies: readonly CurveTally[];
  /** Of the same without a choice of labels and states; null: runs that were chosen one by one say nothing of the others. */
  readonly told: readonly CurveTally[] | null;
}

/** `asked` null: all steps. */
export function studyCurves(study: Study, filter: RunFilter, asked: StepRange | null): StudyCurves {
  const { unstableLabels } = study.info().thresholds;
  const { label, state, ids: chosen, ...place } = filter;
  const byOutcome = (label ?? state) !== undefined;
  const found = study.curveRows(filter);
  const finished = found.filter((run) => run.state === 'finished');
  const ids = sampleOf(finished, MOST_CURVES).map(({ id }) => id);
  const order = { sort: 'id', descending: false, offset: 0, limit: MOST_CURVES } as const;
  const { rows } = study.runPage({ ids }, order);
  const steps = rows.reduce((most, run) => Math.max(most, reachOf(run)), 1);
  const range = shownRange(asked, steps);
  const runs = rows.flatMap((run) => {
    const curve = (name: CurveName) => study.curve(run.id, name);
    const drawn = curveRunOf(run, unstableLabels, curve, () => triggerActions(study, run.id));
    return drawn ? [thinned(drawn, range ?? { from: 0, to: steps })] : [];
  });
  const whole = isRefined(study.info()) ? wholeRecipes(analyzeStudy(study)) : undefined;
  const of = byOutcome ? study.curveRows(place) : found;
  return {
    runs,
    of: finished.length,
    taken: rows.length,
    isSample: finished.length > ids.length,
    curveless: rows.length - runs.length,
    byOutcome: byOutcome && chosen === undefined,
    isAll: Object.values(filter).every((value) => value === undefined),
    steps,
    range,
    tallies: tallyRuns(found, unstableLabels),
    told: chosen === undefined ? tallyRuns(of, unstableLabels, whole) : null,
  };
}

/** Steps that a run's curves reach over. */
function reachOf({ lastSteps, endStep }: RunRow): number {
  return lastSteps ? Math.max(...lastSteps, 0) + 1 : endStep;
}

export type CurveName = 'loss' | 'gradientNorm' | 'lossScale' | 'step';

/** null: its losses were not kept. */
export function curveRunOf(
  run: RunRow,
  unstableLabels: readonly Label[],
  curve: (name: CurveName) => ArrayLike<number> | null,
  actions: () => CurveRun['actions'],
): CurveRun | null {
  const loss = curve('loss');
  if (loss === null) return null;
  const { recipe, learningRate, rowValue, seed, label } = run;
  return {
    recipe,
    learningRate,
    rowValue,
    seed,
    label,
    unstable: label !== null && unstableLabels.includes(label),
    nonfinite: run.nonfinite !== null,
    loss,
    gradientNorm: curve('gradientNorm'),
    lossScale: curve('lossScale'),
    step: curve('step'),
    actions: actions(),
  };
}
