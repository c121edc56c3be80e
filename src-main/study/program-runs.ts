// The finished runs of a study as its precision programs went.
import { stretchesOf, type ProgramRun } from '../analysis/programs.ts';
import type { Study } from './study.ts';
import type { RunRow } from './types.ts';

/** Name of the curve that says which recipe trained each step. */
export const RECIPE_CURVE = 'recipe';
/** Kind of the events that triggers leave; their details are those of a LaneEvent. */
export const TRIGGER_EVENT = 'trigger';

interface TriggerDetails {
  readonly step: number;
  readonly under: string;
  readonly costSteps: number;
}

/** `namesOf` gives the recipes of a choice in the order of its curve's indices. */
export function programRuns(
  study: Study,
  namesOf: (choice: string) => readonly string[],
  isWanted: (run: RunRow) => boolean = () => true,
): ProgramRun[] {
  const { unstableLabels } = study.info().thresholds;
  return study
    .runs()
    .filter((run) => run.state === 'finished' && isWanted(run))
    .map((run) => {
      const names = namesOf(run.recipe);
      const curve = study.curve(run.id, RECIPE_CURVE);
      const stretches = curve
        ? stretchesOf(curve, names)
        : [{ recipe: names[0]!, from: 0, until: run.endStep }];
      const actions = study
        .events(run.id)
        .filter(({ kind }) => kind === TRIGGER_EVENT)
        .map(({ details }) => details as TriggerDetails);
      return {
        choice: run.recipe,
        learningRate: run.learningRate,
        batchSize: run.batchSize,
        seed: run.seed,
        unstable: run.label !== null && unstableLabels.includes(run.label),
        tailLoss: run.tailLoss,
        validationLoss: run.validationLoss,
        stretches,
        actions,
      };
    });
}
