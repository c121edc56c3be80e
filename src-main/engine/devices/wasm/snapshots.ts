// States of lanes that are kept beside their own: outside the memories of WebAssembly, whose addresses they would use up, since
// no kernel reads them.
import { OutOfMemoryError } from '../../device.ts';

type Kept = readonly Float32Array<ArrayBuffer>[];

export class Snapshots {
  /** Of each lane. */
  #lanes: readonly Kept[];

  /** @throws OutOfMemoryError. */
  constructor(lanes: number, count: number, bytes: number) {
    try {
      const kept = () => Array.from({ length: count }, () => new Float32Array(bytes / 4));
      this.#lanes = Array.from({ length: lanes }, kept);
    } catch (error) {
      throw new OutOfMemoryError('The states that triggers go back to need memory that is not to be had.', {
        cause: error,
      });
    }
  }

  of(lane: number, snapshot: number): Float32Array {
    return this.#lanes[lane]![snapshot]!;
  }

  /** Keeps those of these lanes, in this order, and gives the memory of the others back at once, not when garbage is collected. */
  compact(keep: readonly number[]): void {
    const left = this.#lanes.filter((_, lane) => !keep.includes(lane));
    this.#lanes = keep.map((lane) => this.#lanes[lane]!);
    for (const { buffer } of left.flat()) buffer.transfer(0);
  }
}
