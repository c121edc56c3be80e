// How long the GPU takes for each pass of some work, by its own clock.
import { USAGE, type Gpu } from './gpu.ts';

const QUERY_RESOLVE = 512;
/** Queries that WebGPU allows in one set. */
const MOST_QUERIES = 4096;

export class PassClock {
  readonly #gpu: Gpu;
  readonly #queries: GPUQuerySet;
  readonly #count: number;

  /** @throws Error where the GPU has no clock, or too many passes are to be timed. */
  constructor(gpu: Gpu, passes: number) {
    if (!gpu.device.features.has('timestamp-query')) throw new Error('This GPU does not tell its time.');
    if (2 * passes > MOST_QUERIES) throw new Error(`A GPU times no more than ${MOST_QUERIES / 2} passes.`);
    this.#gpu = gpu;
    this.#count = 2 * passes;
    this.#queries = gpu.device.createQuerySet({ type: 'timestamp', count: this.#count });
  }

  writes(pass: number): GPUComputePassTimestampWrites {
    const querySet = this.#queries;
    return { querySet, beginningOfPassWriteIndex: 2 * pass, endOfPassWriteIndex: 2 * pass + 1 };
  }

  /** Milliseconds of each pass; all of them are submitted. */
  async read(): Promise<number[]> {
    const { device } = this.#gpu;
    const size = 8 * this.#count;
    const buffer = device.createBuffer({ size, usage: QUERY_RESOLVE | USAGE.copySource });
    try {
      const encoder = device.createCommandEncoder();
      encoder.resolveQuerySet(this.#queries, 0, this.#count, buffer, 0);
      device.queue.submit([encoder.finish()]);
      const times = new BigUint64Array(await this.#gpu.read(buffer, 0, size));
      return Array.from(
        { length: this.#count / 2 },
        (_, i) => Number(times[2 * i + 1]! - times[2 * i]!) / 1e6,
      );
    } finally {
      buffer.destroy();
      this.#queries.destroy();
    }
  }
}
