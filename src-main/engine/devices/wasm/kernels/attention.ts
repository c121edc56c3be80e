// Causal self-attention and its gradient, head by head, on the tiles of gemm.ts. Whatever lies above the diagonal is
// neither computed nor read, up to the size of a tile.
import { Cast } from './cast';
import { divide } from './blocks';
import { columnTiles, rowTiles } from './gemm';
import { exp4 } from './math';
import { packB, packTransposedB } from './pack';
import { amaxOf, quantize } from './quantize';
import { loadPart, maskOf, maxOf, storePart, sumOf } from './vector';

const UNSCALED: i32 = 0;
const POWER_OF_TWO: i32 = 2;
const AMAX_FLOOR: f32 = 1e-12;
const MOST_NEGATIVE: f32 = -3.4028234663852886e38;

/** How the operands of one site are rounded: head-rounding.ts writes it. */
@unmanaged
class HeadRounding {
  cast: usize;
  scaling: i32;
  key: u32;
  counts: usize;
}

/** Rounds n values in place, the scale of the whole undone. `rounding` 0 leaves them. */
function round(x: usize, n: i32, rounding: usize): void {
  if (rounding == 0) return;
  const how = changetype<HeadRounding>(rounding);
  let scale: f32 = 1;
  if (how.scaling != UNSCALED) {
    const amax = amaxOf(x, n);
    const most = reinterpret<f32>(changetype<Cast>(how.cast).maxFinite);
    scale = most / (amax < AMAX_FLOOR ? AMAX_FLOOR : amax);
    if (how.scaling == POWER_OF_TWO) scale = reinterpret<f32>(reinterpret<u32>(scale) & 0x7f800000);
  }
  quantize(x, x, n, scale, how.cast, how.key, 0, how.counts);
  if (scale != 1) divide(x, n, scale);
}

/** Rows `stride` bytes apart side by side, rounded. */
function gather(to: usize, from: usize, stride: usize, rows: i32, width: i32, rounding: usize): void {
  const row = <usize>width << 2;
  let at = to;
  for (let i = 0; i < rows; i++) {
    memory.copy(at, from, row);
    at += row;
    from += stride;
  }
  round(to, rows * width, rounding);
}

/** Bytes of `values` values with room for one vector after them. */
@inline
function room(values: i32): usize {
  return ((<usize>values << 2) + 79) & ~63;
}

/** Columns of a tile row that reach its diagonal, in whole panels. */
@inline
function reach(end: i32, n: i32): i32 {
  return min(n, (end + 7) & ~7);
}

/** In place: softmax of the first `known` of n values, zeros after them. Returns the largest value. */
function softmaxRow(x: usize, known: i32, n: i32): f32 {
  let most = f32x4.splat(MOST_NEGATIVE);
  const whole = x + (<usize>(known & ~3) << 2);
  const rest = known & 3;
  const mask = maskOf(rest);
  for (let at = x; at < whole; at += 16) most = f32x4.pmax(most, v128.load(at));
  if (rest) most = f32x4.pmax(most, v128.bitselect(v128.load(whole), most, mask));
  const largest = maxOf(most);
  const center = f32x4.splat(largest);
  let sum = f32x4.splat(0);
  for (let at = x; at < whole; at += 16) {
    const e = exp4(f32x4.sub(v128.load(at), center));
    sum = f32x4.add(sum, e);
    v128.store(at, e);
  }
  if (rest) {
    const e = v128.and(exp4(f32x4.sub(v128.load(whole), center)), mask);
    sum = f32x4.add(sum, e);
    storePart(whole, e, rest);
  }
  const factor = f32x4.splat(1 / sumOf(sum));
  for (let at = x; at < whole; at += 16) v128.store(at, f32x4.mul(v128.load(at), factor));
  if (rest) storePart(whole, f32x4.mul(v128.load(whole), factor), rest);
  memory.fill(x + (<usize>known << 2), 0, <usize>(n - known) << 2);
  return largest;
}

/** d = p (d - sum of p d) over the first `known` of n values, zeros after them. */
function softmaxGradientRow(p: usize, d: usize, known: i32, n: i32): void {
  const whole = <usize>(known & ~3) << 2;
  const rest = known & 3;
  let sum = f32x4.splat(0);
  for (let at: usize = 0; at < whole; at += 16) sum = f32x4.relaxed_madd(v128.load(p + at), v128.load(d + at), sum);
  if (rest) sum = f32x4.relaxed_madd(loadPart(p + whole, rest), loadPart(d + whole, rest), sum);
  const inner = f32x4.splat(sumOf(sum));
  for (let at: usize = 0; at < whole; at += 16) {
    v128.store(d + at, f32x4.mul(v128.load(p + at), f32x4.sub(v128.load(d + at), inner)));
  }
  if (rest) storePart(d + whole, f32x4.mul(v128.load(p + whole), f32x4.sub(v128.load(d + whole), inner)), rest);
  memory.fill(d + (<usize>known << 2), 0, <usize>(n - known) << 2);
}

/** out [n, width] = lower triangular a [n, n] times packed b. */
function lowerTimes(a: usize, packed: usize, n: i32, width: i32, out: usize, ldc: usize, alpha: f32): void {
  const row = <usize>n << 2;
  for (let i = 0; i < n; i += 6) {
    const rows = min(6, n - i);
    const to = out + <usize>i * ldc;
    rowTiles(rows, width, i + rows, a + <usize>i * row, row, packed, <usize>n << 5, to, ldc, alpha, false);
  }
}

