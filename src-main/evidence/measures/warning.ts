// Which of two numbers warns better of a failure: the ratio of the sharpness of a run to its twin's, or how far its loss lies above
// its twin's, both read at the same early step. How well a number warns is its AUC: the chance that it is higher in a run that fails
// than in one that does not.
import { isJudged } from '../../analysis/grid/tally.ts';
import { meanOf, pooledVariance } from '../../analysis/statistics/seed-spread.ts';
import { tQuantile } from '../../analysis/statistics/student.ts';
import type { Measure } from '../effect.ts';
import {
  pairsOf,
  type Estimate,
  type Lack,
  type Observed,
  type ObservedPair,
  type ObservedRun,
} from '../observed.ts';

/** Steps over which both numbers are averaged: one step is noise. */
const WINDOW = 10;
const LEAST_SEEDS = 3;

interface Warned {
  readonly seed: number;
  readonly failed: boolean;
  readonly sharpness: number;
  readonly loss: number;
}

/**
 * AUC of the sharpness less AUC of the loss. The interval is Student's t over the pseudovalues of the jackknife that leaves out a seed
 * (R. G. Miller 1974, doi 10.1093/biomet/61.1.1). Runs whose twin fails are no pairs, nor are those that have failed at that step.
 */
export function warningDifference(
  observed: Observed,
  { study, recipes, twin, at }: Extract<Measure, { kind: 'warning' }>,
  confidence: number,
): Estimate | Lack {
  const found = recipes.map((recipe) => pairsOf(observed, { study, recipe }, { study, recipe: twin }));
  const lack = found.find((each) => typeof each === 'string');
  if (lack !== undefined) return lack as Lack;
  const pairs = (found as (readonly ObservedPair[])[]).flat();
  if (pairs.some((pair) => !isJudged(pair.of) || !isJudged(pair.minus))) return 'incomplete';
  const { unstableLabels } = observed[study]!.thresholds;
  const failed = ({ label }: ObservedRun) => unstableLabels.includes(label!);
  const warned = pairs
    .filter((pair) => !failed(pair.minus))
    .flatMap((pair) => warningOf(pair, failed(pair.of), at));
  const whole = areasOf(warned);
  if (whole === null) return 'no-failures';
  const seeds = [...new Set(warned.map(({ seed }) => seed))];
  const without = seeds.map((seed) => areasOf(warned.filter((each) => each.seed !== seed)));
  if (seeds.length < LEAST_SEEDS || without.some((each) => each === null)) return 'too-few-seeds';
  const difference = (areas: { sharpness: number; loss: number }) => areas.sharpness - areas.loss;
  const pseudovalues = without.map(
    (each) => seeds.length * difference(whole) - (seeds.length - 1) * difference(each!),
  );
  const { variance, degreesOfFreedom } = pooledVariance([pseudovalues]);
  // No two AUC of so many pairs differ by less than one of these steps.
  const step =
    1 / (warned.filter((each) => each.failed).length * warned.filter((each) => !each.failed).length);
  const half = Math.max(
    step,
    tQuantile((1 + confidence) / 2, degreesOfFreedom) * Math.sqrt(variance / seeds.length),
  );
  const middle = meanOf(pseudovalues);
  const value = difference(whole);
  const interval = {
    low: Math.max(-1, Math.min(value, middle - half)),
    high: Math.min(1, Math.max(value, middle + half)),
  };
  return { value, interval, seeds: seeds.length, pairs: warned.length, areas: whole };
}

function warningOf({ of, minus }: ObservedPair, failed: boolean, at: number): Warned[] {
  const end = Math.round(at * (of.plannedSteps ?? 0));
  const mean = (curve: Float32Array | undefined) =>
    curve === undefined || curve.length < end
      ? NaN
      : meanOf([...curve.subarray(Math.max(0, end - WINDOW), end)]);
  const sharpness = mean(of.curves?.sharpness) / mean(minus.curves?.sharpness);
  const loss = mean(of.curves?.loss) - mean(minus.curves?.loss);
  return Number.isFinite(sharpness) && Number.isFinite(loss)
    ? [{ seed: of.seed, failed, sharpness, loss }]
    : [];
}

function areasOf(warned: readonly Warned[]): { sharpness: number; loss: number } | null {
  const sharpness = areaUnderCurve(warned, ({ sharpness: value }) => value);
  const loss = areaUnderCurve(warned, ({ loss: value }) => value);
  return sharpness === null || loss === null ? null : { sharpness, loss };
}

/** Share of the pairs of a failed and a good one in which the failed one has the higher value, ties by half; null without both. */
export function areaUnderCurve<T extends { readonly failed: boolean }>(
  items: readonly T[],
  valueOf: (item: T) => number,
): number | null {
  const bad = items.filter(({ failed }) => failed).map(valueOf);
  const good = items.filter(({ failed }) => !failed).map(valueOf);
  if (bad.length === 0 || good.length === 0) return null;
  let higher = 0;
  for (const a of bad) for (const b of good) higher += a > b ? 1 : a === b ? 0.5 : 0;
  return higher / (bad.length * good.length);
}
