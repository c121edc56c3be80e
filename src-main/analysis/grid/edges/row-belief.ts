// What the runs of one row (one recipe, one batch size) say about where its edge is, for a given scatter: a probability over the
// places of a lattice, before the runs the same at each. Seeds are the units: all runs of a seed share what the seed adds. Pure
// arithmetic; which scatters are likely is told by recipe-belief.ts.
import type { Lattice } from './lattice.ts';
import type { Hypothesis, Pattern, RowRuns } from './row-runs.ts';
import { cumulative, LUCK, type Scatter, type Shape } from './scatter.ts';

/** One hypothesis of the row, after its runs. */
export interface RowPart {
  readonly weight: number;
  readonly lower: readonly [number, number] | null;
  /** Probability that the middle of the scatter is at a place or below. */
  readonly cumulative: Float64Array;
}

export interface RowBelief {
  /** Weights sum to 1. */
  readonly parts: readonly RowPart[];
  /** Variance of the middle of the scatter, in places squared. */
  readonly variance: number;
}

/** Probabilities by place, to be multiplied by e to the power of `log`: their product over many runs is too small for a number. */
export interface Likelihood {
  readonly values: Float64Array;
  readonly log: number;
}

/** Hypotheses of less probability than this are left out. */
const LEAST_WEIGHT = 1e-4;
/** Of what a seed adds, distances of less probability are left out. */
const LEAST_CHANCE = 1e-5;
/** A hypothesis is not worked out where it is by so much less likely than the first, as ln: e^-50 moves no sum. */
const NOTHING = 50;
/** ln of the least that a place is given: nothing is impossible. */
const LEAST_LOG = -600;
/** Values smaller than this are scaled up before they are multiplied on. */
const SMALL = 1e-100;
/** What would become a subnormal number is 0: processors multiply those a hundred times slower, and many runs make many of them. */
const NORMAL = 1e-300;

/** Works out what it is asked for once. */
export class RowBeliefs {
  private readonly lattice: Lattice;
  private readonly chances = new Map<string, readonly [Float64Array, Float64Array]>();
  private readonly kernels = new Map<string, Kernel>();
  private readonly own = new Map<string, { readonly sums: PatternSums; readonly known: Likelihood[] }>();
  /** Room that is used again: it is overwritten by the next scatter. */
  private readonly room: Float64Array[] = [];

  constructor(lattice: Lattice) {
    this.lattice = lattice;
  }

  /** Of rows, for one scatter. */
  of(rows: readonly RowRuns[], scatter: Scatter): RowBelief[] {
    const { count } = this.lattice;
    const likelihood = this.byEdge(scatter);
    return rows.map(({ hypotheses }) => {
      const found = worthwhile(hypotheses, (hypothesis) => {
        const { values, log } = posterior(hypothesis, likelihood, new Float64Array(count));
        return { lower: hypothesis.lower, values, log, evidence: log + Math.log(meanOf(values)) };
      });
      const most = Math.max(...found.map(({ log }) => log));
      let [total, first, second] = [0, 0, 0];
      const weights = found.map(({ values, log }) => {
        const scale = Math.exp(log - most);
        let weight = 0;
        for (let place = 0; place < count; place++) {
          const p = scale * values[place]!;
          weight += p;
          first += p * place;
          second += p * place * place;
          values[place] = weight;
        }
        total += weight;
        return weight;
      });
      const mean = first / total;
      return {
        // Each place is spread over a step.
        variance: Math.max(0, second / total - mean * mean) + 1 / 12,
        parts: found.flatMap(({ lower, values }, i): RowPart[] => {
          const weight = weights[i]!;
          if (weight < LEAST_WEIGHT * total) return [];
          for (let place = 0; place < count; place++) values[place]! /= weight;
          return [{ weight: weight / total, lower, cumulative: values }];
        }),
      };
    });
  }

  /** ln of the probability of all runs of the rows, for one scatter. */
  evidence(rows: readonly RowRuns[], scatter: Scatter): number {
    const { count } = this.lattice;
    const likelihood = this.byEdge(scatter);
    const room = new Float64Array(count);
    return rows.reduce((sum, { hypotheses }) => {
      const found = worthwhile(hypotheses, (hypothesis) => {
        const { values, log } = posterior(hypothesis, likelihood, room);
        return { evidence: log + Math.log(meanOf(values)) };
      });
      const most = Math.max(...found.map(({ evidence }) => evidence));
      return (
        sum + most + Math.log(found.reduce((total, { evidence }) => total + Math.exp(evidence - most), 0))
      );
    }, 0);
  }

