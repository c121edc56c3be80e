// Cross-entropy of logits with its gradient and statistics in one pass over each row: loss, log Z and the sharpness of the
// logits (Keskar et al., arXiv 1609.04836, moved to logits), whose largest loss in the box stands at a known corner.
import { exp4, logOf } from './math';
import { addWide, loadPart, maskOf, maxOf, storePart, sumOfWide } from './vector';

const MOST_NEGATIVE: f32 = -3.4028234663852886e38;

/** z + epsilon (|z| + 1). */
@inline
function raised(z: v128, epsilon: v128): v128 {
  return f32x4.add(z, f32x4.mul(epsilon, f32x4.add(f32x4.abs(z), f32x4.splat(1))));
}

/** `sums`: four float64 that receive loss, log Z, sharpness over all and over last positions, summed over tokens. */
export function crossEntropy(
  logits: usize, dLogits: usize, corpus: usize, starts: usize, batch: i32, context: i32, vocabulary: i32, zLoss: f64,
  sharpnessEpsilon: f32, sums: usize,
): void {
  const zero = f32x4.splat(0);
  const epsilon = f32x4.splat(sharpnessEpsilon);
  const share = 1.0 / <f64>(batch * context);
  const row = <usize>vocabulary << 2;
  const whole = row & ~15;
  const rest = vocabulary & 3;
  const mask = maskOf(rest);
  let loss: f64 = 0, sumLogZ: f64 = 0, all: f64 = 0, last: f64 = 0;
  for (let b = 0; b < batch; b++) {
    let token = corpus + (<usize>load<i32>(starts + (<usize>b << 2)) << 1) + 2;
    for (let t = 0; t < context; t++) {
      let most = f32x4.splat(MOST_NEGATIVE);
      for (let at: usize = 0; at < whole; at += 16) most = f32x4.pmax(most, v128.load(logits + at));
      if (rest) most = f32x4.pmax(most, v128.bitselect(v128.load(logits + whole), most, mask));
      const largest = maxOf(most);
      const center = f32x4.splat(largest);
      const cornerLargest = f32x4.extract_lane(raised(center, epsilon), 0);
      const cornerCenter = f32x4.splat(cornerLargest);
      const target = <usize>load<u16>(token) << 2;
      const z = v128.load32_splat(logits + target);
      const ownCorner = exp4(f32x4.sub(raised(z, epsilon), cornerCenter));
      const loweredTarget = f32x4.sub(z, f32x4.mul(epsilon, f32x4.add(f32x4.abs(z), f32x4.splat(1))));

      let sum = zero, cornerSum = zero;
      for (let at: usize = 0; at < whole; at += 16) {
        const value = v128.load(logits + at);
        const e = exp4(f32x4.sub(value, center));
        sum = addWide(sum, e);
        cornerSum = addWide(cornerSum, exp4(f32x4.sub(raised(value, epsilon), cornerCenter)));
        v128.store(dLogits + at, e);
      }
      if (rest) {
        const value = v128.load(logits + whole);
        const e = v128.and(exp4(f32x4.sub(value, center)), mask);
        sum = addWide(sum, e);
        cornerSum = addWide(cornerSum, v128.and(exp4(f32x4.sub(raised(value, epsilon), cornerCenter)), mask));
        storePart(dLogits + whole, e, rest);
      }
      const total = sumOfWide(sum);
      const logZ = <f64>largest + logOf(total);
      const own = logZ - <f64>f32x4.extract_lane(z, 0);
      const lowered = f32x4.extract_lane(loweredTarget, 0);
      const corner =
        sumOfWide(cornerSum) - <f64>f32x4.extract_lane(ownCorner, 0) +
        <f64>f32x4.extract_lane(exp4(f32x4.sub(loweredTarget, cornerCenter)), 0);
      const worst = <f64>cornerLargest + logOf(corner) - <f64>lowered;
      const sharpness = (100 * (worst - own)) / (1 + own);
      loss += own;
      sumLogZ += logZ;
      all += sharpness;
      if (t == context - 1) last += sharpness;

      const factor = f32x4.splat(<f32>((share * (1 + 2 * zLoss * logZ)) / total));
      for (let at: usize = 0; at < whole; at += 16) v128.store(dLogits + at, f32x4.mul(v128.load(dLogits + at), factor));
      if (rest) storePart(dLogits + whole, f32x4.mul(loadPart(dLogits + whole, rest), factor), rest);
      store<f32>(dLogits + target, load<f32>(dLogits + target) - <f32>share);
      token += 2;
      logits += row;
      dLogits += row;
    }
  }
  store<f64>(sums, loss);
  store<f64>(sums, sumLogZ, 8);
  store<f64>(sums, all, 16);
  store<f64>(sums, last, 24);
}
