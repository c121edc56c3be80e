// What Muon does to a matrix: a step of known size, whatever the size of the gradient, and no clip upon it.
import { describe, expect, test } from 'vitest';
import type { Device } from '../../src-main/engine/device.ts';
import { adjustedRate } from '../../src-main/engine/muon.ts';
import { initialWeights, train } from '../../src-main/engine/train.ts';
import { transformerStep } from '../../src-main/engine/transformer.ts';
import { recipeByName } from '../../src-main/recipes/presets.ts';
import { CORPUS, devices, jobOf, MODEL, OPTIMIZER, sequencesOf } from './support.ts';

const RATE = 0.01;
const MATRICES = ['qkv', 'attention-output', 'mlp-up', 'mlp-down'].map((part) => `layer0/${part}`);

/** What the first step changes in each matrix. */
async function changes(device: Device, clip: number): Promise<Float64Array[]> {
  const program = transformerStep({
    model: MODEL,
    optimizer: { ...OPTIMIZER, kind: 'muon', momentum: 0.95, weightDecay: 0, clip },
    recipe: recipeByName('fp32'),
    batchSize: 8,
    vocabulary: CORPUS.vocabularySize,
    sharpnessEpsilon: 1e-3,
  });
  const session = await device.open({ programs: [program], seeds: [1] });
  for (const spec of program.weights) await session.write(0, spec.name, initialWeights(spec, 1));
  await session.run({
    program: 0,
    lanes: [0],
    fromStep: 0,
    steps: 1,
    ...sequencesOf(program, 0),
    learningRates: Float64Array.of(RATE),
    statisticsEvery: 2,
  });
  const before = (name: string) =>
    initialWeights(
      program.weights.find((spec) => spec.name === name)!,
      1,
    );
  const moved = await Promise.all(
    MATRICES.map(async (name) => {
      const [from, to] = [before(name), await session.read(0, name)];
      return Float64Array.from(from, (value, i) => to[i]! - value);
    }),
  );
  await session.close();
  return moved;
}

describe.each(Object.entries(devices))('on %s', (_, create) => {
  test('a step has the root mean square of one of AdamW, and a clip of the gradient does not change it', async () => {
    const device = await create();
    const [free, clipped] = [await changes(device, 0), await changes(device, 1e-2)];
    await device.close();
    for (const [index, own] of free.entries()) {
      const size = Math.sqrt(own.reduce((sum, value) => sum + value * value, 0) / own.length);
      // Singular values of a direction are near 1, between 0.7 and 1.2 in the limit; small ones may not have come up yet.
      expect(size / RATE).toBeGreaterThan(0.2 * 0.5);
      expect(size / RATE).toBeLessThan(0.2 * 1.2);
      const apart = own.reduce((most, value, i) => Math.max(most, Math.abs(value - clipped[index]![i]!)), 0);
      expect(apart).toBeLessThan(1e-2 * size);
    }
  });

  test('a lane has the same bits whatever lanes are beside it', async () => {
    const lanes = [1, 2, 3].map((seed) => ({ seed, learningRate: 0.01 * seed }));
    const trained = async (some: typeof lanes) => {
      const device = await create();
      const optimizer = { ...OPTIMIZER, kind: 'muon', momentum: 0.95 } as const;
      const job = jobOf(recipeByName('tensorwise'), { optimizer, lanes: some, steps: 5 });
      const results = await train(device, job, CORPUS);
      await device.close();
      return results.map(({ series }) => series);
    };
    const together = await trained(lanes);
    expect(await trained([lanes[1]!])).toEqual([together[1]]);
  });
});

test('learning rates by shape are those of torch.optim.Muon, whose matrices are [outputs, inputs]', () => {
  expect(adjustedRate('original', 16, 64)).toBe(2);
  expect(adjustedRate('original', 64, 16)).toBe(1);
  expect(adjustedRate('match_rms_adamw', 16, 64)).toBeCloseTo(1.6, 12);
  expect(adjustedRate(undefined, 64, 16)).toBeCloseTo(1.6, 12);
});
