// How long a sweep takes, as a range: from a short calibration at a small and a large step, then from the batches that were
// trained, however long those took on a machine that does other things too. Pure.

/** Measured speed of steps of one size (step-size.ts). */
export interface SpeedSample {
  readonly size: number;
  /** Of wall time. */
  readonly secondsPerLaneStep: number;
  /** Were nothing else running. */
  readonly idleSecondsPerLaneStep: number;
}

export interface Work {
  readonly recipe: string;
  readonly size: number;
  readonly laneSteps: number;
}

/** Work that has been done, or of a batch under way the part that has. */
export interface DoneWork {
  readonly work: Work;
  readonly seconds: number;
}

/** In seconds. Nine of ten such ranges are to hold what it then takes. */
export interface TimeRange {
  readonly low: number;
  readonly likely: number;
  readonly high: number;
}

/** Seconds after which a batch under way tells more than what is known before it: it begins with what is done once. */
const TELLING_SECONDS = 5;
export function timesRange(factor: number, { low, likely, high }: TimeRange): TimeRange {
  return { low: factor * low, likely: factor * likely, high: factor * high };
}

/** Of a normal distribution, from the middle to either end of the range. */
const STANDARD_DEVIATIONS = 1.645;
/**
 * Standard deviations of the logarithm of what work takes against what was expected of it, before there is any to tell: between a
 * calibration and the sweep, between batches (as if seen in so many), and between recipes.
 */
const BEFORE = {
  calibration: Math.log(1.5),
  batches: Math.log(1.4),
  seenIn: 3,
  recipes: Math.log(1.2),
} as const;

/**
 * Seconds of future work. Between the calibrated sizes a step costs a + b x size; each recipe then has a factor,
 * that of its trained work, or of all trained work where it has none yet. Without calibration a step is taken to cost as much as
 * it is large, and the factor alone says how much that is. The ends of the range are as far from it as the factors of
 * trained batches were from one another: what is left is taken to go as the slow ones did, or as the fast ones.
 */
export class Estimator {
  readonly #samples: readonly SpeedSample[];
  readonly #done: DoneWork[] = [];

  constructor(samples: readonly SpeedSample[]) {
    this.#samples = samples.toSorted((a, b) => a.size - b.size);
  }

  /** What training some lane-steps took in wall time. Lanes that ended early count the steps they did not do, too. */
  record(work: Work, seconds: number): void {
    this.#done.push({ work, seconds });
  }

  /** null while neither a calibration nor trained work, at least the part done `soFar`, tells. */
  seconds(work: readonly Work[], soFar: readonly DoneWork[] = []): TimeRange | null {
    const left = work.filter(({ laneSteps }) => laneSteps > 0);
    const isKnown = this.#samples.length > 0 || this.#done.length > 0;
    const telling = soFar.filter(({ seconds }) => !isKnown || seconds >= TELLING_SECONDS);
    const factors = factorsOf(
      [...this.#done, ...telling].map((done) => ({
        recipe: done.work.recipe,
        expected: this.#expected(done.work),
        seconds: done.seconds,
      })),
    );
    if (factors.known.size === 0 && this.#samples.length === 0 && left.length > 0) return null;
    let [low, likely, high] = [0, 0, 0];
    for (const item of left) {
      const own = factors.known.get(item.recipe);
      const expected = this.#expected(item) * (own ?? factors.all ?? 1);
      const spread =
        own === undefined && factors.all !== null
          ? Math.hypot(factors.spread, factors.recipes)
          : factors.spread;
      const width = Math.exp(STANDARD_DEVIATIONS * spread);
      const idle = factors.all === null ? this.#expected(item, 'idleSecondsPerLaneStep') : Infinity;
      low += Math.min(expected, idle) / width;
      likely += expected;
      high += expected * width;
    }
    return { low, likely, high };
  }

  #expected(
    { size, laneSteps }: Work,
    of: 'secondsPerLaneStep' | 'idleSecondsPerLaneStep' = 'secondsPerLaneStep',
  ) {
    const [low, high] = [this.#samples[0], this.#samples.at(-1)];
    if (!low || !high) return laneSteps * size;
    if (low.size === high.size) return (laneSteps * low[of] * size) / low.size;
    const slope = (high[of] - low[of]) / (high.size - low.size);
    const seconds = low[of] + slope * (size - low.size);
    return laneSteps * Math.max(seconds, Math.min(low[of], high[of]));
  }
}

interface Factors {
  /** Seconds against expected seconds, of each recipe that was trained. */
  readonly known: ReadonlyMap<string, number>;
  /** null where nothing was trained. */
  readonly all: number | null;
  /** Standard deviations of their logarithms: between batches of a recipe, and between recipes. */
  readonly spread: number;
  readonly recipes: number;
}

interface Measured {
  readonly recipe: string;
  readonly expected: number;
  readonly seconds: number;
}

function factorsOf(all: readonly Measured[]): Factors {
  const measured = all.filter(({ expected, seconds }) => expected > 0 && seconds > 0);
  const total = factorOf(measured);
  if (total === null) return { known: new Map(), all: null, spread: BEFORE.calibration, recipes: 0 };
  const groups = Map.groupBy(measured, ({ recipe }) => recipe);
  const known = new Map([...groups].map(([recipe, group]) => [recipe, factorOf(group)!]));
  const weight = sumOf(measured, ({ expected }) => expected);
  // Long batches tell more: so many of equal length would tell as much.
  const count = weight ** 2 / sumOf(measured, ({ expected }) => expected ** 2);
  const squares = sumOf(
    measured,
    ({ recipe, expected, seconds }) => expected * Math.log(seconds / expected / known.get(recipe)!) ** 2,
  );
  const variance =
    ((count * squares) / weight + BEFORE.seenIn * BEFORE.batches ** 2) /
    (Math.max(0, count - known.size) + BEFORE.seenIn);
  const ofRecipes = sumOf([...known.values()], (factor) => Math.log(factor / total) ** 2);
  return {
    known,
    all: total,
    spread: Math.sqrt(variance * (1 + 1 / count)),
    recipes: Math.sqrt((ofRecipes + BEFORE.recipes ** 2) / known.size),
  };
}

function factorOf(measured: readonly Measured[]): number | null {
  const expected = sumOf(measured, (each) => each.expected);
  return expected > 0 ? sumOf(measured, ({ seconds }) => seconds) / expected : null;
}

function sumOf<T>(values: readonly T[], of: (value: T) => number): number {
  return values.reduce((sum, value) => sum + of(value), 0);
}
