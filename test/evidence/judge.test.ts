// Verdicts on made studies whose truth is known.
import { describe, expect, test } from 'vitest';
import { judge, standTogether, verdictOf } from '../../src-main/evidence/judge.ts';
import type { Effect, Hypothesis } from '../../src-main/evidence/effect.ts';
import type { Observed } from '../../src-main/evidence/observed.ts';
import { effect, HIGH, LOSS, LOW, observed } from './made.ts';

const ABOVE: Hypothesis = { kind: 'above', least: 0.02 };
const WITHIN: Hypothesis = { kind: 'within', margin: 0.01 };

const verdict = (of: Effect, seen: Observed) => judge([of], seen)[0]!.verdict;

describe('a claim that something is there', () => {
  test.each([
    ['appears where it is there by far', { difference: 0.2, scatter: 0.03 }, 'appears'],
    ['does not appear where nothing is there', { difference: 0, scatter: 0.003 }, 'absent'],
    ['does not appear where the opposite is there', { difference: -0.2, scatter: 0.03 }, 'absent'],
    ['does not appear where it is too small to matter', { difference: 0.005, scatter: 0.002 }, 'absent'],
    ['is undecided where seeds scatter too much to tell', { difference: 0, scatter: 0.1 }, 'undecided'],
  ])('%s', (_, truth, expected) => {
    expect(verdict(effect(ABOVE), observed(truth))).toBe(expected);
  });

  test('appears by accident in no more than one study in forty in which nothing is there', () => {
    const wrong = Array.from({ length: 800 }, (_, index) =>
      verdict(effect(ABOVE), observed({ difference: 0, scatter: 0.03, seeds: 5 }, index)),
    ).filter((each) => each === 'appears');
    // 20 are expected; 35 would be had by chance in one of a thousand such tests.
    expect(wrong.length).toBeLessThan(35);
    expect(wrong.length).toBeGreaterThan(7);
  });

  test('is called absent in no more than one study in forty in which it is just there', () => {
    const wrong = Array.from({ length: 800 }, (_, index) =>
      verdict(effect(ABOVE), observed({ difference: 0.02, scatter: 0.01, seeds: 5 }, index)),
    ).filter((each) => each === 'absent');
    expect(wrong.length).toBeLessThan(35);
    expect(wrong.length).toBeGreaterThan(7);
  });
});

describe('a claim that nothing is lost', () => {
  test.each([
    ['appears where both ends lie within the margin', { difference: 0.001, scatter: 0.003 }, 'appears'],
    ['does not appear where more is lost', { difference: 0.05, scatter: 0.005 }, 'absent'],
    ['does not appear where as much is gained', { difference: -0.05, scatter: 0.005 }, 'absent'],
    ['is undecided where nothing is lost, but seeds scatter', { difference: 0, scatter: 0.03 }, 'undecided'],
    ['is undecided at the margin', { difference: 0.01, scatter: 0.003 }, 'undecided'],
  ])('%s', (_, truth, expected) => {
    expect(verdict(effect(WITHIN), observed(truth))).toBe(expected);
  });

  test('decides nothing in a study that does not see what is known to be there', () => {
    const seen = observed({ difference: 0.001, scatter: 0.003 });
    const blind = effect(WITHIN, LOSS, { ...LOSS, of: HIGH, minus: HIGH });
    expect(judge([blind], seen)[0]).toMatchObject({ verdict: 'undecided', lack: 'control-missed' });
  });

  test('is made by accident in no more than one study in forty that loses the margin', () => {
    const wrong = Array.from({ length: 800 }, (_, index) =>
      verdict(effect(WITHIN), observed({ difference: 0.01, scatter: 0.003, seeds: 5 }, index)),
    ).filter((each) => each === 'appears');
    expect(wrong.length).toBeLessThan(35);
    expect(wrong.length).toBeGreaterThan(7);
  });
});

test.each([
  [ABOVE, 0.001, 0.019, 'absent'],
  [ABOVE, 0, 0.3, 'undecided'],
  [ABOVE, 0.001, 0.02, 'appears'],
  [WITHIN, -0.01, 0.005, 'undecided'],
  [WITHIN, -0.009, 0.009, 'appears'],
  [WITHIN, -0.02, 0.02, 'undecided'],
] as const)('%j with an interval from %d to %d is %s', (hypothesis, low, high, expected) => {
  expect(verdictOf(hypothesis, { low, high })).toBe(expected);
});