/** out [n, width] = transpose of lower triangular a [n, n] times packed b. */
function lowerTransposedTimes(a: usize, packed: usize, n: i32, width: i32, out: usize, ldc: usize, alpha: f32): void {
  const row = <usize>n << 2;
  for (let j = 0; j < n; j += 6) {
    const from = a + <usize>j * (row + 4);
    const to = out + <usize>j * ldc;
    columnTiles(min(6, n - j), width, n - j, from, row, packed + (<usize>j << 5), <usize>n << 5, to, ldc, alpha, false);
  }
}

/** The lower triangle, in whole tiles, of out [n, n] = alpha a b' with a [n, width] and b' packed. */
function lowerProduct(a: usize, packed: usize, n: i32, width: i32, out: usize, alpha: f32): void {
  const row = <usize>width << 2;
  const ldc = <usize>n << 2;
  for (let i = 0; i < n; i += 6) {
    const rows = min(6, n - i);
    const to = out + <usize>i * ldc;
    rowTiles(rows, reach(i + rows, n), width, a + <usize>i * row, row, packed, <usize>width << 5, to, ldc, alpha, false);
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
  const x = scratch;
  const packed = x + room(n * headWidth);
  const rounded = packed + room(max(((n + 7) & ~7) * headWidth, n * ((headWidth + 7) & ~7)));
  const alpha: f32 = 1 / sqrt<f32>(<f32>headWidth);
  let largest: f32 = -Infinity;
  for (let b = 0; b < batch; b++) {
    for (let h = 0; h < heads; h++) {
      const q = qkv + <usize>(b * n) * stride + (<usize>(h * headWidth) << 2);
      gather(x, q + row, stride, n, headWidth, qk);
      packTransposedB(packed, x, <usize>headWidth << 2, headWidth, n);
      gather(x, q, stride, n, headWidth, qk);
      lowerProduct(x, packed, n, headWidth, probabilities, alpha);
      for (let i = 0; i < n; i++) {
        largest = max(largest, softmaxRow(probabilities + (<usize>(i * n) << 2), i + 1, n));
      }
      gather(x, q + 2 * row, stride, n, headWidth, pv);
      packB(packed, x, <usize>headWidth << 2, n, headWidth);
      let p = probabilities;
      if (pv != 0) {
        memory.copy(rounded, p, <usize>(n * n) << 2);
        round(rounded, n * n, pv);
        p = rounded;
      }
      const to = out + <usize>(b * n) * row + (<usize>(h * headWidth) << 2);
      lowerTimes(p, packed, n, headWidth, to, row, 1);
      probabilities += <usize>(n * n) << 2;
    }
  }
  return largest;
}

/** dQkv from dOut [batch x n, width]. Scratch as `attention`, and two more [n, n]. */
export function attentionGradient(
  qkv: usize, probabilities: usize, dOut: usize, dQkv: usize, batch: i32, heads: i32, n: i32, width: i32,
  qk: usize, pv: usize, gradient: usize, scratch: usize,
): void {
  const headWidth = width / heads;
  const stride = <usize>width * 12;
  const row = <usize>width << 2;
  const headRow = <usize>headWidth << 2;
  const x = scratch;
  const packed = x + room(n * headWidth);
  const rounded = packed + room(max(((n + 7) & ~7) * headWidth, n * ((headWidth + 7) & ~7)));
  const dLogits = rounded + room(n * n);
  const d = dLogits + room(n * n);
  const alpha: f32 = 1 / sqrt<f32>(<f32>headWidth);
  for (let b = 0; b < batch; b++) {
    for (let h = 0; h < heads; h++) {
      const offset = <usize>(b * n) * stride + (<usize>(h * headWidth) << 2);
      const q = qkv + offset;
      const dQ = dQkv + offset;
      gather(d, dOut + <usize>(b * n) * row + (<usize>(h * headWidth) << 2), row, n, headWidth, gradient);
      gather(x, q + 2 * row, stride, n, headWidth, pv);
      packTransposedB(packed, x, headRow, headWidth, n);
      lowerProduct(d, packed, n, headWidth, dLogits, 1);
      for (let i = 0; i < n; i++) {
        const at = <usize>(i * n) << 2;
        softmaxGradientRow(probabilities + at, dLogits + at, i + 1, n);
      }
      round(dLogits, n * n, gradient);

      let p = probabilities;
      if (pv != 0) {
        memory.copy(rounded, p, <usize>(n * n) << 2);
        round(rounded, n * n, pv);
        p = rounded;
      }
      packB(packed, d, headRow, n, headWidth);
      lowerTransposedTimes(p, packed, n, headWidth, dQ + 2 * row, stride, 1);

      gather(x, q + row, stride, n, headWidth, qk);
      packB(packed, x, headRow, n, headWidth);
      lowerTimes(dLogits, packed, n, headWidth, dQ, stride, alpha);
      gather(x, q, stride, n, headWidth, qk);
      packB(packed, x, headRow, n, headWidth);
      lowerTransposedTimes(dLogits, packed, n, headWidth, dQ + row, stride, alpha);
      probabilities += <usize>(n * n) << 2;
    }
  }
}
