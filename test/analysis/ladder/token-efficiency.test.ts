// What sizes under several budgets say of a larger model and its tokens, and when they say nothing.
import { describe, expect, test } from 'vitest';
import { budgetReadings } from '../../../src-main/analysis/ladder/budget-readings.ts';
import { isRefusal } from '../../../src-main/analysis/ladder/recipe-ladder.ts';
import {
  budgetLadder,
  predictTokens,
  type BudgetLadder,
  type Budgets,
  type TokenTarget,
} from '../../../src-main/analysis/ladder/token-efficiency.ts';
import { DEFAULT_THRESHOLDS } from '../../../src-main/analysis/labels/thresholds.ts';
import { run } from '../support.ts';
import { BROKEN_BUDGET_LAWS, BUDGET_LAWS, budgetLadders } from './simulated-budgets.ts';

const CONFIDENCE = 0.95;
const COUNT = 12;
const SCENE = { sizes: 5, budgets: 3, scatter: 0.002, error: 0.003 };

describe('on made ladders', () => {
  test.each(Object.entries(BUDGET_LAWS))('whose law is %s, what is said is true', (name, law) => {
    const { given, held } = budgetLadders(COUNT, name, law, SCENE);
    expect(given).toBeGreaterThan(0);
    // 95 % of all are promised; of a dozen one may miss.
    expect(held).toBeGreaterThanOrEqual(given - 1);
  });

  test.each(Object.entries(BROKEN_BUDGET_LAWS))('whose law breaks by %s, nothing is said', (name, law) => {
    expect(budgetLadders(COUNT, name, law, SCENE).given).toBe(0);
  });
});

const STEPS = [100, 200, 400];
const PARAMETERS = [10_000, 20_000, 40_000, 80_000, 160_000];

/** Equal steps at every size: 1000 tokens a step. Penalties and slopes by parameters and steps, known to `error`. */
function budgetsOf(
  penalty: (parameters: number, steps: number) => number,
  { slope = 0.2, error = 0.002, steps = STEPS } = {},
): Budgets {
  const value = (nats: number) => ({ value: nats, error });
  return {
    steps,
    sizes: PARAMETERS.map((parameters) => ({ parameters, tokens: steps.map((each) => 1000 * each) })),
    recipes: [
      {
        recipe: 'fp8',
        penalties: PARAMETERS.map((size) => steps.map((each) => value(penalty(size, each)))),
        slopes: PARAMETERS.map(() => steps.slice(1).map(() => ({ value: Math.log2(slope), error: 0.05 }))),
      },
    ],
  };
}

function said(budgets: Budgets, target: TokenTarget) {
  const ladder: BudgetLadder = budgetLadder(budgets, CONFIDENCE);
  return predictTokens(ladder, ladder.recipes[0]!, target, CONFIDENCE);
}

const growing = (_: number, steps: number) => 0.01 + 0.01 * Math.log2(steps / 400);

test('a penalty that grows with tokens is gone on with, and is worth the tokens of the slope', () => {
  const there = said(budgetsOf(growing), { parameters: 160_000, tokens: 400_000 * Math.SQRT2 });
  if (isRefusal(there)) throw new Error(there.kind);
  expect(there.penalty.expected).toBeCloseTo(0.015, 2);
  expect(there.penalty.interval.high).toBeGreaterThan(0.015);
  // 0.015 nats at 0.2 nats per factor e.
  expect(there.efficiency.median).toBeCloseTo(Math.exp(-0.015 / 0.2), 1);
  expect(there.efficiency.interval.low).toBeLessThan(Math.exp(-0.015 / 0.2));
});

test('without tokens it is about what the longest runs would give a model of that size', () => {
  const there = said(budgetsOf(growing), { parameters: 240_000, tokens: null });
  if (isRefusal(there)) throw new Error(there.kind);
  expect(there.tokens).toBeCloseTo(400_000, -1);
});

test.each([
  [{ parameters: 160_000, tokens: 400_000 * 2.2 }, 'too-long'],
  [{ parameters: 160_000, tokens: 90_000 }, 'too-short'],
  [{ parameters: 1.3e9, tokens: null }, 'too-far'],
  [{ parameters: 9_000, tokens: null }, 'too-small'],
])('nothing is said of %j: %s', (target, kind) => {
  expect(said(budgetsOf(growing), target)).toMatchObject({ kind });
});

test('nothing is said beyond the budget at which the slope has been tested, though the penalty has', () => {
  const there = said(budgetsOf(growing), { parameters: 160_000, tokens: 400_000 * 1.9 });
  expect(there).toMatchObject({ kind: 'no-slope', refusal: { kind: 'too-long' } });
});

