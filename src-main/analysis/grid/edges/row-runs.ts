// The runs of a row as places of a lattice and patterns of seeds: seeds mostly fail alike, so each pattern is worked out once.
// And the hypotheses of a row: that it is stable down to the lowest tested rate, or only from some gap between rates on.
import { placeOf, type Lattice } from './lattice.ts';
import { LUCK } from './scatter.ts';
import type { Tally } from '../tally.ts';

/** How the runs of one seed ended at each place where it ran. */
export interface Pattern {
  readonly id: number;
  readonly places: readonly number[];
  readonly unstable: readonly number[];
  readonly finished: readonly number[];
}

export interface Hypothesis {
  /** Places between which stable rates begin; null where all below the edge are. */
  readonly lower: readonly [number, number] | null;
  /** ln of its prior and of the probability of what lies below the lower edge. */
  readonly log: number;
  /** What lies above, with how many seeds show it. */
  readonly patterns: readonly { readonly pattern: Pattern; readonly times: number }[];
}

export interface RowRuns {
  /** Seeds that have run. */
  readonly seeds: readonly { readonly seed: number; readonly pattern: Pattern }[];
  readonly hypotheses: readonly Hypothesis[];
}

/** Prior probability that the row is unstable below some learning rate as well. */
const LOWER_EDGE = 0.1;

/** Patterns by what they show; the same one has the same id. */
export class Patterns {
  readonly all: Pattern[] = [];
  private readonly known = new Map<string, Pattern>();

  of(places: readonly number[], unstable: readonly number[], finished: readonly number[]): Pattern {
    const key = `${places.join()} ${unstable.join()} ${finished.join()}`;
    const found = this.known.get(key);
    if (found) return found;
    const pattern = { id: this.all.length, places, unstable, finished };
    this.all.push(pattern);
    this.known.set(key, pattern);
    return pattern;
  }
}

/** `cells` of one row, in any order; null where nothing has ended. */
export function rowRuns(cells: readonly Tally[], lattice: Lattice, patterns: Patterns): RowRuns | null {
  const bySeed = new Map<number, Map<number, [unstable: number, finished: number]>>();
  for (const { outcomes } of cells) {
    for (const { seed, rate, unstable } of outcomes) {
      const place = placeOf(lattice, Math.log10(rate));
      const places = bySeed.get(seed) ?? new Map<number, [number, number]>();
      bySeed.set(seed, places);
      const [k, n] = places.get(place) ?? [0, 0];
      places.set(place, [k + Number(unstable), n + 1]);
    }
  }
  if (bySeed.size === 0) return null;
  const seeds = [...bySeed]
    .sort(([a], [b]) => a - b)
    .map(([seed, places]) => {
      const ordered = [...places].sort(([a], [b]) => a - b);
      const pattern = patterns.of(
        ordered.map(([place]) => place),
        ordered.map(([, [k]]) => k),
        ordered.map(([, [, n]]) => n),
      );
      return { seed, pattern };
    });
  return {
    seeds,
    hypotheses: hypothesesOf(
      seeds.map(({ pattern }) => pattern),
      patterns,
    ),
  };
}

function hypothesesOf(seeds: readonly Pattern[], patterns: Patterns): Hypothesis[] {
  const excess = new Map<number, number>();
  for (const { places, unstable, finished } of seeds) {
    places.forEach((place, i) =>
      excess.set(place, (excess.get(place) ?? 0) + 2 * unstable[i]! - finished[i]!),
    );
  }
  const places = [...excess.keys()].sort((a, b) => a - b);
  const gaps = places.length - 1;
  const hypotheses: Hypothesis[] = [
    { lower: null, log: gaps > 0 ? Math.log(1 - LOWER_EDGE) : 0, patterns: counted(seeds) },
  ];
  let sum = 0;
  for (let gap = 0; gap < gaps; gap++) {
    sum += excess.get(places[gap]!)!;
    // Where no more were unstable than stable, a lower edge above them explains nothing.
    if (sum <= 0) continue;
    let log = Math.log(LOWER_EDGE / gaps);
    const above = seeds.flatMap((pattern) => {
      const [below, rest] = splitAt(pattern, places[gap]!, patterns);
      log += below;
      return rest.places.length > 0 ? [rest] : [];
    });
    hypotheses.push({ lower: [places[gap]!, places[gap + 1]!], log, patterns: counted(above) });
  }
  return hypotheses;
}

function counted(patterns: readonly Pattern[]): Hypothesis['patterns'] {
  return [...Map.groupBy(patterns, ({ id }) => id).values()].map((same) => ({
    pattern: same[0]!,
    times: same.length,
  }));
}

/** ln of the probability of the runs up to a place, all below the lower edge, and the runs above it. */
function splitAt(
  { places, unstable, finished }: Pattern,
  place: number,
  patterns: Patterns,
): [number, Pattern] {
  let [at, log] = [0, 0];
  for (; at < places.length && places[at]! <= place; at++) {
    log += unstable[at]! * Math.log(1 - LUCK) + (finished[at]! - unstable[at]!) * Math.log(LUCK);
  }
  return [log, patterns.of(places.slice(at), unstable.slice(at), finished.slice(at))];
}
