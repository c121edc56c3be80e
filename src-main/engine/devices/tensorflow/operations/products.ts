// Matrix products, scales and casts on TensorFlow.
import { isUnscaled, layoutOf } from '../../../../formats/scaling.ts';
import type { OperationOf } from '../../../program.ts';
import type { Accumulation } from '../../../../recipes/recipe.ts';
import { TYPE, type Tensor } from '../tensors.ts';
import { castKey, operandValues } from '../quantize.ts';
import { amaxOf, delayedScale, tensorScale } from '../scaling.ts';
import type { Step } from '../step.ts';

export function matmul(op: OperationOf<'matmul'>, step: Step): void {
  const { native, buffers } = step;
  const { label, m, n, k, transposeA, transposeB } = op;
  const a = operandValues(
    step,
    op.a,
    transposeA ? [k, m] : [m, k],
    transposeA ? 'rows' : 'columns',
    `${label}/a`,
  );
  const b = operandValues(
    step,
    op.b,
    transposeB ? [n, k] : [k, n],
    transposeB ? 'columns' : 'rows',
    `${label}/b`,
  );
  let product =
    op.accumulation === null
      ? native.matmul(a, b, transposeA, transposeB)
      : narrowSums(step, transposeA ? turned(step, a) : a, transposeB ? turned(step, b) : b, op.accumulation);
  const inverse = inverseScale(step, [op.a.scale, op.b.scale]);
  if (inverse) product = native.multiply(product, inverse);
  if (op.accumulate) product = native.add(buffers.get(op.out, [m, n]), product);
  buffers.set(op.out, product);
}

function turned({ native }: Step, x: Tensor): Tensor {
  return native.transpose(x, [0, 2, 1]);
}

/** 1 / product of the scales, [lanes, 1, 1]; in float64, as two scales may leave float32's range. */
function inverseScale(step: Step, scales: readonly (string | null)[]): Tensor | null {
  const { native, buffers } = step;
  const each = scales.flatMap((name) =>
    name === null ? [] : [native.cast(buffers.get(name, [1, 1]), TYPE.double)],
  );
  if (each.length === 0) return null;
  const product = each.reduce((all, one) => native.multiply(all, one));
  return native.cast(native.divide(1, product), TYPE.float);
}

/** Sums of products term by term, cut to `bits` after every addition: a [lanes, m, k], b [lanes, k, n]. */
function narrowSums(step: Step, a: Tensor, b: Tensor, { bits, promoteEvery }: Accumulation): Tensor {
  const { native, lanes } = step;
  const [, m, k] = a.shape as [number, number, number];
  const n = b.shape[2]!;
  const mask = -1 << (24 - bits);
  const zero = native.zeros([lanes, m, n]);
  let [sum, partial] = [zero, zero];
  for (let c = 0; c < k; c++) {
    const before = [sum, partial];
    [sum, partial] = native.scope((): [Tensor, Tensor] => {
      const term = native.multiply(
        native.slice(a, [0, 0, c], [lanes, m, 1]),
        native.slice(b, [0, c, 0], [lanes, 1, n]),
      );
      const cut = native.and(native.bitcast(native.add(partial, term), TYPE.int), mask);
      const next = native.bitcast(cut, TYPE.float);
      const promoted = (c + 1) % promoteEvery === 0;
      return promoted ? [native.keep(native.add(sum, next)), zero] : [sum, native.keep(next)];
    });
    for (const old of before) if (old !== zero && old !== sum && old !== partial) native.free(old);
  }
  const total = native.add(sum, partial);
  for (const last of [sum, partial]) if (last !== zero) native.free(last);
  return total;
}

export function scale(op: OperationOf<'scale'>, step: Step): void {
  const { native, buffers, lanes, settings } = step;
  const tensor = layoutOf(op.precision).tensor!;
  const amax = amaxOf(native, buffers.get(op.source, [op.length]), [1]);
  if (tensor.history) {
    const { length } = tensor.history;
    const history = buffers.get(op.history!, [length]);
    const previous = buffers.get(op.scale, [1]);
    buffers.set(op.scale, delayedScale(native, history, previous, tensor.most, tensor.history));
    if (settings.training) {
      const kept = native.slice(history, [0, 0], [lanes, length - 1]);
      buffers.set(op.history!, native.concatenate([amax, kept], 1));
    }
  } else {
    buffers.set(op.scale, tensorScale(native, amax, tensor));
  }
  if (step.counting) step.report({ kind: 'scale', site: op.site }, buffers.get(op.scale, []));
}

export function round(op: OperationOf<'round'>, step: Step): void {
  const { native, buffers } = step;
  const { x, rows, columns, purpose } = op;
  const values = operandValues(step, x, [rows, columns], 'columns', purpose);
  const scaled = x.scale === null ? values : native.divide(values, buffers.get(x.scale, [1, 1]));
  buffers.set(x.buffer, scaled);
  const precision = x.precision!;
  if (isUnscaled(precision) && precision.cast.rounding !== 'stochastic') {
    buffers.markCast(x.buffer, castKey(precision));
  }
}
