// What a ladder of sizes says of a larger one, on made ladders whose law is known.
import { describe, expect, test } from 'vitest';
import { fitLadder, predictAt } from '../../../src-main/analysis/ladder/ladder.ts';
import { MEASURES } from '../../../src-main/analysis/ladder/measures.ts';
import { BROKEN_LAWS, ladders, LAWS } from './simulated-ladder.ts';

const CONFIDENCE = 0.95;
const edge = MEASURES.edge;
const at = (values: readonly number[], error = 0.02) =>
  values.map((value, i) => ({ octaves: 2 * i, value, error }));

const COUNT = 60;
const scene = { sizes: 6, scatter: 0.03, error: 0.05 };

describe('intervals of 95 % hold the truth in 90 % of the ladders of which something is said', () => {
  test.each(Object.keys(LAWS) as (keyof typeof LAWS)[])('whose law is: %s', (name) => {
    const { given, held } = ladders(COUNT, name, LAWS[name], scene);
    expect(given).toBeGreaterThan(0);
    expect(held / given).toBeGreaterThanOrEqual(0.9);
  });
});

describe('nothing is said where the law breaks', () => {
  test.each(Object.keys(BROKEN_LAWS) as (keyof typeof BROKEN_LAWS)[])('by %s', (name) => {
    for (const sizes of [4, 5, 6]) {
      const { given } = ladders(COUNT, name, BROKEN_LAWS[name], { ...scene, sizes });
      expect(given / COUNT).toBeLessThanOrEqual(0.05);
    }
  });
});

test('a line is gone on with, and the interval widens with the distance', () => {
  const fit = fitLadder(at([-1, -1.2, -1.4, -1.6, -1.8]), edge, CONFIDENCE);
  expect(fit.refusal).toBeNull();
  expect(fit.heldOut.map(({ from }) => from)).toEqual([6, 4]);
  const [near, far] = [9, 10].map((octaves) => predictAt(fit, edge, octaves, CONFIDENCE));
  if ('kind' in near! || 'kind' in far!) throw new Error('Nothing is said of a line.');
  expect(near!.expected).toBeCloseTo(-1.9, 1);
  expect(far!.expected).toBeCloseTo(-2, 1);
  const width = ({ interval }: typeof near) => interval.high - interval.low;
  expect(width(far!)).toBeGreaterThan(width(near!));
});

test('the largest size is held out first, predicted from the smaller ones alone', () => {
  const smaller = [-1, -1.2, -1.4, -1.6];
  const [one, other] = [-1.8, 0].map((last) => fitLadder(at([...smaller, last]), edge, CONFIDENCE));
  expect(one!.heldOut[0]!.predicted).toBe(other!.heldOut[0]!.predicted);
  expect(other!.heldOut[0]).toMatchObject({ measured: 0, isHit: false, unchanged: -1.6 });
  expect(other!.refusal?.kind).toBe('missed');
  expect(predictAt(other!, edge, 8, CONFIDENCE)).toBe(other!.refusal);
});

test('a size beyond the octaves that were tested over is refused, and so is one below the smallest', () => {
  const fit = fitLadder(at([-1, -1, -1, -1, -1, -1]), edge, CONFIDENCE);
  // From three sizes the sixth is six octaves away; how far the tests held is what counts.
  expect([2, 4, 6]).toContain(fit.reach);
  const beyond = fit.reach + 1;
  expect(predictAt(fit, edge, 10 + beyond, CONFIDENCE)).toEqual({
    kind: 'too-far',
    octaves: beyond,
    reach: fit.reach,
  });
  expect(predictAt(fit, edge, -1, CONFIDENCE)).toEqual({ kind: 'too-small' });
});

test('three sizes say nothing, nor do sizes whose errors are as wide as what is asked', () => {
  expect(fitLadder(at([-1, -1, -1]), edge, CONFIDENCE).refusal).toEqual({
    kind: 'too-few',
    sizes: 3,
    least: 4,
  });
  expect(fitLadder(at([-1, -1, -1, -1], 0.5), edge, CONFIDENCE).refusal?.kind).toBe('untested');
});

test('one bad size among six moves what is said of the next by less than a third of what it is off', () => {
  const good = [-1, -1.1, -1.2, -1.3, -1.4, -1.5];
  const saying = (values: readonly number[]) => fitLadder(at(values), edge, CONFIDENCE).heldOut[0]!.predicted;
  const bad = good.with(2, -0.4);
  expect(Math.abs(saying(bad) - saying(good))).toBeLessThan(0.8 / 3);
});

test('the order in which sizes are given says nothing', () => {
  const points = at([-1, -1.1, -1.3, -1.2, -1.5]);
  expect(fitLadder(points.toReversed(), edge, CONFIDENCE)).toEqual(fitLadder(points, edge, CONFIDENCE));
});
