import { expect, test } from 'vitest';
import { randomNormal } from '../../src-main/engine/random.ts';
import { recomputedFlops, stepFlops } from '../../src-main/engine/flops.ts';
import { Estimator } from '../../src-main/plan/estimate.ts';
import { SpeedMeter } from '../../src-main/sweep/speed-meter.ts';
import { transformerStep } from '../../src-main/engine/transformer.ts';
import { recipeByName } from '../../src-main/recipes/presets.ts';
import { tinySpec } from '../sweep/tiny.ts';

test('operations of a step are those of its matrix products', () => {
  const spec = tinySpec();
  const program = transformerStep({
    model: spec.model,
    optimizer: spec.optimizer,
    recipe: recipeByName('fp32'),
    batchSize: 2,
    vocabulary: 10,
    sharpnessEpsilon: 1e-3,
  });
  const products = program.operations.filter((operation) => operation.kind === 'matmul');
  const linear = products.reduce((sum, { m, n, k }) => sum + 2 * m * n * k, 0);
  // Attention: 2 products forward and 4 backward over half of [context, context], each 2 x width operations an entry.
  const attention = 6 * ((8 * 8) / 2) * 2 * 8 * 2;
  expect(stepFlops(spec.model, 2, 10)).toBe(linear + attention);
});

const sample = (size: number, secondsPerLaneStep: number, idle = secondsPerLaneStep) => ({
  size,
  secondsPerLaneStep,
  idleSecondsPerLaneStep: idle,
});

test('between the calibrated batch sizes the time of a step is a straight line', () => {
  const estimator = new Estimator([sample(4, 2), sample(8, 3)]);
  expect(estimator.seconds([{ recipe: 'a', size: 6, laneSteps: 10 }])!.likely).toBeCloseTo(25);
});

test('what was measured corrects its own recipe, and the ones not measured yet by the mean', () => {
  const estimator = new Estimator([sample(1, 1)]);
  estimator.record({ recipe: 'a', size: 1, laneSteps: 10 }, 20);
  expect(estimator.seconds([{ recipe: 'a', size: 1, laneSteps: 5 }])!.likely).toBeCloseTo(10);
  estimator.record({ recipe: 'b', size: 1, laneSteps: 10 }, 40);
  expect(estimator.seconds([{ recipe: 'c', size: 1, laneSteps: 5 }])!.likely).toBeCloseTo(15);
});

test('nothing known is nothing said, and nothing left is no time', () => {
  expect(new Estimator([]).seconds([{ recipe: 'a', size: 1, laneSteps: 5 }])).toBeNull();
  expect(new Estimator([]).seconds([])).toEqual({ low: 0, likely: 0, high: 0 });
});

test('a calibration on a busy machine leaves room for an idle one', () => {
  const work = [{ recipe: 'a', size: 1, laneSteps: 100 }];
  const { low, likely, high } = new Estimator([sample(1, 10, 1)]).seconds(work)!;
  expect(likely).toBeCloseTo(1000);
  expect(low).toBeLessThan(100);
  expect(high).toBeGreaterThan(1500);
});

test('a range is as wide as trained batches were apart, and wider for a recipe that none was of', () => {
  const width = (factors: readonly number[], recipe = 'a') => {
    const estimator = new Estimator([sample(1, 1)]);
    for (const factor of factors) estimator.record({ recipe: 'a', size: 1, laneSteps: 100 }, 100 * factor);
    const { low, high } = estimator.seconds([{ recipe, size: 1, laneSteps: 100 }])!;
    return high / low;
  };
  const alike = Array.from({ length: 30 }, () => 1);
  const apart = alike.map((_, i) => (i % 2 === 0 ? 0.4 : 2));
  expect(width(alike)).toBeLessThan(1.5);
  expect(width(apart)).toBeGreaterThan(5);
  expect(width([1])).toBeGreaterThan(width(alike));
  expect(width(alike, 'b')).toBeGreaterThan(width(alike));
});

test('a batch under way tells once it has been under way for a while', () => {
  const estimator = new Estimator([sample(1, 1)]);
  const work = [{ recipe: 'a', size: 1, laneSteps: 100 }];
  const under = (seconds: number) => [{ work: { recipe: 'a', size: 1, laneSteps: 1 }, seconds }];
  expect(estimator.seconds(work, under(4))!.likely).toBeCloseTo(100);
  expect(estimator.seconds(work, under(10))!.likely).toBeCloseTo(1000);
  // Where nothing else is known it tells at once.
  expect(new Estimator([]).seconds(work, under(0.1))!.likely).toBeCloseTo(10);
});

/** A machine whose load wanders: what batches take is right on average, and by how much not changes slowly. */
function simulated(seed: number, batches: number): number[] {
  let load = 0;
  return Array.from({ length: batches }, (_, i) => {
    load = 0.7 * load + 0.3 * randomNormal(seed, 2 * i);
    return 100 * Math.exp(load + 0.1 * randomNormal(seed, 2 * i + 1));
  });
}

test.each([0.05, 0.25, 0.5, 0.9])(
  'ranges hold what was still to come nine times in ten, %d of it done',
  (share) => {
    const seeds = Array.from({ length: 300 }, (_, i) => i + 1);
    const held = seeds.filter((seed) => {
      const times = simulated(seed, 40);
      const done = Math.round(share * times.length);
      const estimator = new Estimator([sample(1, 1)]);
      for (const time of times.slice(0, done))
        estimator.record({ recipe: 'a', size: 1, laneSteps: 100 }, time);
      const left = times.slice(done);
      const { low, high } = estimator.seconds([{ recipe: 'a', size: 1, laneSteps: 100 * left.length }])!;
      const truth = left.reduce((sum, time) => sum + time, 0);
      return low <= truth && truth <= high;
    });
    expect(held.length / seeds.length).toBeGreaterThanOrEqual(0.9);
  },
);

test('throughput is that of the last ten seconds', () => {
  let now = 0;
  const meter = new SpeedMeter(() => now);
  for (now = 1000; now <= 5000; now += 1000) meter.add(100, 1000);
  now = 5000;
  expect(meter.rates()).toEqual({ laneStepsPerSecond: 100, tokensPerSecond: 1000 });
  for (now = 6000; now <= 30_000; now += 1000) meter.add(10, 100);
  now = 30_000;
  expect(meter.rates().laneStepsPerSecond).toBeCloseTo(10);
  expect(meter.laneSteps).toBe(750);
});

test.each(['gelu', 'swiglu'] as const)(
  'what is computed again is counted as the step program has it: %s',
  (activation) => {
    const { model, optimizer } = tinySpec();
    const own = { ...model, activation, layers: 3 };
    const program = transformerStep({
      model: own,
      optimizer,
      recipe: recipeByName('fp32'),
      batchSize: 2,
      recomputation: 'layer',
      vocabulary: 10,
      sharpnessEpsilon: 1e-3,
    });
    const flops = program.operations.map((op) => {
      if (op.again && op.kind === 'matmul') return 2 * op.m * op.n * op.k;
      // Two products over the causal half.
      return op.again && op.kind === 'attention' ? 2 * op.batch * op.context ** 2 * op.width : 0;
    });
    expect(recomputedFlops(own, 2)).toBe(flops.reduce((sum, each) => sum + each, 0));
  },
);
