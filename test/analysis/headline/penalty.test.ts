// The precision penalty on pairs that can be worked out by hand, and of perturbed copies, where it is 0. How often it holds other truths is
// in failures.test.ts.
import { describe, expect, test } from 'vitest';
import { analyze } from '../../../src-main/analysis/grid/analyze.ts';
import { pairUp, twinsByCell } from '../../../src-main/analysis/headline/pairs.ts';
import { penaltyOf, unitOf } from '../../../src-main/analysis/headline/penalty.ts';
import type { GridRun } from '../../../src-main/analysis/grid/tally.ts';
import { DEFAULT_THRESHOLDS } from '../../../src-main/analysis/labels/thresholds.ts';
import { run } from '../support.ts';
import { copyCoverage, DESIGNS } from './simulated-copies.ts';

function penaltyFor(own: readonly Partial<GridRun>[], twins: readonly Partial<GridRun>[]) {
  const made = (recipe: string, fields: readonly Partial<GridRun>[]) =>
    fields.map((each, seed) => run({ recipe, seed, ...each }));
  const { pairs } = pairUp(made('fp8', own), twinsByCell(made('fp32', twins)), DEFAULT_THRESHOLDS);
  return penaltyOf(pairs, 0.95);
}

const tails = (...losses: readonly (number | null)[]) => losses.map((tailLoss) => ({ tailLoss }));

describe('the penalty of a recipe', () => {
  test('is the mean of loss minus twin’s, with Student’s t over seeds: 1, 2, 3 hundredths have 4.3027 / sqrt 3 of one', () => {
    const twins = tails(2.1234567, 2.2345678, 2.3456789);
    const own = tails(2.1334567, 2.2545678, 2.3756789);
    const { nats, interval } = penaltyFor(own, twins);
    expect(nats).toBeCloseTo(0.02, 9);
    const half = (4.302652729696 * 0.01) / Math.sqrt(3);
    expect(interval!.high).toBeCloseTo(0.02 + half, 8);
    expect(interval!.low).toBeCloseTo(0.02 - half, 8);
  });

  test('is of validation losses where both have one, and of tail losses where one lacks it', () => {
    const both = { tailLoss: 3, validationLoss: 2.5 };
    const { nats, byValidation, byTail } = penaltyFor(
      [both, { ...both, validationLoss: null }],
      [
        { tailLoss: 2, validationLoss: 2.25 },
        { tailLoss: 2.75, validationLoss: 2 },
      ],
    );
    expect(nats).toBe(0.25);
    expect([byValidation, byTail]).toEqual([1, 1]);
  });

  test('leaves out what failed, whatever its loss, and a run without one', () => {
    const failed: Partial<GridRun> = { label: 'collapsed', tailLoss: 9 };
    const found = penaltyFor(
      [{ tailLoss: 2.5 }, failed, { tailLoss: 3 }, { tailLoss: null }],
      [{ tailLoss: 2 }, { tailLoss: 2 }, failed, { tailLoss: 2 }],
    );
    expect(found).toMatchObject({ nats: 0.5, seeds: 1, byTail: 1, interval: null });
  });

  test('with two seeds has the interval of one degree of freedom, 12.7 standard errors, and with one none', () => {
    const { interval } = penaltyFor(tails(2.1234567, 2.2545678), tails(2.1034567, 2.2145678));
    // 0.02 and 0.04 nats: a standard error of 0.01.
    expect(interval!.high).toBeCloseTo(0.03 + 0.12706204736, 7);
    expect(penaltyFor(tails(2.1234567), tails(2.1034567)).interval).toBeNull();
  });

  test('is no surer where seeds agree than their pairs scatter: means of 0.02, of pairs of 0 and 0.04', () => {
    const pairsOf = (recipe: string, added: readonly number[]) =>
      [0, 1, 2].flatMap((seed) =>
        added.map((more, rate) =>
          run({ recipe, seed, learningRate: 10 ** -rate, tailLoss: 2.1234567 + 0.0101 * seed + more }),
        ),
      );
    const { pairs } = pairUp(
      pairsOf('fp8', [0, 0.04]),
      twinsByCell(pairsOf('fp32', [0, 0])),
      DEFAULT_THRESHOLDS,
    );
    const { nats, interval } = penaltyOf(pairs, 0.95);
    expect(nats).toBeCloseTo(0.02, 9);
    // Six pairs 0.02 from their mean have a variance of 0.00048.
    expect(interval!.high - nats!).toBeCloseTo(4.302652729696 * Math.sqrt(0.00048 / 6), 7);
  });

  test('without a pair that trains there is none', () => {
    expect(penaltyFor([], [])).toEqual({ nats: null, interval: null, seeds: 0, byValidation: 0, byTail: 0 });
  });

  test('losses written in two decimals that agree may differ by what was cut off', () => {
    const two = penaltyFor(tails(2.45, 2.33, 2.23), tails(2.45, 2.33, 2.23));
    expect(two.nats).toBe(0);
    expect(two.interval!.high).toBeGreaterThan(0.005);
    expect(two.interval!.high).toBeLessThan(0.01);
    const many = penaltyFor(tails(2.4512345, 2.3312345, 2.2312345), tails(2.4512345, 2.3312345, 2.2312345));
    expect(many.interval!.high).toBeGreaterThan(0);
    expect(many.interval!.high).toBeLessThan(1e-6);
  });

  test('the unit of losses is that of the one with the most decimals, and a float32 is one', () => {
    expect(unitOf([2, 3])).toBe(1);
    expect(unitOf([2.4, Math.fround(2.45)])).toBeCloseTo(0.01, 12);
    expect(unitOf([Math.fround(Math.PI)])).toBeCloseTo(1e-6, 18);
  });
});