describe('what cannot be judged', () => {
  test.each([
    ['runs that are planned', { state: 'planned', label: null, tailLoss: null } as const, 'not-run'],
    [
      'a run that broke for infrastructure reasons',
      { state: 'failed-infrastructure', label: null } as const,
      'incomplete',
    ],
    ['a run without any loss', { tailLoss: null, startLoss: null } as const, 'incomplete'],
  ])('%s', (_, changes, lack) => {
    const seen = observed({
      difference: 0.2,
      scatter: 0.01,
      changes: ({ recipe, seed }) => (recipe === 'low' && seed === 3 ? changes : {}),
    });
    expect(judge([effect(ABOVE)], seen)[0]).toMatchObject({ verdict: 'undecided', estimate: null, lack });
  });

  test('a study that was not begun', () => {
    expect(judge([effect(ABOVE)], {})[0]).toMatchObject({ verdict: 'undecided', lack: 'not-run' });
  });

  test('two seeds', () => {
    const seen = observed({ difference: 0.2, scatter: 0.01, seeds: 2 });
    expect(judge([effect(ABOVE)], seen)[0]!.lack).toBe('too-few-seeds');
  });
});

test('a run that failed counts as one that learned nothing, and is not left out', () => {
  const seen = observed({
    difference: 0,
    scatter: 0.001,
    changes: ({ recipe, seed }) =>
      recipe === 'low' && seed < 3 ? { tailLoss: null, label: 'nonfinite', startLoss: 4 } : {},
  });
  const [judged] = judge([effect(ABOVE)], seen);
  // Three of six seeds lost 4 - 2 and 4 - 2.5 nats, give or take 0.3.
  expect(judged!.estimate!.value).toBeGreaterThan(0.6);
  expect(judged!.estimate!.value).toBeLessThan(1.2);
  expect(judged!.estimate!.pairs).toBe(12);
});

test('what a learning rate adds to every seed does not widen the interval', () => {
  const [judged] = judge(
    [effect(ABOVE)],
    observed({
      difference: 0.1,
      scatter: 0.001,
      changes: ({ recipe, learningRate, tailLoss }) =>
        recipe === 'low' && learningRate === 0.01 ? { tailLoss: tailLoss! + 0.5 } : {},
    }),
  );
  const { value, interval } = judged!.estimate!;
  expect(value).toBeCloseTo(0.35, 2);
  expect(interval.high - interval.low).toBeLessThan(0.005);
});

test('no interval has zero width, even where seeds agree to the last bit', () => {
  const [judged] = judge(
    [effect(ABOVE, { ...LOSS, of: LOW, minus: LOW })],
    observed({ difference: 0, scatter: 0 }),
  );
  const { low, high } = judged!.estimate!.interval;
  expect(high).toBeGreaterThan(0);
  expect(low).toBeLessThan(0);
  expect(judged!.verdict).toBe('absent');
});

describe('verdicts together, by Holm', () => {
  /** Decided where its p is at most the level of the interval. */
  const stands = (...p: number[]) => standTogether(p, (each, confidence) => each <= 1 - confidence + 1e-12);

  test('the smallest of four must be below a quarter of 5 %, the next below a third, and so on', () => {
    expect(stands(0.0125, 0.0166, 0.025, 0.05).size).toBe(4);
    expect([...stands(0.0126, 0.0001, 0.5, 0.6)]).toEqual([0.0001, 0.0126]);
    expect([...stands(0.013, 0.02, 0.03, 0.04)]).toEqual([]);
    expect([...stands(0.012, 0.018, 0.03, 0.04)]).toEqual([0.012]);
  });

  test('a verdict that is just reached alone does not stand among many', () => {
    // Differences of 0.01 to 0.06 nats: 0.035 with a standard error of 0.0076, 4.6 times that, where Student's t of five degrees of
    // freedom has 2.6 at 5 % and 5.6 at a twenty-first of it.
    const seen = observed({
      difference: 0,
      scatter: 0,
      changes: ({ recipe, seed, tailLoss }) =>
        recipe === 'low' ? { tailLoss: tailLoss! + 0.01 * (seed + 1) } : {},
    });
    const one = effect(ABOVE);
    expect(judge([one], seen)[0]).toMatchObject({ verdict: 'appears', together: true });
    const many = [one, ...Array.from({ length: 20 }, () => effect({ kind: 'within', margin: 0.03 }))];
    expect(judge(many, seen)[0]).toMatchObject({ verdict: 'appears', together: false });
  });
});
