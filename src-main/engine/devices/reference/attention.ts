// Causal self-attention and its gradient on the reference device, head by head, in float64. Probabilities exist for one head at a
// time: the backward pass computes them again.
import { tensorAmax } from '../../../formats/quantize.ts';
import { tensorScale } from '../../../formats/scales.ts';
import { ownScale } from '../../../formats/scaling.ts';
import type { Precision } from '../../../formats/precision.ts';
import type { OperationOf, Site } from '../../program.ts';
import { LARGEST_LOGIT, layerLogit } from '../kit/facts.ts';
import type { Lane } from './lane.ts';

type Contraction = 'rows' | 'columns';

/** A [context, columns] matrix of one head, rounded, with the scale undone. */
function rounded(
  lane: Lane,
  values: Float64Array,
  columns: number,
  precision: Precision | null,
  site: Site,
  contraction: Contraction,
): Float64Array {
  if (!precision) return values;
  const own = ownScale(precision);
  const scale = own ? tensorScale(tensorAmax(Float32Array.from(values)), own) : 1;
  const result = lane.round(
    values,
    values.length / columns,
    columns,
    contraction,
    precision,
    scale,
    site,
    site,
  );
  return result.map((value) => value / scale);
}

function headOf(
  source: Float64Array,
  start: number,
  rows: number,
  stride: number,
  width: number,
): Float64Array {
  const head = new Float64Array(rows * width);
  for (let i = 0; i < rows; i++) {
    for (let j = 0; j < width; j++) head[i * width + j] = source[start + i * stride + j]!;
  }
  return head;
}

/** p = softmax(q k' / sqrt(squaredDivisor)) of one head, [context, context], and its largest logit. */
function probabilities(q: Float64Array, k: Float64Array, n: number, squaredDivisor: number) {
  const width = q.length / n;
  const p = new Float64Array(n * n);
  let largest = -Infinity;
  for (let i = 0; i < n; i++) {
    let most = -Infinity;
    for (let j = 0; j <= i; j++) {
      let logit = 0;
      for (let c = 0; c < width; c++) logit += q[i * width + c]! * k[j * width + c]!;
      p[i * n + j] = logit / Math.sqrt(squaredDivisor);
      most = Math.max(most, p[i * n + j]!);
    }
    largest = Math.max(largest, most);
    let sum = 0;
    for (let j = 0; j <= i; j++) sum += p[i * n + j] = Math.exp(p[i * n + j]! - most);
    for (let j = 0; j <= i; j++) p[i * n + j]! /= sum;
  }
  return { p, largest };
}

export function attention(op: OperationOf<'attention'>, lane: Lane): void {
  const { batch, heads, context: n, width, qk, pv, sites } = op;
  const headWidth = width / heads;
  const qkv = lane.buffer(op.qkv);
  const out = lane.buffer(op.out);
  let largest = -Infinity;
  for (let b = 0; b < batch; b++) {
    for (let h = 0; h < heads; h++) {
      const start = b * n * 3 * width + h * headWidth;
      const part = (index: number) => headOf(qkv, start + index * width, n, 3 * width, headWidth);
      const q = rounded(lane, part(0), headWidth, qk, sites.qk, 'columns');
      const k = rounded(lane, part(1), headWidth, qk, sites.qk, 'columns');
      const v = rounded(lane, part(2), headWidth, pv, sites.pv, 'rows');
      const { p, largest: own } = probabilities(q, k, n, op.squaredDivisor);
      largest = Math.max(largest, own);
      const weights = rounded(lane, p, n, pv, sites.pv, 'columns');
      for (let i = 0; i < n; i++) {
        for (let c = 0; c < headWidth; c++) {
          let sum = 0;
          for (let j = 0; j <= i; j++) sum += weights[i * n + j]! * v[j * headWidth + c]!;
          out[(b * n + i) * width + h * headWidth + c] = sum;
        }
      }
    }
  }
  if (op.again) return;
  lane.report.say(LARGEST_LOGIT, largest);
  if (lane.counting) lane.report.add(layerLogit(op), largest);
}

export function attentionGradient(op: OperationOf<'attention-gradient'>, lane: Lane): void {
  const { batch, heads, context: n, width, qk, pv, gradient, sites } = op;
  const headWidth = width / heads;
  const qkv = lane.buffer(op.qkv);
  const dQkv = lane.buffer(op.dQkv);
  for (let b = 0; b < batch; b++) {
    for (let h = 0; h < heads; h++) {
      const start = b * n * 3 * width + h * headWidth;
      const part = (index: number) => headOf(qkv, start + index * width, n, 3 * width, headWidth);
      const q = rounded(lane, part(0), headWidth, qk, sites.qk, 'rows');
      const k = rounded(lane, part(1), headWidth, qk, sites.qk, 'rows');
      const { p: exact } = probabilities(q, k, n, op.squaredDivisor);
      const dOut = headOf(lane.buffer(op.dOut), b * n * width + h * headWidth, n, width, headWidth);

      // dV = p' dOut and dP = dOut v'.
      const p = rounded(lane, exact, n, pv, sites.pv, 'rows');
      const dOutForV = rounded(lane, dOut, headWidth, gradient, sites.gradient, 'rows');
      const v = rounded(lane, part(2), headWidth, pv, sites.pv, 'columns');
      const dOutForP = rounded(lane, dOut, headWidth, gradient, sites.gradient, 'columns');
      const dV = new Float64Array(n * headWidth);
      const dLogits = new Float64Array(n * n);
      for (let i = 0; i < n; i++) {
        let inner = 0;
        for (let j = 0; j <= i; j++) {
          let dP = 0;
          for (let c = 0; c < headWidth; c++) {
            dV[j * headWidth + c]! += p[i * n + j]! * dOutForV[i * headWidth + c]!;
            dP += dOutForP[i * headWidth + c]! * v[j * headWidth + c]!;
          }
          dLogits[i * n + j] = dP;
          inner += exact[i * n + j]! * dP;
        }
        for (let j = 0; j <= i; j++) dLogits[i * n + j] = exact[i * n + j]! * (dLogits[i * n + j]! - inner);
      }

      // dQ = dLogits k / sqrt(squaredDivisor) and dK = dLogits' q / sqrt(squaredDivisor).
      const dLogitsForQ = rounded(lane, dLogits, n, gradient, sites.gradient, 'columns');
      const dLogitsForK = rounded(lane, dLogits, n, gradient, sites.gradient, 'rows');
      const dQ = new Float64Array(n * headWidth);
      const dK = new Float64Array(n * headWidth);
      for (let i = 0; i < n; i++) {
        for (let j = 0; j <= i; j++) {
          for (let c = 0; c < headWidth; c++) {
            dQ[i * headWidth + c]! += dLogitsForQ[i * n + j]! * k[j * headWidth + c]!;
            dK[j * headWidth + c]! += dLogitsForK[i * n + j]! * q[i * headWidth + c]!;
          }
        }
      }
      const scale = 1 / Math.sqrt(op.squaredDivisor);
      for (let i = 0; i < n; i++) {
        for (let c = 0; c < headWidth; c++) {
          const at = start + i * 3 * width + c;
          dQkv[at] = dQ[i * headWidth + c]! * scale;
          dQkv[at + width] = dK[i * headWidth + c]! * scale;
          dQkv[at + 2 * width] = dV[i * headWidth + c]!;
        }
      }
    }
  }
}
