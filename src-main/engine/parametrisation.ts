// How initial weights, learning rates and multipliers depend on the width of the model. `standard`: not at all. `mup`, the maximal
// update parametrisation: as table 8 of Yang, Hu et al., "Tensor Programs V" (arXiv 2203.03466) has it, so that every activation
// changes by as much in a wide model as in one of the base width, and the best learning rate stays where it is. At the base width
// the two are the same, bit for bit. Pure.
import type { ModelSettings, OptimizerSettings } from './model.ts';

/** What grows with the width: the output side, both sides, the input side; `vector`: gains, which are input weights of one input. */
export type WeightKind = 'input' | 'hidden' | 'output' | 'vector';

/** Width over base width; 1 in the standard parametrisation. */
function growth({ parametrisation, baseWidth, width }: ModelSettings): number {
  return parametrisation === 'mup' ? width / baseWidth! : 1;
}

/**
 * What the standard deviation of initial weights is multiplied by. That of the output weights stays: their multiplier, below, does
 * what a smaller one would do.
 */
export function deviationFactor(model: ModelSettings, kind: WeightKind): number {
  return kind === 'hidden' ? 1 / Math.sqrt(growth(model)) : 1;
}

/**
 * What the learning rate is multiplied by. Weight decay is divided by the same, as MuAdamW and MuSGD of the package mup do: what is
 * decayed in a step, learning rate x decay, is the same at every width.
 */
export function rateFactor(
  model: ModelSettings,
  optimizer: OptimizerSettings['kind'],
  kind: WeightKind,
): number {
  if (optimizer === 'sgd') return kind === 'hidden' ? 1 : growth(model);
  return kind === 'hidden' ? 1 / growth(model) : 1;
}

/** What the head's result is multiplied by to be the logits, a float32; with a tied head too (MuSharedReadout of the package mup). */
export function logitsFactor(model: ModelSettings): number {
  return Math.fround(1 / growth(model));
}

/**
 * The square of what q k' is divided by. Standard: the width of a head, d. muP: d^2 / base d, so that it is divided by d where queries
 * and keys grow alike, and by the same as before at the base width.
 */
export function squaredDivisor(model: ModelSettings): number {
  const { parametrisation, baseWidth, width, heads, baseHeads = heads } = model;
  const headWidth = width / heads;
  return parametrisation === 'mup' ? headWidth ** 2 / (baseWidth! / baseHeads) : headWidth;
}
