// Made ladders whose law is known, and what is said of a size that they do not have: how often the interval holds the truth, and how often
// nothing is said. Laws that go on as they were, and laws that break at the largest size, of which nothing must be said.
import { fitLadder, predictAt } from '../../../src-main/analysis/ladder/ladder.ts';
import { MEASURES } from '../../../src-main/analysis/ladder/measures.ts';
import type { SizePoint } from '../../../src-main/analysis/ladder/size-law.ts';
import { normalQuantile } from '../../../src-main/analysis/statistics/normal.ts';
import { randomUnit, streamKey } from '../../../src-main/engine/random.ts';

/** Octaves between two sizes. */
const STEP = 2;
const CONFIDENCE = 0.95;
const MEASURE = MEASURES.edge;

type Uniform = () => number;
/** log10 of the edge at so many octaves, the largest size being at `last`. */
type Law = (octaves: number, last: number) => number;

const sign = (uniform: Uniform) => (uniform() < 0.5 ? -1 : 1);

/** Slopes from -0.18 to 0.12 decades an octave: 1/width is -0.15. */
export const LAWS = {
  line: (uniform) => {
    const slope = 0.3 * (uniform() - 0.6);
    return (octaves) => slope * octaves;
  },
  bent: (uniform) => {
    const [slope, bend] = [0.3 * (uniform() - 0.6), 0.012 * normalQuantile(uniform())];
    return (octaves) => slope * octaves + bend * octaves ** 2;
  },
  level: () => () => 0,
  'one bad size': (uniform) => {
    const slope = 0.3 * (uniform() - 0.6);
    const [which, off] = [uniform(), sign(uniform) * (0.4 + 0.6 * uniform())];
    return (octaves, last) => {
      const isBad = Math.round(octaves / STEP) === Math.floor((which * last) / STEP);
      return slope * octaves + (isBad ? off : 0);
    };
  },
} as const satisfies Record<string, (uniform: Uniform) => Law>;

/** They change at the largest size, or have no law. */
export const BROKEN_LAWS = {
  'a step': (uniform) => {
    const [slope, step] = [0.2 * (uniform() - 0.5), sign(uniform) * (0.8 + 0.4 * uniform())];
    return (octaves, last) => slope * octaves + (octaves >= last ? step : 0);
  },
  'a turn': (uniform) => {
    const [slope, turn] = [0.1 * (uniform() - 0.5), sign(uniform) * (0.3 + 0.2 * uniform())];
    return (octaves, last) => slope * octaves + turn * Math.max(0, octaves - last + STEP);
  },
  'to and fro': (uniform) => {
    const swing = 0.4 + 0.3 * uniform();
    return (octaves) => swing * (Math.round(octaves / STEP) % 2 === 0 ? 1 : -1);
  },
} as const satisfies Record<string, (uniform: Uniform) => Law>;

export interface Scene {
  readonly sizes: number;
  /** Standard deviation of sizes about the law, and of what is measured about that, in decades. */
  readonly scatter: number;
  readonly error: number;
}

export interface Told {
  readonly ladders: number;
  /** Ladders that say something of the farthest size within their reach, and those of them whose interval holds what it is there. */
  readonly given: number;
  readonly held: number;
  /** Held-out sizes within their interval, however wide. */
  readonly heldOut: number;
  /** Mean width of the intervals that were given, in decades. */
  readonly width: number;
}

export function ladders(
  count: number,
  name: string,
  lawOf: (uniform: Uniform) => Law,
  { sizes, scatter, error }: Scene,
): Told {
  let [given, held, heldOut, width] = [0, 0, 0, 0];
  for (let index = 0; index < count; index++) {
    const key = streamKey(index, `${name} of ${sizes}, ${scatter}, ${error}`, 0);
    let used = 0;
    const uniform = () => randomUnit(key, used++);
    const normal = () => normalQuantile(uniform());
    const law = lawOf(uniform);
    const last = (sizes - 1) * STEP;
    const points = Array.from({ length: sizes }, (_, i): SizePoint => {
      const octaves = i * STEP;
      // The standard error is itself known to a factor only.
      const known = error * Math.sqrt(0.5 + uniform());
      return { octaves, value: law(octaves, last) + scatter * normal() + error * normal(), error: known };
    });
    const fit = fitLadder(points, MEASURE, CONFIDENCE);
    heldOut += Number(fit.heldOut[0]!.isHit);
    const there = last + fit.reach;
    const said = predictAt(fit, MEASURE, there, CONFIDENCE);
    if ('kind' in said) continue;
    given++;
    const truth = law(there, last) + scatter * normal();
    held += Number(truth >= said.interval.low && truth <= said.interval.high);
    width += said.interval.high - said.interval.low;
  }
  return { ladders: count, given, held, heldOut, width: given === 0 ? 0 : width / given };
}
