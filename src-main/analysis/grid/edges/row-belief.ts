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
  private readonly own = new Map<string, Likelihood[]>();
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
    let known = this.own.get(key);
    if (!known) this.own.set(key, (known = []));
    return (known[pattern.id] ??= this.likelihoodOf(pattern, this.chance(key, ofRun, shape, floor)));
  }

  private likelihoodOf(
    { places, unstable, finished }: Pattern,
    [fails, passes]: readonly [Float64Array, Float64Array],
  ): Likelihood {
    const { count } = this.lattice;
    const values = new Float64Array(count);
    for (let i = 0; i < places.length; i++) {
      const [k, stable, offset] = [unstable[i]!, finished[i]! - unstable[i]!, places[i]! + count - 1];
      if (k > 0) for (let place = 0; place < count; place++) values[place]! += k * fails[offset - place]!;
      if (stable > 0) {
        for (let place = 0; place < count; place++) values[place]! += stable * passes[offset - place]!;
      }
    }
    const log = largest(values);
    for (let place = 0; place < count; place++)
      values[place] = Math.exp(Math.max(LEAST_LOG, values[place]! - log));
    return { values, log };
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

/** The probability of every distance in places of a seed's edge from the row's. Beyond the lattice an edge is like its end. */
class Kernel {
  private readonly first: number;
  private readonly weights: Float64Array;

  constructor(ofSeed: number, shape: Shape, { count, step }: Lattice) {
    const until = (i: number) => cumulative(shape, ofSeed, (i + 0.5) * step);
    const chances = Array.from({ length: 2 * count - 1 }, (_, i) => until(i - count + 1) - until(i - count));
    const begin = chances.findIndex((chance) => chance >= LEAST_CHANCE);
    const kept = chances.slice(begin, chances.findLastIndex((chance) => chance >= LEAST_CHANCE) + 1);
    const total = kept.reduce((sum, chance) => sum + chance, 0);
    this.first = begin - count + 1;
    this.weights = Float64Array.from(kept, (chance) => chance / total);
  }

  spread(values: Float64Array, into: Float64Array): void {
    const { first, weights } = this;
    const count = values.length;
    for (let place = 0; place < count; place++) {
      const from = place + first;
      let sum = 0;
      if (from >= 0 && from + weights.length <= count) {
        for (let i = 0; i < weights.length; i++) sum += weights[i]! * values[from + i]!;
      } else {
        for (let i = 0; i < weights.length; i++) {
          const at = from + i;
          sum += weights[i]! * values[at < 0 ? 0 : at < count ? at : count - 1]!;
        }
      }
      into[place] = sum;
    }
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
