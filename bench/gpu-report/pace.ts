// How fast models train on the GPU, each measured for a part of the time that is left, and passed over where it would not do
// one step in it.
import type { Corpus } from '../../src-main/engine/corpus.ts';
import type { Device } from '../../src-main/engine/device.ts';
import { stepFlops } from '../../src-main/engine/flops.ts';
import { measureSpeed } from '../../src-main/host/measure.ts';
import { jobFor, madeCorpus, type SizedModel } from './models.ts';

/** Steps that a measurement takes at least: those whose time does not count, and one that does. */
const LEAST_STEPS = 3;

export class Pace {
  readonly #device: Device;
  readonly #left: () => number;
  readonly #corpora = new Map<number, Corpus>();
  /** Floating-point operations per second of the last measurement. */
  #last: number | null = null;

  constructor(device: Device, left: () => number) {
    this.#device = device;
    this.#left = left;
  }

  /**
   * Lane-steps per second, measured for about `seconds`.
   * @throws Error with one sentence where there is no time for it, or no memory.
   */
  async measure(sized: SizedModel, recipe: string, lanes: number, seconds: number): Promise<number> {
    const flops = flopsOf(sized);
    const step = this.#last === null ? 0 : (lanes * flops) / this.#last;
    if (LEAST_STEPS * step > this.#left()) {
      throw new Error(
        `Not measured: at the pace so far a step would take about ${step.toPrecision(2)} s, and ${Math.max(0, this.#left()).toFixed(0)} s were left.`,
      );
    }
    const { vocabulary } = sized;
    const corpus = this.#corpora.get(vocabulary) ?? madeCorpus(vocabulary);
    this.#corpora.set(vocabulary, corpus);
    const signal = AbortSignal.timeout(Math.max(0, Math.floor(1000 * this.#left())));
    const job = jobFor(sized, recipe, lanes);
    try {
      const speed = await measureSpeed(this.#device, job, corpus, seconds, signal);
      this.#last = flops / speed.secondsPerLaneStep;
      return 1 / speed.secondsPerLaneStep;
    } catch (error) {
      if (signal.aborted)
        throw new Error('Not measured: the time was up before it had trained for some steps.');
      throw error;
    }
  }
}

export function flopsOf({ model, batchSize, vocabulary }: SizedModel): number {
  return stepFlops(model, batchSize, vocabulary);
}
