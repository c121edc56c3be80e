// Made ladders of sizes under several budgets whose laws are known, and what is said of the tokens that a larger model needs for longer
// training: how often the interval holds the truth, and how often nothing is said. Laws that go on as they were, and laws that break under
// the longest budget, of which nothing must be said.
import {
  budgetLadder,
  predictTokens,
  type Budgets,
} from '../../../src-main/analysis/ladder/token-efficiency.ts';
import { normalQuantile } from '../../../src-main/analysis/statistics/normal.ts';
import { randomUnit, streamKey } from '../../../src-main/engine/random.ts';

const SIZE_STEP = 2;
const BUDGET_STEP = 1;
const CONFIDENCE = 0.95;
/** Parameters of the smallest size, and its tokens under the longest budget; four times the size sees four times the tokens. */
const [FIRST, TOKENS] = [20_000, 400_000];

type Uniform = () => number;
interface At {
  /** Octaves above the smallest size, and above the longest budget. */
  readonly size: number;
  readonly budget: number;
}
/** Nats at a place; `last`: the largest size. */
type Law = (at: At, last: number) => number;

export const BUDGET_LAWS = {
  level: (uniform) => {
    const level = 0.02 * uniform();
    return () => level;
  },
  'grows with tokens': (uniform) => {
    const [level, bySize, byBudget] = [0.03 * uniform(), 0.004 * (uniform() - 0.5), 0.012 * uniform()];
    return ({ size, budget }) => level + bySize * size + byBudget * budget;
  },
  'as a power': (uniform) => {
    // Kumar et al., arXiv 2411.04330: with the tokens per parameter, and less in larger models.
    const [level, byBudget, bySize] = [0.01 + 0.02 * uniform(), 0.1 + 0.3 * uniform(), 0.05 * uniform()];
    return ({ size, budget }) => level * 2 ** (byBudget * budget - bySize * size);
  },
} as const satisfies Record<string, (uniform: Uniform) => Law>;

/** They change under the longest budget, or there for the largest size alone, or have no law. */
export const BROKEN_BUDGET_LAWS = {
  'a step at the longest budget': (uniform) => {
    const [level, step] = [0.02 * uniform(), 0.08 + 0.05 * uniform()];
    return ({ budget }) => level + (budget >= 0 ? step : 0);
  },
  'the largest size alone breaks': (uniform) => {
    const [level, step] = [0.02 * uniform(), 0.1 + 0.05 * uniform()];
    return ({ size, budget }, last) => level + (size >= last && budget >= 0 ? step : 0);
  },
  'to and fro': (uniform) => {
    const swing = 0.04 + 0.03 * uniform();
    return ({ budget }) => swing * (Math.round(budget / BUDGET_STEP) % 2 === 0 ? 1 : -1);
  },
} as const satisfies Record<string, (uniform: Uniform) => Law>;

export interface BudgetScene {
  readonly sizes: number;
  readonly budgets: number;
  /** Standard deviation of sizes, of budgets and of single values about the law, and of what is measured about that, in nats. */
  readonly scatter: number;
  readonly error: number;
}

export interface BudgetsTold {
  /** Ladders that say something of the farthest size and budget within their reach, and those whose interval holds the truth there. */
  readonly given: number;
  readonly held: number;
  /** Of the same the penalty alone. */
  readonly penaltyHeld: number;
  /** Ladders whose values of the longest budget all lie in their intervals. */
  readonly heldOut: number;
  /** Mean factor between the ends of the interval of the tokens. */
  readonly factor: number;
}

/** Nats of a baseline: Chinchilla's exponents (arXiv 2203.15556). */
const baseline = ({ size, budget }: At) =>
  1.5 + 1.2 * 2 ** (-0.34 * size) + 2.2 * (TOKENS / 400_000) ** -0.28 * 2 ** (-0.28 * (budget + size));

