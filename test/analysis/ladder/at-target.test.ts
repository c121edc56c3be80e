// A decision about a larger model, by the ladder of a study.
import { expect, test } from 'vitest';
import { decide, NOTHING_SAID, type Decision } from '../../../src-main/analysis/decision/decide.ts';
import { analyze } from '../../../src-main/analysis/grid/analyze.ts';
import { atTarget } from '../../../src-main/analysis/ladder/at-target.ts';
import { studyLadders } from '../../../src-main/analysis/ladder/study-ladders.ts';
import { DEFAULT_THRESHOLDS } from '../../../src-main/analysis/labels/thresholds.ts';
import { budgetLadder, type BudgetLadder } from '../../../src-main/analysis/ladder/token-efficiency.ts';
import { ENGLISH } from '../../../src-main/report/language/language.ts';
import { targetSentences } from '../../../src-main/report/language/target-text.ts';
import { formatNats } from '../../../src-main/report/language/numbers.ts';
import { made, sizes, WIDTHS, type Made } from './made-sizes.ts';

const context = { baseline: 'bf16-mixed', thresholds: DEFAULT_THRESHOLDS };
const ofWidth = { path: 'model.width', kind: 'size', scale: 'octaves' } as const;
const edge = () => 0.07;
const baseline = made({ recipe: 'bf16-mixed', edge, penalty: () => 0 });
const LARGEST = WIDTHS.at(-1)!;

function decideAt(
  parameters: number,
  penalty: Made['penalty'],
  choice = NOTHING_SAID,
  tokens: number | null = null,
  budgets: BudgetLadder | null = null,
): Decision {
  const runs = [...baseline, ...made({ recipe: 'fp8', edge, penalty })];
  const ladders = studyLadders(runs, analyze(runs, { ...context, rowSetting: ofWidth }), sizes, ['penalty']);
  const largest = analyze(
    runs.filter(({ rowValue }) => rowValue === LARGEST).map((run) => ({ ...run, rowValue: 8 })),
    context,
  );
  const target = atTarget(
    { largest, largestRow: LARGEST, ladder: { ladders, budgets }, sizes: measured },
    { parameters, tokens },
  );
  const decision = decide(target, 'fp8', choice);
  if (decision.verdict === 'undecidable') throw new Error(decision.reason);
  return decision;
}

/** Ten tokens for each parameter at every size. */
const measured = [...sizes.values()].map((size) => ({ parameters: size, tokens: 10 * size }));
const penaltyOf = ({ quantities }: Decision) => quantities.find(({ name }) => name === 'penalty')?.range;
/** 0.002 nats a doubling of the width. */
const growing = (width: number) => 0.002 * Math.log2(width);
const twice = 100 * 128 ** 2;

test('takes the penalty that the sizes expect there, with its interval, not the one that was measured', () => {
  const decision = decideAt(twice, growing);
  const { low, value, high } = penaltyOf(decision)!;
  expect(value).toBeGreaterThan(growing(LARGEST));
  expect(low).toBeLessThan(growing(128));
  expect(high).toBeGreaterThan(growing(128));
  expect(decision.target).toMatchObject({ parameters: twice, sizes: 4, from: 6400, to: 409600 });
  expect(decision.withheld.map(({ reason }) => reason)).not.toContain('no-prediction');
});

