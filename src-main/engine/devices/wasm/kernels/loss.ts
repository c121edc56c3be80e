// Cross-entropy of logits with its gradient and statistics in one pass over each row: loss, log Z and the sharpness of the
// logits (Keskar et al., arXiv 1609.04836, moved to logits), whose largest loss in the box stands at a known corner.
import { exp4, logOf, one } from './math';
import { addWide, first, maskOf, maxAcross, pairs, storePart, sumOfWide } from './vector';

const MOST_NEGATIVE: f32 = -3.4028234663852886e38;

/** z + epsilon (|z| + 1). */
@inline
function raised(z: v128, epsilon: v128): v128 {
  return f32x4.add(z, f32x4.mul(epsilon, f32x4.add(f32x4.abs(z), one())));
}

/**
 * `tokens`: as for `embedding`; `batchTokens`, those of all micro-batches over the loss scale, divide the gradient. `sums`: four float64 that receive
 * loss, log Z, sharpness over all and over last positions, summed over tokens.
 */
export function crossEntropy(
  logits: usize, dLogits: usize, tokens: usize, batch: i32, batchTokens: f64, context: i32, vocabulary: i32, zLoss: f64,
  sharpnessEpsilon: f32, sums: usize,
): void {
  const zero = f32x4.splat(0);
  const epsilon = f32x4.splat(sharpnessEpsilon);
  const share = 1.0 / batchTokens;
  const row = <usize>vocabulary << 2;
  const whole = pairs(vocabulary);
  const rest = vocabulary & 7;
  const mask = maskOf(rest), mask2 = maskOf(rest, 4);
  let loss: f64 = 0, sumLogZ: f64 = 0, all: f64 = 0, last: f64 = 0;
  let token = tokens;
  for (let b = 0; b < batch; b++) {
    token += 4;
    for (let t = 0; t < context; t++) {
      let most = f32x4.splat(MOST_NEGATIVE), most2 = most;
      for (let at: usize = 0; at < whole; at += 32) {
        most = f32x4.pmax(most, v128.load(logits + at));
        most2 = f32x4.pmax(most2, v128.load(logits + at, 16));
      }
      if (rest) {
        most = f32x4.pmax(most, v128.bitselect(v128.load(logits + whole), most, mask));
        most2 = f32x4.pmax(most2, v128.bitselect(v128.load(logits + whole, 16), most2, mask2));
      }
      const center = maxAcross(f32x4.pmax(most, most2));
      const cornerCenter = raised(center, epsilon);
      const target = <usize>load<u32>(token) << 2;
      const z = v128.load32_splat(logits + target);
      const ownCorner = exp4(f32x4.sub(raised(z, epsilon), cornerCenter));
      const loweredTarget = f32x4.sub(z, f32x4.mul(epsilon, f32x4.add(f32x4.abs(z), one())));

      let sum = zero, cornerSum = zero;
      for (let at: usize = 0; at < row; at += 32) {
        const value = v128.load(logits + at), value2 = v128.load(logits + at, 16);
        let e = exp4(f32x4.sub(value, center)), e2 = exp4(f32x4.sub(value2, center));
        let corner = exp4(f32x4.sub(raised(value, epsilon), cornerCenter));
        let corner2 = exp4(f32x4.sub(raised(value2, epsilon), cornerCenter));
        if (at < whole) {
          v128.store(dLogits + at, e);
          v128.store(dLogits + at, e2, 16);
        } else {
          e = v128.and(e, mask);
          e2 = v128.and(e2, mask2);
          corner = v128.and(corner, mask);
          corner2 = v128.and(corner2, mask2);
          storePart(dLogits + at, e, e2, rest);
        }
        sum = addWide(addWide(sum, e), e2);
        cornerSum = addWide(addWide(cornerSum, corner), corner2);
      }
      const total = sumOfWide(sum);
      const logZ = <f64>first(center) + logOf(total);
      const own = logZ - <f64>first(z);
      const lowered = first(loweredTarget);
      const worstSum =
        sumOfWide(cornerSum) - <f64>first(ownCorner) +
        <f64>first(exp4(f32x4.sub(loweredTarget, cornerCenter)));
      const worst = <f64>first(cornerCenter) + logOf(worstSum) - <f64>lowered;
      const sharpness = (100 * (worst - own)) / (1 + own);
      loss += own;
      sumLogZ += logZ;
      all += sharpness;
      if (t == context - 1) last += sharpness;

      const factor = f32x4.splat(<f32>((share * (1 + 2 * zLoss * logZ)) / total));
      for (let at: usize = 0; at < whole; at += 32) {
        const low = f32x4.mul(v128.load(dLogits + at), factor), high = f32x4.mul(v128.load(dLogits + at, 16), factor);
        v128.store(dLogits + at, low);
        v128.store(dLogits + at, high, 16);
      }
      if (rest) {
        const low = f32x4.mul(v128.load(dLogits + whole), factor);
        storePart(dLogits + whole, low, f32x4.mul(v128.load(dLogits + whole, 16), factor), rest);
      }
      store<f32>(dLogits + target, load<f32>(dLogits + target) - <f32>share);
      token += 4;
      logits += row;
      dLogits += row;
    }
  }
  store<f64>(sums, loss);
  store<f64>(sums, sumLogZ, 8);
  store<f64>(sums, all, 16);
  store<f64>(sums, last, 24);
}
