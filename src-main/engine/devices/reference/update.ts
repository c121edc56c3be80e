// Gradient norm and optimizers on the reference device.
import type { OperationOf } from '../../program.ts';
import type { Lane } from './lane.ts';

export function gradientNorm(op: OperationOf<'gradient-norm'>, lane: Lane): void {
  let squares = 0;
  for (const { buffer } of op.gradients) {
    let sum = 0;
    for (const value of lane.buffer(buffer)) sum += value * value;
    if (!Number.isFinite(sum)) lane.nonfinite ??= `gradient of ${buffer.replace(/\/gradient$/, '')}`;
    squares += sum;
  }
  const norm = Math.sqrt(squares);
  lane.clipFactor = op.clip > 0 && norm > op.clip ? op.clip / norm : 1;
  lane.report.gradientNorm = norm;
  lane.report.clipFactor = lane.clipFactor;
}

/** AdamW (Loshchilov and Hutter, arXiv 1711.05101), bias-corrected. */
export function adamw(op: OperationOf<'adamw'>, lane: Lane): void {
  const { beta1, beta2, epsilon, weightDecay } = op;
  const gradient = lane.buffer(op.gradient);
  const m = lane.buffer(op.m);
  const v = lane.buffer(op.v);
  const correction1 = 1 - beta1 ** (lane.step + 1);
  const correction2 = 1 - beta2 ** (lane.step + 1);
  updateWeights(op.weight, lane, (weight, i) => {
    const g = gradient[i]! * lane.clipFactor;
    m[i] = beta1 * m[i]! + (1 - beta1) * g;
    v[i] = beta2 * v[i]! + (1 - beta2) * g * g;
    return m[i]! / correction1 / (Math.sqrt(v[i]! / correction2) + epsilon) + weightDecay * weight;
  });
}

export function sgd(op: OperationOf<'sgd'>, lane: Lane): void {
  const gradient = lane.buffer(op.gradient);
  const velocity = lane.buffer(op.velocity);
  updateWeights(op.weight, lane, (weight, i) => {
    velocity[i] = op.momentum * velocity[i]! + gradient[i]! * lane.clipFactor;
    return velocity[i]! + op.weightDecay * weight;
  });
}

/** weight -= learning rate x direction, counted into the update's RMS. */
function updateWeights(name: string, lane: Lane, direction: (weight: number, index: number) => number): void {
  const weights = lane.buffer(name);
  let squares = 0;
  for (let i = 0; i < weights.length; i++) {
    const change = -lane.learningRate * direction(weights[i]!, i);
    weights[i]! += change;
    squares += change * change;
  }
  lane.updateSquares += squares;
  lane.updateLength += weights.length;
  if (!Number.isFinite(squares)) lane.nonfinite ??= `weights ${name}`;
}
