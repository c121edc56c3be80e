// Numbers in (0, 1) from which everything uncertain is drawn: the same every time, one stream for every name, and each stream
// evenly spread (a Latin hypercube: M. D. McKay et al. 1979, doi 10.1080/00401706.1979.10489755), so that a slider that moves a
// little moves a chance a little.
import { betaQuantile } from '../statistics/beta.ts';
import { tQuantile } from '../statistics/student.ts';
import type { Range } from './inputs.ts';

export const DRAWS = 4000;

const streams = new Map<string, readonly number[]>();

/** One number in each of DRAWS equal parts of (0, 1), in an order that depends on the name alone. */
export function stream(name: string): readonly number[] {
  const known = streams.get(name);
  if (known) return known;
  const random = randomNumbers(name);
  const values = Array.from({ length: DRAWS }, (_, index) => (index + random()) / DRAWS);
  for (let i = DRAWS - 1; i > 0; i--) {
    const j = Math.floor(random() * (i + 1));
    [values[i], values[j]] = [values[j]!, values[i]!];
  }
  streams.set(name, values);
  return values;
}

/** xorshift32 (G. Marsaglia 2003, doi 10.18637/jss.v008.i14), begun with the FNV-1a hash of the name. */
function randomNumbers(name: string): () => number {
  let state = 0x811c9dc5;
  for (const letter of name) state = Math.imul(state ^ letter.codePointAt(0)!, 0x01000193);
  state ||= 1;
  const next = () => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return ((state >>> 0) + 0.5) / 2 ** 32;
  };
  for (let i = 0; i < 16; i++) next();
  return next;
}

/** The quantile u of the triangular distribution over a range. */
export function triangular(u: number, { low, value, high }: Range): number {
  if (high === low) return value;
  const turn = (value - low) / (high - low);
  return u < turn
    ? low + Math.sqrt(u * (high - low) * (value - low))
    : high - Math.sqrt((1 - u) * (high - low) * (high - value));
}

/** Quantiles from 0 to 1 in equal steps, between which draws are interpolated: thousands of exact ones take seconds. */
const TABLE = 257;
const tables = new Map<string, readonly number[]>();
const MOST_TABLES = 256;

/** The quantile function of Beta(a, b). */
export function betaQuantiles(a: number, b: number): (u: number) => number {
  return tabled(`beta ${a} ${b}`, (u) => betaQuantile(u, a, b));
}

/** The quantile function of Student's t; its ends are those of the outermost of DRAWS even draws. */
export function tQuantiles(degreesOfFreedom: number): (u: number) => number {
  const most = 1 - 0.5 / DRAWS;
  const upper = tabled(`t ${degreesOfFreedom}`, (u) =>
    u === 0 ? 0 : tQuantile(Math.min(most, (1 + u) / 2), degreesOfFreedom),
  );
  return (u) => Math.sign(u - 0.5) * upper(Math.abs(2 * u - 1));
}

function tabled(key: string, exact: (u: number) => number): (u: number) => number {
  if (tables.size >= MOST_TABLES) tables.clear();
  const table = tables.get(key) ?? Array.from({ length: TABLE }, (_, i) => exact(i / (TABLE - 1)));
  tables.set(key, table);
  return (u) => {
    const at = u * (TABLE - 1);
    const below = Math.min(TABLE - 2, Math.floor(at));
    return table[below]! + (at - below) * (table[below + 1]! - table[below]!);
  };
}
