// The softmax of attention and its gradient, by rows of a tile, where the diagonal runs through the last values of each.
import { exp4, one } from './math';
import { loadPart, maskOf, maxAcross, pairs, sumAcross } from './vector';

const MOST_NEGATIVE: f32 = -3.4028234663852886e38;

/** The largest of the first `known` values of x, in all lanes. All rows of a tile look at `wide` values, of which `inner` are known in each. */
@inline
function largestOf(x: usize, known: i32, inner: i32, wide: i32): v128 {
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
  return maxAcross(f32x4.pmax(most, most2));
}

/** x = exp(x - center) in the first `known` values, zeros after them; returns 1 / their sum, in all lanes. */
@inline
function exponentials(x: usize, center: v128, known: i32, inner: i32, wide: i32): v128 {
  const start = <usize>inner << 2;
  const end = <usize>wide << 2;
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
  return f32x4.div(one(), sumAcross(f32x4.add(sum, sum2)));
}

/**
 * The first i + 1, i + 2, ... values of the rows of a tile become their softmax, zeros after them; `wide` values are written. Each
 * step is taken in all rows before the next one, as a row alone would wait for its sum. `spare` has room for a vector a row.
 * Returns the largest value, or `largest`.
 */
export function softmaxTile(x: usize, line: usize, i: i32, rows: i32, wide: i32, largest: v128, spare: usize): v128 {
  const inner = i & ~7;
  const end = <usize>wide << 2;
  let row = x;
  for (let r = 0; r < rows; r++) {
    const center = largestOf(row, i + r + 1, inner, wide);
    largest = f32x4.pmax(largest, center);
    v128.store(spare + (<usize>r << 4), center);
    row += line;
  }
  row = x;
  for (let r = 0; r < rows; r++) {
    const at = spare + (<usize>r << 4);
    v128.store(at, exponentials(row, v128.load(at), i + r + 1, inner, wide));
    row += line;
  }
  row = x;
  for (let r = 0; r < rows; r++) {
    const factor = v128.load(spare + (<usize>r << 4));
    for (let at: usize = 0; at < end; at += 32) {
      const low = f32x4.mul(v128.load(row + at), factor), high = f32x4.mul(v128.load(row + at, 16), factor);
      v128.store(row + at, low);
      v128.store(row + at, high, 16);
    }
    row += line;
  }
  return largest;
}

/** d = p (d - sum of p d) over the first `wide` of n values; runs over its end by up to seven. p is zero above the diagonal, and so is d. */
export function softmaxGradientRow(p: usize, d: usize, wide: i32, n: i32): void {
  const rest = min(wide, n) & 7;
  const end = pairs(min(wide, n));
  let sum = f32x4.splat(0), sum2 = sum;
  for (let at: usize = 0; at < end; at += 32) {
    sum = f32x4.relaxed_madd(v128.load(p + at), v128.load(d + at), sum);
    sum2 = f32x4.relaxed_madd(v128.load(p + at, 16), v128.load(d + at, 16), sum2);
  }
  if (rest) {
    sum = f32x4.relaxed_madd(loadPart(p + end, rest), v128.load(d + end), sum);
    sum2 = f32x4.relaxed_madd(loadPart(p + end, rest, 4), v128.load(d + end, 16), sum2);
  }
  const inner = sumAcross(f32x4.add(sum, sum2));
  for (let at: usize = 0; at < end + (rest ? 32 : 0); at += 32) {
    const low = f32x4.mul(v128.load(p + at), f32x4.sub(v128.load(d + at), inner));
    const high = f32x4.mul(v128.load(p + at, 16), f32x4.sub(v128.load(d + at, 16), inner));
    v128.store(d + at, low);
    v128.store(d + at, high, 16);
  }
}
