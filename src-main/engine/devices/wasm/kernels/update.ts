// The optimizer: sums of squares for the gradient norm, AdamW and SGD with momentum. Sums are float64 in a fixed order.
import { addSquares, loadPart, maskOf, storePart, sumOfWide } from './vector';

export function sumOfSquares(x: usize, n: i32): f64 {
  let sum = f64x2.splat(0),
    other = sum;
  const end = x + ((<usize>n) << 2);
  for (; x + 32 <= end; x += 32) {
    sum = addSquares(sum, v128.load(x));
    other = addSquares(other, v128.load(x, 16));
  }
  let total = sumOfWide(f64x2.add(sum, other));
  for (; x < end; x += 4) total += <f64>load<f32>(x) * <f64>load<f32>(x);
  return total;
}

/**
 * AdamW (Loshchilov and Hutter, arXiv 1711.05101), gradients multiplied by `clip` first. correction1 and 2 are
 * 1 / (1 - beta^t). Returns the sum of squared changes.
 */
export function adamw(
  weight: usize, gradient: usize, m: usize, v: usize, n: i32, rate: f32, beta1: f32, beta2: f32, rest1: f32, rest2: f32,
  epsilon: f32, decay: f32, clip: f32, correction1: f32, correction2: f32,
): f64 {
  const vRate = f32x4.splat(rate), vBeta1 = f32x4.splat(beta1), vBeta2 = f32x4.splat(beta2);
  const vRest1 = f32x4.splat(rest1), vRest2 = f32x4.splat(rest2), vEpsilon = f32x4.splat(epsilon);
  const vDecay = f32x4.splat(decay), vClip = f32x4.splat(clip);
  const vCorrection1 = f32x4.splat(correction1), vCorrection2 = f32x4.splat(correction2);
  let sum = f64x2.splat(0);
  for (let i = 0; i < n; i += 4) {
    const count = min(4, n - i);
    const w = loadPart(weight, count);
    const g = f32x4.mul(loadPart(gradient, count), vClip);
    const newM = f32x4.relaxed_madd(vRest1, g, f32x4.mul(vBeta1, loadPart(m, count)));
    const newV = f32x4.relaxed_madd(vRest2, f32x4.mul(g, g), f32x4.mul(vBeta2, loadPart(v, count)));
    const root = f32x4.add(f32x4.sqrt(f32x4.mul(newV, vCorrection2)), vEpsilon);
    const direction = f32x4.relaxed_madd(vDecay, w, f32x4.div(f32x4.mul(newM, vCorrection1), root));
    const change = f32x4.mul(vRate, direction);
    const newW = f32x4.sub(w, change);
    sum = addSquares(sum, v128.and(change, maskOf(count)));
    if (count == 4) {
      v128.store(m, newM);
      v128.store(v, newV);
      v128.store(weight, newW);
    } else {
      storePart(m, newM, newM, count);
      storePart(v, newV, newV, count);
      storePart(weight, newW, newW, count);
    }
    weight += 16;
    gradient += 16;
    m += 16;
    v += 16;
  }
  return sumOfWide(sum);
}

/** velocity = momentum x velocity + gradient; weight -= rate x (velocity + decay x weight). */
export function sgd(
  weight: usize, gradient: usize, velocity: usize, n: i32, rate: f32, momentum: f32, decay: f32, clip: f32,
): f64 {
  const vRate = f32x4.splat(rate), vMomentum = f32x4.splat(momentum);
  const vDecay = f32x4.splat(decay), vClip = f32x4.splat(clip);
  let sum = f64x2.splat(0);
  for (let i = 0; i < n; i += 4) {
    const count = min(4, n - i);
    const w = loadPart(weight, count);
    const g = f32x4.mul(loadPart(gradient, count), vClip);
    const speed = f32x4.relaxed_madd(vMomentum, loadPart(velocity, count), g);
    const change = f32x4.mul(vRate, f32x4.relaxed_madd(vDecay, w, speed));
    const newW = f32x4.sub(w, change);
    sum = addSquares(sum, v128.and(change, maskOf(count)));
    if (count == 4) {
      v128.store(velocity, speed);
      v128.store(weight, newW);
    } else {
      storePart(velocity, speed, speed, count);
      storePart(weight, newW, newW, count);
    }
    weight += 16;
    gradient += 16;
    velocity += 16;
  }
  return sumOfWide(sum);
}

/** velocity += rest (g - velocity) with g = clip x gradient; out = g + momentum (velocity - g). */
export function momentum(
  gradient: usize, velocity: usize, out: usize, n: i32, momentum: f32, rest: f32, clip: f32,
): void {
  const vMomentum = f32x4.splat(momentum), vRest = f32x4.splat(rest), vClip = f32x4.splat(clip);
  for (let i = 0; i < n; i += 4) {
    const count = min(4, n - i);
    const g = f32x4.mul(loadPart(gradient, count), vClip);
    const old = loadPart(velocity, count);
    const speed = f32x4.relaxed_madd(vRest, f32x4.sub(g, old), old);
    const direction = f32x4.relaxed_madd(vMomentum, f32x4.sub(speed, g), g);
    if (count == 4) {
      v128.store(velocity, speed);
      v128.store(out, direction);
    } else {
      storePart(velocity, speed, speed, count);
      storePart(out, direction, direction, count);
    }
    gradient += 16;
    velocity += 16;
    out += 16;
  }
}

/** weight -= rate x (direction + decay x weight). Returns the sum of squared changes. */
export function descent(weight: usize, direction: usize, n: i32, rate: f32, decay: f32): f64 {
  const vRate = f32x4.splat(rate), vDecay = f32x4.splat(decay);
  let sum = f64x2.splat(0);
  for (let i = 0; i < n; i += 4) {
    const count = min(4, n - i);
    const w = loadPart(weight, count);
    const change = f32x4.mul(vRate, f32x4.relaxed_madd(vDecay, w, loadPart(direction, count)));
    const newW = f32x4.sub(w, change);
    sum = addSquares(sum, v128.and(change, maskOf(count)));
    if (count == 4) v128.store(weight, newW);
    else storePart(weight, newW, newW, count);
    weight += 16;
    direction += 16;
  }
  return sumOfWide(sum);
}
