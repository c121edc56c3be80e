// Causal self-attention and its gradient, head by head, on the tiles of tile.ts. What lies above the diagonal is neither
// computed nor read, up to the size of a tile. Probabilities are never kept: the forward pass has those of one tile of rows, the
// backward pass those of HEIGHT rows, computed again from queries and keys by the same operations. Its sums over all rows go
// on from what stands in memory, so that every sum has the order that it would have over the whole matrix.
import { Cast } from './cast';
import { divide } from './blocks';
import { packB, packTransposedB } from './pack';
import { amaxOf, quantize } from './quantize';
import { softmaxGradientRow, softmaxTile } from './softmax';
import { EDGE_BYTES, PANEL, ROWS, tiles, tilesOnto } from './tile';
import { first } from './vector';

/** Rows whose probabilities and their gradients exist at once in the backward pass: whole tiles, and HEIGHT in layout.ts. */
const HEIGHT: i32 = 96;
const UNSCALED: i32 = 0;
const POWER_OF_TWO: i32 = 2;
const AMAX_FLOOR: f32 = 1e-12;

/** How the operands of one site are rounded: `headRounding` of addresses.ts writes it. */
@unmanaged
class HeadRounding {
  cast: usize;
  scaling: i32;
  key: u32;
  counts: usize;
}

/** Makes the whole of a head's matrix have this largest magnitude. */
function scaleFor(amax: f32, rounding: usize): f32 {
  const how = changetype<HeadRounding>(rounding);
  if (how.scaling == UNSCALED) return 1;
  const most = reinterpret<f32>(changetype<Cast>(how.cast).maxFinite);
  const scale = most / (amax < AMAX_FLOOR ? AMAX_FLOOR : amax);
  return how.scaling == POWER_OF_TWO ? reinterpret<f32>(reinterpret<u32>(scale) & 0x7f800000) : scale;
}

@inline
function isScaled(rounding: usize): bool {
  return rounding != 0 && changetype<HeadRounding>(rounding).scaling != UNSCALED;
}

/** n values in place, from number `index` of a head's matrix on: rounded, its scale undone. */
function round(x: usize, n: i32, scale: f32, rounding: usize, index: u32): void {
  const how = changetype<HeadRounding>(rounding);
  quantize(x, x, n, scale, how.cast, how.key, index, how.counts);
  if (scale != 1) divide(x, n, scale);
}

/** Rows i to i + rows - 1 of a square matrix, `line` bytes apart, rounded up to the end of the tile that has the diagonal. */
function roundSquare(x: usize, line: usize, i: i32, rows: i32, n: i32, scale: f32, rounding: usize): void {
  for (const end = i + rows; i < end; i += ROWS) {
    const last = min(i + ROWS, end);
    for (let row = i; row < last; row++) {
      round(x, min(wideOf(i, n), n), scale, rounding, row * n);
      x += line;
    }
  }
}

/** The larger one of an amax and that of the same part of a square matrix; NaN stays. */
function amaxOfSquare(amax: f32, x: usize, line: usize, i: i32, rows: i32, n: i32): f32 {
  for (const end = i + rows; i < end; i += ROWS) {
    const last = min(i + ROWS, end);
    for (let row = i; row < last; row++) {
      const most = max(reinterpret<i32>(amax), reinterpret<i32>(amaxOf(x, min(wideOf(i, n), n))));
      amax = reinterpret<f32>(most);
      x += line;
    }
  }
  return amax;
}

/** Values of the rows of a tile, row i the first, that are looked at: to the end of the tile, in whole pairs of vectors. */
@inline
function wideOf(i: i32, n: i32): i32 {
  return (min(i + ROWS, n) + 7) & ~7;
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
  const values = rows * width;
  round(room, values, scaleFor(amaxOf(room, values), rounding), rounding, 0);
  return room;
}

/** Bytes between the rows that `rowsOf` gave. */
@inline
function strideOf(stride: usize, width: i32, rounding: usize): usize {
  return rounding == 0 ? stride : <usize>width << 2;
}

/** n rounded up to whole panels. */
@inline
function whole(n: i32): i32 {
  return (n + PANEL - 1) & -PANEL;
}

/** Bytes from one row of a square matrix to the next: no power of two, whose columns would share a set of the cache. */
@inline
function lineOf(n: i32): usize {
  return <usize>(whole(n) + PANEL) << 2;
}

/** Bytes of `values` values with room for two vectors after them. */
@inline
function room(values: i32): usize {
  return ((<usize>values << 2) + 95) & ~63;
}

@inline
function packedBytes(n: i32, headWidth: i32): usize {
  return room(max(whole(n) * headWidth, n * whole(headWidth)));
}

