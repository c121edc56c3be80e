// Where the good learning rates of a row may begin and end, and how often runs miss between: every such hypothesis, weighed by the runs.
// What does not depend on the runs is made once for all rows of the same learning rates. Pure arithmetic.

/** A learning rate of a row, in log10, and how many of its judged runs came within the tolerance. */
export interface Measured {
  readonly x: number;
  readonly good: number;
  readonly finished: number;
}

/** A stretch of learning rates, in log10, by its middle and width. */
export interface Knot {
  readonly at: number;
  readonly width: number;
}

export interface Hypothesis {
  /** Where the good rates begin and end, and how often a run misses between. */
  readonly a: Knot;
  readonly b: Knot;
  readonly miss: number;
}

export interface Hypotheses {
  /** From the smallest share to the largest, with their cumulative weights. */
  readonly found: readonly Hypothesis[];
  readonly sums: Float64Array;
  readonly total: number;
}

/** Probability that a run misses within the good rates, each as likely, and that one comes through outside of them. */
const MISSES = [0.02, 0.1, 0.3];
const LUCKY = 0.02;
/** Decades over which the share of good runs falls from 73 % to 27 % at an end, halved; each as likely. */
const STEEPNESSES = [0.02, 0.1, 0.3];
/** Places of an end, at most. */
const MOST_PLACES = 44;

/** What runs at some learning rates would say of every hypothesis; tables by [hypothesis][learning rate]. */
interface Tables {
  readonly found: readonly Hypothesis[];
  readonly priors: Float64Array;
  /** Logarithms of the chance of a good run, and of one that is not. */
  readonly good: Float64Array;
  readonly bad: Float64Array;
}

const known = new Map<string, Tables>();
/** Some 1.5 MB each; rows of a whole grid share one. */
const MOST_KNOWN = 16;

/** Every pair of ends, steepness and miss, by how likely it makes the runs. */
export function weigh(cells: readonly Measured[], from: number, to: number): Hypotheses {
  const { found, priors, good, bad } = tablesOf(
    cells.map(({ x }) => x),
    from,
    to,
  );
  const weights = new Float64Array(found.length);
  let most = -Infinity;
  for (let h = 0, at = 0; h < found.length; h++) {
    let weight = priors[h]!;
    for (let k = 0; k < cells.length; k++, at++) {
      const cell = cells[k]!;
      if (cell.good > 0) weight += cell.good * good[at]!;
      if (cell.good < cell.finished) weight += (cell.finished - cell.good) * bad[at]!;
    }
    weights[h] = weight;
    if (weight > most) most = weight;
  }
  let total = 0;
  const sums = weights.map((weight) => (total += Math.exp(weight - most)));
  return { found, sums, total };
}

function tablesOf(x: readonly number[], from: number, to: number): Tables {
  const key = [from, to, ...x].join(' ');
  const made = known.get(key);
  if (made !== undefined) return made;
  const tables = makeTables(x, from, to);
  if (known.size >= MOST_KNOWN) known.clear();
  known.set(key, tables);
  return tables;
}

function makeTables(x: readonly number[], from: number, to: number): Tables {
  const knots = knotsOf(x, from, to);
  const share = ({ a, b, miss }: Hypothesis) => (b.at - a.at) * (1 - miss);
  const found = STEEPNESSES.flatMap((steepness) => {
    const rises = knots.map(({ at }) => x.map((rate) => logistic((rate - at) / steepness)));
    return knots.flatMap((a, i) =>
      knots.slice(i).flatMap((b, more) => {
        const inside = x.map((_, k) => (more === 0 ? 0 : rises[i]![k]! * (1 - rises[i + more]![k]!)));
        return MISSES.map((miss) => ({ a, b, miss, inside }));
      }),
    );
  }).sort((one, other) => share(one) - share(other));
  const [good, bad] = [new Float64Array(found.length * x.length), new Float64Array(found.length * x.length)];
  found.forEach(({ miss, inside }, h) =>
    inside.forEach((chance, k) => {
      const p = Math.max(LUCKY, (1 - miss) * chance);
      good[h * x.length + k] = Math.log(p);
      bad[h * x.length + k] = Math.log(1 - p);
    }),
  );
  return {
    found: found.map(({ a, b, miss }) => ({ a, b, miss })),
    priors: Float64Array.from(found, ({ a, b }) => Math.log(a.width * b.width * (a === b ? 0.5 : 1))),
    good,
    bad,
  };
}

/** Some in every gap between tested rates, and one gap on either side, or to the end of the range, for what lies outside. */
function knotsOf(x: readonly number[], from: number, to: number): Knot[] {
  const [first, last] = [x[0]!, x.at(-1)!];
  const gap = x.length > 1 ? (last - first) / (x.length - 1) : to - from;
  const edges = [Math.min(from, first - gap), ...x, Math.max(to, last + gap)];
  const parts = Math.max(1, Math.floor(MOST_PLACES / (edges.length - 1)));
  return edges.slice(1).flatMap((right, i) => {
    const width = (right - edges[i]!) / parts;
    return Array.from({ length: parts }, (_, part) => ({ at: edges[i]! + (part + 0.5) * width, width }));
  });
}

function logistic(value: number): number {
  return 1 / (1 + Math.exp(-value));
}
