// Layernorm and rmsnorm over rows of a view, and their gradients. A view's rows: `inner` rows of `width` values next to each
// other, `outer` such groups a stride (in bytes) apart. Gains have `width` values.
import { one } from './math';
import { first, loadPart, maskOf, pairs, storePart, sumAcross } from './vector';

@inline
function sumOfRow(x: usize, width: i32): v128 {
  let sum = f32x4.splat(0), other = sum;
  const end = x + pairs(width);
  for (; x < end; x += 32) {
    sum = f32x4.add(sum, v128.load(x));
    other = f32x4.add(other, v128.load(x, 16));
  }
  const rest = width & 7;
  if (rest) {
    sum = f32x4.add(sum, loadPart(x, rest));
    other = f32x4.add(other, loadPart(x, rest, 4));
  }
  return sumAcross(f32x4.add(sum, other));
}

@inline
function sumOfSquares(x: usize, width: i32, mean: v128): v128 {
  let sum = f32x4.splat(0), other = sum;
  const end = x + pairs(width);
  for (; x < end; x += 32) {
    const low = f32x4.sub(v128.load(x), mean), high = f32x4.sub(v128.load(x, 16), mean);
    sum = f32x4.relaxed_madd(low, low, sum);
    other = f32x4.relaxed_madd(high, high, other);
  }
  const rest = width & 7;
  if (rest) {
    const low = v128.and(f32x4.sub(v128.load(x), mean), maskOf(rest));
    const high = v128.and(f32x4.sub(v128.load(x, 16), mean), maskOf(rest, 4));
    sum = f32x4.relaxed_madd(low, low, sum);
    other = f32x4.relaxed_madd(high, high, other);
  }
  return sumAcross(f32x4.add(sum, other));
}

/** gain x (x - mean) x inverse. */
@inline
function normalized4(x: v128, center: v128, factor: v128, gain: v128): v128 {
  return f32x4.mul(f32x4.mul(f32x4.sub(x, center), factor), gain);
}

/** y = gain x (x - mean) / sqrt(variance + epsilon); keeps mean (0 unless `centered`) and 1/sqrt per row. */
export function norm(
  centered: bool, x: usize, xStride: usize, y: usize, yStride: usize, outer: i32, inner: i32, width: i32, gain: usize,
  statistics: usize, epsilon: f32,
): void {
  const row = <usize>width << 2;
  const whole = pairs(width);
  const rest = width & 7;
  const count = f32x4.splat(<f32>width);
  const least = f32x4.splat(epsilon);
  for (let t = 0; t < outer; t++) {
    let from = x;
    let to = y;
    for (let h = 0; h < inner; h++) {
      const center = centered ? f32x4.div(sumOfRow(from, width), count) : f32x4.splat(0);
      const variance = f32x4.div(sumOfSquares(from, width, center), count);
      const factor = f32x4.div(one(), f32x4.sqrt(f32x4.add(variance, least)));
      store<f32>(statistics, first(center));
      store<f32>(statistics, first(factor), 4);
      for (let at: usize = 0; at < whole; at += 32) {
        const low = normalized4(v128.load(from + at), center, factor, v128.load(gain + at));
        const high = normalized4(v128.load(from + at, 16), center, factor, v128.load(gain + at, 16));
        v128.store(to + at, low);
        v128.store(to + at, high, 16);
      }
      if (rest) {
        const low = normalized4(v128.load(from + whole), center, factor, v128.load(gain + whole));
        const high = normalized4(v128.load(from + whole, 16), center, factor, v128.load(gain + whole, 16));
        storePart(to + whole, low, high, rest);
      }
      statistics += 8;
      from += row;
      to += row;
    }
    x += xStride;
    y += yStride;
  }
}

/**
 * dx = (add ? dx : 0) + gradient of the norm; the gain's gradient is overwritten unless `accumulateGain`. `scratch` has room
 * for 2 x width + 24.
 */
