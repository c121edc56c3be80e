// Causal self-attention and its gradient, head by head, on the tiles of tile.ts. What lies above the diagonal is neither
// computed nor read, up to the size of a tile.
import { Cast } from './cast';
import { divide } from './blocks';
import { exp4, one } from './math';
import { packB, packTransposedB } from './pack';
import { amaxOf, quantize } from './quantize';
import { EDGE_BYTES, PANEL, ROWS, tiles } from './tile';
import { first, loadPart, maskOf, maxAcross, pairs, sumAcross } from './vector';

const UNSCALED: i32 = 0;
const POWER_OF_TWO: i32 = 2;
const AMAX_FLOOR: f32 = 1e-12;
const MOST_NEGATIVE: f32 = -3.4028234663852886e38;

/** How the operands of one site are rounded: `headRounding` of addresses.ts writes it. */
@unmanaged
class HeadRounding {
  cast: usize;
  scaling: i32;
  key: u32;
  counts: usize;
}

/** to = n values rounded, the scale of the whole undone. */
function round(to: usize, from: usize, n: i32, rounding: usize): void {
  const how = changetype<HeadRounding>(rounding);
  let scale: f32 = 1;
  if (how.scaling != UNSCALED) {
    const amax = amaxOf(from, n);
    const most = reinterpret<f32>(changetype<Cast>(how.cast).maxFinite);
    scale = most / (amax < AMAX_FLOOR ? AMAX_FLOOR : amax);
    if (how.scaling == POWER_OF_TWO) scale = reinterpret<f32>(reinterpret<u32>(scale) & 0x7f800000);
  }
  quantize(to, from, n, scale, how.cast, how.key, 0, how.counts);
  if (scale != 1) divide(to, n, scale);
}

/** Rows of one head, `stride` bytes apart: rounded and side by side at `room`, or where they are if nothing rounds them. */
function rowsOf(from: usize, stride: usize, rows: i32, width: i32, rounding: usize, room: usize): usize {
  if (rounding == 0) return from;
  const row = <usize>width << 2;
  let to = room;
  for (let i = 0; i < rows; i++) {
    // The last vectors run over the row, whose end the next row then overwrites.
    for (let at: usize = 0; at < row; at += 16) v128.store(to + at, v128.load(from + at));
    to += row;
    from += stride;
  }
  round(room, room, rows * width, rounding);
  return room;
}

/** Bytes between the rows that `rowsOf` gave. */
@inline
function strideOf(stride: usize, width: i32, rounding: usize): usize {
  return rounding == 0 ? stride : <usize>width << 2;
}

/** A head's probabilities, or the same rounded at `room`. */
@inline
function weightsOf(p: usize, n: i32, rounding: usize, room: usize): usize {
  if (rounding == 0) return p;
  round(room, p, n * n, rounding);
  return room;
}

/** n rounded up to whole panels. */
@inline
function whole(n: i32): i32 {
  return (n + PANEL - 1) & -PANEL;
}

/** Bytes of `values` values with room for two vectors after them. */
@inline
function room(values: i32): usize {
  return ((<usize>values << 2) + 95) & ~63;
}

/** Zeros in n values of x from `start` on, and in up to seven more. */
@inline
function clear(x: usize, start: i32, n: i32): void {
  const zero = i32x4.splat(0);
  const end = x + (<usize>n << 2);
  for (x += <usize>start << 2; x < end; x += 32) {
    v128.store(x, zero);
    v128.store(x, zero, 16);
  }
}

/**
 * p = softmax of the first `known` of n values of x, zeros after them; runs over its end by up to seven. All rows of a tile
 * take the same way: `inner` values are known in each, `wide` are looked at, both multiples of 8. x is overwritten. Returns
 * the largest value, or `largest`.
 */
