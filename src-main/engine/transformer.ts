// The transformer as a step program: forward, explicit backward, update. A decoder-only language model without biases
// (GPT-2's layout; layernorm or rmsnorm with gains only, gelu or swiglu, learned or rotary positions).
import { checkLossScale, isDynamic } from '../recipes/loss-scale.ts';
import type { Recipe } from '../recipes/recipe.ts';
import { StepBuilder } from './builder.ts';
import { unitLossScale } from './parametrisation.ts';
import type { LaneScale, StepProgram } from './program.ts';
import { emitBackward } from './transformer/backward.ts';
import { emitForward } from './transformer/forward.ts';
import { TransformerParts, type StepSettings } from './transformer/parts.ts';
import { emitUpdate } from './update.ts';

export function transformerStep(settings: StepSettings): StepProgram {
  const { model, recipe, optimizer, batchSize, vocabulary } = settings;
  const microBatch = Math.min(settings.microBatch ?? batchSize, batchSize);
  if (batchSize % microBatch !== 0)
    throw new Error(`${batchSize} sequences are not split into ${microBatch}.`);
  if (recipe.lossScale !== null) checkLossScale(recipe.lossScale);
  const build = new StepBuilder(recipe.accumulation, microBatch < batchSize);
  const parts = new TransformerParts({ ...settings, microBatch }, build);
  const lossScale = lossScaleOf(recipe, unitLossScale(model, batchSize * model.context), build);
  const skips = settings.skipsSteps ?? isDynamic(recipe.lossScale);
  const skipped = skips ? build.state('skipped-steps', [1]) : null;
  const passed = emitForward(parts, lossScale);
  emitBackward(parts, passed);
  emitUpdate(build, recipe, model, optimizer, lossScale, skipped);
  return {
    name: recipe.name,
    batchSize,
    microBatch,
    context: model.context,
    vocabulary,
    buffers: build.buffers,
    weights: build.weights,
    operations: build.operations,
    sites: build.sites,
  };
}

/** Recipes of a lane with the same dynamic scale share it, as they would share the scaler of a training script. */
function lossScaleOf({ lossScale }: Recipe, unit: number, build: StepBuilder): number | LaneScale {
  if (!isDynamic(lossScale)) return lossScale ?? unit;
  const { initial, growthInterval } = lossScale;
  const state = build.state(`loss-scale/dynamic from ${initial}, doubled every ${growthInterval}`, [2]);
  return { state, initial, growthInterval };
}
