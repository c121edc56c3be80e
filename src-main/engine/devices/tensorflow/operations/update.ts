// Gradient norm and optimizers on TensorFlow.
import type { BufferName, OperationOf } from '../../../program.ts';
import { CLIP_FACTOR, gradientSquares, updateSquares } from '../../kit/facts.ts';
import { moveScale } from '../loss-scale.ts';
import { TYPE, type Tensor } from '../tensors.ts';
import type { Step } from '../step.ts';

/** [lanes], in float64: the square of a float32 may leave its range. */
function sumOfSquares({ native }: Step, x: Tensor): Tensor {
  return native.sum(native.square(native.cast(x, TYPE.double)), [1]);
}

export function gradientNorm(op: OperationOf<'gradient-norm'>, step: Step): void {
  const { native, buffers } = step;
  const sums = op.gradients.map(({ buffer, length }) => sumOfSquares(step, buffers.get(buffer, [length])));
  const squares = sums.reduce((total, sum) => native.add(total, sum));
  if (op.lossScale) moveScale(step, op.lossScale, op.skipped!, squares);
  for (const [i, { buffer }] of op.gradients.entries()) step.report(gradientSquares(buffer), sums[i]!);
  const norm = native.squareRoot(squares);
  const clipped = native.both(
    native.greater(norm, op.clip),
    native.greater(native.scalar(op.clip, TYPE.double), 0),
  );
  step.clipFactor = native.cast(native.select(clipped, native.divide(op.clip, norm), 1), TYPE.float);
  step.report(CLIP_FACTOR, step.clipFactor);
}

/** AdamW as in the reference device; numbers that are the same for a whole lane are multiplied first. */
export function adamw(op: OperationOf<'adamw'>, step: Step): void {
  const { native, buffers } = step;
  const { length, beta1, beta2, weightDecay } = op;
  const shape = [length];
  const [weight, gradient] = [buffers.get(op.weight, shape), buffers.get(op.gradient, shape)];
  const clip = step.perLane(step.clipFactor, 2);
  const rate = rateOf(op, step);
  const mean = native.add(
    native.multiply(buffers.get(op.m, shape), beta1),
    native.multiply(gradient, native.multiply(clip, 1 - beta1)),
  );
  const clippedSquare = native.square(native.multiply(gradient, native.multiply(clip, Math.sqrt(1 - beta2))));
  const square = native.add(native.multiply(buffers.get(op.v, shape), beta2), clippedSquare);
  const { small, factor } =
    op.skipped === null ? corrections(op, step) : laneCorrections(op, op.skipped, step);
  // m / c1 / (sqrt(v / c2) + epsilon) = m / (sqrt(v) + epsilon sqrt(c2)) x sqrt(c2) / c1
  const ratio = native.divide(mean, native.add(native.squareRoot(square), small));
  let change = native.multiply(ratio, native.multiply(rate, factor));
  if (weightDecay > 0) {
    change = native.add(change, native.multiply(weight, native.multiply(rate, weightDecay)));
  }
  buffers.set(op.m, mean);
  buffers.set(op.v, square);
  updateWeights(op.weight, weight, change, length, step);
}

/** epsilon sqrt(c2) and sqrt(c2) / c1, with c = 1 - beta^t. */
function corrections({ beta1, beta2, epsilon }: OperationOf<'adamw'>, step: Step) {
  const correction1 = (number: number) => 1 - beta1 ** (number + 1);
  const root2 = (number: number) => Math.sqrt(1 - beta2 ** (number + 1));
  const own = `adam:${beta1}:${beta2}:${epsilon}`;
  return {
    small: step.scalar(`${own}:epsilon`, (number) => epsilon * root2(number)),
    factor: step.scalar(own, (number) => root2(number) / correction1(number)),
  };
}

/** As good as 0, of which there is no logarithm. */
const LEAST_BETA = 2 ** -100;

/** The same where each lane has skipped steps of its own. */
function laneCorrections({ beta1, beta2, epsilon }: OperationOf<'adamw'>, skipped: BufferName, step: Step) {
  const { native, buffers } = step;
  const number = step.scalar('number', (own) => own + 1);
  const others = native.reshape(buffers.get(skipped, [1]), [step.lanes]);
  const taken = native.cast(native.subtract(number, others), TYPE.double);
  const correction = (beta: number) => {
    const logarithm = Math.log(Math.max(beta, LEAST_BETA));
    // A constant is made of a float32: it takes two for a float64.
    const high = Math.fround(logarithm);
    const ofTaken = native.add(native.multiply(taken, high), native.multiply(taken, logarithm - high));
    return native.subtract(1, native.exponential(ofTaken));
  };
  const root2 = native.squareRoot(correction(beta2));
  const perLane = (values: Tensor) => step.perLane(native.cast(values, TYPE.float), 2);
  return {
    small: perLane(native.multiply(root2, epsilon)),
    factor: perLane(native.divide(root2, correction(beta1))),
  };
}

export function sgd(op: OperationOf<'sgd'>, step: Step): void {
  const { native, buffers } = step;
  const { length, momentum, weightDecay } = op;
  const weight = buffers.get(op.weight, [length]);
  const gradient = native.multiply(buffers.get(op.gradient, [length]), step.perLane(step.clipFactor, 2));
  const velocity = native.add(native.multiply(buffers.get(op.velocity, [length]), momentum), gradient);
  const direction = weightDecay > 0 ? native.add(velocity, native.multiply(weight, weightDecay)) : velocity;
  buffers.set(op.velocity, velocity);
  updateWeights(op.weight, weight, native.multiply(direction, rateOf(op, step)), length, step);
}

export function momentum(op: OperationOf<'momentum'>, step: Step): void {
  const { native, buffers } = step;
  const gradient = native.multiply(buffers.get(op.gradient, [op.length]), step.perLane(step.clipFactor, 2));
  const old = buffers.get(op.velocity, [op.length]);
  const velocity = native.add(old, native.multiply(native.subtract(gradient, old), 1 - op.momentum));
  buffers.set(op.velocity, velocity);
  buffers.set(
    op.out,
    native.add(gradient, native.multiply(native.subtract(velocity, gradient), op.momentum)),
  );
}

export function normalize(op: OperationOf<'normalize'>, step: Step): void {
  const { native, buffers } = step;
  const x = buffers.get(op.x, [op.length]);
  const norm = native.cast(native.squareRoot(sumOfSquares(step, x)), TYPE.float);
  const divisor = native.select(native.greater(op.least, norm), op.least, norm);
  buffers.set(op.x, native.divide(x, step.perLane(divisor, 2)));
}

export function descent(op: OperationOf<'descent'>, step: Step): void {
  const { native, buffers } = step;
  const { length, weightDecay } = op;
  const [weight, gradient] = [buffers.get(op.weight, [length]), buffers.get(op.gradient, [length])];
  const direction = weightDecay > 0 ? native.add(gradient, native.multiply(weight, weightDecay)) : gradient;
  updateWeights(op.weight, weight, native.multiply(direction, rateOf(op, step)), length, step);
}

/** Of each lane, with the operation's factor. */
function rateOf({ rateFactor }: OperationOf<'adamw' | 'sgd' | 'descent'>, step: Step): Tensor {
  const rate = step.perLane(step.learningRates, 2);
  return rateFactor === 1 ? rate : step.native.multiply(rate, rateFactor);
}

/** weight -= change, counted into the update's RMS. */
function updateWeights(name: string, weight: Tensor, change: Tensor, length: number, step: Step): void {
  step.report(updateSquares(name, length), sumOfSquares(step, change));
  step.buffers.set(name, step.native.subtract(weight, change));
}