function softmaxRow(x: usize, p: usize, known: i32, inner: i32, wide: i32, n: i32, largest: v128): v128 {
  const start = <usize>inner << 2;
  const end = <usize>wide << 2;
  const least = f32x4.splat(MOST_NEGATIVE);
  let most = least, most2 = least;
  for (let at: usize = 0; at < start; at += 32) {
    most = f32x4.pmax(most, v128.load(x + at));
    most2 = f32x4.pmax(most2, v128.load(x + at, 16));
  }
  for (let at = start, left = known - inner; at < end; at += 32, left -= 8) {
    const count = max(0, min(8, left));
    most = f32x4.pmax(most, v128.bitselect(v128.load(x + at), least, maskOf(count)));
    most2 = f32x4.pmax(most2, v128.bitselect(v128.load(x + at, 16), least, maskOf(count, 4)));
  }
  const center = maxAcross(f32x4.pmax(most, most2));
  let sum = f32x4.splat(0), sum2 = sum;
  for (let at: usize = 0; at < start; at += 32) {
    const low = exp4(f32x4.sub(v128.load(x + at), center)), high = exp4(f32x4.sub(v128.load(x + at, 16), center));
    sum = f32x4.add(sum, low);
    sum2 = f32x4.add(sum2, high);
    v128.store(x + at, low);
    v128.store(x + at, high, 16);
  }
  for (let at = start, left = known - inner; at < end; at += 32, left -= 8) {
    const count = max(0, min(8, left));
    const low = v128.and(exp4(f32x4.sub(v128.load(x + at), center)), maskOf(count));
    const high = v128.and(exp4(f32x4.sub(v128.load(x + at, 16), center)), maskOf(count, 4));
    sum = f32x4.add(sum, low);
    sum2 = f32x4.add(sum2, high);
    v128.store(x + at, low);
    v128.store(x + at, high, 16);
  }
  const factor = f32x4.div(one(), sumAcross(f32x4.add(sum, sum2)));
  for (let at: usize = 0; at < end; at += 32) {
    const low = f32x4.mul(v128.load(x + at), factor), high = f32x4.mul(v128.load(x + at, 16), factor);
    v128.store(p + at, low);
    v128.store(p + at, high, 16);
  }
  clear(p, wide, n);
  return f32x4.pmax(largest, center);
}

/**
 * d = p (x - sum of p x) over the first `wide` of n values, zeros after them; runs over its end by up to seven. p is zero
 * above the diagonal, and so is d.
 */
function softmaxGradientRow(p: usize, x: usize, d: usize, wide: i32, n: i32): void {
  const rest = min(wide, n) & 7;
  const end = pairs(min(wide, n));
  let sum = f32x4.splat(0), sum2 = sum;
  for (let at: usize = 0; at < end; at += 32) {
    sum = f32x4.relaxed_madd(v128.load(p + at), v128.load(x + at), sum);
    sum2 = f32x4.relaxed_madd(v128.load(p + at, 16), v128.load(x + at, 16), sum2);
  }
  if (rest) {
    sum = f32x4.relaxed_madd(loadPart(p + end, rest), v128.load(x + end), sum);
    sum2 = f32x4.relaxed_madd(loadPart(p + end, rest, 4), v128.load(x + end, 16), sum2);
  }
  const inner = sumAcross(f32x4.add(sum, sum2));
  for (let at: usize = 0; at < end + (rest ? 32 : 0); at += 32) {
    const low = f32x4.mul(v128.load(p + at), f32x4.sub(v128.load(x + at), inner));
    const high = f32x4.mul(v128.load(p + at, 16), f32x4.sub(v128.load(x + at, 16), inner));
    v128.store(d + at, low);
    v128.store(d + at, high, 16);
  }
  clear(d, wide, n);
}

/** out [n, width] = lower triangular a [n, n] times packed b. */
function lowerTimes(a: usize, packed: usize, n: i32, width: i32, out: usize, ldc: usize, alpha: f32, edge: usize): void {
  const row = <usize>n << 2;
  for (let i = 0; i < n; i += ROWS) {
    const rows = min(ROWS, n - i);
    const to = out + <usize>i * ldc;
    tiles(rows, width, i + rows, a + <usize>i * row, 0, row, 4, packed, <usize>n << 6, to, ldc, alpha, false, edge);
  }
}

/** out [n, width] = transpose of lower triangular a [n, n] times packed b. */
function lowerTransposedTimes(
  a: usize, packed: usize, n: i32, width: i32, out: usize, ldc: usize, alpha: f32, edge: usize,
): void {
  const row = <usize>n << 2;
  for (let j = 0; j < n; j += ROWS) {
    const rows = min(ROWS, n - j);
    const from = a + <usize>j * (row + 4);
    const to = out + <usize>j * ldc;
    tiles(rows, width, n - j, from, 0, 4, row, packed + (<usize>j << 6), <usize>n << 6, to, ldc, alpha, false, edge);
  }
}

/**
 * Forward pass over qkv [batch x n, 3 x width]; keeps the probabilities [batch, heads, n, n] and returns the largest logit.
 * `scratch`: see `attentionScratch` in layout.ts.
 */
