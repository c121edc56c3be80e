// Activations that are computed again in the backward pass: no bit of anything differs from a run that keeps them, and memory holds
// the input of every layer and the activations of one.
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Device } from '../../../src-main/engine/device.ts';
import { sessionMemory } from '../../../src-main/engine/devices/memory.ts';
import { roundedValues } from '../../../src-main/engine/devices/kit/rounded-values.ts';
import { createWasmDevice } from '../../../src-main/engine/devices/wasm/device.ts';
import type { LaneResult, TrainingJob } from '../../../src-main/engine/job.ts';
import { bufferBytes } from '../../../src-main/engine/session-buffers.ts';
import { jobPrograms, train } from '../../../src-main/engine/train.ts';
import { recipeByName } from '../../../src-main/recipes/presets.ts';
import type { Recipe } from '../../../src-main/recipes/recipe.ts';
import { parseFormat } from '../../../src-main/formats/format.ts';
import type { Precision } from '../../../src-main/formats/precision.ts';
import { CORPUS, jobOf, MODEL } from '../support.ts';
import { closeGpu, DEVICES, REFERENCE } from './devices.ts';

const ROTARY = {
  ...MODEL,
  positions: 'rotary',
  norm: 'rmsnorm',
  activation: 'swiglu',
  qkNorm: true,
  tiedHead: true,
} as const;

const stochastic = recipeByName('bf16-weights-stochastic').weights!;
/** Scaled by tensor, with draws. */
const scaled: Precision = {
  cast: { format: parseFormat('fp16'), rounding: 'stochastic', overflow: 'saturate', subnormals: 'keep' },
  scaling: { kind: 'tensor', powerOfTwo: false },
};

/** Draws and scales in every place of a layer's forward pass that a recipe can round. */
const everywhere: Recipe = {
  ...recipeByName('te-delayed'),
  name: 'everywhere',
  residual: stochastic,
  norm: { weight: scaled, output: scaled },
  elementwise: stochastic,
  linear: { ...recipeByName('te-delayed').linear, output: scaled },
  attention: { qk: scaled, pv: scaled, gradient: scaled },
};

const CASES: readonly (readonly [string, Recipe, Partial<TrainingJob>])[] = [
  ['fp32', recipeByName('fp32'), { model: { ...MODEL, layers: 3 } }],
  ['tensorwise', recipeByName('tensorwise'), { model: { ...MODEL, layers: 3 } }],
  [
    'te-delayed, micro-batches',
    recipeByName('te-delayed'),
    { model: { ...MODEL, layers: 3 }, microBatch: 2 },
  ],
  [
    'nvfp4-published, micro-batches',
    recipeByName('nvfp4-published'),
    { model: { ...MODEL, layers: 3 }, microBatch: 2 },
  ],
  [
    'fp8-static, unit scaling',
    recipeByName('fp8-static'),
    {
      model: { ...MODEL, layers: 3, parametrisation: 'mus', baseWidth: 8, residualCoefficient: 0.4 },
    },
  ],
  ['rounded everywhere, micro-batches', everywhere, { model: { ...ROTARY, layers: 3 }, microBatch: 1 }],
];

const batch = { batchSize: 2, steps: 3, statisticsEvery: 2 } as const;
const withoutTime = (lane: LaneResult) => ({ ...lane, seconds: 0 });

afterAll(closeGpu);

describe.each([REFERENCE, ...DEVICES])('on $name', ({ open }) => {
  let device: Device;
  beforeAll(async () => void (device = await open()));
  afterAll(() => device.close());

  test.each(CASES)('no bit of a run differs: %s', async (_, recipe, more) => {
    const job = jobOf(recipe, { ...batch, batchSize: more.microBatch === 2 ? 4 : 2, ...more });
    const kept = await train(device, job, CORPUS);
    const again = await train(device, { ...job, recomputation: 'layer' }, CORPUS);
    expect(kept[0]!.endStep).toBe(3);
    expect(kept[0]!.siteStatistics.some((value) => value > 0) || recipe.name === 'fp32').toBe(true);
    expect(again.map(withoutTime)).toEqual(kept.map(withoutTime));
  });
});

