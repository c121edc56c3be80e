// The update phase of a step program: global gradient norm, the optimizer, and rounding of what it keeps at rest.
import type { Recipe } from '../recipes/recipe.ts';
import type { StepBuilder } from './builder.ts';
import type { ModelSettings, OptimizerSettings } from './model.ts';
import { emitMuon } from './muon.ts';
import { rateFactor } from './parametrisation.ts';
import type { BufferName, LaneScale, Operation } from './program.ts';

export function emitUpdate(
  build: StepBuilder,
  recipe: Recipe,
  model: ModelSettings,
  optimizer: OptimizerSettings,
  lossScale: number | LaneScale,
  skipped: BufferName | null,
): void {
  build.beginUpdate();
  const { phase } = build;
  for (const x of lossScale === 1 ? [] : build.gradients) {
    const scaled = { phase, label: `${x} without the loss scale`, x, length: build.length(x) };
    const unscale: Operation =
      typeof lossScale === 'number'
        ? { ...scaled, kind: 'multiply', factor: 1 / lossScale }
        : { ...scaled, kind: 'unscale', lossScale };
    build.emit(unscale, x);
  }
  build.emit({
    phase,
    label: 'gradient norm',
    kind: 'gradient-norm',
    gradients: build.gradients.map((buffer) => ({ buffer, length: build.length(buffer) })),
    clip: optimizer.clip,
    lossScale: typeof lossScale === 'number' ? null : lossScale,
    skipped,
  });
  for (const { name: weight, shape } of build.weights) {
    const label = `${weight} update`;
    const gradient = build.gradientOf(weight);
    const length = build.length(weight);
    const [rows, columns] = shape.length === 2 ? [shape[0]!, shape[1]!] : [1, length];
    if (optimizer.kind === 'muon' && build.kinds.get(weight) === 'hidden') {
      emitMuon(build, weight, [rows, columns], optimizer, recipe.newtonSchulz);
      build.round(weight, rows, columns, recipe.weights, 'weights', `${weight} at rest`);
      continue;
    }
    const factor = rateFactor(model, optimizer.kind, build.kinds.get(weight)!);
    // Gains are not decayed, as is usual.
    const weightDecay = shape.length === 2 ? optimizer.weightDecay / factor : 0;
    const rates = { rateFactor: factor, weightDecay };
    if (optimizer.kind !== 'sgd') {
      const { beta1, beta2, epsilon } = optimizer;
      const m = build.state(`${weight}/m`, shape);
      const v = build.state(`${weight}/v`, shape);
      build.emit(
        {
          phase,
          label,
          kind: 'adamw',
          weight,
          gradient,
          m,
          v,
          skipped,
          length,
          beta1,
          beta2,
          epsilon,
          ...rates,
        },
        weight,
        m,
        v,
      );
      build.round(m, rows, columns, recipe.adamM, 'adam.m', `${weight} m at rest`);
      build.round(v, rows, columns, recipe.adamV, 'adam.v', `${weight} v at rest`);
    } else {
      const velocity = build.state(`${weight}/velocity`, shape);
      const { momentum } = optimizer;
      build.emit(
        { phase, label, kind: 'sgd', weight, gradient, velocity, length, momentum, ...rates },
        weight,
        velocity,
      );
    }
    build.round(weight, rows, columns, recipe.weights, 'weights', `${weight} at rest`);
  }
}
