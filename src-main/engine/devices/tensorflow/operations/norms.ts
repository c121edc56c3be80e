// Norms and their gradients on TensorFlow.
import type { OperationOf } from '../../../program.ts';
import type { Step } from '../step.ts';

export function norm(op: OperationOf<'norm'>, step: Step): void {
  const { native, buffers, lanes } = step;
  const { width } = op.x;
  const x = buffers.rows(op.x);
  const layer = op.norm === 'layernorm';
  const mean = layer ? native.mean(x, [2], true) : native.zeros([lanes, x.shape[1]!, 1]);
  const centred = layer ? native.subtract(x, mean) : x;
  const variance = native.mean(native.square(centred), [2], true);
  const inverse = native.divide(1, native.squareRoot(native.add(variance, op.epsilon)));
  buffers.set(op.statistics, native.concatenate([mean, inverse], 2));
  const gain = buffers.get(op.gain, [1, width]);
  buffers.setRows(op.y, native.multiply(native.multiply(centred, inverse), gain));
}

/** As in the reference device: dx = inverse x (g - mean(g) - xhat mean(g xhat)) with g = gain dy. */
export function normGradient(op: OperationOf<'norm-gradient'>, step: Step): void {
  const { native, buffers, lanes } = step;
  const { width } = op.x;
  const [x, dy] = [buffers.rows(op.x), buffers.rows(op.dy)];
  const layer = op.norm === 'layernorm';
  const rows = x.shape[1]!;
  const statistics = buffers.get(op.statistics, [rows, 2]);
  const column = (index: number) => native.slice(statistics, [0, 0, index], [lanes, rows, 1]);
  const [mean, inverse] = [column(0), column(1)];
  const normalized = native.multiply(layer ? native.subtract(x, mean) : x, inverse);
  const ofGain = native.sum(native.multiply(dy, normalized), [1]);
  buffers.set(
    op.gainGradient,
    op.accumulateGain ? native.add(buffers.get(op.gainGradient, [width]), ofGain) : ofGain,
  );
  const g = native.multiply(dy, buffers.get(op.gain, [1, width]));
  const along = native.mean(native.multiply(g, normalized), [2], true);
  const centred = layer ? native.subtract(g, native.mean(g, [2], true)) : g;
  const gradient = native.multiply(native.subtract(centred, native.multiply(normalized, along)), inverse);
  buffers.setRows(op.dx, op.add ? native.add(buffers.rows(op.dx), gradient) : gradient);
}
