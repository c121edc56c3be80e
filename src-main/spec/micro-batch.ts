// The parts of a spec that say how memory is saved: large batches are worked through a micro-batch at a time, whose gradients are
// added up, and activations are computed again instead of being kept. Pure.
import { MAX_BATCH_SIZE } from './axes.ts';
import { must, problemWith, type SpecProblem } from './errors.ts';
import { rule } from './rules.ts';
import { z } from 'zod';

const allowed = must(rule('whole', 1, MAX_BATCH_SIZE));
export const microBatchSchema = z.int(allowed).min(1, allowed).max(MAX_BATCH_SIZE, allowed);

export const recomputationSchema = z.enum(['none', 'layer'], must(rule('oneOf', 'none', 'layer')));

/** A rest would be a step of another shape, with scales of its own. */
export function* microBatchProblems(spec: {
  readonly microBatch?: number | undefined;
  readonly batchSizes: readonly number[];
}): Generator<SpecProblem> {
  const { microBatch, batchSizes } = spec;
  if (microBatch === undefined) return;
  const uneven = batchSizes.find((size) => size > microBatch && size % microBatch !== 0);
  if (uneven === undefined) return;
  yield problemWith(['microBatch'], String(microBatch), 'divisorOfBatch', uneven);
}
