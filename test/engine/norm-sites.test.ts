// Norm gains, norm outputs and element-wise results as sites: what is rounded, when, and what gradients say of it.
import { describe, expect, test } from 'vitest';
import { createReferenceDevice } from '../../src-main/engine/devices/reference/device.ts';
import { createWasmDevice } from '../../src-main/engine/devices/wasm/device.ts';
import type { ModelSettings } from '../../src-main/engine/model.ts';
import { streamKey, randomUnit } from '../../src-main/engine/random.ts';
import { initialWeights } from '../../src-main/engine/train.ts';
import { transformerStep } from '../../src-main/engine/transformer.ts';
import { parseFormat } from '../../src-main/formats/format.ts';
import type { Precision } from '../../src-main/formats/precision.ts';
import { quantize } from '../../src-main/formats/quantize.ts';
import type { Scaling } from '../../src-main/formats/scaling.ts';
import { recipeByName } from '../../src-main/recipes/presets.ts';
import type { Recipe } from '../../src-main/recipes/recipe.ts';
import { CORPUS, MODEL, OPTIMIZER } from './support.ts';

const DEVICES = { reference: createReferenceDevice, wasm: () => createWasmDevice({ threads: 1 }) };
const BATCH = 4;

function to(format: string, scaling: Scaling): Precision {
  const cast = {
    format: parseFormat(format),
    rounding: 'nearest-even',
    overflow: 'saturate',
    subnormals: 'keep',
  };
  return { cast, scaling } as Precision;
}

const BF16 = to('bf16', { kind: 'none' });
/** Blocks of a half of the gains of a head: they run along the gains. */
const MX = to('e4m3fn', { kind: 'mx', block: 4, exponent: 'up' });

/** Uneven gains; `precision` rounds them, as one row. */
function gainsOf(name: string, width: number, precision: Precision | null): Float32Array {
  const gains = Float32Array.from({ length: width }, (_, i) => 0.5 + randomUnit(streamKey(7, name, 0), i));
  return precision ? quantize(gains, 1, width, 'columns', precision, 1, null, null) : gains;
}

async function afterOneStep(
  name: keyof typeof DEVICES,
  recipe: Recipe,
  {
    gains = null,
    microBatch = BATCH,
    model = {},
    training = true,
  }: {
    readonly gains?: Precision | null;
    readonly microBatch?: number;
    readonly model?: Partial<ModelSettings>;
    readonly training?: boolean;
  } = {},
) {
  const device = await DEVICES[name]();
  const program = transformerStep({
    model: { ...MODEL, ...model },
    optimizer: OPTIMIZER,
    recipe,
    batchSize: BATCH,
    microBatch,
    vocabulary: CORPUS.vocabularySize,
    sharpnessEpsilon: 1e-3,
  });
  const session = await device.open({ programs: [program], seeds: [1] });
  for (const spec of program.weights) {
    const isGain = spec.shape.length === 1;
    const values = isGain ? gainsOf(spec.name, spec.shape[0]!, gains) : initialWeights(spec, 1);
    await session.write(0, spec.name, values);
  }
  const sequences = { tokens: CORPUS.tokens, offsets: Int32Array.of(5, 40, 17, 99) };
  const read = async (buffer: string) => Float32Array.from(await session.read(0, buffer));
  if (!training) {
    const [loss] = await session.evaluate(0, [0], 1, sequences);
    await device.close();
    return { loss: loss!, gradients: new Map<string, Float32Array>(), buffers: new Map() };
  }
  const { series } = await session.run({
    program: 0,
    lanes: [0],
    fromStep: 0,
    steps: 1,
    ...sequences,
    learningRates: Float64Array.of(0),
    statisticsEvery: 1,
  });
  const names = program.weights.map((spec) => spec.name);
  const gradients = new Map<string, Float32Array>();
  for (const weight of names) gradients.set(weight, await read(`${weight}/gradient`));
  const buffers = new Map<string, Float32Array>();
  for (const { name: buffer } of program.buffers) buffers.set(buffer, await read(buffer));
  await device.close();
  return { loss: series.loss[0]!, gradients, buffers };
}

const fp32 = recipeByName('fp32');
const model = { qkNorm: true, norm: 'rmsnorm' } as const;

describe.each(Object.keys(DEVICES) as (keyof typeof DEVICES)[])('on %s', (name) => {
  test.each([
    ['BF16', BF16],
    ['MX', MX],
  ])('rounded gains (%s) give loss and gradients of a model that has those gains', async (_, weight) => {
    const recipe = { ...fp32, norm: { weight, output: null } };
    for (const microBatch of [BATCH, 1]) {
      for (const training of [true, false]) {
        const rounded = await afterOneStep(name, recipe, { microBatch, model, training });
        const given = await afterOneStep(name, fp32, { gains: weight, microBatch, model, training });
        const unrounded = await afterOneStep(name, fp32, { microBatch, model, training });
        expect(rounded.loss).toBe(given.loss);
        expect(rounded.loss).not.toBe(unrounded.loss);
        expect(rounded.gradients).toEqual(given.gradients);
      }
    }
  });

  test('gains at rest stay as they are', async () => {
    const { buffers } = await afterOneStep(name, { ...fp32, norm: { weight: BF16, output: null } });
    expect(buffers.get('final-norm')).toEqual(gainsOf('final-norm', MODEL.width, null));
  });
});

const rounded = (values: Float32Array, columns: number, precision: Precision) =>
  quantize(values, values.length / columns, columns, 'columns', precision, 1, null, null);

test('a norm output is rounded row by row, and what comes back is not', async () => {
  const plain = await afterOneStep('reference', fp32);
  const { buffers } = await afterOneStep('reference', { ...fp32, norm: { weight: null, output: MX } });
  const first = 'layer0/attention-input';
  expect(buffers.get(first)).toEqual(rounded(plain.buffers.get(first)!, MODEL.width, MX));
  for (const each of ['layer1/mlp-input', 'head-input']) {
    const values = buffers.get(each)!;
    expect(values).toEqual(rounded(values, MODEL.width, MX));
    expect(plain.buffers.get(each)).not.toEqual(rounded(plain.buffers.get(each)!, MODEL.width, MX));
  }
});

test('the result of an activation function and its gradient are rounded once', async () => {
  const { buffers } = await afterOneStep('reference', { ...fp32, elementwise: BF16 });
  const gelu = (x: number) => 0.5 * x * (1 + Math.tanh(Math.sqrt(2 / Math.PI) * (x + 0.044715 * x ** 3)));
  const raised = buffers.get('layer1/raised')!;
  expect(buffers.get('layer1/activated')).toEqual(rounded(raised.map(gelu), MODEL.hidden, BF16));
  // Of layer 0, which the backward pass reaches last.
  const gradient = buffers.get('raised/gradient')!;
  expect(gradient).toEqual(rounded(gradient, MODEL.hidden, BF16));
  const slope = (x: number) => (gelu(x + 1e-3) - gelu(x - 1e-3)) / 2e-3;
  const dActivated = buffers.get('activated/gradient')!;
  const most = Math.max(...gradient.map(Math.abs));
  buffers.get('layer0/raised')!.forEach((x: number, i: number) => {
    const expected = dActivated[i]! * slope(x);
    expect(Math.abs(gradient[i]! - expected)).toBeLessThan(2 ** -8 * Math.abs(expected) + 1e-6 * most);
  });
});
