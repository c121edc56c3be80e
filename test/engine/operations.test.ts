// The wasm and tensorflow devices against the reference device, operation by operation: each is run alone on both, from the
// very same buffers, which the reference has filled up to there. So a difference belongs to the operation that shows it.
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Device, SeriesName } from '../../src-main/engine/device.ts';
import { createReferenceDevice } from '../../src-main/engine/devices/reference/device.ts';
import { createTensorflowDevice } from '../../src-main/engine/devices/tensorflow/device.ts';
import { createWasmDevice } from '../../src-main/engine/devices/wasm/device.ts';
import type { ModelSettings } from '../../src-main/engine/model.ts';
import type { Operation, StepProgram } from '../../src-main/engine/program.ts';
import { initialWeights } from '../../src-main/engine/train.ts';
import { transformerProgram } from '../../src-main/engine/transformer.ts';
import { RECIPE_NAMES, recipeByName } from '../../src-main/recipes/presets.ts';
import { CORPUS, MODEL, OPTIMIZER, sequencesOf } from './support.ts';
import { tensorflowOfTests } from './tensorflow-support.ts';

type Buffers = Map<string, Float32Array>;

/** Sums of some hundred terms in float32 where the oracle has float64: ten units in the last place of the largest. */
const SUMS = 2e-6;
/** BF16, the finest format that attention rounds its probabilities to, has 8 bits: one step of one probability. */
const ATTENTION = 2 ** -7;

/** Numbers that an operation reports, as a share of themselves. */
const REPORTS = 1e-5;
/** A sharpness is 100 times a difference of two losses, each good to float32's last places. */
const SHARPNESS = 100 * 2 ** -22;
const SHARES = 0.02;
const REPORTED: Partial<Record<Operation['kind'], readonly SeriesName[]>> = {
  attention: ['largestLogit'],
  'cross-entropy': ['loss', 'logZ', 'sharpness', 'sharpnessLast'],
  'gradient-norm': ['gradientNorm', 'clipFactor'],
  adamw: ['updateRms'],
  sgd: ['updateRms'],
};

/**
 * Largest difference allowed, as a share of the buffer's largest value. Roundings and scales are the same numbers; a
 * rounding inside attention sees probabilities that differ in the last bit, and may fall to the other side.
 */
function toleranceOf(operation: Operation): number {
  switch (operation.kind) {
    case 'round':
    case 'scale':
    case 'copy':
    case 'embedding':
    case 'add':
      return 0;
    case 'attention':
      return (operation.qk ?? operation.pv) ? ATTENTION : SUMS;
    case 'attention-gradient':
      return (operation.qk ?? operation.pv ?? operation.gradient) ? ATTENTION : SUMS;
    case 'matmul':
      // Sums of b bits round after every addition.
      return operation.accumulation ? 2 ** (1 - operation.accumulation.bits) : SUMS;
    default:
      return SUMS;
  }
}

/** Sites are counted at even steps. */
async function runAlone(
  device: Device,
  program: StepProgram,
  operation: Operation,
  before: Buffers,
  step: number,
) {
  const session = await device.open({
    programs: [{ ...program, operations: [operation] }],
    seeds: [1],
  });
  for (const [name, values] of before) await session.write(0, name, values);
  const { series, sites } = await session.run({
    program: 0,
    lanes: [0],
    fromStep: step,
    steps: 1,
    ...sequencesOf(program, step),
    learningRates: Float64Array.of(0.01),
    statisticsEvery: 2,
  });
  const after: Buffers = new Map();
  for (const { name } of program.buffers) after.set(name, Float32Array.from(await session.read(0, name)));
  await session.close();
  return { after, series, sites };
}

type Outcome = Awaited<ReturnType<typeof runAlone>>;

