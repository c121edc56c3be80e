// How a measure of models moves with their size: a line against the octaves of size that may bend a little, where sizes scatter about it
// and one of them may be quite off. What it says of another size is a mixture of normal distributions, one for each amount of scatter and
// each size that may be the bad one, weighted by how likely the measured sizes make it. Numbers only; nothing here knows of runs.
import type { Interval } from '../statistics/interval.ts';
import { normalCumulative } from '../statistics/normal.ts';

/** One size of a ladder. */
export interface SizePoint {
  /** log2 of the size. */
  readonly octaves: number;
  readonly value: number;
  /** Standard error of the value. */
  readonly error: number;
}

/** A mixture of normal distributions. */
export type Mixture = readonly {
  readonly weight: number;
  readonly mean: number;
  readonly deviation: number;
}[];

/** Believed of a measure before any size is measured, in units of the measure's `scatter`. */
export const BELIEFS = {
  SLOPE: 2,
  /** By octave and octave: so that a line over six octaves may be off by one to two scatters in the middle. */
  BEND: 0.1,
  /** A bad size is off by so many. */
  BAD: 10,
  /** Each size is it with this probability. */
  BAD_SIZE: 0.05,
  /** How many times the usual scatter the sizes scatter: half of Student's t with so many degrees of freedom, over these. */
  TAIL: 3,
} as const;
const { SLOPE, BEND, BAD, BAD_SIZE, TAIL } = BELIEFS;
const SCATTERS = Array.from({ length: 25 }, (_, i) => 0.02 * 10 ** (i / 8));

/**
 * What `points` say of a measurement at `octaves` that is itself made with the standard error `error`. `scatter`: by how much sizes of one law
 * usually lie off it, in the unit of the values. Normal-normal regression in closed form (Gelman et al., Bayesian Data Analysis,
 * 3rd edition, chapter 14), with a flat prior of the level.
 */
export function expectedAt(
  points: readonly SizePoint[],
  scatter: number,
  octaves: number,
  error = 0,
): Mixture {
  const from = points.reduce((sum, point) => sum + point.octaves, 0) / points.length;
  const bads = [null, ...points.keys()];
  const parts = SCATTERS.flatMap((times) =>
    bads.map((bad) => {
      const between = (times * scatter) ** 2;
      const variances = points.map(
        (point, index) => point.error ** 2 + between + (index === bad ? (BAD * scatter) ** 2 : 0),
      );
      const line = lineThrough(points, variances, from, scatter);
      const prior = times * (1 + times ** 2 / TAIL) ** (-(TAIL + 1) / 2);
      const share = bad === null ? 1 - points.length * BAD_SIZE : BAD_SIZE;
      const at = basis(octaves - from);
      const variance = quadratic(line.covariance, at) + between + error ** 2;
      return {
        evidence: line.evidence + Math.log(prior * share),
        mean: dot(at, line.coefficients),
        deviation: Math.sqrt(variance),
      };
    }),
  );
  const most = Math.max(...parts.map(({ evidence }) => evidence));
  const weights = parts.map(({ evidence }) => Math.exp(evidence - most));
  const sum = weights.reduce((total, weight) => total + weight, 0);
  return parts.map(({ mean, deviation }, i) => ({ weight: weights[i]! / sum, mean, deviation }));
}

/** P(value <= x). */
export function shareBelow(mixture: Mixture, x: number): number {
  return mixture.reduce(
    (sum, { weight, mean, deviation }) => sum + weight * normalCumulative((x - mean) / deviation),
    0,
  );
}

/** The value below which a share of the probability lies, to a millionth of the widest deviation. */
export function quantileOfMixture(mixture: Mixture, share: number): number {
  const REACH = 40;
  let low = Math.min(...mixture.map(({ mean, deviation }) => mean - REACH * deviation));
  let high = Math.max(...mixture.map(({ mean, deviation }) => mean + REACH * deviation));
  const close = 1e-6 * Math.max(...mixture.map(({ deviation }) => deviation));
  while (high - low > close) {
    const middle = (low + high) / 2;
    if (shareBelow(mixture, middle) < share) low = middle;
    else high = middle;
  }
  return (low + high) / 2;
}

/** Equal tails. */
export function intervalOfMixture(mixture: Mixture, confidence: number): Interval {
  const tail = (1 - confidence) / 2;
  return { low: quantileOfMixture(mixture, tail), high: quantileOfMixture(mixture, 1 - tail) };
}

type Vector = readonly [number, number, number];
type Matrix = readonly [Vector, Vector, Vector];

/** Level, slope and bend at so many octaves from the middle. */
function basis(octaves: number): Vector {
  return [1, octaves, octaves ** 2];
}

/** The posterior of level, slope and bend, and the logarithm of the evidence up to what no hypothesis changes. */
function lineThrough(
  points: readonly SizePoint[],
  variances: readonly number[],
  from: number,
  scatter: number,
) {
  const rows = points.map((point) => basis(point.octaves - from));
  const sums = (term: (row: Vector, index: number) => number) =>
    rows.reduce((sum, row, index) => sum + term(row, index) / variances[index]!, 0);
  const priors = [0, (SLOPE * scatter) ** -2, (BEND * scatter) ** -2];
  const precision = [0, 1, 2].map((i) =>
    [0, 1, 2].map((j) => sums((row) => row[i]! * row[j]!) + (i === j ? priors[i]! : 0)),
  ) as unknown as Matrix;
  const moments = [0, 1, 2].map((i) =>
    sums((row, index) => row[i]! * points[index]!.value),
  ) as unknown as Vector;
  const { inverse, determinant } = inverted(precision);
  const coefficients = inverse.map((row) => dot(row, moments)) as unknown as Vector;
  const misfit = sums((_, index) => points[index]!.value ** 2) - dot(coefficients, moments);
  const spread = variances.reduce((sum, variance) => sum + Math.log(variance), 0);
  return {
    coefficients,
    covariance: inverse,
    evidence: -0.5 * (spread + Math.log(determinant) + misfit),
  };
}

function inverted([[a, b, c], [, d, e], [, , f]]: Matrix): { inverse: Matrix; determinant: number } {
  const [ca, cb, cc] = [d * f - e * e, c * e - b * f, b * e - c * d];
  const determinant = a * ca + b * cb + c * cc;
  const [cd, ce, cf] = [a * f - c * c, b * c - a * e, a * d - b * b];
  const inverse = [
    [ca, cb, cc],
    [cb, cd, ce],
    [cc, ce, cf],
  ].map((row) => row.map((value) => value / determinant)) as unknown as Matrix;
  return { inverse, determinant };
}

function dot(a: Vector, b: Vector): number {
  return a[0] * b[0] + a[1] * b[1] + a[2] * b[2];
}

function quadratic(matrix: Matrix, v: Vector): number {
  return dot(matrix.map((row) => dot(row, v)) as unknown as Vector, v);
}
