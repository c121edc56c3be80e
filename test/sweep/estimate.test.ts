import { expect, test } from 'vitest';
import { Estimator, stepFlops } from '../../src-main/sweep/estimate.ts';
import { SpeedMeter } from '../../src-main/sweep/speed-meter.ts';
import { transformerProgram } from '../../src-main/engine/transformer.ts';
import { recipeByName } from '../../src-main/recipes/presets.ts';
import { tinySpec } from './tiny.ts';

test('operations of a step are those of its matrix products', () => {
  const spec = tinySpec();
  const program = transformerProgram({
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

test('between the calibrated batch sizes the time of a step is a straight line', () => {
  const estimator = new Estimator([
    { batchSize: 4, secondsPerLaneStep: 2 },
    { batchSize: 8, secondsPerLaneStep: 3 },
  ]);
  expect(estimator.seconds([{ recipe: 'a', batchSize: 6, laneSteps: 10 }])).toBeCloseTo(25);
});

test('what was measured corrects its own recipe, and the ones not measured yet by the mean', () => {
  const estimator = new Estimator([{ batchSize: 1, secondsPerLaneStep: 1 }]);
  estimator.record({ recipe: 'a', batchSize: 1, laneSteps: 10 }, 20);
  expect(estimator.seconds([{ recipe: 'a', batchSize: 1, laneSteps: 5 }])).toBeCloseTo(10);
  estimator.record({ recipe: 'b', batchSize: 1, laneSteps: 10 }, 40);
  expect(estimator.seconds([{ recipe: 'c', batchSize: 1, laneSteps: 5 }])).toBeCloseTo(15);
});

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
