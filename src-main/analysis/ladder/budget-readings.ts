// Runs of the same sizes under several budgets, each recipe at its own best learning rate of each size and budget: its penalty there, and how
// fast its loss falls from one budget to the next. Pure.
import { lossKindOf } from '../decision/chosen-setting.ts';
import type { GridRun } from '../grid/tally.ts';
import type { Thresholds } from '../labels/thresholds.ts';
import { bestByRow, differenceReading } from './best-of-size.ts';
import type { Reading } from './recipe-ladder.ts';
import type { Budgets, SizeBudgets } from './token-efficiency.ts';

/** One study, whose runs are labelled by its own best. */
export interface BudgetRuns {
  readonly steps: number;
  readonly runs: readonly GridRun[];
}

export interface BudgetRow extends SizeBudgets {
  readonly rowValue: number;
}

/** A loss that falls by less than so many standard errors has no slope that could be divided by. */
const LEAST_FALL = 2;

/** `budgets` and the tokens of each of `rows` are in the same order, shortest first; `rows` ascend in parameters. */
export function budgetReadings(
  budgets: readonly BudgetRuns[],
  rows: readonly BudgetRow[],
  { baseline, recipes }: { readonly baseline: string; readonly recipes: readonly string[] },
  thresholds: Thresholds,
): Budgets {
  const kind = lossKindOf(
    budgets.flatMap(({ runs }) => runs),
    thresholds,
  );
  const bestOf = (recipe: string) =>
    budgets.map(({ runs }) =>
      bestByRow(
        runs.filter((run) => run.recipe === recipe),
        kind,
        thresholds,
      ),
    );
  const base = bestOf(baseline);
  return {
    steps: budgets.map(({ steps }) => steps),
    sizes: rows.map(({ parameters, tokens }) => ({ parameters, tokens })),
    recipes: recipes
      .filter((recipe) => recipe !== baseline)
      .map((recipe) => {
        const own = bestOf(recipe);
        const at = (budget: number, rowValue: number) => own[budget]!.get(rowValue);
        return {
          recipe,
          penalties: rows.map(({ rowValue }) =>
            budgets.map((_, j) =>
              differenceReading([at(j, rowValue), base[j]!.get(rowValue)], kind, thresholds),
            ),
          ),
          slopes: rows.map(({ rowValue, tokens }) =>
            budgets.slice(1).map((_, j) => {
              const folds = Math.log(tokens[j + 1]! / tokens[j]!);
              return differenceReading(
                [at(j, rowValue), at(j + 1, rowValue)],
                kind,
                thresholds,
                ({ mean, standardError }): Reading =>
                  mean > LEAST_FALL * standardError
                    ? { value: Math.log2(mean / folds), error: standardError / mean / Math.LN2 }
                    : 'level',
              );
            }),
          ),
        };
      }),
  };
}