/** What a sum over a head's width is multiplied by to be a logit. */
@inline
function alphaOf(squaredDivisor: f32): f32 {
  return 1 / first(f32x4.sqrt(f32x4.splat(squaredDivisor)));
}

/** Rows i to i + rows - 1, at most a tile, of the probabilities at p; `keys` are packed. Returns the largest logit, or `largest`. */
function probabilities(
  p: usize, line: usize, i: i32, rows: i32, n: i32, queries: usize, stride: usize, keys: usize, headWidth: i32,
  alpha: f32, largest: v128, edge: usize,
): v128 {
  const from = queries + <usize>i * stride;
  const panel = <usize>headWidth << 6;
  tiles(rows, whole(i + rows), headWidth, from, 0, stride, 4, keys, panel, p, line, alpha, false, edge);
  return softmaxTile(p, line, i, rows, wideOf(i, n), largest, edge);
}

/** Forward pass over qkv [batch x n, 3 x width]; returns the largest logit. `scratch`: see `attentionScratch` in layout.ts. */
export function attention(
  qkv: usize, out: usize, batch: i32, heads: i32, n: i32, width: i32, squaredDivisor: f32, qk: usize, pv: usize,
  scratch: usize,
): f32 {
  const headWidth = width / heads;
  const stride = <usize>width * 12;
  const row = <usize>width << 2;
  const x = scratch + EDGE_BYTES;
  const keys = x + room(n * headWidth);
  const values = keys + packedBytes(n, headWidth);
  const p = values + packedBytes(n, headWidth);
  const line = lineOf(n);
  const qkStride = strideOf(stride, headWidth, qk);
  const alpha = alphaOf(squaredDivisor);
  let largest = f32x4.splat(-Infinity);
  for (let b = 0; b < batch; b++) {
    for (let h = 0; h < heads; h++) {
      const head = qkv + <usize>(b * n) * stride + (<usize>(h * headWidth) << 2);
      packTransposedB(keys, rowsOf(head + row, stride, n, headWidth, qk, x), qkStride, headWidth, n);
      const ownValues = rowsOf(head + 2 * row, stride, n, headWidth, pv, x);
      packB(values, ownValues, strideOf(stride, headWidth, pv), n, headWidth);
      const queries = rowsOf(head, stride, n, headWidth, qk, x);
      let scale: f32 = 1;
      if (isScaled(pv)) {
        let amax: f32 = 0;
        for (let i = 0; i < n; i += ROWS) {
          const rows = min(ROWS, n - i);
          probabilities(p, line, i, rows, n, queries, qkStride, keys, headWidth, alpha, largest, scratch);
          amax = amaxOfSquare(amax, p, line, i, rows, n);
        }
        scale = scaleFor(amax, pv);
      }
      let to = out + <usize>(b * n) * row + (<usize>(h * headWidth) << 2);
      for (let i = 0; i < n; i += ROWS) {
        const rows = min(ROWS, n - i);
        largest = probabilities(p, line, i, rows, n, queries, qkStride, keys, headWidth, alpha, largest, scratch);
        if (pv != 0) roundSquare(p, line, i, rows, n, scale, pv);
        tiles(rows, headWidth, i + rows, p, 0, line, 4, values, <usize>n << 6, to, row, 1, false, scratch);
        to += ROWS * row;
      }
    }
  }
  return first(largest);
}

/** Probabilities p and the logits' gradient d of rows i to i + high - 1; `incoming` are rows of dOut, `keys` and `values` packed. */
function gradientRows(
  p: usize, d: usize, line: usize, i: i32, high: i32, n: i32, queries: usize, qkStride: usize, keys: usize,
  incoming: usize, dStride: usize, values: usize, headWidth: i32, alpha: f32, edge: usize,
): void {
  const panel = <usize>headWidth << 6;
  for (const end = i + high; i < end; i += ROWS) {
    const rows = min(ROWS, end - i);
    probabilities(p, line, i, rows, n, queries, qkStride, keys, headWidth, alpha, f32x4.splat(0), edge);
    const from = incoming + <usize>i * dStride;
    tiles(rows, whole(i + rows), headWidth, from, 0, dStride, 4, values, panel, d, line, 1, false, edge);
    const wide = wideOf(i, n);
    for (let r = 0; r < rows; r++) {
      softmaxGradientRow(p, d, wide, n);
      p += line;
      d += line;
    }
  }
}

/** Rows i to i + high - 1 of out [n, width] = lower triangular a [n, n] times packed b, from those rows of a. */
function lowerTimes(
  a: usize, line: usize, i: i32, high: i32, n: i32, packed: usize, width: i32, out: usize, ldc: usize, alpha: f32, edge: usize,
): void {
  out += <usize>i * ldc;
  for (const end = i + high; i < end; i += ROWS) {
    tiles(min(ROWS, end - i), width, min(i + ROWS, end), a, 0, line, 4, packed, <usize>n << 6, out, ldc, alpha, false, edge);
    a += ROWS * line;
    out += ROWS * ldc;
  }
}