/** What differs, in words. */
function differences(operation: Operation, expected: Outcome, found: Outcome): string[] {
  const tolerance = toleranceOf(operation);
  const named = `${operation.kind} (${operation.label})`;
  const wrong: string[] = [];
  for (const [name, values] of expected.after) {
    const own = found.after.get(name)!;
    const most = values.reduce((largest, value) => Math.max(largest, Math.abs(value)), 0);
    const worst = values.reduce((largest, value, i) => Math.max(largest, Math.abs(own[i]! - value)), 0);
    if (!(worst <= tolerance * most)) wrong.push(`${named} on ${name}: ${(worst / most).toExponential(1)}`);
  }
  for (const name of REPORTED[operation.kind] ?? []) {
    const [value, own] = [expected.series[name][0]!, found.series[name][0]!];
    const allowed = name.startsWith('sharpness') ? SHARPNESS : REPORTS * Math.abs(value);
    if (!(Math.abs(own - value) <= allowed)) wrong.push(`${named} reports ${name} ${own}, not ${value}`);
  }
  // Inside attention a probability at the edge of what underflows may fall to either side.
  const shares = operation.kind.startsWith('attention') ? SHARES : 0;
  expected.sites.forEach((value, i) => {
    const own = found.sites[i]!;
    if (!(Math.abs(own - value) <= shares))
      wrong.push(`${named} counts ${own}, not ${value}, as number ${i}`);
  });
  return wrong;
}

const MODELS: readonly (readonly [string, Partial<ModelSettings>])[] = [
  ['layernorm, gelu, learned positions', {}],
  ['rmsnorm, swiglu, rotary positions', { norm: 'rmsnorm', activation: 'swiglu', positions: 'rotary' }],
  ['q and k norm, tied head, z-loss', { qkNorm: true, tiedHead: true, zLoss: 1e-3 }],
];
/** Every recipe on the plain model, and every model under a recipe of each family. */
const CASES = [
  ...RECIPE_NAMES.map((recipe) => ({ recipe, model: MODELS[0]! })),
  ...MODELS.slice(1).flatMap((model) =>
    ['fp32', 'te-delayed', 'rowwise', 'mxfp8'].map((recipe) => ({ recipe, model })),
  ),
].map(({ recipe, model: [name, settings] }) => ({ recipe, name, settings }));

const DEVICES: readonly (readonly [string, () => Promise<Device>])[] = [
  ['wasm', () => createWasmDevice({ threads: 1 })],
  ...(tensorflowOfTests() ? [['tensorflow', () => createTensorflowDevice({ threads: null })] as const] : []),
];

describe.each(DEVICES)('each operation on %s writes what it writes on the reference device', (_, create) => {
  let reference: Device;
  let tested: Device;
  beforeAll(async () => {
    [reference, tested] = [await createReferenceDevice(), await create()];
  });
  afterAll(async () => {
    await reference?.close();
    await tested?.close();
  });

  test.each(CASES)('under $recipe, $name', async ({ recipe, settings }) => {
    const program = transformerProgram({
      model: { ...MODEL, layers: 1, ...settings },
      optimizer: OPTIMIZER,
      recipe: recipeByName(recipe),
      batchSize: 2,
      vocabulary: CORPUS.vocabularySize,
      sharpnessEpsilon: 1e-3,
    });
    let buffers: Buffers = new Map();
    for (const { name, shape } of program.buffers) {
      buffers.set(name, new Float32Array(shape.reduce((product, extent) => product * extent, 1)));
    }
    for (const spec of program.weights) buffers.set(spec.name, initialWeights(spec, 1));
    const wrong: string[] = [];
    for (const operation of program.operations) {
      const [expected, uncounted] = [
        await runAlone(reference, program, operation, buffers, 0),
        await runAlone(reference, program, operation, buffers, 1),
      ];
      wrong.push(
        ...differences(operation, expected, await runAlone(tested, program, operation, buffers, 0)),
        ...differences(operation, uncounted, await runAlone(tested, program, operation, buffers, 1)),
      );
      buffers = expected.after;
    }
    expect(wrong).toEqual([]);
  });
});
