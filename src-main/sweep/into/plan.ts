// What of a grid a study has already, and what is to be trained into it: the runs, and the spec by which all that is planned is trained.
// Pure; nothing is changed here.
import { isDeepStrictEqual } from 'node:util';
import { importedFacts, trainingOf, type StoredSpec } from '../../records/origin.ts';
import { changedRecipes, specOfStored, storedSpec } from '../../records/stored-spec.ts';
import type { PlannedRun, RunRow, TextFacts } from '../../records/types.ts';
import { planRuns } from '../../plan/plan.ts';
import { SpecError, type GridSpec } from '../../spec/spec.ts';
import type { AnySpec } from '../../spec/trainer.ts';
import { inColumns } from '../../analysis/grid/rate-columns.ts';
import { checkGrid, leftOutInColumns } from '../../study/analyze-study.ts';
import { closestRate } from '../../study/import/rates.ts';
import type { StudyInfo } from '../../study/study-reader.ts';
import { changedSentence } from '../recall.ts';
import { mustAgreeWithImport } from './agree.ts';
import { unionOf } from './union.ts';

/** Runs of a grid that a study has, each counted once. */
export interface HadRuns {
  readonly imported: number;
  readonly trained: number;
  /** Planned, running or cancelled. */
  readonly waiting: number;
  /** Broke for infrastructure reasons, or cannot be judged: they are not trained again under the same seed. */
  readonly withoutResult: number;
}

export interface IntoPlan {
  /** Of the runs trained here, with those that were before. */
  readonly spec: AnySpec;
  /** What is stored as the spec of the study. */
  readonly stored: StoredSpec;
  readonly recipes: readonly string[];
  readonly missing: readonly PlannedRun[];
  /** Runs that the study had planned before, of this grid or another, and that are trained with them. */
  readonly before: number;
  readonly had: HadRuns;
  /** Imported runs whose seeds are numbers within their cells; null: the study has no imported runs. */
  readonly numberedRuns: number | null;
}

/** @throws SpecError, StudyError: what disagrees, in one sentence. */
export function planInto(info: StudyInfo, runs: readonly RunRow[], given: AnySpec): IntoPlan {
  const facts = importedFacts(info);
  mustHaveItsThresholds(info, given);
  mustHaveItsBaseline(info, given);
  const own = { ...withItsRates(given, runs), thresholds: info.thresholds };
  const training = trainingOf(info);
  const before = runs.filter(({ state }) => state === 'planned' || state === 'running').length;
  if (training !== null) mustNotLeaveOut(training.spec, before, own);
  if (facts !== null) mustAgreeWithImport(info, runs, own);
  const spec = training === null ? own : unionOf(priorOf(training.spec), own);
  const there = new Map(runs.map((run) => [placeOf(run), run]));
  const planned = planRuns(own);
  const missing = planned.filter((run) => !there.has(placeOf(run)));
  checkSteps(spec, missing);
  const recipes = [...new Set([...info.recipes, ...own.recipes.map(({ name }) => name)])];
  const all = inColumns([...runs, ...missing], facts?.ratesPerDecade ?? null);
  checkGrid(recipes.length, [...all, ...leftOutInColumns(facts)]);
  return {
    spec,
    stored:
      facts === null
        ? storedSpec(spec)
        : { imported: facts, training: { spec: storedSpec(spec), text: null } },
    recipes,
    missing,
    before,
    had: hadOf(planned.flatMap((run) => there.get(placeOf(run)) ?? [])),
    numberedRuns: facts && (facts.numberedRuns ?? 0),
  };
}

/** What is stored once the text is known on which runs are trained here. */
export function withText({ stored }: IntoPlan, text: TextFacts | null): StoredSpec {
  const { training } = stored;
  return training ? { ...stored, training: { ...training, text } } : stored;
}

/** @throws SpecError where this version cannot go on with it. */
function priorOf(stored: StoredSpec): AnySpec {
  const prior = specOfStored(stored);
  const [changed] = changedRecipes(stored, prior);
  if (changed) throw new SpecError(changedSentence(changed));
  return prior;
}

/** What was planned to be trained whole must not be left out because a further grid is refined. */
function mustNotLeaveOut(prior: StoredSpec, planned: number, { refine }: AnySpec): void {
  if (refine === null || (prior.refine ?? null) !== null || planned === 0) return;
  throw new SpecError(
    `refine is ${refine}; it must be left out while runs of the study (${planned}) are planned, each of which is to be trained: train them first.`,
  );
}

function mustHaveItsThresholds({ thresholds }: StudyInfo, spec: AnySpec): void {
  for (const [name, value] of Object.entries(spec.thresholds)) {
    const there = thresholds[name as keyof typeof thresholds];
    if (isDeepStrictEqual(value, there)) continue;
    throw new SpecError(
      `thresholds.${name} is ${JSON.stringify(value)}; it must be left out or ${JSON.stringify(there)}, by which the runs of the study are judged.`,
    );
  }
}

function mustHaveItsBaseline({ baseline }: StudyInfo, spec: AnySpec): void {
  const names = spec.recipes.map(({ name }) => name);
  if (!names.includes(baseline) || spec.baseline === baseline) return;
  throw new SpecError(`baseline is "${spec.baseline}"; it must be "${baseline}", that of the study.`);
}

/** Learning rates that the study has, as it has them, however they are rounded. */
function withItsRates(spec: AnySpec, runs: readonly RunRow[]): AnySpec {
  const sorted = [...new Set(runs.map(({ learningRate }) => learningRate))].sort((a, b) => a - b);
  const rates = spec.learningRates.map((rate) => closestRate(rate, sorted) ?? rate);
  return { ...spec, learningRates: [...new Set(rates)].sort((a, b) => a - b) };
}

/** The union of two grids must give each run the steps that its own grid gives it. @throws SpecError. */
function checkSteps(spec: GridSpec, missing: readonly PlannedRun[]): void {
  const steps = new Map(
    planRuns({ ...spec, learningRates: spec.learningRates.slice(0, 1) }).map((run) => [
      run.rowValue,
      run.plannedSteps,
    ]),
  );
  const other = missing.find((run) => steps.get(run.rowValue) !== run.plannedSteps);
  if (other)
    throw new SpecError(
      `steps is ${other.plannedSteps} in the row ${other.rowValue}; it must be ${steps.get(other.rowValue)}, as in the study.`,
    );
}

function placeOf({
  recipe,
  learningRate,
  rowValue,
  seed,
}: Omit<PlannedRun, 'batchSize' | 'plannedSteps'>): string {
  return JSON.stringify([recipe, learningRate, rowValue, seed]);
}

function hadOf(runs: readonly RunRow[]): HadRuns {
  const count = (is: (run: RunRow) => boolean) => runs.filter(is).length;
  const isWaiting = ({ state }: RunRow) =>
    state === 'planned' || state === 'running' || state === 'cancelled';
  const isWithout = ({ state, label }: RunRow) => state === 'failed-infrastructure' || label === 'unjudged';
  const ended = (run: RunRow) => !isWaiting(run) && !isWithout(run);
  return {
    imported: count((run) => ended(run) && run.origin === 'imported'),
    trained: count((run) => ended(run) && run.origin === 'trained'),
    waiting: count(isWaiting),
    withoutResult: count(isWithout),
  };
}
