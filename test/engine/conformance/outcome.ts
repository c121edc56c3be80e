// Runs a program of a test on a device: what it leaves in its buffers, and what it counts.
import type { Device } from '../../../src-main/engine/device.ts';
import type { StepProgram } from '../../../src-main/engine/program.ts';

export const SEED = 5;

/** Sites are counted in even steps, or in none but the first. */
export interface OutcomeSteps {
  readonly fromStep?: number;
  readonly steps?: number;
  readonly statisticsEvery?: number;
}

export async function outcome(
  device: Device,
  program: StepProgram,
  given: Readonly<Record<string, Float32Array>>,
  results: readonly string[],
  { fromStep = 0, steps = 1, statisticsEvery = 2 }: OutcomeSteps = {},
) {
  const session = await device.open({ programs: [program], seeds: [SEED] });
  for (const [name, values] of Object.entries(given)) await session.write(0, name, values);
  const { sites } = await session.run({
    program: 0,
    lanes: [0],
    fromStep,
    steps,
    tokens: new Uint16Array(4),
    offsets: new Int32Array(steps),
    learningRates: new Float64Array(steps),
    statisticsEvery,
  });
  const buffers: Record<string, Float32Array> = {};
  for (const name of results) buffers[name] = Float32Array.from(await session.read(0, name));
  await session.close();
  return { sites, buffers };
}

/** What `make` gives for a key, made once for all devices. */
export function once<K, V>(make: (key: K) => Promise<V>): (key: K) => Promise<V> {
  const known = new Map<K, Promise<V>>();
  return (key) => {
    let value = known.get(key);
    if (!value) known.set(key, (value = make(key)));
    return value;
  };
}

/** Bit for bit, but that one NaN is like another. */
export function areSame(a: Float32Array, b: Float32Array): boolean {
  return firstDifference(a, b) < 0 && a.length === b.length;
}

/** Index of the first value that is not the same; -1: there is none. */
export function firstDifference(a: Float32Array, b: Float32Array): number {
  return a.findIndex((value, i) => !Object.is(value, b[i]));
}
