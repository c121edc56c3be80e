// Embedding and its gradient on TensorFlow. The gradient is a product with the tokens as rows of zeros and a one: its order
// of additions is fixed on a GPU too.
import type { OperationOf } from '../../../program.ts';
import type { Step } from '../step.ts';

export function embedding(op: OperationOf<'embedding'>, step: Step): void {
  const { native, buffers, lanes } = step;
  const { context, width } = op;
  const rows = native.gather(buffers.get(op.table, [-1, width]), step.tokens, 1);
  if (op.positions === null) return buffers.set(op.out, rows);
  const sequences = native.reshape(rows, [lanes, -1, context, width]);
  const positions = buffers.get(op.positions, [1, context, width]);
  buffers.set(op.out, native.reshape(native.add(sequences, positions), rows.shape));
}

export function embeddingGradient(op: OperationOf<'embedding-gradient'>, step: Step): void {
  const { native, buffers } = step;
  const { context, width, vocabulary, accumulate, accumulatePositions } = op;
  const tokens = step.tokens.shape[1]!;
  const dOut = buffers.get(op.dOut, [tokens, width]);
  const sums = native.matmul(native.oneHot(step.tokens, vocabulary), dOut, true);
  buffers.set(
    op.tableGradient,
    accumulate ? native.add(buffers.get(op.tableGradient, [vocabulary, width]), sums) : sums,
  );
  if (op.positionsGradient === null) return;
  const byPosition = native.sum(buffers.get(op.dOut, [tokens / context, context, width]), [1]);
  buffers.set(
    op.positionsGradient,
    accumulatePositions
      ? native.add(buffers.get(op.positionsGradient, [context, width]), byPosition)
      : byPosition,
  );
}
