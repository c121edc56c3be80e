// Layernorm and rmsnorm over rows of a view, and their gradients. A view's rows: `inner` rows of `width` values next to each
// other, `outer` such groups a stride (in bytes) apart. Gains have `width` values.
import { loadPart, maskOf, storePart, sumOf } from './vector';

@inline
function sumOfRow(x: usize, width: i32): f32 {
  let sum = f32x4.splat(0);
  const end = x + (<usize>(width & ~3) << 2);
  for (; x < end; x += 16) sum = f32x4.add(sum, v128.load(x));
  if (width & 3) sum = f32x4.add(sum, loadPart(x, width & 3));
  return sumOf(sum);
}

@inline
function sumOfSquares(x: usize, width: i32, mean: v128): f32 {
  let sum = f32x4.splat(0);
  const end = x + (<usize>(width & ~3) << 2);
  for (; x < end; x += 16) {
    const d = f32x4.sub(v128.load(x), mean);
    sum = f32x4.relaxed_madd(d, d, sum);
  }
  const rest = width & 3;
  if (rest) {
    const d = v128.and(f32x4.sub(v128.load(x), mean), maskOf(rest));
    sum = f32x4.relaxed_madd(d, d, sum);
  }
  return sumOf(sum);
}

/** y = gain x (x - mean) / sqrt(variance + epsilon); keeps mean (0 unless `centered`) and 1/sqrt per row. */
export function norm(
  centered: bool, x: usize, xStride: usize, y: usize, yStride: usize, outer: i32, inner: i32, width: i32, gain: usize,
  statistics: usize, epsilon: f32,
): void {
  const row = <usize>width << 2;
  for (let t = 0; t < outer; t++) {
    let from = x;
    let to = y;
    for (let h = 0; h < inner; h++) {
      const mean: f32 = centered ? sumOfRow(from, width) / <f32>width : 0;
      const center = f32x4.splat(mean);
      const inverse: f32 = 1 / sqrt<f32>(sumOfSquares(from, width, center) / <f32>width + epsilon);
      store<f32>(statistics, mean);
      store<f32>(statistics, inverse, 4);
      const factor = f32x4.splat(inverse);
      let at: usize = 0;
      for (; at + 16 <= row; at += 16) {
        const normalized = f32x4.mul(f32x4.sub(v128.load(from + at), center), factor);
        v128.store(to + at, f32x4.mul(normalized, v128.load(gain + at)));
      }
      if (at < row) {
        const normalized = f32x4.mul(f32x4.sub(v128.load(from + at), center), factor);
        storePart(to + at, f32x4.mul(normalized, v128.load(gain + at)), width & 3);
      }
      statistics += 8;
      from += row;
      to += row;
    }
    x += xStride;
    y += yStride;
  }
}

/** dx = (add ? dx : 0) + gradient of the norm; the gain's gradient is overwritten. `scratch` has room for 2 x width + 8. */
export function normGradient(
  centered: bool, x: usize, xStride: usize, dy: usize, dyStride: usize, dx: usize, dxStride: usize, outer: i32,
  inner: i32, width: i32, gain: usize, gainGradient: usize, statistics: usize, add: bool, scratch: usize,
): void {
  const row = <usize>width << 2;
  const padded = (row + 15) & ~15;
  const normalizedRow = scratch;
  const gradientRow = scratch + padded;
  memory.fill(gainGradient, 0, row);
  for (let t = 0; t < outer; t++) {
    let from = x;
    let incoming = dy;
    let outgoing = dx;
    for (let h = 0; h < inner; h++) {
      const mean = f32x4.splat(load<f32>(statistics));
      const inverse = f32x4.splat(load<f32>(statistics, 4));
      let sumG = f32x4.splat(0), sumGX = sumG;
      for (let at: usize = 0; at < padded; at += 16) {
        let d = v128.load(incoming + at);
        let normalized = f32x4.mul(f32x4.sub(v128.load(from + at), mean), inverse);
        let g = f32x4.mul(v128.load(gain + at), d);
        if (at + 16 > row) {
          const mask = maskOf(width & 3);
          d = v128.and(d, mask);
          normalized = v128.and(normalized, mask);
          g = v128.and(g, mask);
        }
        v128.store(normalizedRow + at, normalized);
        v128.store(gradientRow + at, g);
        sumG = f32x4.add(sumG, g);
        sumGX = f32x4.relaxed_madd(g, normalized, sumGX);
      }
      addProducts(gainGradient, incoming, normalizedRow, width);
      const meanG = f32x4.splat(centered ? sumOf(sumG) / <f32>width : 0);
      const meanGX = f32x4.splat(sumOf(sumGX) / <f32>width);
      let at: usize = 0;
      for (; at < row; at += 16) {
        const g = f32x4.sub(v128.load(gradientRow + at), meanG);
        let value = f32x4.mul(inverse, f32x4.relaxed_nmadd(v128.load(normalizedRow + at), meanGX, g));
        if (add) value = f32x4.add(v128.load(outgoing + at), value);
        if (at + 16 <= row) v128.store(outgoing + at, value);
        else storePart(outgoing + at, value, width & 3);
      }
      statistics += 8;
      from += row;
      incoming += row;
      outgoing += row;
    }
    x += xStride;
    dy += dyStride;
    dx += dxStride;
  }
}

/** sum += a x b. */
@inline
function addProducts(sum: usize, a: usize, b: usize, n: i32): void {
  const end = sum + (<usize>(n & ~3) << 2);
  for (; sum < end; sum += 16, a += 16, b += 16) {
    v128.store(sum, f32x4.relaxed_madd(v128.load(a), v128.load(b), v128.load(sum)));
  }
  for (let i = n & 3; i > 0; i--, sum += 4, a += 4, b += 4) {
    store<f32>(sum, load<f32>(sum) + load<f32>(a) * load<f32>(b));
  }
}
