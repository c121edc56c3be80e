// From what a lane came back with to what the study keeps of its run.
import { summarize, tailLength } from '../analysis/labels/curves.ts';
import type { LaneEvent, LaneResult, Stopped } from '../engine/job.ts';
import { RECIPE_NAMES } from '../recipes/presets.ts';
import { toActivationCurves } from '../records/activation-curves.ts';
import { precisionBits } from '../recipes/precision-bits.ts';
import { recipesOf } from '../recipes/precision-program.ts';
import type { Recipe } from '../recipes/recipe.ts';
import { PROGRAM_EVENT, RECIPE_CURVE, TRIGGER_EVENT } from '../study/program-runs.ts';
import type { FinishedRun, StudyEvent } from '../records/types.ts';
import { logitMeasurements } from './logit-measurements.ts';
import type { PlannedBatch } from '../plan/plan.ts';
import { precisionOf, specAtRow, thresholdsOf, type Spec } from '../spec/spec.ts';
import { SCALE_CURVE, scaledSteps } from './scaled-steps.ts';

export function finishedRun(
  spec: Spec,
  { recipe, rowValue }: Pick<PlannedBatch, 'recipe' | 'rowValue'>,
  lane: LaneResult,
  device: string,
): FinishedRun {
  const row = specAtRow(spec, rowValue);
  const choice = row.recipes.find(({ name }) => name === recipe)!;
  const used = recipesOf(precisionOf(row, choice));
  // Whoever reads the runs knows a preset by its name alone.
  const isNamed = used.length === 1 && used[0]!.name === recipe && RECIPE_NAMES.includes(recipe);
  const { series, endStep, nonfinite, validationLoss, sites, siteSteps, siteStatistics, seconds } = lane;
  const { steps } = row;
  const thresholds = thresholdsOf(spec);
  const scaled = scaledSteps(lane);
  // A step that was skipped has no gradient norm, which is no spike.
  const { loss } = series;
  const gradientNorm = scaled
    ? series.gradientNorm.filter((norm) => !Number.isNaN(norm))
    : series.gradientNorm;
  const summary = summarize({ loss, gradientNorm }, steps, thresholds);
  // The mean at which a run was stopped is no tail loss: it does not compare with those of runs that went on.
  const tailLoss = lane.stopped ? null : summary.tailLoss;
  const foreseen = lane.stopped?.by === 'early-stop' ? lane.stopped.label : null;
  const { [SCALE_CURVE]: scale, ...others } = series;
  const curves = {
    ...others,
    ...(scaled && { [SCALE_CURVE]: scale }),
    // Where there is only one recipe, the curve would say nothing.
    ...(lane.recipes.length > 1 && { [RECIPE_CURVE]: lane.recipeByStep }),
    ...toActivationCurves(siteSteps, lane.activations),
  };
  const measurements = {
    ...logitMeasurements(series, tailLength(steps, thresholds)),
    ...(scaled && { skipped_steps: scaled.skipped, loss_scale: scaled.lastScale }),
  };
  return {
    measured: { endStep, nonfinite, validationLoss, ...summary, tailLoss, foreseen, measurements },
    stopped: lane.stopped && stopSentence(lane.stopped, endStep, steps),
    curves,
    sites,
    siteSteps,
    siteStatistics,
    seconds,
    device,
    events: [...(isNamed ? [] : [programEvent(used, row.model.layers)]), ...lane.events.map(studyEvent)],
  };
}

function stopSentence(stopped: Stopped, endStep: number, steps: number): string {
  const when = `after step ${endStep} of ${steps}`;
  if (stopped.by === 'trigger') return `Stopped by a trigger ${when}.`;
  const { label, mean, least, steps: window } = stopped;
  return (
    `Stopped early ${when}, foreseen as ${label}: the mean loss of its last ${window} steps was ${show(mean)}, ` +
    `and it could not have come below ${show(least)}.`
  );
}

function programEvent(used: readonly Recipe[], layers: number): Omit<StudyEvent, 'runId'> {
  const details = used.map((recipe) => ({ name: recipe.name, bits: precisionBits(recipe, layers) }));
  return { step: 0, kind: PROGRAM_EVENT, message: details.map(({ name }) => name).join(', '), details };
}

function studyEvent(event: LaneEvent): Omit<StudyEvent, 'runId'> {
  return { step: event.step, kind: TRIGGER_EVENT, message: sentenceOf(event), details: event };
}

const WATCHED_WORDS: Readonly<Record<LaneEvent['watch'], string>> = {
  loss: 'The loss',
  gradientNorm: 'The gradient norm',
  updateRms: 'The RMS of the update',
  largestLogit: 'The largest attention logit',
  logZ: 'log Z',
  sharpness: 'The sharpness',
  underflow: 'The underflow share',
  overflow: 'The overflow share',
  nonfinite: 'NaN or Inf',
};

function sentenceOf(event: LaneEvent): string {
  const { watch, step, value, limit } = event;
  const site = event.site === null ? '' : ` of ${event.site}`;
  const what =
    value === null
      ? `${WATCHED_WORDS[watch]} came up at step ${step}`
      : `${WATCHED_WORDS[watch]}${site} was ${show(value)} at step ${step}, above ${show(limit!)}`;
  return `${what}, under ${event.under}: ${actionWords(event)}.`;
}

function actionWords({ action, to, steps, costSteps }: LaneEvent): string {
  const stay = steps === null ? 'for the rest of the run' : `for ${steps} steps`;
  switch (action) {
    case 'redo':
      return `the step was redone in ${to}, which stays ${stay}`;
    case 'switch':
      return `${to} ${stay}`;
    case 'rollback':
      return `${costSteps} steps were taken back and are done again in ${to}, which stays ${stay} more`;
    case 'lower-learning-rate':
      return `the learning rate was lowered ${stay}`;
    case 'stop':
      return 'the run was stopped';
  }
}

function show(value: number): string {
  return String(Number(value.toPrecision(3)));
}
