// How a measure of models moves with their size and with the tokens that they are trained on: a plane over octaves of both that may bend a
// little, about which sizes, budgets and single values scatter, and of which one size may be quite off. What is said of another size and
// budget is a mixture of normal distributions, as in size-law.ts, here by kriging: values of one size, and those of one budget, err
// together. Numbers only; nothing here knows of runs.
import { BELIEFS, type Mixture } from './size-law.ts';

/** A place in octaves: log2 of the size, and of the tokens against those of the largest budget at that size. */
export interface BudgetPlace {
  readonly size: number;
  readonly budget: number;
}

export interface BudgetPoint extends BudgetPlace {
  readonly value: number;
  /** Standard error of the value. */
  readonly error: number;
}

const { SLOPE, BEND, BAD, BAD_SIZE, TAIL } = BELIEFS;
/** How far the level may be from the mean of the values, in scatters: as good as anywhere. */
const LEVEL = 100;
/** How many times the usual scatter: of sizes and budgets as a whole, and of single values, each on its own. */
const SCATTERS = Array.from({ length: 10 }, (_, i) => 0.05 * 10 ** (i / 4));
/** Parts that weigh less are left out. */
const LEAST_WEIGHT = 1e-7;

/**
 * What `points` say of a measurement at a place that is itself made with the standard error `error`. `scatter`: by how much values of one law
 * usually lie off it. Gaussian-process regression in closed form (Rasmussen and Williams, Gaussian Processes for Machine Learning,
 * sections 2.2 and 2.7) for each amount of scatter and each bad size, weighted by their evidence.
 */
export function expectedAtBudget(
  points: readonly BudgetPoint[],
  scatter: number,
  at: BudgetPlace,
  error = 0,
): Mixture {
  const mean = points.reduce((sum, { value }) => sum + value, 0) / points.length;
  const from = middleOf(points);
  const values = points.map(({ value }) => value - mean);
  const prior = (a: BudgetPlace, b: BudgetPlace) => scatter ** 2 * surface(a, b, from);
  const known = points.map((a) => points.map((b) => prior(a, b)));
  const toKnown = points.map((point) => prior(point, at));
  const own = prior(at, at);
  const sizes = [...new Set(points.map(({ size }) => size))];
  const parts = SCATTERS.flatMap((groups) =>
    SCATTERS.flatMap((single) =>
      [null, ...sizes].map((bad) => {
        const together = (a: BudgetPlace, b: BudgetPlace) => {
          const isBad = a.size === bad && b.size === bad;
          const shared = Number(a.size === b.size) + Number(a.budget === b.budget);
          return scatter ** 2 * (groups ** 2 * shared + (isBad ? BAD ** 2 : 0));
        };
        const alone = (single * scatter) ** 2;
        const covariance = points.map((a, i) =>
          points.map((b, j) => known[i]![j]! + together(a, b) + (i === j ? alone + a.error ** 2 : 0)),
        );
        const cross = points.map((point, i) => toKnown[i]! + together(point, at));
        const root = choleskyOf(covariance);
        const [whiteValues, whiteCross] = [solveLower(root, values), solveLower(root, cross)];
        const share = bad === null ? 1 - sizes.length * BAD_SIZE : BAD_SIZE;
        const variance = own + together(at, at) + alone + error ** 2 - dot(whiteCross, whiteCross);
        return {
          evidence:
            Math.log(halfT(groups) * halfT(single) * share) -
            0.5 * dot(whiteValues, whiteValues) -
            root.reduce((sum, row, i) => sum + Math.log(row[i]!), 0),
          mean: mean + dot(whiteCross, whiteValues),
          deviation: Math.sqrt(variance),
        };
      }),
    ),
  );
  return weighted(parts);
}

type Part = { readonly evidence: number } & Omit<Mixture[number], 'weight'>;

function weighted(parts: readonly Part[]): Mixture {
  const most = Math.max(...parts.map(({ evidence }) => evidence));
  const kept = parts
    .map(({ evidence, mean, deviation }) => ({ weight: Math.exp(evidence - most), mean, deviation }))
    .filter(({ weight }) => weight > LEAST_WEIGHT);
  const sum = kept.reduce((total, { weight }) => total + weight, 0);
  return kept.map(({ weight, ...rest }) => ({ weight: weight / sum, ...rest }));
}

/** Half of Student's t over the logarithm of a scale. */
function halfT(times: number): number {
  return times * (1 + times ** 2 / TAIL) ** (-(TAIL + 1) / 2);
}

function middleOf(points: readonly BudgetPoint[]): BudgetPlace {
  const mean = (of: (point: BudgetPoint) => number) =>
    points.reduce((sum, point) => sum + of(point), 0) / points.length;
  return { size: mean(({ size }) => size), budget: mean(({ budget }) => budget) };
}

/** Prior covariance of level, slopes, bends and the twist of the plane at two places, in squares of the scatter. */
function surface(a: BudgetPlace, b: BudgetPlace, from: BudgetPlace): number {
  const [ax, ay] = [a.size - from.size, a.budget - from.budget];
  const [bx, by] = [b.size - from.size, b.budget - from.budget];
  const bends = (ax * bx) ** 2 + (ay * by) ** 2 + ax * ay * bx * by;
  return LEVEL ** 2 + SLOPE ** 2 * (ax * bx + ay * by) + BEND ** 2 * bends;
}

/** The lower triangle whose product with its own transpose a positive definite matrix is. */
function choleskyOf(matrix: readonly (readonly number[])[]): number[][] {
  const root: number[][] = matrix.map(() => []);
  for (const [i, row] of matrix.entries()) {
    for (let j = 0; j <= i; j++) {
      let rest = row[j]!;
      for (let k = 0; k < j; k++) rest -= root[i]![k]! * root[j]![k]!;
      root[i]![j] = i === j ? Math.sqrt(rest) : rest / root[j]![j]!;
    }
  }
  return root;
}

function solveLower(root: readonly (readonly number[])[], values: readonly number[]): number[] {
  const solved: number[] = [];
  for (const [i, row] of root.entries()) {
    let rest = values[i]!;
    for (let k = 0; k < i; k++) rest -= row[k]! * solved[k]!;
    solved.push(rest / row[i]!);
  }
  return solved;
}

function dot(a: readonly number[], b: readonly number[]): number {
  return a.reduce((sum, value, i) => sum + value * b[i]!, 0);
}
