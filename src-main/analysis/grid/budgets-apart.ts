// Recipes that were trained for another number of steps than the baseline at the same settings: what differs then may be the
// steps. A spec gives every recipe the same steps; imported runs have those of their logs.
import type { Thresholds } from '../labels/thresholds.ts';
import { isJudged, type Tally } from './tally.ts';

export interface BudgetsApart {
  readonly recipe: string;
  /** Settings at which they differ. */
  readonly settings: number;
  readonly steps: StepRange;
  readonly baselineSteps: StepRange;
}

export interface StepRange {
  readonly low: number;
  readonly high: number;
}

/** Budgets within this share of each other are one: the loss falls by about as many nats, times its slope. */
const ALIKE = 0.01;

export function isSameBudget(steps: number, others: number): boolean {
  return Math.max(steps, others) <= Math.min(steps, others) * (1 + ALIKE);
}

/**
 * `recipes`: the cells of each. Of runs that trained alone: what a log calls the steps of a failed one may be those until it
 * failed.
 */
export function budgetsApart(
  recipes: ReadonlyMap<string, readonly Tally[]>,
  baseline: string,
  { unstableLabels }: Thresholds,
): BudgetsApart[] {
  const stepsAt = ({ runs }: Tally) =>
    runs
      .filter((run) => isJudged(run) && !unstableLabels.includes(run.label))
      .reduce((most, { plannedSteps = 0 }) => Math.max(most, plannedSteps), 0);
  const keyOf = ({ learningRate, rowValue }: Tally) => `${learningRate} ${rowValue}`;
  const twins = new Map((recipes.get(baseline) ?? []).map((cell) => [keyOf(cell), stepsAt(cell)]));
  return [...recipes].flatMap(([recipe, cells]) => {
    const apart = cells
      .map((cell) => ({ own: stepsAt(cell), twin: twins.get(keyOf(cell)) ?? 0 }))
      .filter(({ own, twin }) => Math.min(own, twin) > 0)
      .filter(({ own, twin }) => !isSameBudget(own, twin));
    if (apart.length === 0) return [];
    const [steps, baselineSteps] = [
      rangeOf(apart.map(({ own }) => own)),
      rangeOf(apart.map(({ twin }) => twin)),
    ];
    return [{ recipe, settings: apart.length, steps, baselineSteps }];
  });
}

function rangeOf(values: readonly number[]): StepRange {
  return { low: Math.min(...values), high: Math.max(...values) };
}