test('what is carried out again is every operation of the layers but the last, up to what their second product reads', () => {
  const job = jobOf(everywhere, { ...batch, model: { ...ROTARY, layers: 3 } });
  const programOf = (recomputation?: 'none' | 'layer') =>
    jobPrograms({ ...job, recomputation }, CORPUS.vocabularySize)[0]!;
  const [plain, program] = [programOf(), programOf('layer')];
  expect(programOf('none')).toEqual(plain);
  const again = program.operations.filter((op) => op.again);
  expect(again.map(({ phase }) => phase)).toEqual(again.map(() => 'backward'));
  expect(again.filter(({ kind }) => kind === 'scale')).toEqual([]);
  const products = again.flatMap(({ kind, label }) => (kind === 'matmul' ? [label] : []));
  expect(products).toEqual(
    ['layer1', 'layer0'].flatMap((layer) =>
      ['qkv', 'attention-output', 'mlp-up'].map((part) => `${layer} ${part}`),
    ),
  );
  // The rest is the same program, and as many values are rounded and counted.
  const rest = program.operations.filter((op) => !op.again);
  expect(rest.map(({ label }) => label)).toEqual(plain.operations.map(({ label }) => label));
  expect(roundedValues(program)).toEqual(roundedValues(plain));
  expect(program.sites).toEqual(plain.sites);
});

test('each layer but one keeps its input alone', () => {
  const workspaceOf = (layers: number, recomputation: 'none' | 'layer') => {
    const job = jobOf(recipeByName('fp32'), { ...batch, model: { ...MODEL, layers }, recomputation });
    const programs = jobPrograms(job, CORPUS.vocabularySize);
    const weights = programs[0]!.weights.reduce((sum, { shape }) => sum + shape.reduce((a, b) => a * b), 0);
    // Gradients of weights are in the workspace, too.
    return bufferBytes(programs, 0).workspace / 4 - weights;
  };
  const tokens = batch.batchSize * MODEL.context;
  const { width, hidden } = MODEL;
  expect(workspaceOf(5, 'layer') - workspaceOf(4, 'layer')).toBe(tokens * width);
  // Input and result of attention, three of queries, keys and values, two of the residual stream, the MLP's input; two norms.
  const perLayer = tokens * (8 * width + 2 * hidden + 2 * 2);
  expect(workspaceOf(5, 'none') - workspaceOf(4, 'none')).toBe(perLayer);
  expect(workspaceOf(1, 'layer')).toBe(workspaceOf(1, 'none'));
});

test('a session opens in the bytes planned, which are fewer, and in none less', async () => {
  const job = jobOf(everywhere, { ...batch, model: { ...ROTARY, layers: 3 } });
  const programsOf = (recomputation: 'none' | 'layer') =>
    jobPrograms({ ...job, recomputation }, CORPUS.vocabularySize);
  const bytesOf = (name: 'wasm' | 'webgpu' | 'tensorflow' | 'reference', of: 'none' | 'layer') =>
    sessionMemory({ name, threads: 1 }, programsOf(of), 0).bytes(1);
  for (const name of ['wasm', 'webgpu', 'tensorflow', 'reference'] as const)
    expect(bytesOf(name, 'layer'), name).toBeLessThan(bytesOf(name, 'none'));
  const open = async (memory: number) => {
    const device = await createWasmDevice({ threads: 1, memory });
    await (
      await device.open({ programs: programsOf('layer'), seeds: [1] })
    )
      .close()
      .finally(() => device.close());
  };
  await open(bytesOf('wasm', 'layer'));
  await expect(open(bytesOf('wasm', 'layer') - 1)).rejects.toThrow();
});