export function attention(
  qkv: usize, probabilities: usize, out: usize, batch: i32, heads: i32, n: i32, width: i32, qk: usize, pv: usize,
  scratch: usize,
): f32 {
  const headWidth = width / heads;
  const stride = <usize>width * 12;
  const row = <usize>width << 2;
  const x = scratch + EDGE_BYTES;
  const packed = x + room(n * headWidth);
  const logits = packed + room(max(whole(n) * headWidth, n * whole(headWidth)));
  const rounded = logits + room(ROWS * whole(n));
  const line = <usize>whole(n) << 2;
  const qkStride = strideOf(stride, headWidth, qk);
  const alpha: f32 = 1 / first(f32x4.sqrt(f32x4.splat(<f32>headWidth)));
  let largest = f32x4.splat(-Infinity);
  for (let b = 0; b < batch; b++) {
    for (let h = 0; h < heads; h++) {
      const head = qkv + <usize>(b * n) * stride + (<usize>(h * headWidth) << 2);
      const keys = rowsOf(head + row, stride, n, headWidth, qk, x);
      packTransposedB(packed, keys, qkStride, headWidth, n);
      const queries = rowsOf(head, stride, n, headWidth, qk, x);
      for (let i = 0; i < n; i += ROWS) {
        const rows = min(ROWS, n - i);
        const from = queries + <usize>i * qkStride;
        const panel = <usize>headWidth << 6;
        tiles(rows, whole(i + rows), headWidth, from, 0, qkStride, 4, packed, panel, logits, line, alpha, false, scratch);
        for (let r = 0; r < rows; r++) {
          const p = probabilities + (<usize>((i + r) * n) << 2);
          largest = softmaxRow(logits + <usize>r * line, p, i + r + 1, i & ~7, (i + rows + 7) & ~7, n, largest);
        }
      }
      const values = rowsOf(head + 2 * row, stride, n, headWidth, pv, x);
      packB(packed, values, strideOf(stride, headWidth, pv), n, headWidth);
      const weights = weightsOf(probabilities, n, pv, rounded);
      const to = out + <usize>(b * n) * row + (<usize>(h * headWidth) << 2);
      lowerTimes(weights, packed, n, headWidth, to, row, 1, scratch);
      probabilities += <usize>(n * n) << 2;
    }
  }
  return first(largest);
}

/** dQkv from dOut [batch x n, width]. */
export function attentionGradient(
  qkv: usize, probabilities: usize, dOut: usize, dQkv: usize, batch: i32, heads: i32, n: i32, width: i32,
  qk: usize, pv: usize, gradient: usize, scratch: usize,
): void {
  const headWidth = width / heads;
  const stride = <usize>width * 12;
  const row = <usize>width << 2;
  const x = scratch + EDGE_BYTES;
  const packed = x + room(n * headWidth);
  const dProbabilities = packed + room(max(whole(n) * headWidth, n * whole(headWidth)));
  const rounded = dProbabilities + room(ROWS * whole(n));
  const dLogits = rounded + room(n * n);
  const d = dLogits + room(n * n);
  const line = <usize>whole(n) << 2;
  const qkStride = strideOf(stride, headWidth, qk);
  const pvStride = strideOf(stride, headWidth, pv);
  const dStride = strideOf(row, headWidth, gradient);
  const alpha: f32 = 1 / first(f32x4.sqrt(f32x4.splat(<f32>headWidth)));
  for (let b = 0; b < batch; b++) {
    for (let h = 0; h < heads; h++) {
      const offset = <usize>(b * n) * stride + (<usize>(h * headWidth) << 2);
      const head = qkv + offset;
      const dQ = dQkv + offset;
      const incoming = rowsOf(dOut + <usize>(b * n) * row + (<usize>(h * headWidth) << 2), row, n, headWidth, gradient, d);
      const values = rowsOf(head + 2 * row, stride, n, headWidth, pv, x);
      packTransposedB(packed, values, pvStride, headWidth, n);
      for (let i = 0; i < n; i += ROWS) {
        const rows = min(ROWS, n - i);
        const from = incoming + <usize>i * dStride;
        const panel = <usize>headWidth << 6;
        tiles(rows, whole(i + rows), headWidth, from, 0, dStride, 4, packed, panel, dProbabilities, line, 1, false, scratch);
        for (let r = 0; r < rows; r++) {
          const at = <usize>((i + r) * n) << 2;
          softmaxGradientRow(probabilities + at, dProbabilities + <usize>r * line, dLogits + at, (i + rows + 7) & ~7, n);
        }
      }
      if (gradient != 0) round(dLogits, dLogits, n * n, gradient);

      const weights = weightsOf(probabilities, n, pv, rounded);
      packB(packed, incoming, dStride, n, headWidth);
      lowerTransposedTimes(weights, packed, n, headWidth, dQ + 2 * row, stride, 1, scratch);

      const keys = rowsOf(head + row, stride, n, headWidth, qk, x);
      packB(packed, keys, qkStride, n, headWidth);
      lowerTimes(dLogits, packed, n, headWidth, dQ, stride, alpha, scratch);
      const queries = rowsOf(head, stride, n, headWidth, qk, x);
      packB(packed, queries, qkStride, n, headWidth);
      lowerTransposedTimes(dLogits, packed, n, headWidth, dQ + row, stride, alpha, scratch);
      probabilities += <usize>(n * n) << 2;
    }
  }
}
