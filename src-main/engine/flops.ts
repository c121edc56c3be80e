// Counted work of a training step. Pure.
import type { ModelSettings } from './model.ts';

/** Floating-point operations of one training step of one lane: matrix products only, backward twice the forward. */
export function stepFlops(model: ModelSettings, batchSize: number, vocabulary: number): number {
  const { layers, width, hidden, context, activation } = model;
  const tokens = batchSize * context;
  const mlp = (activation === 'swiglu' ? 3 : 2) * width * hidden;
  const weights = layers * (4 * width * width + mlp) + width * vocabulary;
  /** QK' and PV over the causal half: 2 products x 2 operations x context / 2 x width. */
  const attention = layers * 2 * context * width;
  return 3 * tokens * (2 * weights + attention);
}

/** Those of the activations that a step computes again: products of all layers but the last, without the second of the MLP. */
export function recomputedFlops(model: ModelSettings, batchSize: number): number {
  const { layers, width, hidden, context, activation } = model;
  const up = (activation === 'swiglu' ? 2 : 1) * width * hidden;
  const perToken = 2 * (4 * width * width + up) + 2 * context * width;
  return (layers - 1) * batchSize * context * perToken;
}