/**
 * What rows i to i + high - 1 of a add to out [n, width] = transpose of lower triangular a [n, n] times packed b; out takes the
 * factor `alpha` with the last of them.
 */
function addLowerTransposed(
  a: usize, line: usize, i: i32, high: i32, n: i32, packed: usize, width: i32, out: usize, ldc: usize, alpha: f32, edge: usize,
): void {
  const end = i + high;
  const panel = <usize>n << 6;
  const factor: f32 = end == n ? alpha : 1;
  if (i > 0) tilesOnto(i, width, high, a, ROWS << 2, 4, line, packed + (<usize>i << 6), panel, out, ldc, factor, edge);
  for (let j = i; j < end; j += ROWS) {
    const from = a + (<usize>j << 2);
    const to = out + <usize>j * ldc;
    tiles(min(ROWS, end - j), width, end - j, from, 0, 4, line, packed + (<usize>j << 6), panel, to, ldc, factor, false, edge);
    a += ROWS * line;
  }
}

/** dQkv from dOut [batch x n, width]. */
export function attentionGradient(
  qkv: usize, dOut: usize, dQkv: usize, batch: i32, heads: i32, n: i32, width: i32, squaredDivisor: f32, qk: usize,
  pv: usize, gradient: usize, scratch: usize,
): void {
  const headWidth = width / heads;
  const stride = <usize>width * 12;
  const row = <usize>width << 2;
  const packed = packedBytes(n, headWidth);
  const line = lineOf(n);
  const x = scratch + EDGE_BYTES;
  const y = x + room(n * headWidth);
  const keys = y + room(n * headWidth);
  const keyRows = keys + packed;
  const values = keyRows + packed;
  const incomingRows = values + packed;
  const queryRows = incomingRows + packed;
  const p = queryRows + packed;
  const d = p + HEIGHT * line;
  const qkStride = strideOf(stride, headWidth, qk);
  const pvStride = strideOf(stride, headWidth, pv);
  const dStride = strideOf(row, headWidth, gradient);
  const alpha = alphaOf(squaredDivisor);
  for (let b = 0; b < batch; b++) {
    for (let h = 0; h < heads; h++) {
      const offset = <usize>(b * n) * stride + (<usize>(h * headWidth) << 2);
      const head = qkv + offset;
      const dQ = dQkv + offset;
      const ownKeys = rowsOf(head + row, stride, n, headWidth, qk, x);
      packTransposedB(keys, ownKeys, qkStride, headWidth, n);
      packB(keyRows, ownKeys, qkStride, n, headWidth);
      packTransposedB(values, rowsOf(head + 2 * row, stride, n, headWidth, pv, x), pvStride, headWidth, n);
      const queries = rowsOf(head, stride, n, headWidth, qk, x);
      packB(queryRows, queries, qkStride, n, headWidth);
      const ownOut = dOut + <usize>(b * n) * row + (<usize>(h * headWidth) << 2);
      const incoming = rowsOf(ownOut, row, n, headWidth, gradient, y);
      packB(incomingRows, incoming, dStride, n, headWidth);

      let pScale: f32 = 1, dScale: f32 = 1;
      if (isScaled(pv) || isScaled(gradient)) {
        let pMost: f32 = 0, dMost: f32 = 0;
        for (let i = 0; i < n; i += HEIGHT) {
          const high = min(HEIGHT, n - i);
          gradientRows(p, d, line, i, high, n, queries, qkStride, keys, incoming, dStride, values, headWidth, alpha, scratch);
          pMost = amaxOfSquare(pMost, p, line, i, high, n);
          dMost = amaxOfSquare(dMost, d, line, i, high, n);
        }
        if (pv != 0) pScale = scaleFor(pMost, pv);
        if (gradient != 0) dScale = scaleFor(dMost, gradient);
      }
      for (let i = 0; i < n; i += HEIGHT) {
        const high = min(HEIGHT, n - i);
        gradientRows(p, d, line, i, high, n, queries, qkStride, keys, incoming, dStride, values, headWidth, alpha, scratch);
        if (pv != 0) roundSquare(p, line, i, high, n, pScale, pv);
        if (gradient != 0) roundSquare(d, line, i, high, n, dScale, gradient);
        addLowerTransposed(p, line, i, high, n, incomingRows, headWidth, dQ + 2 * row, stride, 1, scratch);
        lowerTimes(d, line, i, high, n, keyRows, headWidth, dQ, stride, alpha, scratch);
        addLowerTransposed(d, line, i, high, n, queryRows, headWidth, dQ + row, stride, alpha, scratch);
      }
    }
  }
}
