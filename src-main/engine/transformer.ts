// The transformer as a step program: forward, explicit backward, update. A decoder-only language model without biases
// (GPT-2's layout; layernorm or rmsnorm with gains only, gelu or swiglu, learned or rotary positions).
import { checkLossScale } from '../recipes/loss-scale.ts';
import { StepBuilder } from './builder.ts';
import type { StepProgram } from './program.ts';
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
  const passed = emitForward(parts);
  emitBackward(parts, passed);
  emitUpdate(build, recipe, model, optimizer);
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
