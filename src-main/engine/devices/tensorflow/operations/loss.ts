// Cross-entropy with its statistics on TensorFlow.
import type { OperationOf } from '../../../program.ts';
import { LOG_Z, LOSS, SHARPNESS, SHARPNESS_LAST } from '../../kit/facts.ts';
import type { Native } from '../native.ts';
import type { Tensor } from '../tensors.ts';
import { laneScale } from '../loss-scale.ts';
import type { Step } from '../step.ts';

/** log(sum(exp(z))) of each row, [..., 1]. */
function logSumExp(native: Native, z: Tensor): Tensor {
  const most = native.largest(z, [2], true);
  const sum = native.sum(native.exponential(native.subtract(z, most)), [2], true);
  return native.add(most, native.logarithm(sum));
}

export function crossEntropy(op: OperationOf<'cross-entropy'>, step: Step): void {
  const { native, buffers, lanes, targets } = step;
  const { tokens, batchTokens, context, vocabulary, zLoss, lossScale, sharpnessEpsilon } = op;
  const z = buffers.get(op.logits, [tokens, vocabulary]);
  const each = [lanes, tokens, 1];
  const ofTarget = (values: Tensor) => native.reshape(native.gather(values, targets, 2), each);
  const isTarget = native.oneHot(targets, vocabulary);
  const logZ = logSumExp(native, z);
  const loss = native.subtract(logZ, ofTarget(z));

  // As in the reference device: the largest loss of the box about the logits is at a corner.
  const sign = native.subtract(1, native.multiply(isTarget, 2));
  const reach = native.multiply(native.add(native.absolute(z), 1), sharpnessEpsilon);
  const corner = native.add(z, native.multiply(reach, sign));
  const worst = native.subtract(logSumExp(native, corner), ofTarget(corner));
  const rise = native.multiply(native.subtract(worst, loss), 100);
  const phi = native.divide(rise, native.add(loss, 1));
  const sequences = tokens / context;
  const last = native.slice(
    native.reshape(phi, [lanes, sequences, context]),
    [0, 0, context - 1],
    [lanes, sequences, 1],
  );
  /** Of equally large micro-batches each has the same part in the mean of the batch. */
  const part = tokens / batchTokens;
  const partOfMean = (values: Tensor) => {
    const mean = native.mean(values, [1, 2]);
    return part === 1 ? mean : native.multiply(mean, part);
  };
  step.report(LOSS, partOfMean(loss));
  step.report(LOG_Z, partOfMean(logZ));
  step.report(SHARPNESS, partOfMean(phi));
  step.report(SHARPNESS_LAST, partOfMean(last));

  let probability = native.exponential(native.subtract(z, logZ));
  if (zLoss > 0) {
    probability = native.multiply(probability, native.add(native.multiply(logZ, 2 * zLoss), 1));
  }
  const gradient = native.subtract(probability, isTarget);
  const factor =
    typeof lossScale === 'number'
      ? lossScale / batchTokens
      : native.divide(step.perLane(laneScale(step, lossScale), 3), batchTokens);
  buffers.set(op.dLogits, native.multiply(gradient, factor));
}
