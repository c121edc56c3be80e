// Matrix products, and what is done to their operands, scales and casts, on the reference device.
import { hadamardTransform } from '../../../formats/hadamard.ts';
import { tensorAmax } from '../../../formats/quantize.ts';
import { delayedScale, tensorScale } from '../../../formats/scales.ts';
import { layoutOf } from '../../../formats/scaling.ts';
import type { OperationOf } from '../../program.ts';
import { truncateSignificand } from './accumulate.ts';
import type { Lane } from './lane.ts';

export function matmul(op: OperationOf<'matmul'>, lane: Lane): void {
  const { m, n, k, transposeA, transposeB, accumulation } = op;
  const a = transposeA
    ? lane.operandValues(op.a, k, m, 'rows', `${op.label}/a`)
    : lane.operandValues(op.a, m, k, 'columns', `${op.label}/a`);
  const b = transposeB
    ? lane.operandValues(op.b, n, k, 'columns', `${op.label}/b`)
    : lane.operandValues(op.b, k, n, 'rows', `${op.label}/b`);
  const scale = lane.scale(op.a.scale) * lane.scale(op.b.scale);
  const out = lane.buffer(op.out);
  const [aRow, aInner] = transposeA ? [1, m] : [k, 1];
  const [bInner, bColumn] = transposeB ? [1, k] : [n, 1];
  for (let i = 0; i < m; i++) {
    for (let j = 0; j < n; j++) {
      let sum = 0;
      let partial = 0;
      for (let c = 0; c < k; c++) {
        const product = a[i * aRow + c * aInner]! * b[c * bInner + j * bColumn]!;
        if (!accumulation) {
          sum += product;
          continue;
        }
        partial = truncateSignificand(Math.fround(partial + Math.fround(product)), accumulation.bits);
        if ((c + 1) % accumulation.promoteEvery === 0) {
          sum = Math.fround(sum + partial);
          partial = 0;
        }
      }
      out[i * n + j] = (op.accumulate ? out[i * n + j]! : 0) + (sum + partial) / scale;
    }
  }
}

export function scale(op: OperationOf<'scale'>, lane: Lane): void {
  const tensor = layoutOf(op.precision).tensor!;
  const target = lane.buffer(op.scale);
  const amax = tensorAmax(Float32Array.from(lane.buffer(op.source)));
  if (tensor.history) {
    const history = lane.buffer(op.history!);
    const previous = target[0] === 0 ? 1 : target[0]!;
    target[0] = delayedScale(Float32Array.from(history), previous, tensor.most, tensor.history);
    if (lane.training) {
      history.copyWithin(1, 0);
      history[0] = amax;
    }
  } else {
    target[0] = tensorScale(amax, tensor);
  }
  if (lane.counting) lane.report.addScale(op.site, target[0]!);
}

export function hadamard(op: OperationOf<'hadamard'>, lane: Lane): void {
  const values = Float32Array.from(lane.buffer(op.x));
  lane.buffer(op.out).set(hadamardTransform(values, op.rows, op.columns));
}

export function round(op: OperationOf<'round'>, lane: Lane): void {
  const { x, rows, columns, purpose } = op;
  const values = lane.operandValues(x, rows, columns, 'columns', purpose);
  const tensorScale = lane.scale(x.scale);
  lane
    .buffer(x.buffer)
    .set(values.map((value) => (tensorScale === 1 ? value : Math.fround(value / tensorScale))));
}