  /** The probability of a seed's runs by the middle of the row's scatter. What it gives lasts until the next scatter. */
  private byEdge(scatter: Scatter): (pattern: Pattern) => Likelihood {
    const { count } = this.lattice;
    const kernel = this.kernel(scatter);
    const known: Likelihood[] = [];
    const lone = this.byDistance(scatter, kernel);
    return (pattern) =>
      (known[pattern.id] ??= (() => {
        if (pattern.places.length === 1) return lone(pattern);
        const { values, log } = this.likelihood(pattern, scatter);
        const room = (this.room[pattern.id] ??= new Float64Array(count));
        kernel.spread(values, room);
        return { values: room, log };
      })());
  }

  /**
   * The same of seeds that ran at one place: it depends on how far that lies from the edge and on nothing else, so that it is worked
   * out once for the many seeds of a random search.
   */
  private byDistance({ ofRun, shape, floor }: Scatter, kernel: Kernel): (pattern: Pattern) => Likelihood {
    const { count } = this.lattice;
    const known = new Map<string, Likelihood>();
    return ({ places, unstable, finished }) => {
      const [k, n] = [unstable[0]!, finished[0]!];
      const key = `${k} ${n}`;
      let all = known.get(key);
      if (!all) {
        const [fails, passes] = this.chance(`${ofRun} ${shape} ${floor}`, ofRun, shape, floor);
        // From edges far above the run to edges far below it, ascending as places of edges do.
        const logs = fails.map((fail, i) => k * fail + (n - k) * passes[i]!).reverse();
        const log = largest(logs);
        const values = new Float64Array(logs.length);
        kernel.spread(
          logs.map((value) => Math.exp(Math.max(LEAST_LOG, value - log))),
          values,
        );
        known.set(key, (all = { values, log }));
      }
      const from = count - 1 - places[0]!;
      return { values: all.values.subarray(from, from + count), log: all.log };
    };
  }

  /** By the place of the seed's own edge; the largest is 1. */
  likelihood(pattern: Pattern, { ofRun, shape, floor }: Scatter): Likelihood {
    const key = `${ofRun} ${shape} ${floor}`;
    let own = this.own.get(key);
    if (!own) {
      own = { sums: new PatternSums(this.chance(key, ofRun, shape, floor), this.lattice.count), known: [] };
      this.own.set(key, own);
    }
    return (own.known[pattern.id] ??= likelihoodOf(own.sums.of(pattern)));
  }

  /** ln P(unstable) and ln P(stable) by how many places a run lies above its seed's edge, from 1 - count on. */
  private chance(
    key: string,
    ofRun: number,
    shape: Shape,
    floor: number,
  ): readonly [Float64Array, Float64Array] {
    const known = this.chances.get(key);
    if (known) return known;
    const { count, step } = this.lattice;
    const fails = Float64Array.from({ length: 2 * count - 1 }, (_, i) =>
      Math.log(floor + (1 - floor - LUCK) * cumulative(shape, ofRun, (i - count + 1) * step)),
    );
    const made = [fails, fails.map((log) => Math.log1p(-Math.exp(log)))] as const;
    this.chances.set(key, made);
    return made;
  }

  private kernel({ ofSeed, shape }: Scatter): Kernel {
    const key = `${ofSeed} ${shape}`;
    const known = this.kernels.get(key) ?? new Kernel(ofSeed, shape, this.lattice);
    this.kernels.set(key, known);
    return known;
  }
}

/**
 * Sums of the logarithms of the probability of a pattern's runs, by the place of the seed's edge, from its first place on. Seeds begin alike,
 * stable at low rates: what a pattern has in common with the one before is not summed again.
 */
class PatternSums {
  readonly #fails: Float64Array;
  readonly #passes: Float64Array;
  readonly #count: number;
  #before: Pattern | null = null;
  /** After so many places of it. */
  readonly #after: Float64Array[];

  constructor([fails, passes]: readonly [Float64Array, Float64Array], count: number) {
    this.#fails = fails;
    this.#passes = passes;
    this.#count = count;
    this.#after = [new Float64Array(count)];
  }

  /** It lasts until the next is asked for. */
  of(pattern: Pattern): Float64Array {
    const { places, unstable, finished } = pattern;
    for (let i = this.#before ? inCommon(this.#before, pattern) : 0; i < places.length; i++) {
      const into = (this.#after[i + 1] ??= new Float64Array(this.#count));
      const [k, stable] = [unstable[i]!, finished[i]! - unstable[i]!];
      let from = this.#after[i]!;
      if (k > 0) {
        this.#add(from, k, this.#fails, places[i]!, into);
        from = into;
      }
      if (stable > 0) this.#add(from, stable, this.#passes, places[i]!, into);
    }
    this.#before = pattern;
    return this.#after[places.length]!;
  }

  #add(from: Float64Array, times: number, logs: Float64Array, at: number, into: Float64Array): void {
    const count = this.#count;
    const offset = at + count - 1;
    for (let place = 0; place < count; place++) into[place] = from[place]! + times * logs[offset - place]!;
  }
}

