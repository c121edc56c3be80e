// The budget pair: the baseline of a study trained once more with half the steps, in a study of its own, and what both say together.
import { isDeepStrictEqual } from 'node:util';
import { budgetPairOf, type BudgetPair } from '../analysis/grid/budget-pair.ts';
import { keepBudgetPair } from '../study/budget-pair.ts';
import { StudyError } from '../study/study-error.ts';
import type { Study } from '../study/study.ts';
import { originOf } from '../records/origin.ts';
import { specOfStored } from '../records/stored-spec.ts';
import { parseSpec, SpecError, type Spec } from '../spec/spec.ts';
import { hasTrainer } from '../spec/trainer.ts';
import { pathsOf } from '../spec/rows.ts';

/**
 * The baseline alone with half of the steps and of the warm-up; never refined, so that it has the seeds of every setting.
 * @throws SpecError where the baseline is a program: half of its stages would be another one.
 */
export function halfBudget(spec: Spec): Spec {
  const baseline = spec.recipes.find(({ name }) => name === spec.baseline)!;
  if (baseline.stages.length > 1 || (baseline.triggers ?? []).length > 0)
    throw new SpecError(
      `The baseline "${spec.baseline}" is a program; a budget pair needs one recipe from the first step to the last.`,
    );
  const set = spec.rows ? pathsOf(spec.rows).find((path) => OF_BUDGET.includes(path)) : undefined;
  if (set !== undefined)
    throw new SpecError(`The rows of this study set ${set}; a budget pair halves the same in every row.`);
  if (spec.steps < 2) throw new SpecError(`steps is ${spec.steps}; a budget pair needs 2 at least.`);
  const half = (count: number) => Math.round(count / 2);
  const { warmupSteps } = baseline.optimizer ?? {};
  return parseSpec({
    ...spec,
    name: `${spec.name}, half the steps`.slice(0, MOST_LETTERS),
    steps: half(spec.steps),
    optimizer: { ...spec.optimizer, warmupSteps: half(spec.optimizer.warmupSteps) },
    recipes: [
      warmupSteps === undefined
        ? baseline
        : { ...baseline, optimizer: { ...baseline.optimizer, warmupSteps: half(warmupSteps) } },
    ],
    statisticsEvery: Math.max(1, half(spec.statisticsEvery)),
    refine: null,
  });
}

export const OF_BUDGET: readonly string[] = ['steps', 'optimizer.warmupSteps'];

/** Of the name of a study. */
const MOST_LETTERS = 100;

/** What a study and one of its baseline with fewer steps say together, kept in the first. @throws StudyError where they are no pair. */
export function pairBudgets(study: Study, shorter: Study): BudgetPair {
  const [spec, other] = [study, shorter].map((each) =>
    ownSpecOf(each, 'A budget pair is of studies whose runs Precipice has trained.'),
  ) as [Spec, Spec];
  const differing = differingFields([study, spec], [shorter, other], sharedBy);
  if (differing.length > 0)
    throw new StudyError(
      `The studies differ in ${differing.join(', ')}; only the steps of a pair may differ.`,
    );
  if (other.steps >= spec.steps)
    throw new StudyError(
      `The second study takes ${other.steps} steps; it must take fewer than the first, ${spec.steps}.`,
    );
  const runsOf = (of: Study) => of.outcomes().filter(({ recipe }) => recipe === spec.baseline);
  const pair = budgetPairOf(
    {
      fewerSteps: other.steps,
      moreSteps: spec.steps,
      fewer: runsOf(shorter),
      more: runsOf(study),
      refined: spec.refine !== null || other.refine !== null,
    },
    study.info().thresholds,
  );
  keepBudgetPair(study, spec.baseline, pair);
  return pair;
}

/** @throws StudyError with this sentence where the runs were trained elsewhere. */
export function ownSpecOf(study: Study, sentence: string): Spec {
  const info = study.info();
  const spec = originOf(info).kind === 'own' ? specOfStored(info.spec) : null;
  if (spec === null || hasTrainer(spec)) throw new StudyError(sentence);
  return spec;
}

/** What two studies do not have alike, of what `sharedBy` says that they must. */
export function differingFields(
  [study, spec]: readonly [Study, Spec],
  [other, otherSpec]: readonly [Study, Spec],
  sharedBy: (spec: Spec) => Readonly<Record<string, unknown>>,
): string[] {
  const compared = sharedBy(spec);
  const differing = Object.entries(sharedBy(otherSpec))
    .filter(([field, value]) => !isDeepStrictEqual(value, compared[field]))
    .map(([field]) => field);
  const isSameText = study.info().text?.sha256 === other.info().text?.sha256;
  return isSameText ? differing : [...differing, 'text'];
}

/** All that both must have alike. */
function sharedBy(spec: Spec): Readonly<Record<string, unknown>> {
  const { model, learningRates, batchSizes, rows, seeds, budget, baseline, recipes } = spec;
  const { stages, kept } = recipes.find(({ name }) => name === baseline)!;
  const optimizer = { ...spec.optimizer, warmupSteps: 0 };
  return { model, learningRates, batchSizes, rows, seeds, budget, baseline, stages, kept, optimizer };
}
