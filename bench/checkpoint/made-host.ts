// A host whose device computes nothing and has the state of a model of any size: each lane is one number that every step
// changes, and each of its buffers is that number before a pattern. So checkpoints of gigabytes are made, kept, given back and
// checked within seconds.
import { setTimeout as sleep } from 'node:timers/promises';
import {
  SERIES,
  type Device,
  type SeriesName,
  type Session,
  type SessionOptions,
} from '../../src-main/engine/device.ts';
import { stateLengths } from '../../src-main/engine/session-buffers.ts';
import { serve } from '../../src-main/host/serve.ts';

/** Exact in float32. */
const MODULUS = 2 ** 20;
const STEP_MILLISECONDS = 5;

function sessionOf({ programs, seeds }: SessionOptions): Session {
  const lengths = stateLengths(programs);
  /** Of the largest buffer; the others are its beginning. The first value of each is the lane's number instead. */
  const pattern = Float32Array.from({ length: Math.max(...lengths.values()) }, (_, i) => 1 / (i + 1));
  const bytesOf = (values: Float32Array | Float64Array) =>
    Buffer.from(values.buffer, values.byteOffset, values.byteLength);
  let lanes = seeds.map((seed) => ({ value: seed, restored: new Set<number>(), buffers: 0 }));
  return {
    async run({ lanes: indices, steps, learningRates }) {
      const trained = indices.map((index, position) => {
        const lane = lanes[index]!;
        if (lane.buffers > 0 && (lane.buffers < lengths.size || lane.restored.size > 1)) {
          throw new Error(`Lane ${index} got ${lane.buffers} buffers of ${lane.restored.size} steps.`);
        }
        return Float32Array.from({ length: steps }, (_, step) => {
          lane.value = (5 * lane.value + Math.round(1e6 * learningRates[position * steps + step]!)) % MODULUS;
          return lane.value / MODULUS;
        });
      });
      await sleep(STEP_MILLISECONDS * steps);
      const series = Float32Array.from(trained.flatMap((losses) => [...losses]));
      return {
        series: Object.fromEntries(SERIES.map((name) => [name, series])) as Record<SeriesName, Float32Array>,
        siteSteps: [],
        sites: new Float32Array(),
        activations: new Float32Array(),
        ended: [],
      };
    },
    evaluate: async (_program, indices) => Float64Array.from(indices, (index) => lanes[index]!.value),
    async read(index, buffer, { from = 0, length = lengths.get(buffer)! - from } = {}) {
      if (from === 0) pattern[0] = lanes[index]!.value;
      return pattern.subarray(from, from + length);
    },
    async write(index, buffer, values, { from = 0 } = {}) {
      if (from === 0) pattern[0] = values[0]!;
      // Initial weights are no such values.
      if (!bytesOf(values).equals(bytesOf(pattern.subarray(from, from + values.length)))) return;
      const lane = lanes[index]!;
      if (from === 0) lane.restored.add((lane.value = values[0]!));
      if (from + values.length === lengths.get(buffer)) lane.buffers += 1;
    },
    keep: () => Promise.resolve(),
    restore: () => Promise.resolve(),
    async compact(keep) {
      lanes = keep.map((index) => lanes[index]!);
    },
    close: () => Promise.resolve(),
  };
}

const device: Device = {
  describe: () => ({
    name: 'reference',
    summary: 'made',
    threads: 1,
    lanes: 1,
    together: false,
    clock: 'processor',
  }),
  open: async (options) => sessionOf(options),
  close: () => Promise.resolve(),
};
serve(async () => device);
