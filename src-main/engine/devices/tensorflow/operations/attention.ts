// Causal self-attention and its gradient on TensorFlow, all heads of all sequences and lanes at once. What lies above the
// diagonal is computed too, and is zero. The probabilities of one layer exist at a time: the backward pass computes them again.
import type { Precision } from '../../../../formats/precision.ts';
import { ownScale } from '../../../../formats/scaling.ts';
import type { OperationOf } from '../../../program.ts';
import { LARGEST_LOGIT, layerLogit } from '../../kit/facts.ts';
import type { Native } from '../native.ts';
import type { Tensor } from '../tensors.ts';
import { drawsOf, roundScaled, type RoundedAs } from '../quantize.ts';
import { amaxOf, tensorScale } from '../scaling.ts';
import type { Step } from '../step.ts';

type Attention = OperationOf<'attention'> | OperationOf<'attention-gradient'>;

/** Matrices of the heads, [lanes, sequences x heads, rows, columns], rounded, with the scale of each head undone. */
function rounded(step: Step, x: Tensor, precision: Precision | null, site: string): Tensor {
  if (!precision) return x;
  const { native } = step;
  const [rows, columns] = x.shape.slice(2) as [number, number];
  const as: RoundedAs = { precision, site, stream: site };
  const drawn = drawsOf(step, as, [1, rows, columns]);
  const own = ownScale(precision);
  const scale = own && tensorScale(native, amaxOf(native, x, [2, 3]), own);
  const result = roundScaled(step, x, as, scale, drawn);
  return scale ? native.divide(result, scale) : result;
}

/** Matrices side by side in the columns of [lanes, tokens, parts x width], head by head. */
function split(step: Step, x: Tensor, op: Attention, parts: number): Tensor[] {
  const { native, lanes } = step;
  const { batch, heads, context, width } = op;
  const headWidth = width / heads;
  const apart = native.reshape(x, [lanes * batch, context, parts, heads, headWidth]);
  const turned = native.transpose(apart, [2, 0, 3, 1, 4]);
  return Array.from({ length: parts }, (_, part) => {
    const one = native.slice(turned, [part, 0, 0, 0, 0], [1, lanes * batch, heads, context, headWidth]);
    return native.reshape(one, [lanes, batch * heads, context, headWidth]);
  });
}

/** The inverse of `split`. */
function join(step: Step, parts: readonly Tensor[], op: Attention): Tensor {
  const { native, lanes } = step;
  const { batch, heads, context, width } = op;
  const each = parts.map((part) => native.reshape(part, [1, lanes * batch, heads, context, width / heads]));
  const turned = native.transpose(native.concatenate(each, 0), [1, 3, 0, 2, 4]);
  return native.reshape(turned, [lanes, batch * context, parts.length * width]);
}

/** 0 where a position may be seen, -Infinity above the diagonal. */
function causalMask(native: Native, context: number): Tensor {
  return native.constant(`mask:${context}`, () =>
    native.floats(
      Float32Array.from({ length: context ** 2 }, (_, i) =>
        i % context > Math.floor(i / context) ? -Infinity : 0,
      ),
      [1, 1, context, context],
    ),
  );
}

/** TensorFlow's own gives 1 - 2^-24 where 1 is due, which truncation to few bits would make a whole step less. */
function softmax(native: Native, x: Tensor): Tensor {
  const shares = native.exponential(native.subtract(x, native.largest(x, [3], true)));
  return native.divide(shares, native.sum(shares, [3], true));
}

/** Rounded queries / sqrt(squaredDivisor). */
function divided({ native }: Step, q: Tensor, { squaredDivisor }: Attention): Tensor {
  return native.multiply(q, 1 / Math.sqrt(squaredDivisor));
}

/** Logits, -Infinity above the diagonal. */
function logitsOf({ native }: Step, dividedQueries: Tensor, keys: Tensor, { context }: Attention): Tensor {
  return native.add(native.matmul(dividedQueries, keys, false, true), causalMask(native, context));
}

export function attention(op: OperationOf<'attention'>, step: Step): void {
  const { native, buffers } = step;
  const { batch, context, width, qk, pv, sites } = op;
  const tokens = batch * context;
  const [q, k, v] = split(step, buffers.get(op.qkv, [tokens, 3 * width]), op, 3) as [Tensor, Tensor, Tensor];
  const queries = divided(step, rounded(step, q, qk, sites.qk), op);
  const logits = logitsOf(step, queries, rounded(step, k, qk, sites.qk), op);
  if (!op.again) {
    const largest = native.largest(logits, [1, 2, 3]);
    step.report(LARGEST_LOGIT, largest);
    if (step.counting) step.report(layerLogit(op), largest);
  }
  const p = softmax(native, logits);
  const out = native.matmul(rounded(step, p, pv, sites.pv), rounded(step, v, pv, sites.pv));
  buffers.set(op.out, join(step, [out], op));
}

export function attentionGradient(op: OperationOf<'attention-gradient'>, step: Step): void {
  const { native, buffers } = step;
  const { batch, context, width, qk, pv, gradient, sites } = op;
  const tokens = batch * context;
  const [q, k, v] = split(step, buffers.get(op.qkv, [tokens, 3 * width]), op, 3) as [Tensor, Tensor, Tensor];
  const [dOut] = split(step, buffers.get(op.dOut, [tokens, width]), op, 1) as [Tensor];
  const [queries, keys] = [rounded(step, q, qk, sites.qk), rounded(step, k, qk, sites.qk)];
  const again = native.after(dOut, () => divided(step, queries, op));
  const exact = softmax(native, logitsOf(step, again, keys, op));
  const roundedGradient = (x: Tensor) => rounded(step, x, gradient, sites.gradient);
  /** For two products: the same numbers, but counted, and drawn, for each. */
  const twice = (x: Tensor): readonly [Tensor, Tensor] => {
    const first = roundedGradient(x);
    return [first, step.counting ? roundedGradient(x) : first];
  };

  // dV = p' dOut and dP = dOut v'.
  const [dOutForV, dOutForP] = twice(dOut);
  const dV = native.matmul(rounded(step, exact, pv, sites.pv), dOutForV, true);
  const dP = native.matmul(dOutForP, rounded(step, v, pv, sites.pv), false, true);
  const inner = native.sum(native.multiply(exact, dP), [3], true);
  const dLogits = native.multiply(exact, native.subtract(dP, inner));

  // dQ = dLogits k / sqrt(squaredDivisor) and dK = dLogits' q / sqrt(squaredDivisor).
  const [forQ, forK] = twice(dLogits);
  const scale = 1 / Math.sqrt(op.squaredDivisor);
  const dQ = native.matmul(forQ, keys);
  const dK = native.matmul(forK, queries, true);
  const parts = [native.multiply(dQ, scale), native.multiply(dK, scale), dV];
  buffers.set(op.dQkv, join(step, parts, op));
}
