// What runs of half the steps say beside those of all of them, on runs that can be worked out by hand.
import { describe, expect, test } from 'vitest';
import { budgetPairOf, type BudgetPair } from '../../../src-main/analysis/grid/budget-pair.ts';
import { budgetOf } from '../../../src-main/analysis/grid/budget.ts';
import type { Interval } from '../../../src-main/analysis/statistics/interval.ts';
import type { GridRun } from '../../../src-main/analysis/grid/tally.ts';
import { DEFAULT_THRESHOLDS } from '../../../src-main/analysis/labels/thresholds.ts';
import { row, run } from '../support.ts';

const STEPS = { fewerSteps: 200, moreSteps: 400, refined: false };
const pairOf = (fewer: readonly GridRun[], more: readonly GridRun[]) =>
  budgetPairOf({ ...STEPS, fewer, more }, DEFAULT_THRESHOLDS);

describe('the edges of a pair', () => {
  const [low, high] = ['..... ..... xxxxx xxxxx', '..... ..... ..... xxxxx'];

  test('move by what lies between them, up where more steps let higher learning rates train', () => {
    const [{ shift }] = pairOf(row(low), row(high)).edges as [BudgetPair['edges'][number]];
    expect(shift.decades).toBeCloseTo(1, 0);
    expect(shift.interval.low).toBeGreaterThan(0);
    expect(pairOf(row(high), row(low)).edges[0]!.shift.decades).toBeCloseTo(-1, 0);
  });

  test('hold where they are the same, and are not told to move', () => {
    const { decades, interval } = pairOf(row(low), row(low)).edges[0]!.shift;
    expect(decades).toBeCloseTo(0, 1);
    expect(interval.low).toBeLessThan(0);
    expect(interval.high).toBeGreaterThan(0);
  });
});

describe('the slope of a pair', () => {
  const runs = (losses: readonly number[], learningRate = 0.01) =>
    losses.map((tailLoss, seed) => run({ learningRate, seed, tailLoss }));

  test('is the loss that is gained over ln of the ratio of the steps, seed by seed, at the best setting of more steps', () => {
    const { slope } = pairOf(
      [...runs([2.6125, 2.5125, 2.7125]), ...runs([2.5, 2.5, 2.5], 0.1)],
      [...runs([2.5125, 2.4025, 2.6225]), ...runs([2.9, 2.9, 2.9], 0.1)],
    );
    // 0.1, 0.11 and 0.09 nats: 0.01 of deviation.
    expect(slope!.mean).toBeCloseTo(0.1 / Math.LN2, 9);
    expect(slope!.standardError).toBeCloseTo(0.01 / Math.sqrt(3) / Math.LN2, 9);
    expect(slope).toMatchObject({ seeds: 3, degreesOfFreedom: 2 });
  });

  test('is none with one seed, or where nothing of the other trains there', () => {
    expect(pairOf(runs([2.6]), runs([2.5])).slope).toBeNull();
    const failed = runs([2.9, 2.9]).map((each) => ({ ...each, label: 'collapsed' as const }));
    expect(pairOf(failed, runs([2.5, 2.5])).slope).toBeNull();
  });
});

describe('a budget', () => {
  const judged = (decades: number | null, interval: Interval) =>
    budgetOf([], DEFAULT_THRESHOLDS, {
      ...STEPS,
      slope: null,
      edges: [{ rowValue: 8, shift: { decades, bound: 'both', interval } }],
    }).pair;

  test('moves on where its edge moves by a sixth of a decade with a doubling, which is a third with two, and more than chance', () => {
    expect(judged(0.2, { low: 0.05, high: 0.35 })).toEqual({
      fewerSteps: 200,
      moreSteps: 400,
      moved: [{ rowValue: 8, decades: 0.2, interval: { low: 0.05, high: 0.35 } }],
      unsettled: [],
    });
    expect(judged(-0.2, { low: -0.3, high: -0.1 })!.moved).toHaveLength(1);
  });

  test('holds where all of the interval lies within that, and is unsettled where some of it does not', () => {
    expect(judged(0.05, { low: -0.1, high: 0.16 })).toMatchObject({ moved: [], unsettled: [] });
    expect(judged(0.2, { low: -0.05, high: 0.45 })).toMatchObject({ moved: [], unsettled: [8] });
    expect(judged(0.05, { low: -0.1, high: 0.17 })).toMatchObject({ moved: [], unsettled: [8] });
    expect(judged(null, { low: -Infinity, high: Infinity })).toMatchObject({ moved: [], unsettled: [8] });
  });

  test('says nothing of pairs where there is none', () => {
    expect(budgetOf([], DEFAULT_THRESHOLDS).pair).toBeNull();
  });
});
