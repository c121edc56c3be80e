// The finished runs of a study as their precision programs went.
import { stretchesOf, type ProgramRun, type UsedRecipe } from '../analysis/programs.ts';
import { precisionBits } from '../recipes/precision-bits.ts';
import { recipeByName } from '../recipes/presets.ts';
import type { Study } from './study.ts';
import type { RunRow } from './types.ts';

/** Name of the curve that says which recipe trained each step, as an index into the recipes of the program event. */
export const RECIPE_CURVE = 'recipe';
/** Kind of the event whose details are the recipes that a run may have used; a run of one named recipe has none. */
export const PROGRAM_EVENT = 'program';
/** Kind of the events that triggers leave; their details are those of a LaneEvent. */
export const TRIGGER_EVENT = 'trigger';

interface TriggerDetails {
  readonly step: number;
  readonly under: string;
  readonly costSteps: number;
}

export function programRuns(study: Study, isWanted: (run: RunRow) => boolean = () => true): ProgramRun[] {
  const { unstableLabels } = study.info().thresholds;
  return study
    .runs()
    .filter((run) => run.state === 'finished' && isWanted(run))
    .map((run) => {
      const events = study.events(run.id);
      const program = events.find(({ kind }) => kind === PROGRAM_EVENT)?.details;
      const used = (program as readonly UsedRecipe[] | undefined) ?? [namedRecipe(run.recipe)];
      const curve = study.curve(run.id, RECIPE_CURVE) ?? new Float32Array(run.endStep);
      const actions = events
        .filter(({ kind }) => kind === TRIGGER_EVENT)
        .map(({ details }) => {
          const { step, under, costSteps } = details as TriggerDetails;
          return { step, bits: used.find(({ name }) => name === under)!.bits, costSteps };
        });
      return {
        choice: run.recipe,
        learningRate: run.learningRate,
        batchSize: run.batchSize,
        seed: run.seed,
        unstable: run.label !== null && unstableLabels.includes(run.label),
        label: run.label,
        tailLoss: run.tailLoss,
        validationLoss: run.validationLoss,
        stretches: stretchesOf(curve, used),
        actions,
      };
    });
}

/** What the triggers of a run did, in order. */
export function triggerActions(study: Study, runId: number): { step: number; message: string }[] {
  return study
    .events(runId)
    .filter(({ kind }) => kind === TRIGGER_EVENT)
    .map(({ step, message }) => ({ step: step!, message }));
}

/** Whether this study has a run whose recipe changed on its way. */
export function hasPrograms(study: Study): boolean {
  return study.eventsOfKind(PROGRAM_EVENT).length > 0;
}

function namedRecipe(name: string): UsedRecipe {
  return { name, bits: precisionBits(recipeByName(name)) };
}
