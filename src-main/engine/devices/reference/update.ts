// Gradient norm and optimizers on the reference device.
import { isSkipped, nextScale } from '../../../recipes/loss-scale.ts';
import type { LaneScale, OperationOf } from '../../program.ts';
import { CLIP_FACTOR, clipFactorOf, gradientSquares, LOSS_SCALE, updateSquares } from '../kit/facts.ts';
import type { Lane } from './lane.ts';

export function gradientNorm(op: OperationOf<'gradient-norm'>, lane: Lane): void {
  const sums = op.gradients.map(({ buffer }) =>
    lane.buffer(buffer).reduce((sum, value) => sum + value * value, 0),
  );
  if (op.lossScale) moveScale(op, op.lossScale, !sums.every(Number.isFinite), lane);
  if (lane.skipping) return;
  for (const [i, { buffer }] of op.gradients.entries()) lane.report.say(gradientSquares(buffer), sums[i]!);
  lane.clipFactor = clipFactorOf(lane.report.value('gradientNorm'), op.clip);
  lane.report.say(CLIP_FACTOR, lane.clipFactor);
}

function moveScale(
  { skipped }: OperationOf<'gradient-norm'>,
  lossScale: LaneScale,
  overflowed: boolean,
  lane: Lane,
): void {
  const state = lane.buffer(lossScale.state);
  const scale = lane.lossScale(lossScale);
  lane.skipping = isSkipped(scale, overflowed);
  const next = nextScale({ scale, goodSteps: state[1]! }, lane.skipping, lossScale.growthInterval);
  state.set([next.scale, next.goodSteps]);
  lane.report.say(LOSS_SCALE, scale);
  if (!lane.skipping) return;
  lane.buffer(skipped!)[0]! += 1;
  lane.report.skip();
}

/** AdamW (Loshchilov and Hutter, arXiv 1711.05101), bias-corrected. */
export function adamw(op: OperationOf<'adamw'>, lane: Lane): void {
  const { beta1, beta2, epsilon, weightDecay } = op;
  const gradient = lane.buffer(op.gradient);
  const m = lane.buffer(op.m);
  const v = lane.buffer(op.v);
  const number = lane.step + 1 - (op.skipped === null ? 0 : lane.buffer(op.skipped)[0]!);
  const correction1 = 1 - beta1 ** number;
  const correction2 = 1 - beta2 ** number;
  updateWeights(op, lane, (weight, i) => {
    const g = gradient[i]! * lane.clipFactor;
    m[i] = beta1 * m[i]! + (1 - beta1) * g;
    v[i] = beta2 * v[i]! + (1 - beta2) * g * g;
    return m[i]! / correction1 / (Math.sqrt(v[i]! / correction2) + epsilon) + weightDecay * weight;
  });
}

export function sgd(op: OperationOf<'sgd'>, lane: Lane): void {
  const gradient = lane.buffer(op.gradient);
  const velocity = lane.buffer(op.velocity);
  updateWeights(op, lane, (weight, i) => {
    velocity[i] = op.momentum * velocity[i]! + gradient[i]! * lane.clipFactor;
    return velocity[i]! + op.weightDecay * weight;
  });
}

export function descent(op: OperationOf<'descent'>, lane: Lane): void {
  const gradient = lane.buffer(op.gradient);
  updateWeights(op, lane, (weight, i) => gradient[i]! + op.weightDecay * weight);
}

export function momentum(op: OperationOf<'momentum'>, lane: Lane): void {
  const [gradient, velocity, out] = [lane.buffer(op.gradient), lane.buffer(op.velocity), lane.buffer(op.out)];
  for (let i = 0; i < op.length; i++) {
    const g = gradient[i]! * lane.clipFactor;
    velocity[i]! += (1 - op.momentum) * (g - velocity[i]!);
    out[i] = g + op.momentum * (velocity[i]! - g);
  }
}

export function normalize(op: OperationOf<'normalize'>, lane: Lane): void {
  const x = lane.buffer(op.x);
  let squares = 0;
  for (const value of x) squares += value * value;
  const norm = Math.max(Math.sqrt(squares), op.least);
  for (let i = 0; i < op.length; i++) x[i]! /= norm;
}

/** weight -= learning rate x rateFactor x direction, counted into the update's RMS. */
function updateWeights(
  { weight: name, rateFactor }: OperationOf<'adamw' | 'sgd' | 'descent'>,
  lane: Lane,
  direction: (weight: number, index: number) => number,
): void {
  const weights = lane.buffer(name);
  const rate = lane.learningRate * rateFactor;
  let squares = 0;
  for (let i = 0; i < weights.length; i++) {
    const change = -rate * direction(weights[i]!, i);
    weights[i]! += change;
    squares += change * change;
  }
  lane.report.say(updateSquares(name, weights.length), squares);
}
