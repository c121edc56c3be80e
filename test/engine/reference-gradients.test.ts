// The explicit backward pass against central differences of the forward pass, through whole models, in float64.
import { describe, expect, test } from 'vitest';
import { createReferenceDevice } from '../../src-main/engine/devices/reference/device.ts';
import { initialWeights } from '../../src-main/engine/train.ts';
import type { ModelSettings } from '../../src-main/engine/model.ts';
import { transformerStep } from '../../src-main/engine/transformer.ts';
import { recipeByName } from '../../src-main/recipes/presets.ts';
import { CORPUS, MODEL, OPTIMIZER } from './support.ts';

const VARIANTS: Readonly<Record<string, Partial<ModelSettings>>> = {
  'layernorm, gelu, learned positions': {},
  'rmsnorm, swiglu, rotary positions': { norm: 'rmsnorm', activation: 'swiglu', positions: 'rotary' },
  'qk-norm with rotary positions': { qkNorm: true, positions: 'rotary' },
  'qk-norm with learned positions': { qkNorm: true },
  'a tied head': { tiedHead: true },
  muP: { parametrisation: 'mup', baseWidth: 6, heads: 2 },
  'unit scaling': { parametrisation: 'mus', baseWidth: 6, residualCoefficient: 0.3 },
  'unit scaling with rotary positions, qk-norm and a tied head': {
    parametrisation: 'mus',
    baseWidth: 6,
    residualCoefficient: 0.3,
    norm: 'rmsnorm',
    activation: 'swiglu',
    positions: 'rotary',
    qkNorm: true,
    tiedHead: true,
  },
};

/** Lane-level float64 access: weights are nudged by less than float32 resolves, so the test writes whole float32 steps. */
const STEP = 2 ** -10;

describe('gradients of the reference device', () => {
  for (const [name, changes] of Object.entries(VARIANTS)) {
    test(`agree with central differences for ${name}`, async () => {
      const program = transformerStep({
        model: { ...MODEL, ...changes },
        optimizer: { ...OPTIMIZER, clip: 0 },
        recipe: recipeByName('fp32'),
        batchSize: 2,
        vocabulary: CORPUS.vocabularySize,
        sharpnessEpsilon: 1e-3,
      });
      const device = await createReferenceDevice();
      const session = await device.open({ programs: [program], seeds: [1] });
      const sequences = { tokens: CORPUS.tokens, offsets: Int32Array.of(5, 40) };
      const restore = async () => {
        for (const spec of program.weights) await session.write(0, spec.name, initialWeights(spec, 1));
      };
      const loss = async (weight: string, index: number, by: number) => {
        const values = initialWeights(
          program.weights.find((spec) => spec.name === weight)!,
          1,
        );
        values[index] = Math.fround(values[index]! + by);
        await session.write(0, weight, values);
        const [value] = await session.evaluate(0, [0], 1, sequences);
        return { value: value!, at: values[index]! };
      };
      await restore();
      await session.run({
        program: 0,
        lanes: [0],
        fromStep: 0,
        steps: 1,
        ...sequences,
        learningRates: Float64Array.of(0),
        statisticsEvery: 1,
      });
      for (const { name: weight, shape } of program.weights) {
        const gradient = await session.read(0, `${weight}/gradient`);
        const length = shape.reduce((a, b) => a * b, 1);
        for (const index of new Set([0, Math.floor(length / 3), length - 1])) {
          await restore();
          // Richardson extrapolation of two central differences: error of fourth order.
          const slope = async (by: number) => {
            const above = await loss(weight, index, by);
            const below = await loss(weight, index, -by);
            return (above.value - below.value) / (above.at - below.at);
          };
          const expected = (4 * (await slope(STEP)) - (await slope(2 * STEP))) / 3;
          expect(Math.abs(gradient[index]! - expected), `${weight}[${index}]`).toBeLessThan(
            1e-6 + 1e-4 * Math.abs(expected),
          );
        }
      }
    });
  }
});
