// A spec that trains in a moment on any device, shared by the tests of this folder and its neighbours.
import { parseSpec, type Spec } from '../../src-main/spec/spec.ts';

export const TINY = {
  name: 'tiny',
  model: { layers: 1, width: 8, heads: 2, context: 8 },
  recipes: ['fp32', 'fp8-unscaled'],
  learningRates: [0.01, 0.1],
  batchSizes: [1, 2],
  seeds: 2,
  steps: 6,
  statisticsEvery: 2,
  validationSequences: 2,
};

/** For recipes that have another precision in the first and last layers. */
export const FOUR_LAYERS = { ...TINY.model, layers: 4 };

export function tinySpec(changes: Record<string, unknown> = {}): Spec {
  return parseSpec({ ...TINY, ...changes });
}
