// How initial weights, learning rates and multipliers depend on the width of the model. `standard`: not at all. `mup`, the maximal
// update parametrisation: as table 8 of Yang, Hu et al., "Tensor Programs V" (arXiv 2203.03466) has it, so that every activation
// changes by as much in a wide model as in one of the base width, and the best learning rate stays where it is. At the base width
// the two are the same, bit for bit. `mus`, unit scaling: as table 2 of Narayan et al., "μnit Scaling" (arXiv 2502.05967) has it,
// so that weights, activations and gradients begin with variance one and fit FP8 without scales. Pure.
import type { ModelSettings, OptimizerSettings } from './model.ts';

/** What grows with the width: the output side, both sides, the input side; `vector`: gains, which are input weights of one input. */
export type WeightKind = 'input' | 'hidden' | 'output' | 'vector';

/** Width over base width; 1 in the standard parametrisation. */
function growth({ parametrisation, baseWidth, width }: ModelSettings): number {
  return parametrisation === undefined ? 1 : width / baseWidth!;
}

/**
 * Standard deviation of initial weights, gains excepted. muP: that of the output weights stays, as their multiplier, below, does what
 * a smaller one would do. `isAdded`: what a product returns is added to the residual stream; GPT-2 begins it smaller by the root of the
 * number of additions. muS: 1.
 */
export function initialDeviation(model: ModelSettings, kind: WeightKind, isAdded = false): number {
  if (model.parametrisation === 'mus') return 1;
  const own = model.initialStandardDeviation * (kind === 'hidden' ? 1 / Math.sqrt(growth(model)) : 1);
  return isAdded ? own / Math.sqrt(2 * model.layers) : own;
}

/**
 * What the learning rate is multiplied by. Weight decay is divided by the same, as MuAdamW and MuSGD of the package mup do: what is
 * decayed in a step, learning rate x decay, is the same at every width. muS has a rule for optimizers like Adam alone.
 */
export function rateFactor(
  model: ModelSettings,
  optimizer: OptimizerSettings['kind'],
  kind: WeightKind,
): number {
  if (model.parametrisation === 'mus') return kind === 'hidden' ? 1 / Math.sqrt(growth(model)) : 1;
  if (optimizer === 'sgd') return kind === 'hidden' ? 1 : growth(model);
  return kind === 'hidden' ? 1 / growth(model) : 1;
}

/** What the product of a hidden layer over so many terms is multiplied by, forward and backward, a float32. muS: 1 / sqrt(terms). */
export function hiddenFactor({ parametrisation }: ModelSettings, terms: number): number {
  return parametrisation === 'mus' ? Math.fround(1 / Math.sqrt(terms)) : 1;
}

/**
 * What the head's result is multiplied by to be the logits, a float32; with a tied head too (MuSharedReadout of the package mup). muS:
 * 1 / width.
 */
export function logitsFactor(model: ModelSettings): number {
  return Math.fround(1 / (model.parametrisation === 'mus' ? model.width : growth(model)));
}

/**
 * The square of what q k' is divided by. Standard and muS: the width of a head, d. muP: d^2 / base d, so that it is divided by d where
 * queries and keys grow alike, and by the same as before at the base width.
 */
export function squaredDivisor(model: ModelSettings): number {
  const { parametrisation, baseWidth, width, heads, baseHeads = heads } = model;
  const headWidth = width / heads;
  return parametrisation === 'mup' ? headWidth ** 2 / (baseWidth! / baseHeads) : headWidth;
}

/** What tokens and learned positions are multiplied by in their sum: under muS, of two tables of variance one, it has variance one. */
export function embeddingFactor({ parametrisation, positions }: ModelSettings): number {
  return parametrisation === 'mus' && positions === 'learned' ? Math.fround(Math.SQRT1_2) : 1;
}

/** What the residual stream and a branch are multiplied by in their sum; their squares sum to 1 (the paper's "fixed", equation 11). */
export interface ResidualFactors {
  readonly stream: number;
  readonly branch: number;
}

/**
 * Under muS, whose norms stand at the end of a branch (Res-Post-LayerNorm) instead of its start; null: a plain sum of branches that begin
 * with a norm.
 */
export function residualFactors({
  parametrisation,
  residualCoefficient,
}: ModelSettings): ResidualFactors | null {
  if (parametrisation !== 'mus') return null;
  const share = residualCoefficient!;
  return { stream: Math.fround(Math.sqrt(1 - share)), branch: Math.fround(Math.sqrt(share)) };
}

/**
 * What the gradient of the loss is multiplied by, and finished gradients of weights divided by, where a recipe says nothing of it: a power
 * of two. muS: the one next to tokens x width, since the gradient of the head's input begins with a standard deviation of
 * 1 / (tokens x width) where the loss is a mean over tokens and the logits are multiplied by 1 / width.
 */
export function unitLossScale({ parametrisation, width }: ModelSettings, batchTokens: number): number {
  return parametrisation === 'mus' ? 2 ** Math.round(Math.log2(batchTokens * width)) : 1;
}
