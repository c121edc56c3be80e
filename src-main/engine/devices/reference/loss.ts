// Cross-entropy with its statistics on the reference device.
import type { OperationOf } from '../../program.ts';
import { LOG_Z, LOSS, SHARPNESS, SHARPNESS_LAST } from '../kit/facts.ts';
import type { Lane } from './lane.ts';

/** log(sum(exp(z))) of one row. */
function logSumExp(z: Float64Array): number {
  let most = -Infinity;
  for (const value of z) most = Math.max(most, value);
  let sum = 0;
  for (const value of z) sum += Math.exp(value - most);
  return most + Math.log(sum);
}

/**
 * phi = 100 (max f - f) / (1 + f) over the box |dz| <= epsilon (|z| + 1), f the cross-entropy. The maximum is a corner:
 * subtract on the target, add elsewhere (Keskar et al., arXiv 1609.04836, moved to logits).
 */
function sharpness(z: Float64Array, target: number, loss: number, epsilon: number): number {
  const corner = z.map((value, j) => value + (j === target ? -1 : 1) * epsilon * (Math.abs(value) + 1));
  return (100 * (logSumExp(corner) - corner[target]! - loss)) / (1 + loss);
}

export function crossEntropy(op: OperationOf<'cross-entropy'>, lane: Lane): void {
  const { tokens, batchTokens, context, vocabulary, zLoss, sharpnessEpsilon } = op;
  const lossScale = lane.lossScale(op.lossScale);
  const logits = lane.buffer(op.logits);
  const dLogits = lane.buffer(op.dLogits);
  const sums = { loss: 0, logZ: 0, all: 0, last: 0 };
  for (let t = 0; t < tokens; t++) {
    const z = logits.slice(t * vocabulary, (t + 1) * vocabulary);
    const target = lane.targets[t]!;
    const logZ = logSumExp(z);
    const loss = logZ - z[target]!;
    const phi = sharpness(z, target, loss, sharpnessEpsilon);
    sums.loss += loss;
    sums.logZ += logZ;
    sums.all += phi;
    if (t % context === context - 1) sums.last += phi;
    for (let j = 0; j < vocabulary; j++) {
      const probability = Math.exp(z[j]! - logZ);
      const gradient = probability * (1 + 2 * zLoss * logZ) - (j === target ? 1 : 0);
      dLogits[t * vocabulary + j] = (lossScale * gradient) / batchTokens;
    }
  }
  lane.report.say(LOSS, sums.loss / batchTokens);
  lane.report.say(LOG_Z, sums.logZ / batchTokens);
  lane.report.say(SHARPNESS, sums.all / batchTokens);
  lane.report.say(SHARPNESS_LAST, sums.last / (batchTokens / context));
}