/** Places from the first on at which two patterns are the same. */
function inCommon(a: Pattern, b: Pattern): number {
  let i = 0;
  while (
    i < a.places.length &&
    a.places[i] === b.places[i] &&
    a.unstable[i] === b.unstable[i] &&
    a.finished[i] === b.finished[i]
  )
    i++;
  return i;
}

function likelihoodOf(sums: Float64Array): Likelihood {
  const log = largest(sums);
  const values = new Float64Array(sums.length);
  for (let place = 0; place < sums.length; place++)
    values[place] = Math.exp(Math.max(LEAST_LOG, sums[place]! - log));
  return { values, log };
}

/** The probability of every distance in places of a seed's edge from the row's. Beyond the lattice an edge is like its end. */
class Kernel {
  private readonly first: number;
  private readonly weights: Float64Array;
  private room = new Float64Array();

  constructor(ofSeed: number, shape: Shape, { count, step }: Lattice) {
    const until = (i: number) => cumulative(shape, ofSeed, (i + 0.5) * step);
    const chances = Array.from({ length: 2 * count - 1 }, (_, i) => until(i - count + 1) - until(i - count));
    const begin = chances.findIndex((chance) => chance >= LEAST_CHANCE);
    const kept = chances.slice(begin, chances.findLastIndex((chance) => chance >= LEAST_CHANCE) + 1);
    const total = kept.reduce((sum, chance) => sum + chance, 0);
    this.first = begin - count + 1;
    this.weights = Float64Array.from(kept, (chance) => chance / total);
  }

  /** Four places at a time: a sum waits for the one before, and four need not wait for each other. */
  spread(values: Float64Array, into: Float64Array): void {
    const { weights } = this;
    const count = values.length;
    const padded = this.padded(values);
    let place = 0;
    for (; place + 4 <= count; place += 4) {
      let [a, b, c, d] = [0, 0, 0, 0];
      for (let i = 0; i < weights.length; i++) {
        const [weight, at] = [weights[i]!, place + i];
        a += weight * padded[at]!;
        b += weight * padded[at + 1]!;
        c += weight * padded[at + 2]!;
        d += weight * padded[at + 3]!;
      }
      into[place] = a;
      into[place + 1] = b;
      into[place + 2] = c;
      into[place + 3] = d;
    }
    for (; place < count; place++) {
      let sum = 0;
      for (let i = 0; i < weights.length; i++) sum += weights[i]! * padded[place + i]!;
      into[place] = sum;
    }
  }

  /** From the first place that is asked for to the last. */
  private padded(values: Float64Array): Float64Array {
    const count = values.length;
    const length = count + this.weights.length - 1;
    if (this.room.length !== length) this.room = new Float64Array(length);
    const { first, room } = this;
    for (let i = 0; i < length; i++) {
      const at = first + i;
      room[i] = values[at < 0 ? 0 : at < count ? at : count - 1]!;
    }
    return room;
  }
}

/** Of the hypotheses that count beside the first: `log` is the most that the evidence of one may be. */
function worthwhile<T extends { readonly evidence: number }>(
  [first, ...others]: readonly Hypothesis[],
  workOut: (hypothesis: Hypothesis) => T,
): T[] {
  const found = workOut(first!);
  const likely = others.filter(({ log }) => log >= found.evidence - NOTHING);
  return [found, ...likely.map(workOut)];
}

function meanOf(values: Float64Array): number {
  let sum = 0;
  for (const value of values) sum += value;
  return sum / values.length;
}

/** Prior times likelihood of a hypothesis by the middle of the scatter, written into `values`. */
function posterior(
  { lower, log: prior, patterns }: Hypothesis,
  likelihood: (pattern: Pattern) => Likelihood,
  values: Float64Array,
): Likelihood {
  values.fill(1);
  if (lower) values.fill(0, 0, lower[0] + 1);
  let log = prior;
  for (const { pattern, times } of patterns) {
    const own = likelihood(pattern);
    for (let time = 0; time < times; time++) {
      let most = 0;
      for (let place = 0; place < values.length; place++) {
        const product = values[place]! * own.values[place]!;
        const value = product < NORMAL ? 0 : product;
        values[place] = value;
        if (value > most) most = value;
      }
      log += own.log;
      if (most >= SMALL) continue;
      for (let place = 0; place < values.length; place++) values[place]! /= most;
      log += Math.log(most);
    }
  }
  return { values, log };
}

function largest(values: Float64Array): number {
  let most = -Infinity;
  for (const value of values) if (value > most) most = value;
  return most;
}