test('tells how the held-out size came out and what is expected of the model, or why nothing is', () => {
  const decision = decideAt(twice, growing);
  const [heldOut, expected, ...more] = targetSentences(decision, ENGLISH);
  expect(more).toEqual([]);
  expect(heldOut).toMatch(
    /^fp8, Precision penalty, nats: \S+ \(95 % from \S+ to \S+\) expected of the held-out size, \+0\.012 measured: within the interval\.$/,
  );
  const { value } = penaltyOf(decision)!;
  expect(expected).toMatch(
    /^fp8, Precision penalty, nats: at 1,640,000 parameters \S+ is expected \(95 % from /,
  );
  expect(expected).toContain(` ${formatNats(value, null)} is expected`);
  expect(targetSentences(decideAt(1.3e9, growing), ENGLISH)).toEqual([
    heldOut,
    expect.stringMatching(
      /^fp8, Precision penalty, nats: nothing is said of larger models: that size is .*\.$/,
    ),
  ]);
});

test('gives no verdict beyond the reach of its ladder, unless the reader says what tokens are worth', () => {
  const far = decideAt(1.3e9, growing);
  expect(far.verdict).toBe('undecided');
  expect(far.withheld).toContainEqual({
    reason: 'no-prediction',
    refusal: {
      kind: 'too-far',
      octaves: expect.closeTo(Math.log2(1.3e9 / 409600)) as number,
      reach: expect.closeTo(2) as number,
    },
  });
  expect(penaltyOf(far)).toBeUndefined();
  const tokenEfficiency = { low: 0.97, value: 0.98, high: 0.99 };
  const own = decideAt(1.3e9, growing, { inputs: { tokenEfficiency }, search: null });
  expect(own.withheld.map(({ reason }) => reason)).not.toContain('no-prediction');
  expect(own.quantities.find(({ name }) => name === 'tokenEfficiency')).toMatchObject({ kind: 'yours' });
});

test('gives no verdict where the largest size came out otherwise than the smaller ones said', () => {
  const jump = (width: number) => (width === LARGEST ? 0.3 : 0.002);
  const { verdict, withheld } = decideAt(twice, jump);
  expect(verdict).not.toBe('go');
  expect(withheld).toMatchObject([{ reason: 'no-prediction', refusal: { kind: 'missed' } }]);
});

test('gives no verdict on a model that is to see many more tokens per parameter than the sizes did', () => {
  const [as, more] = [19, 21].map((each) => decideAt(twice, growing, NOTHING_SAID, each * twice));
  expect(as!.withheld.map(({ reason }) => reason)).not.toContain('no-prediction');
  expect(more!.withheld).toEqual([
    { reason: 'no-prediction', refusal: { kind: 'more-tokens', wanted: 21, measured: 10 } },
  ]);
  expect(penaltyOf(more!)).toBeUndefined();
});

/** Five sizes up to the largest, ten tokens for each parameter: penalties under three budgets, and a loss that falls by 0.2 nats per factor e of the tokens. */
function underBudgets(penalty: (budget: number) => number): BudgetLadder {
  const error = 0.001;
  const parameters = [4, 3, 2, 1, 0].map((octaves) => (100 * LARGEST ** 2) / 2 ** octaves);
  const budgets = [-2, -1, 0];
  return budgetLadder(
    {
      steps: [100, 200, 400],
      sizes: parameters.map((size) => ({
        parameters: size,
        tokens: budgets.map((budget) => 10 * size * 2 ** budget),
      })),
      recipes: [
        {
          recipe: 'fp8',
          penalties: parameters.map(() => budgets.map((budget) => ({ value: penalty(budget), error }))),
          slopes: parameters.map(() => budgets.slice(1).map(() => ({ value: Math.log2(0.2), error: 0.02 }))),
        },
      ],
    },
    DEFAULT_THRESHOLDS.confidence,
  );
}

test('takes penalty and slope of its tokens where the sizes were trained under several budgets', () => {
  const near = 2 * 100 * LARGEST ** 2;
  const flat = underBudgets(() => 0.01);
  // The slope has been tested over half a doubling beyond the longest budget.
  const decision = decideAt(near, growing, NOTHING_SAID, 13 * near, flat);
  expect(decision.withheld.map(({ reason }) => reason)).not.toContain('no-prediction');
  expect(penaltyOf(decision)!.value).toBeCloseTo(0.01, 2);
  const fall = decision.quantities.find(({ name }) => name === 'slope')!;
  expect(fall).toMatchObject({ kind: 'measured' });
  expect(fall.range.value).toBeCloseTo(0.2, 1);
  expect(decision.target).toMatchObject({ steps: [100, 200, 400] });
  expect(targetSentences(decision, ENGLISH)).toEqual([
    expect.stringMatching(/expected by shorter runs of smaller sizes .*: within the interval\.$/),
    expect.stringMatching(/at 819,000 parameters and 13 tokens per parameter \S+ is expected /),
  ]);
  const more = decideAt(near, growing, NOTHING_SAID, 19 * near, flat);
  expect(more.withheld).toMatchObject([{ reason: 'no-prediction', refusal: { kind: 'no-slope' } }]);
  const slope = { low: 0.05, value: 0.06, high: 0.07 };
  const own = decideAt(near, growing, { inputs: { slope }, search: null }, 19 * near, flat);
  expect(own.withheld).toEqual([]);
  expect(penaltyOf(own)!.value).toBeCloseTo(0.01, 2);
  expect(own.quantities.find(({ name }) => name === 'slope')).toMatchObject({ kind: 'yours', range: slope });
});

test('gives no verdict where the longest runs came out otherwise than the shorter ones said', () => {
  const late = underBudgets((budget) => (budget === 0 ? 0.2 : 0.01));
  const { withheld } = decideAt(twice, growing, NOTHING_SAID, null, late);
  expect(withheld).toMatchObject([{ reason: 'no-prediction', refusal: { kind: 'budget-missed' } }]);
});
