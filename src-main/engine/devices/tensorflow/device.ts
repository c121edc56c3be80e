// Matrix products on TensorFlow's native library (CUDA, or its CPU library), everything else as the reference device does
// it. So formats and rounding are the oracle's own; what is not a product is as slow as there.
import type { Device } from '../../device.ts';
import type { Operation, OperationOf } from '../../program.ts';
import { execute } from '../reference/device.ts';
import type { Lane } from '../reference/lane.ts';
import { LaneSession } from '../reference/session.ts';
import { loadTensorFlow, type TensorFlow } from './load.ts';

/** The product of two operands as rounded, summed in float32; scales of whole tensors divide the sum. */
function matmul(op: OperationOf<'matmul'>, lane: Lane, tf: TensorFlow): void {
  const { m, n, k, transposeA, transposeB } = op;
  const [aShape, bShape] = [transposeA ? [k, m] : [m, k], transposeB ? [n, k] : [k, n]] as const;
  const contraction = (rows: boolean) => (rows ? 'rows' : 'columns');
  const values = (side: 'a' | 'b', [rows, columns]: readonly number[], alongRows: boolean) =>
    lane.operandValues(op[side], rows!, columns!, contraction(alongRows), `${op.label}/${side}`);
  const a = tf.tensor2d(Float32Array.from(values('a', aShape, transposeA)), [aShape[0]!, aShape[1]!]);
  const b = tf.tensor2d(Float32Array.from(values('b', bShape, !transposeB)), [bShape[0]!, bShape[1]!]);
  const product = tf.matMul(a, b, transposeA, transposeB);
  const sums = product.dataSync();
  for (const tensor of [a, b, product]) tensor.dispose();
  const scale = lane.scale(op.a.scale) * lane.scale(op.b.scale);
  const out = lane.buffer(op.out);
  for (let i = 0; i < sums.length; i++) out[i] = (op.accumulate ? out[i]! : 0) + sums[i]! / scale;
}

/** @throws Error with one sentence where TensorFlow cannot be loaded. */
export function createTensorflowDevice(): Promise<Device> {
  return Promise.resolve().then(() => {
    const { tf, usesGpu } = loadTensorFlow();
    const run = (op: Operation, lane: Lane) => {
      // TensorFlow has no sums of fewer bits than float32.
      if (op.kind === 'matmul' && op.accumulation === null) matmul(op, lane, tf);
      else execute(op, lane);
    };
    return {
      describe: () => ({
        name: 'tensorflow' as const,
        summary: `TensorFlow's native library on ${usesGpu ? 'a GPU (CUDA)' : 'the CPU'}, for products`,
        threads: 1,
        lanes: 1,
      }),
      open: async (options) => new LaneSession(options, run),
      close: async () => undefined,
    };
  });
}
