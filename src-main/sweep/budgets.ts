// A ladder of sizes trained under several budgets, a study each, and what they say together: penalties against size and tokens.
import { isDeepStrictEqual } from 'node:util';
import { isOfSizes } from '../analysis/grid/rows.ts';
import { budgetReadings, type BudgetRow } from '../analysis/ladder/budget-readings.ts';
import { LEAST_BUDGETS, type Budgets } from '../analysis/ladder/token-efficiency.ts';
import { rowSettingIn } from '../records/row-setting.ts';
import type { Spec } from '../spec/spec.ts';
import { keepBudgets } from '../study/budgets.ts';
import { sizesByRow } from '../study/ladder.ts';
import { StudyError } from '../study/study-error.ts';
import type { Study } from '../study/study.ts';
import { differingFields, OF_BUDGET, ownSpecOf } from './budget-pair.ts';

/** Octaves by which the tokens of a size may be off those that the other sizes make, for steps are whole numbers. */
const MOST_ROUNDING = 0.05;

/**
 * What a study of sizes and others of the same sizes with fewer steps say together, kept in the first. @throws StudyError where they are
 * too few, or differ in more than their steps.
 */
export function joinBudgets(study: Study, shorter: readonly Study[]): Budgets {
  if (shorter.length < LEAST_BUDGETS - 1)
    throw new StudyError(
      `There is ${shorter.length} study of fewer steps; it takes ${LEAST_BUDGETS - 1} at least to hold this one against what they say of it.`,
    );
  if (!isOfSizes(rowSettingIn(study.info())))
    throw new StudyError(
      `The rows of this study are ${rowSettingIn(study.info()).path}; budgets are compared over rows of a size of the model, e.g. model.width.`,
    );
  const spec = specOf(study);
  for (const other of shorter) {
    const differing = differingFields([study, spec], [other, specOf(other)], sharedBy);
    if (!isDeepStrictEqual(study.info().thresholds, other.info().thresholds)) differing.push('thresholds');
    if (differing.length > 0)
      throw new StudyError(
        `${other.info().name} (${specOf(other).steps} steps) differs in ${differing.join(', ')}; only the steps of budgets may differ.`,
      );
  }
  for (const each of [study, ...shorter]) {
    const { planned, running } = each.counts();
    if (specOf(each).refine === null && planned + running > 0)
      throw new StudyError(
        `${planned + running} runs of ${each.info().name} have not finished; budgets are compared when all have.`,
      );
  }
  const ordered = [...shorter, study].toSorted((a, b) => tokensIn(a)[0]! - tokensIn(b)[0]!);
  if (ordered.at(-1) !== study)
    throw new StudyError(
      `${ordered.at(-1)!.info().name} takes more steps than this study; what budgets say is kept in the one of the most.`,
    );
  const rows = rowsOf(ordered);
  const { baseline, thresholds, recipes } = study.info();
  const budgets = budgetReadings(
    ordered.map((each) => ({ steps: specOf(each).steps, runs: each.outcomes() })),
    rows,
    { baseline, recipes },
    thresholds,
  );
  keepBudgets(study, budgets);
  return budgets;
}

/** Every size with its tokens under each budget. */
function rowsOf(ordered: readonly Study[]): BudgetRow[] {
  const bySize = ordered.map((each) => sizesByRow(each)!);
  const rows = [...bySize.at(-1)!.entries()]
    .map(([rowValue, { parameters }]) => ({
      rowValue,
      parameters,
      tokens: bySize.map((sizes) => sizes.get(rowValue)!.tokens),
    }))
    .toSorted((a, b) => a.parameters - b.parameters);
  const shares = ({ tokens }: BudgetRow) => tokens.map((count) => Math.log2(count / tokens.at(-1)!));
  const expected = shares(rows.at(-1)!);
  for (const row of rows) {
    const off = shares(row).findIndex((share, i) => Math.abs(share - expected[i]!) > MOST_ROUNDING);
    if (off >= 0)
      throw new StudyError(
        `${ordered[off]!.info().name} has ${row.tokens[off]!} tokens at ${row.parameters} parameters, another share of the longest runs than at its largest size; steps must change by one factor at all sizes.`,
      );
    const twice = expected.findIndex((share, i) => i > 0 && share - expected[i - 1]! < MOST_ROUNDING);
    if (twice >= 0)
      throw new StudyError(
        `${ordered[twice - 1]!.info().name} and ${ordered[twice]!.info().name} have the same steps; each budget is one study.`,
      );
  }
  return rows;
}

function tokensIn(study: Study): number[] {
  return [...sizesByRow(study)!.values()].map(({ tokens }) => tokens);
}

function specOf(study: Study): Spec {
  return ownSpecOf(study, 'Budgets are compared in studies whose runs Precipice has trained.');
}

/** All that budgets must have alike. */
function sharedBy(spec: Spec): Readonly<Record<string, unknown>> {
  const { model, learningRates, batchSizes, rows, seeds, budget, baseline, validationSequences } = spec;
  const along = Object.entries(rows?.with ?? {}).filter(([path]) => !OF_BUDGET.includes(path));
  const recipes = spec.recipes.map(({ name, stages, kept, optimizer }) => ({
    name,
    stages,
    kept,
    optimizer: { ...optimizer, warmupSteps: 0 },
  }));
  return {
    model,
    learningRates,
    batchSizes,
    rows: { ...rows, with: Object.fromEntries(along) },
    seeds,
    budget,
    baseline,
    validationSequences,
    recipes,
    optimizer: { ...spec.optimizer, warmupSteps: 0 },
  };
}
