// The finished runs of a study as their precision programs went. Of imported runs nobody knows.
import type { Label } from '../analysis/labels/labels.ts';
import {
  stretchesOf,
  type ProgramRun,
  type Stretch,
  type UsedRecipe,
} from '../analysis/programs/programs.ts';
import { precisionBits } from '../recipes/precision-bits.ts';
import { RECIPE_NAMES, recipeByName } from '../recipes/presets.ts';
import { programDetails, triggerDetails } from './stored.ts';
import { StudyError } from './study-error.ts';
import type { Study } from './study.ts';
import type { RunRow } from '../records/types.ts';

/** Name of the curve that says which recipe trained each step, as an index into the recipes of the program event. */
export const RECIPE_CURVE = 'recipe';
/** Kind of the event whose details are the recipes that a run may have used; a run of one named recipe has none. */
export const PROGRAM_EVENT = 'program';
/** Kind of the events that triggers leave; their details are those of a LaneEvent. */
export const TRIGGER_EVENT = 'trigger';

/** @throws StudyError where what the study says of a program does not fit together. */
export function programRuns(study: Study, isWanted: (run: RunRow) => boolean = () => true): ProgramRun[] {
  const { unstableLabels } = study.info().thresholds;
  return study
    .runs()
    .filter((run) => run.state === 'finished' && run.origin === 'trained' && isWanted(run))
    .map((run) => programRun(study, run, unstableLabels));
}

interface CellKey {
  readonly recipe: string;
  readonly learningRate: number;
  readonly rowValue: number;
}

/** Of one cell alone; for studies of many runs. */
export function programRunsAt(study: Study, { recipe, learningRate, rowValue }: CellKey): ProgramRun[] {
  const filter = { recipe, learningRate, rowValue, state: 'finished' };
  const { rows } = study.runPage(filter, {
    sort: 'id',
    descending: false,
    offset: 0,
    limit: MOST_ROWS_OF_CELL,
  });
  const { unstableLabels } = study.info().thresholds;
  return rows
    .filter(({ origin }) => origin === 'trained')
    .slice(0, MOST_RUNS_OF_CELL)
    .map((run) => programRun(study, run, unstableLabels));
}

/** The share of steps in low precision is known well enough from so many. */
const MOST_RUNS_OF_CELL = 20;
/** Among which they are looked for: imported ones may come first. */
const MOST_ROWS_OF_CELL = 1000;

function programRun(study: Study, run: RunRow, unstableLabels: readonly Label[]): ProgramRun {
  const events = study.events(run.id);
  const details = (kind: string) =>
    events.filter((event) => event.kind === kind).map((event) => event.details);
  const [program] = details(PROGRAM_EVENT);
  const used =
    program === undefined
      ? [namedRecipe(run)]
      : study.believed(programDetails, program, `the details of the program of run ${run.id}`);
  const curve = study.curve(run.id, RECIPE_CURVE);
  if (curve?.some((index) => used[index] === undefined))
    throw study.damage(`the recipe curve of run ${run.id} holds what is no recipe of its program`);
  const actions = details(TRIGGER_EVENT).map((action) => {
    const what = `the details of a trigger of run ${run.id}`;
    const { step, under, costSteps } = study.believed(triggerDetails, action, what);
    const bits = used.find(({ name }) => name === under)?.bits;
    if (bits === undefined) throw study.damage(`${what} name a recipe that is not of its program`);
    return { step, bits, costSteps };
  });
  return {
    choice: run.recipe,
    learningRate: run.learningRate,
    rowValue: run.rowValue,
    seed: run.seed,
    unstable: run.label !== null && unstableLabels.includes(run.label),
    label: run.label,
    tailLoss: run.tailLoss,
    validationLoss: run.validationLoss,
    stretches: curve ? stretchesOf(curve, used) : wholeRun(used[0]!, run.endStep),
    actions,
  };
}

function wholeRun({ name, bits }: UsedRecipe, steps: number): Stretch[] {
  return steps === 0 ? [] : [{ recipe: name, bits, from: 0, until: steps }];
}

/** What the triggers of a run did, in order. */
export function triggerActions(study: Study, runId: number): { step: number; message: string }[] {
  return study
    .events(runId)
    .filter(({ kind }) => kind === TRIGGER_EVENT)
    .map(({ step, message }) => ({ step: step!, message }));
}

/** Whether this study has a run whose recipe may change on its way: a named variant of one recipe has an event, too. */
export function hasPrograms(study: Study): boolean {
  if (study.eventsOfKind(TRIGGER_EVENT).length > 0) return true;
  return study.eventsOfKind(PROGRAM_EVENT).some(({ runId, details }) => {
    const what = `the details of the program of run ${String(runId)}`;
    return study.believed(programDetails, details, what).length > 1;
  });
}

function namedRecipe({ id, recipe }: RunRow): UsedRecipe {
  if (!RECIPE_NAMES.includes(recipe)) {
    throw new StudyError(`Run ${id} was trained under "${recipe}", which is no recipe of this Precipice.`);
  }
  // All layers of a preset are alike.
  return { name: recipe, bits: precisionBits(recipeByName(recipe), 1) };
}
