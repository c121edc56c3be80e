// What a step takes on TensorFlow beside its buffers: the probabilities of one attention at a time, and what is made of them.
import type { StepProgram } from '../../program.ts';

/** Tensors of that size that the gradient of attention holds at once. */
const SQUARES = 6;

/** Values of the largest of a lane's tensors [batch, heads, context, context], which no buffer holds. */
export function largestSquare(programs: readonly StepProgram[]): number {
  const squares = programs.flatMap(({ operations }) =>
    operations.flatMap((op) =>
      op.kind === 'attention' ? [op.batch * op.heads * op.context * op.context] : [],
    ),
  );
  return Math.max(0, ...squares);
}

/** Bytes of one lane. */
export function temporaryBytes(programs: readonly StepProgram[]): number {
  return 4 * SQUARES * largestSquare(programs);
}
