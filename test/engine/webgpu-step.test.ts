// One whole training step on the webgpu device against the reference device, buffer by buffer: what every operation wrote,
// in the variants of the model, with both optimizers and with narrow sums.
import { afterAll, describe, expect, test } from 'vitest';
import { SERIES, type Device } from '../../src-main/engine/device.ts';
import { createReferenceDevice } from '../../src-main/engine/devices/reference/device.ts';
import { webgpuDevice } from '../../src-main/engine/devices/webgpu/device.ts';
import type { StepProgram } from '../../src-main/engine/program.ts';
import { initialWeights } from '../../src-main/engine/train.ts';
import { transformerProgram } from '../../src-main/engine/transformer.ts';
import { parseFormat } from '../../src-main/formats/format.ts';
import type { Precision } from '../../src-main/formats/precision.ts';
import { recipeByName } from '../../src-main/recipes/presets.ts';
import type { Recipe } from '../../src-main/recipes/recipe.ts';
import { CORPUS, MODEL, OPTIMIZER, sequencesOf } from './support.ts';
import { gpuOfTests } from './webgpu-support.ts';

const gpu = await gpuOfTests();
afterAll(() => gpu?.close());

/** Largest difference in a buffer, relative to its largest value: float32 sums in another order. */
const TOLERANCE = 1e-5;

interface Variant {
  readonly name: string;
  readonly model?: Partial<typeof MODEL>;
  readonly optimizer?: Partial<typeof OPTIMIZER>;
  readonly recipe?: Recipe;
  readonly tolerance?: number;
}

const fp32 = recipeByName('fp32');

/** No preset scales attention head by head. FP16 is so fine that a value on the other side of a tie matters little. */
const SCALED_BY_HEAD: Precision = {
  cast: { format: parseFormat('fp16'), rounding: 'nearest-even', overflow: 'saturate', subnormals: 'keep' },
  scaling: { kind: 'tensor', powerOfTwo: false },
};

const VARIANTS: readonly Variant[] = [
  { name: 'the plain model' },
  { name: 'rmsnorm, swiglu, rotary', model: { norm: 'rmsnorm', activation: 'swiglu', positions: 'rotary' } },
  { name: 'q and k norm, tied head, z loss', model: { qkNorm: true, tiedHead: true, zLoss: 1e-3 } },
  {
    name: 'tied head, weight gradients in BF16',
    model: { tiedHead: true },
    recipe: { ...fp32, weightGradient: recipeByName('bf16-mixed').weightGradient },
    // A value on the other side of a tie.
    tolerance: 2 ** -8,
  },
  { name: 'SGD without clipping', optimizer: { kind: 'sgd', clip: 0 } },
  {
    name: 'sums of 14 bits',
    recipe: { ...fp32, accumulation: { bits: 14, promoteEvery: 8 } },
    tolerance: 2e-3,
  },
  {
    name: 'attention scaled by head',
    recipe: { ...fp32, attention: { qk: SCALED_BY_HEAD, pv: SCALED_BY_HEAD, gradient: SCALED_BY_HEAD } },
    tolerance: 2e-3,
  },
];

async function step(device: Device, program: StepProgram) {
  const session = await device.open({ programs: [program], seeds: [1] });
  for (const spec of program.weights) await session.write(0, spec.name, initialWeights(spec, 1));
  const { series, sites } = await session.run({
    program: 0,
    lanes: [0],
    fromStep: 0,
    steps: 1,
    ...sequencesOf(program, 0),
    learningRates: Float64Array.of(0.01),
    statisticsEvery: 1,
  });
  const buffers: (readonly [string, Float32Array])[] = [];
  for (const { name } of program.buffers)
    buffers.push([name, Float32Array.from(await session.read(0, name))]);
  await session.close();
  return { series, sites, buffers: new Map(buffers) };
}

describe.skipIf(!gpu)('a step on webgpu writes what the reference device writes', () => {
  test.each(VARIANTS)('$name', async ({ model, optimizer, recipe = fp32, tolerance = TOLERANCE }) => {
    const program = transformerProgram({
      model: { ...MODEL, ...model },
      optimizer: { ...OPTIMIZER, ...optimizer },
      recipe,
      batchSize: 3,
      vocabulary: CORPUS.vocabularySize,
      sharpnessEpsilon: 1e-3,
    });
    const expected = await step(await createReferenceDevice(), program);
    const found = await step(webgpuDevice(gpu!), program);
    // Adam's first step is a sign, and a gradient of nothing but rounding errors may have either.
    const signed = new Set(optimizer?.kind === 'sgd' ? [] : program.weights.map(({ name }) => name));
    const wrong: Record<string, number> = {};
    for (const [name, values] of expected.buffers) {
      const own = found.buffers.get(name)!;
      const most = values.reduce((sum, value) => Math.max(sum, Math.abs(value)), 0);
      const worst = values.reduce((sum, value, i) => Math.max(sum, Math.abs(own[i]! - value)), 0);
      if (!(worst <= tolerance * most) && !signed.has(name)) wrong[name] = worst / most;
    }
    expect(wrong).toEqual({});
    for (const name of SERIES) {
      const [own, given] = [found.series[name][0]!, expected.series[name][0]!];
      expect([name, Math.abs(own / given - 1) < Math.max(1e-4, tolerance)]).toEqual([name, true]);
    }
  });
});