describe.each(DESIGNS)('of perturbed copies, in a %s sweep,', (design) => {
  test('95-percent intervals hold 0 in 93 of 100 studies and more, with 2, 3, 5 and 10 seeds, and narrow with each step', () => {
    const widths = [2, 3, 5, 10].map((seeds) => {
      const { headline, best } = copyCoverage(300, seeds, design);
      expect(headline.share, `${seeds} seeds`).toBeGreaterThanOrEqual(0.93);
      if (seeds > 2) expect(best.share, `best settings, ${seeds} seeds`).toBeGreaterThanOrEqual(0.91);
      return headline.width;
    });
    expect(widths).toEqual(widths.toSorted((a, b) => b - a));
    // An interval that holds 0 because it holds everything would be none: pairs differ by some hundredths of a nat.
    expect(widths.at(-1)).toBeLessThan(0.015);
  });
});

test('cells have the penalty of their own pairs, and none where nothing is paired', () => {
  const runs = [
    ...[0, 1, 2].flatMap((seed) => [
      run({ seed, tailLoss: 2 }),
      run({ seed, recipe: 'fp8', tailLoss: 2.25 + 0.25 * seed }),
    ]),
    run({ learningRate: 0.1, tailLoss: 2 }),
    run({ learningRate: 0.1, recipe: 'fp8', label: 'collapsed', tailLoss: 4 }),
  ];
  const { recipes } = analyze(runs, { baseline: 'fp32', thresholds: DEFAULT_THRESHOLDS });
  const [trained, failed] = recipes[1]!.cells[0]!;
  expect(trained!.penalty).toMatchObject({ nats: 0.5, pairs: 3 });
  expect(trained!.penalty!.interval!.low).toBeLessThan(0.25);
  expect(failed!.penalty).toBeNull();
  expect(recipes[0]!.cells[0]![0]!.penalty).toBeNull();
  expect(recipes[0]!.headline).toBeNull();
  expect(recipes[1]!.headline).toMatchObject({
    penalty: { nats: 0.5, seeds: 3 },
    failures: { recipeOnly: 1 },
  });
});