export function budgetLadders(
  count: number,
  name: string,
  lawOf: (uniform: Uniform) => Law,
  { sizes, budgets, scatter, error }: BudgetScene,
): BudgetsTold {
  let [given, held, penaltyHeld, heldOut, factors] = [0, 0, 0, 0, 0];
  for (let index = 0; index < count; index++) {
    const key = streamKey(index, `${name} of ${sizes} by ${budgets}, ${scatter}, ${error}`, 0);
    let used = 0;
    const uniform = () => randomUnit(key, used++);
    const normal = () => normalQuantile(uniform());
    const law = lawOf(uniform);
    const last = (sizes - 1) * SIZE_STEP;
    const places = Array.from({ length: budgets }, (_, j) => (j - budgets + 1) * BUDGET_STEP);
    const octaves = Array.from({ length: sizes }, (_, i) => i * SIZE_STEP);
    const [bySize, byBudget] = [octaves.map(() => scatter * normal()), places.map(() => scatter * normal())];
    const losses = octaves.map((size, i) =>
      places.map((budget, j) => {
        const penalty = law({ size, budget }, last) + bySize[i]! + byBudget[j]! + scatter * normal();
        const own = baseline({ size, budget }) + penalty;
        return { penalty: penalty + error * normal(), loss: own + error * normal() };
      }),
    );
    // The standard error is itself known to a factor only.
    const known = () => error * Math.sqrt(0.5 + uniform());
    const folds = BUDGET_STEP * Math.LN2;
    const made: Budgets = {
      steps: places.map((budget) => 400 * 2 ** budget),
      sizes: octaves.map((size) => ({
        parameters: FIRST * 2 ** size,
        tokens: places.map((budget) => TOKENS * 2 ** (size + budget)),
      })),
      recipes: [
        {
          recipe: 'low',
          penalties: losses.map((row) => row.map(({ penalty }) => ({ value: penalty, error: known() }))),
          slopes: losses.map((row) =>
            row.slice(1).map(({ loss }, j) => {
              const slope = (row[j]!.loss - loss) / folds;
              return { value: Math.log2(slope), error: (Math.SQRT2 * known()) / folds / slope / Math.LN2 };
            }),
          ),
        },
      ],
    };
    const ladder = budgetLadder(made, CONFIDENCE);
    const [recipe] = ladder.recipes;
    const { penalty, slope } = recipe!;
    heldOut += Number(penalty.heldOut.every(({ isHit }) => isHit));
    const there = {
      size: last + Math.min(penalty.reach.size, slope.reach.size),
      budget: Math.min(penalty.reach.budget, Math.max(0, slope.reach.budget - BUDGET_STEP / 2)),
    };
    const parameters = FIRST * 2 ** there.size;
    const tokens = TOKENS * 2 ** (there.size + there.budget);
    const said = predictTokens(ladder, recipe!, { parameters, tokens }, CONFIDENCE);
    if ('kind' in said) continue;
    given++;
    const off = scatter * (normal() + normal() + normal());
    const truth = law(there, last) + off;
    penaltyHeld += Number(truth >= said.penalty.interval.low && truth <= said.penalty.interval.high);
    const efficiency = efficiencyAt(there, (budget) => law({ ...there, budget }, last) + off);
    const { low, high } = said.efficiency.interval;
    held += Number(efficiency >= low - 1e-3 && efficiency <= high + 1e-3);
    factors += high / low;
  }
  return { given, held, penaltyHeld, heldOut, factor: given === 0 ? 0 : factors / given };
}

/** Octaves of tokens that are looked through for it, in steps as fine. */
const [MOST, FINE] = [6, 1e-3];

/** The tokens of the baseline at a place, as a share of those at which a recipe with such penalties first comes to its loss; at most 1. */
function efficiencyAt({ size, budget }: At, penalty: (budget: number) => number): number {
  const wanted = baseline({ size, budget });
  let reached = budget;
  while (baseline({ size, budget: reached }) + penalty(reached) > wanted && reached < budget + MOST)
    reached += FINE;
  return 2 ** (budget - reached);
}