export function normGradient(
  centered: bool, x: usize, xStride: usize, dy: usize, dyStride: usize, dx: usize, dxStride: usize, outer: i32,
  inner: i32, width: i32, gain: usize, gainGradient: usize, statistics: usize, add: bool, accumulateGain: bool,
  scratch: usize,
): void {
  const row = <usize>width << 2;
  const whole = pairs(width);
  const rest = width & 7;
  const normalized = scratch;
  const gradient = scratch + ((row + 31) & ~31);
  const count = f32x4.splat(<f32>width);
  if (!accumulateGain) memory.fill(gainGradient, 0, row);
  for (let t = 0; t < outer; t++) {
    let from = x;
    let incoming = dy;
    let outgoing = dx;
    for (let h = 0; h < inner; h++) {
      const mean = v128.load32_splat(statistics);
      const inverse = v128.load32_splat(statistics, 4);
      let sumG = f32x4.splat(0), sumG2 = sumG, sumGX = sumG, sumGX2 = sumG;
      for (let at: usize = 0; at < row; at += 32) {
        const d = v128.load(incoming + at), d2 = v128.load(incoming + at, 16);
        let value = f32x4.mul(f32x4.sub(v128.load(from + at), mean), inverse);
        let value2 = f32x4.mul(f32x4.sub(v128.load(from + at, 16), mean), inverse);
        let g = f32x4.mul(v128.load(gain + at), d), g2 = f32x4.mul(v128.load(gain + at, 16), d2);
        if (at == whole) {
          value = v128.and(value, maskOf(rest));
          value2 = v128.and(value2, maskOf(rest, 4));
          g = v128.and(g, maskOf(rest));
          g2 = v128.and(g2, maskOf(rest, 4));
        }
        v128.store(normalized + at, value);
        v128.store(normalized + at, value2, 16);
        v128.store(gradient + at, g);
        v128.store(gradient + at, g2, 16);
        sumG = f32x4.add(sumG, g);
        sumG2 = f32x4.add(sumG2, g2);
        sumGX = f32x4.relaxed_madd(g, value, sumGX);
        sumGX2 = f32x4.relaxed_madd(g2, value2, sumGX2);
      }
      addProducts(gainGradient, incoming, normalized, width);
      const meanG = centered ? f32x4.div(sumAcross(f32x4.add(sumG, sumG2)), count) : f32x4.splat(0);
      const meanGX = f32x4.div(sumAcross(f32x4.add(sumGX, sumGX2)), count);
      for (let at: usize = 0; at < row; at += 32) {
        const g = f32x4.sub(v128.load(gradient + at), meanG), g2 = f32x4.sub(v128.load(gradient + at, 16), meanG);
        let value = f32x4.mul(inverse, f32x4.relaxed_nmadd(v128.load(normalized + at), meanGX, g));
        let value2 = f32x4.mul(inverse, f32x4.relaxed_nmadd(v128.load(normalized + at, 16), meanGX, g2));
        if (add) {
          value = f32x4.add(v128.load(outgoing + at), value);
          value2 = f32x4.add(v128.load(outgoing + at, 16), value2);
        }
        if (at == whole) {
          storePart(outgoing + at, value, value2, rest);
        } else {
          v128.store(outgoing + at, value);
          v128.store(outgoing + at, value2, 16);
        }
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
  const end = sum + pairs(n);
  for (; sum < end; sum += 32, a += 32, b += 32) {
    const low = f32x4.relaxed_madd(v128.load(a), v128.load(b), v128.load(sum));
    const high = f32x4.relaxed_madd(v128.load(a, 16), v128.load(b, 16), v128.load(sum, 16));
    v128.store(sum, low);
    v128.store(sum, high, 16);
  }
  const rest = n & 7;
  if (rest) {
    const low = f32x4.relaxed_madd(v128.load(a), v128.load(b), v128.load(sum));
    const high = f32x4.relaxed_madd(v128.load(a, 16), v128.load(b, 16), v128.load(sum, 16));
    storePart(sum, low, high, rest);
  }
}
