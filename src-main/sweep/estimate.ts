// How long a sweep takes: counted work (FLOPs, bytes) and measured speed. First from a short calibration at the smallest
// and the largest batch size, then from the batches that were trained. Pure.
import type { ModelSettings } from '../engine/model.ts';

/** Floating-point operations of one training step of one lane: matrix products only, backward twice the forward. */
export function stepFlops(model: ModelSettings, batchSize: number, vocabulary: number): number {
  const { layers, width, hidden, context, activation } = model;
  const tokens = batchSize * context;
  const mlp = (activation === 'swiglu' ? 3 : 2) * width * hidden;
  const weights = layers * (4 * width * width + mlp) + width * vocabulary;
  /** QK' and PV over the causal half: 2 products x 2 operations x context / 2 x width. */
  const attention = layers * 2 * context * width;
  return 3 * tokens * (2 * weights + attention);
}

/** Measured speed at one batch size. */
export interface SpeedSample {
  readonly batchSize: number;
  readonly secondsPerLaneStep: number;
}

export interface Work {
  readonly recipe: string;
  readonly batchSize: number;
  readonly laneSteps: number;
}

/**
 * Seconds of future work. Between the calibrated batch sizes a step costs a + b x batch size; each recipe then has a
 * factor, measured over its trained batches, or the mean of the known factors where it has none yet. Without calibration a
 * step is taken to cost as much as its batch is large, and the factor alone says how much that is.
 */
export class Estimator {
  readonly #samples: readonly SpeedSample[];
  readonly #measured = new Map<string, { seconds: number; expected: number }>();

  constructor(samples: readonly SpeedSample[]) {
    this.#samples = samples.toSorted((a, b) => a.batchSize - b.batchSize);
  }

  /** What training some lane-steps took in wall time. Lanes that ended early count the steps they did. */
  record(work: Work, seconds: number): void {
    const known = this.#measured.get(work.recipe) ?? { seconds: 0, expected: 0 };
    const expected = known.expected + this.#calibrated(work);
    this.#measured.set(work.recipe, { seconds: known.seconds + seconds, expected });
  }

  /** null while neither a calibration nor trained work, at least the part done `soFar`, tells. */
  seconds(
    work: readonly Work[],
    soFar: readonly { readonly work: Work; readonly seconds: number }[] = [],
  ): number | null {
    let sum = 0;
    for (const item of work) {
      if (item.laneSteps === 0) continue;
      const factor = this.#factor(item.recipe) ?? this.#factorOf(soFar);
      if (factor === null) return null;
      sum += this.#calibrated(item) * factor;
    }
    return sum;
  }

  #factor(recipe: string): number | null {
    const own = this.#measured.get(recipe);
    const known = own ? [own] : [...this.#measured.values()];
    const expected = known.reduce((sum, item) => sum + item.expected, 0);
    if (expected > 0) return known.reduce((sum, item) => sum + item.seconds, 0) / expected;
    return this.#samples.length > 0 ? 1 : null;
  }

  #factorOf(soFar: readonly { readonly work: Work; readonly seconds: number }[]): number | null {
    const expected = soFar.reduce((sum, { work }) => sum + this.#calibrated(work), 0);
    return expected > 0 ? soFar.reduce((sum, { seconds }) => sum + seconds, 0) / expected : null;
  }

  #calibrated({ batchSize, laneSteps }: Work): number {
    const [low, high] = [this.#samples[0], this.#samples.at(-1)];
    if (!low || !high) return laneSteps * batchSize;
    if (low.batchSize === high.batchSize) {
      return (laneSteps * low.secondsPerLaneStep * batchSize) / low.batchSize;
    }
    const slope = (high.secondsPerLaneStep - low.secondsPerLaneStep) / (high.batchSize - low.batchSize);
    const seconds = low.secondsPerLaneStep + slope * (batchSize - low.batchSize);
    return laneSteps * Math.max(seconds, Math.min(low.secondsPerLaneStep, high.secondsPerLaneStep));
  }
}
