// What the engine's tests share: a small text, a small model, a job, the devices, and values to round.
import { readCorpus, trainingOffsets } from '../../src-main/engine/corpus.ts';
import { createReferenceDevice } from '../../src-main/engine/devices/reference/device.ts';
import { createWasmDevice } from '../../src-main/engine/devices/wasm/device.ts';
import type { Device, Sequences } from '../../src-main/engine/device.ts';
import { gatherSequences } from '../../src-main/engine/sequences.ts';
import type { StepProgram } from '../../src-main/engine/program.ts';
import type { ModelSettings, OptimizerSettings } from '../../src-main/engine/model.ts';
import type { TrainingJob } from '../../src-main/engine/job.ts';
import type { Cast } from '../../src-main/formats/cast.ts';
import { FORMAT_NAMES } from '../../src-main/formats/format.ts';
import { valueOf } from '../../src-main/formats/round.ts';
import { random32 } from '../../src-main/engine/random.ts';
import { constantProgram } from '../../src-main/recipes/precision-program.ts';
import type { Recipe } from '../../src-main/recipes/recipe.ts';

export { toleranceOf } from './tolerance.ts';

export const SENTENCE =
  'Call me Ishmael. Some years ago, never mind how long precisely, having little money. ';
export const CORPUS = readCorpus(SENTENCE.repeat(40), 'character');

export const MODEL: ModelSettings = {
  layers: 2,
  width: 16,
  heads: 2,
  hidden: 24,
  context: 8,
  norm: 'layernorm',
  activation: 'gelu',
  positions: 'learned',
  qkNorm: false,
  tiedHead: false,
  zLoss: 0,
  initialStandardDeviation: 0.1,
};

export const OPTIMIZER: OptimizerSettings = {
  kind: 'adamw',
  beta1: 0.9,
  beta2: 0.95,
  epsilon: 1e-8,
  momentum: 0.9,
  weightDecay: 0.1,
  clip: 1,
  warmupSteps: 4,
  schedule: 'cosine',
  finalFraction: 0.1,
};

export function jobOf(recipe: Recipe, changes: Partial<TrainingJob> = {}): TrainingJob {
  return {
    model: MODEL,
    optimizer: OPTIMIZER,
    precision: constantProgram(recipe),
    batchSize: 3,
    steps: 20,
    lanes: [{ seed: 1, learningRate: 0.01 }],
    statisticsEvery: 5,
    validationSequences: 6,
    sharpnessEpsilon: 1e-3,
    earlyStop: null,
    ...changes,
  };
}

/** What lanes of these seeds train on at a step. */
export function sequencesOf(
  { batchSize, context }: Pick<StepProgram, 'batchSize' | 'context'>,
  step: number,
  seeds: readonly number[] = [1],
): Sequences {
  const batches = seeds.map((seed) => trainingOffsets(CORPUS, seed, step, batchSize, context));
  return gatherSequences(CORPUS.tokens, batches, context);
}

/** The parts of a checkpoint, each of which is valid only until the next one is asked for. */
export async function copied(parts: AsyncIterable<Uint8Array>): Promise<Uint8Array[]> {
  const all: Uint8Array[] = [];
  for await (const part of parts) all.push(part.slice());
  return all;
}

export async function* given(parts: readonly Uint8Array[]): AsyncGenerator<Uint8Array> {
  yield* parts;
}

/** Every device that the engine's tests run on. */
export const devices: Readonly<Record<string, () => Promise<Device>>> = {
  reference: createReferenceDevice,
  wasm: () => createWasmDevice({ threads: 2 }),
};

/** Formats in which every device's rounding is compared with the oracle. */
export const ROUNDED_FORMATS = [...FORMAT_NAMES, 'e8m3', 'e7m7', 'e6m2', 'e3m0', 'e2m0'];
export const ROUNDED_VALUES = 20_003;

/** Random bit patterns, half of them with exponents near the format's own range, and the special values. */
export function roundingInputs(cast: Cast): Float32Array<ArrayBuffer> {
  const values = new Float32Array(ROUNDED_VALUES);
  for (let i = 0; i < ROUNDED_VALUES; i++) {
    const bits = random32(7, i);
    const exponent = 127 - cast.format.bias - 4 + (random32(8, i) % (2 ** cast.format.exponentBits + 8));
    const near = (bits & 0x807fffff) | (Math.max(0, Math.min(254, exponent)) << 23);
    values[i] = valueOf(i % 2 === 0 ? bits : near);
  }
  const { maxFinite: max, minSubnormal } = cast.format;
  values.set([0, -0, Infinity, -Infinity, NaN, max, -max, 1.04 * max, 2 ** -149, minSubnormal / 2]);
  return values;
}