test.each([
  [
    'which the longest runs miss at one size alone',
    (size: number, steps: number) => (size === 40_000 && steps === 400 ? 0.15 : 0),
    'budget-missed',
  ],
  [
    'which the largest size breaks in its longest runs',
    (size: number, steps: number) => (size === 160_000 && steps === 400 ? 0.15 : 0),
    'budget-missed',
  ],
])('nothing is said by penalties %s', (_, penalty, kind) => {
  expect(said(budgetsOf(penalty), { parameters: 160_000, tokens: null })).toMatchObject({ kind });
});

test('nothing is said where errors leave anything open, or two budgets are all there are', () => {
  const target = { parameters: 160_000, tokens: null };
  expect(said(budgetsOf(growing, { error: 0.05 }), target)).toMatchObject({ kind: 'budget-untested' });
  expect(said(budgetsOf(growing, { steps: [200, 400] }), target)).toEqual({
    kind: 'too-few-budgets',
    budgets: 2,
    least: 3,
  });
  expect(said(budgetsOf(growing, { slope: 0.01, error: 0.004 }), target)).toMatchObject({
    kind: 'tokens-too-wide',
  });
});

test('one value that is missing silences the recipe: the others alone would be kinder than the runs', () => {
  const budgets = budgetsOf(growing);
  const [recipe] = budgets.recipes;
  const penalties = recipe!.penalties.with(0, ['fails', ...recipe!.penalties[0]!.slice(1)]);
  const there = said(
    { ...budgets, recipes: [{ ...recipe!, penalties }] },
    { parameters: 160_000, tokens: null },
  );
  expect(there).toEqual({ kind: 'missing-size', size: 10_000, reason: 'fails' });
});

describe('readings of runs', () => {
  const rows = [8, 16].map((width) => ({
    rowValue: width,
    parameters: width ** 2,
    tokens: STEPS.map((steps) => 10 * steps),
  }));
  /** Best at 1e-2: 2 nats less 0.3 a doubling of the steps; fp8 is off by a hundredth a doubling, by seed a thousandth. */
  const runsOf = (index: number) =>
    ['bf16-mixed', 'fp8'].flatMap((recipe) =>
      [8, 16].flatMap((rowValue) =>
        [1e-3, 1e-2, 1e-1].flatMap((learningRate) =>
          [0, 1, 2].map((seed) => {
            const own = recipe === 'fp8' ? 0.01 * index + 0.001 * (seed - 1) : 0;
            const loss = 2 - 0.3 * index + 0.1 * Math.abs(Math.log10(learningRate) + 2) + 0.02 * seed + own;
            return run({ recipe, rowValue, learningRate, seed, tailLoss: loss });
          }),
        ),
      ),
    );
  const read = (runs = STEPS.map((steps, index) => ({ steps, runs: runsOf(index) }))) =>
    budgetReadings(
      runs,
      rows,
      { baseline: 'bf16-mixed', recipes: ['bf16-mixed', 'fp8'] },
      DEFAULT_THRESHOLDS,
    );

  test('are the penalty at the best rate of each budget, and the fall of the recipe’s own loss', () => {
    const [fp8, ...others] = read().recipes;
    expect(others).toEqual([]);
    for (const row of fp8!.penalties)
      expect(row.map((reading) => typeof reading === 'object' && reading.value)).toEqual([
        expect.closeTo(0),
        expect.closeTo(0.01),
        expect.closeTo(0.02),
      ]);
    for (const reading of fp8!.slopes.flat()) {
      if (typeof reading === 'string') throw new Error(reading);
      // 0.3 less 0.01 nats a doubling.
      expect(2 ** reading.value).toBeCloseTo(0.29 / Math.LN2, 6);
    }
  });

  test('a loss that does not fall has no slope, and a budget in which runs fail no penalty', () => {
    const level = STEPS.map((steps) => ({ steps, runs: runsOf(0) }));
    expect(read(level).recipes[0]!.slopes.flat()).toEqual(Array(4).fill('level'));
    const failing = STEPS.map((steps, index) => ({
      steps,
      runs: runsOf(index).map((each) =>
        index === 1 &&
        each.recipe === 'fp8' &&
        each.rowValue === 16 &&
        each.learningRate === 1e-2 &&
        each.seed === 0
          ? { ...each, label: 'collapsed' as const }
          : each,
      ),
    }));
    expect(read(failing).recipes[0]!.penalties[1]![1]).toBe('fails');
    expect(read(failing).recipes[0]!.slopes[1]).toEqual(['fails', 'fails']);
  });
});
