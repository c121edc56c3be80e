// Draws of the inputs and of the failure probabilities, the same every time: a Halton sequence instead of random numbers,
// which fills the space more evenly (J. H. Halton 1960, doi 10.1007/BF01386213).
import { betaQuantile } from '../beta.ts';
import type { Situation } from './cost.ts';
import { COST_INPUT_NAMES, type CostInputs, type Range } from './inputs.ts';

export const DRAWS = 2000;
const PRIMES = [2, 3, 5, 7, 11, 13, 17, 19, 23, 29, 31];
/** The first points of the larger bases run in step; they are left out. */
const SKIPPED = 40;

/** k unstable runs of n. */
export interface Outcomes {
  readonly unstable: number;
  readonly finished: number;
}

/** Failure probabilities are held below this: a setting that always fails has no finite cost. */
export const MOST_FAILURE = 0.999;

/** In (0, 1): the digits of `index` in the base, mirrored at the point. */
export function halton(index: number, base: number): number {
  let [value, part, rest] = [0, 1, index];
  while (rest > 0) {
    part /= base;
    value += part * (rest % base);
    rest = Math.floor(rest / base);
  }
  return value;
}

/** The quantile u of the triangular distribution over a range. */
export function triangular(u: number, { low, value, high }: Range): number {
  if (high === low) return value;
  const turn = (value - low) / (high - low);
  return u < turn
    ? low + Math.sqrt(u * (high - low) * (value - low))
    : high - Math.sqrt((1 - u) * (high - low) * (high - value));
}

const POINTS = PRIMES.map((base) => Array.from({ length: DRAWS }, (_, i) => halton(i + SKIPPED, base)));

export function drawSituations(inputs: CostInputs): Situation[] {
  return Array.from(
    { length: DRAWS },
    (_, index) =>
      Object.fromEntries(
        COST_INPUT_NAMES.map((name, dimension) => [
          name,
          triangular(POINTS[dimension]![index]!, inputs[name]),
        ]),
      ) as Situation,
  );
}

/** Failure probabilities from the Jeffreys posterior Beta(k + 1/2, n - k + 1/2); `which` keeps two recipes independent. */
export function drawFailures(outcomes: Outcomes, which: 0 | 1): number[] {
  const quantiles = quantileTable(outcomes);
  return POINTS[COST_INPUT_NAMES.length + which]!.map((u) => {
    const at = u * (TABLE - 1);
    const below = Math.min(TABLE - 2, Math.floor(at));
    const p = quantiles[below]! + (at - below) * (quantiles[below + 1]! - quantiles[below]!);
    return Math.min(MOST_FAILURE, p);
  });
}

/** Quantiles from 0 to 1 in equal steps, between which draws are interpolated: thousands of exact ones take seconds. */
const TABLE = 1025;
const tables = new Map<string, readonly number[]>();
const MOST_TABLES = 256;

function quantileTable({ unstable, finished }: Outcomes): readonly number[] {
  const key = `${unstable} ${finished}`;
  const known = tables.get(key);
  if (known) return known;
  if (tables.size >= MOST_TABLES) tables.clear();
  const table = Array.from({ length: TABLE }, (_, i) =>
    betaQuantile(i / (TABLE - 1), unstable + 0.5, finished - unstable + 0.5),
  );
  tables.set(key, table);
  return table;
}
