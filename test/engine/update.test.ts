// The update phase on every device by hand-computed numbers: gradient norm and clipping, AdamW, SGD with momentum.
import { describe, expect, test } from 'vitest';
import type { Device } from '../../src-main/engine/device.ts';
import type { Operation } from '../../src-main/engine/program.ts';
import { devices } from './support.ts';

const NAMES = ['weight', 'gradient', 'm', 'v', 'velocity'];

/** Runs the operations for two steps with these learning rates on tensors of one value. */
async function twoSteps(
  device: Device,
  operations: readonly Operation[],
  given: Readonly<Record<string, number>>,
  learningRates: readonly [number, number],
) {
  const buffers = NAMES.map((name) => ({ name, shape: [1], life: 'state' }) as const);
  const extents = { batchSize: 1, microBatch: 1, context: 1, vocabulary: 2 };
  const program = { name: 'update', ...extents, buffers, weights: [], operations, sites: [] };
  const session = await device.open({ programs: [program], seeds: [1] });
  for (const [name, value] of Object.entries(given)) await session.write(0, name, Float32Array.of(value));
  const { series } = await session.run({
    program: 0,
    lanes: [0],
    fromStep: 0,
    steps: 2,
    tokens: new Uint16Array(2),
    offsets: new Int32Array(2),
    learningRates: Float64Array.from(learningRates),
    statisticsEvery: 5,
  });
  const after: Record<string, number> = {};
  for (const name of NAMES) after[name] = (await session.read(0, name))[0]!;
  await session.close();
  await device.close();
  return { series, after };
}

const label = 'update';
const phase = 'update';
const norm = (clip: number): Operation => ({
  phase,
  label,
  kind: 'gradient-norm',
  gradients: [{ buffer: 'gradient', length: 1 }],
  clip,
  lossScale: null,
  skipped: null,
});

describe.each(Object.entries(devices))('on %s', (_, create) => {
  test('SGD adds the clipped gradient to its momentum and decays the weight by the learning rate', async () => {
    const sgd = {
      phase,
      label,
      kind: 'sgd',
      weight: 'weight',
      gradient: 'gradient',
      velocity: 'velocity',
    } as const;
    const operations: Operation[] = [
      norm(0.5),
      { ...sgd, length: 1, momentum: 0.9, rateFactor: 1, weightDecay: 0.01 },
    ];
    const { series, after } = await twoSteps(
      await create(),
      operations,
      { weight: 1, gradient: -4 },
      [0.1, 0.2],
    );
    // The gradient of norm 4 is clipped to -0.5. Step 1: velocity -0.5, weight 1 - 0.1 (-0.5 + 0.01) = 1.049. Step 2:
    // velocity 0.9 x -0.5 - 0.5 = -0.95, weight 1.049 - 0.2 (-0.95 + 0.01049) = 1.236902.
    expect(after.velocity).toBeCloseTo(-0.95, 6);
    expect(after.weight).toBeCloseTo(1.236902, 6);
    expect([...series.gradientNorm]).toEqual([4, 4]);
    expect([...series.clipFactor]).toEqual([0.125, 0.125]);
    expect(series.updateRms[0]).toBeCloseTo(0.049, 6);
    expect(series.updateRms[1]).toBeCloseTo(0.187902, 6);
  });

  test('AdamW corrects its moments for their start and decays the weight apart from them', async () => {
    const adamw = {
      phase,
      label,
      kind: 'adamw',
      weight: 'weight',
      gradient: 'gradient',
      m: 'm',
      v: 'v',
      skipped: null,
    } as const;
    const constants = { beta1: 0.9, beta2: 0.75, epsilon: 0.1, rateFactor: 1, weightDecay: 0.5, length: 1 };
    const operations: Operation[] = [norm(0), { ...adamw, ...constants }];
    const { series, after } = await twoSteps(
      await create(),
      operations,
      { weight: 2, gradient: 0.3 },
      [0.1, 0.2],
    );
    // The same gradient twice: m / (1 - 0.9^t) = 0.3 and v / (1 - 0.75^t) = 0.09 at every step t, so each step goes
    // 0.3 / (0.3 + 0.1) = 0.75 and the decay. Weight 2 - 0.1 (0.75 + 0.5 x 2) = 1.825, then
    // 1.825 - 0.2 (0.75 + 0.5 x 1.825) = 1.4925.
    expect(after.m).toBeCloseTo(0.3 * (1 - 0.9 ** 2), 6);
    expect(after.v).toBeCloseTo(0.09 * (1 - 0.75 ** 2), 6);
    expect(after.weight).toBeCloseTo(1.4925, 6);
    expect([...series.clipFactor]).toEqual([1, 1]);
  });
});
