// A ladder of sizes and budgets: what shorter runs said of the longest ones, which were held out, the largest size's also from smaller sizes
// alone, and from that what all of them say of a size and a budget that nobody has measured. In doubt nothing is said. Numbers only.
import { expectedAtBudget, type BudgetPlace, type BudgetPoint } from './budget-law.ts';
import {
  heldOutBy,
  LEAST_FITTED,
  LEAST_SIZES,
  ROUNDING,
  saidBy,
  type HeldOut,
  type LadderMeasure,
  type LadderPrediction,
  type LadderRefusal,
} from './ladder.ts';

export interface BudgetFit {
  /** Every size under every budget. */
  readonly points: readonly BudgetPoint[];
  /** Values of the longest budget, the largest size first: that one from smaller sizes and shorter budgets, the others from all shorter ones. */
  readonly heldOut: readonly HeldOut[];
  /** Octaves beyond the largest size and the longest budget over which predictions have been tested and held. */
  readonly reach: BudgetPlace;
  readonly refusal: LadderRefusal | null;
}

/** `leastBudgets`: from so many a longer one may be predicted. */
export function fitBudgets(
  points: readonly BudgetPoint[],
  measure: LadderMeasure,
  leastBudgets: number,
  confidence: number,
): BudgetFit {
  const sizes = ascending(points.map(({ size }) => size));
  const budgets = ascending(points.map(({ budget }) => budget));
  const none = { points, heldOut: [], reach: { size: 0, budget: 0 } };
  if (sizes.length < LEAST_SIZES)
    return { ...none, refusal: { kind: 'too-few', sizes: sizes.length, least: LEAST_SIZES } };
  if (budgets.length <= leastBudgets)
    return {
      ...none,
      refusal: { kind: 'too-few-budgets', budgets: budgets.length, least: leastBudgets + 1 },
    };
  const longest = points
    .filter(({ budget }) => budget === budgets.at(-1))
    .toSorted((a, b) => b.size - a.size);
  const [corner, ...others] = longest as [BudgetPoint, ...BudgetPoint[]];
  const predicted = (point: BudgetPoint, sizesUsed: number, budgetsUsed: number): HeldOut => {
    const [largest, last] = [sizes[sizesUsed - 1]!, budgets[budgetsUsed - 1]!];
    const used = points.filter(({ size, budget }) => size <= largest && budget <= last);
    const nearest = used.reduce((near, each) =>
      distance(each, point) < distance(near, point) ? each : near,
    );
    const mixture = expectedAtBudget(used, measure.scatter, point, point.error);
    const place = { octaves: point.size, from: nearest.size, unchanged: nearest.value };
    return heldOutBy(mixture, { ...place, value: point.value, error: point.error }, measure, confidence);
  };
  const passed = ({ isHit, isTest }: HeldOut) => isHit && isTest;
  const first = predicted(corner, sizes.length - 1, budgets.length - 1);
  const heldOut = [first, ...others.map((point) => predicted(point, sizes.length, budgets.length - 1))];
  const reach = { size: 0, budget: 0 };
  for (let used = sizes.length - 1; used >= LEAST_FITTED; used--) {
    if (!passed(predicted(corner, used, budgets.length - 1))) break;
    reach.size = sizes.at(-1)! - sizes[used - 1]!;
  }
  for (let used = budgets.length - 1; used >= leastBudgets; used--) {
    if (!passed(predicted(corner, sizes.length - 1, used))) break;
    reach.budget = budgets.at(-1)! - budgets[used - 1]!;
  }
  return { points, heldOut, reach, refusal: refusalOf(heldOut) };
}

/** As `predictAt` of one budget, and silent also beyond the budgets that were tested, or below all that were measured. */
export function predictAtBudget(
  { points, reach, refusal }: BudgetFit,
  measure: LadderMeasure,
  at: BudgetPlace,
  confidence: number,
): LadderPrediction | LadderRefusal {
  if (refusal) return refusal;
  const sizes = ascending(points.map(({ size }) => size));
  const budgets = ascending(points.map(({ budget }) => budget));
  const beyond = { size: at.size - sizes.at(-1)!, budget: at.budget - budgets.at(-1)! };
  if (beyond.size > reach.size + ROUNDING)
    return { kind: 'too-far', octaves: beyond.size, reach: reach.size };
  if (at.size < sizes[0]!) return { kind: 'too-small' };
  if (beyond.budget > reach.budget + ROUNDING)
    return { kind: 'too-long', octaves: beyond.budget, reach: reach.budget };
  if (at.budget < budgets[0]! - ROUNDING) return { kind: 'too-short' };
  return saidBy(expectedAtBudget(points, measure.scatter, at), at.size, measure, confidence);
}

/** Every value of the longest budget must lie in its interval, and that of the largest size in one narrow enough to be missed. */
function refusalOf(heldOut: readonly HeldOut[]): LadderRefusal | null {
  const missed = heldOut.find(({ isHit }) => !isHit);
  if (missed) return { kind: 'budget-missed', heldOut: missed };
  const [first] = heldOut;
  return first!.isTest ? null : { kind: 'budget-untested', heldOut: first! };
}

function ascending(values: readonly number[]): number[] {
  return [...new Set(values)].sort((a, b) => a - b);
}

function distance(a: BudgetPlace, b: BudgetPlace): number {
  return Math.hypot(a.size - b.size, a.budget - b.budget);
}
