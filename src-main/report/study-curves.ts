// The curves of a study for one picture, on the page and exported: of all finished runs that are asked for, or of a sample where they are
// many, each with the points that the picture needs; and how all of them ended.
import type { Label } from '../analysis/labels/labels.ts';
import type { RunRow } from '../records/types.ts';
import { sampleOf } from '../study/curve-rows.ts';
import { triggerActions } from '../study/program-runs.ts';
import type { RunFilter } from '../study/run-page.ts';
import type { Study } from '../study/study.ts';
import type { CurveRun } from './figures/curve-line.ts';
import type { StepRange } from './figures/curve-span.ts';
import { tallyRuns, type CurveTally } from './figures/curve-tally.ts';
import { thinned } from './figures/curve-thin.ts';

/** Runs whose curves are drawn at most. */
export const MOST_CURVES = 1000;

export interface StudyCurves {
  readonly runs: readonly CurveRun[];
  /** Finished runs that are asked for, of which those above are a sample if they are fewer than may be drawn. */
  readonly of: number;
  readonly isSample: boolean;
  /** Steps of the longest of the runs; at least 1. */
  readonly steps: number;
  /** Of all that are asked for. */
  readonly tallies: readonly CurveTally[];
}

/** `range` null: all steps. */
export function studyCurves(study: Study, filter: RunFilter, range: StepRange | null): StudyCurves {
  const { unstableLabels } = study.info().thresholds;
  const asked = study.curveRows(filter);
  const finished = asked.filter(({ state }) => state === 'finished');
  const ids = sampleOf(finished, MOST_CURVES).map(({ id }) => id);
  const order = { sort: 'id', descending: false, offset: 0, limit: MOST_CURVES } as const;
  const { rows } = study.runPage({ ids }, order);
  const steps = rows.reduce((most, run) => Math.max(most, reachOf(run)), 1);
  const whole = { from: 0, to: steps };
  const runs = rows.flatMap((run) => {
    const curve = (name: CurveName) => study.curve(run.id, name);
    const found = curveRunOf(run, unstableLabels, curve, () => triggerActions(study, run.id));
    return found ? [thinned(found, range ?? whole)] : [];
  });
  return {
    runs,
    of: finished.length,
    isSample: finished.length > ids.length,
    steps,
    tallies: tallyRuns(asked, unstableLabels),
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
