// A dynamic loss scale on TensorFlow: a number of each lane, by which it is decided lane by lane whether the step at hand is skipped.
import { LARGEST_LOSS_SCALE, LEAST_LOSS_SCALE } from '../../../recipes/loss-scale.ts';
import type { BufferName, LaneScale } from '../../program.ts';
import { LOSS_SCALE, SKIP } from '../kit/facts.ts';
import type { Step } from './step.ts';
import { TYPE, type Tensor } from './tensors.ts';

/** Columns of the state, [lanes] each. */
function stateOf({ native, buffers, lanes }: Step, { state, initial }: LaneScale) {
  const whole = buffers.get(state, [2]);
  const column = (at: number) => native.reshape(native.slice(whole, [0, at], [lanes, 1]), [lanes]);
  const known = column(0);
  return { scale: native.select(native.greater(known, 0), known, initial), goodSteps: column(1) };
}

/** [lanes], float32. */
export function laneScale(step: Step, scale: LaneScale): Tensor {
  return stateOf(step, scale).scale;
}

/**
 * recipes/loss-scale.ts for all lanes at once. `squares` is the sum of squares of each lane's gradients, [lanes], in float64, which that
 * of finite ones does not leave.
 */
export function moveScale(step: Step, lossScale: LaneScale, skipped: BufferName, squares: Tensor): void {
  const { native, buffers, lanes } = step;
  const { scale, goodSteps } = stateOf(step, lossScale);
  // No LogicalNot: TensorFlow makes "at least" of "not less" in its graphs, which NaN is not.
  const overflows = native.select(native.greater(Infinity, squares), 0, 1);
  const skips = native.both(native.greater(overflows, 0), native.greater(scale, LEAST_LOSS_SCALE));
  const good = native.add(goodSteps, 1);
  const grows = native.greater(good, lossScale.growthInterval - 0.5);
  const doubled = native.multiply(scale, 2);
  const grown = native.select(native.greater(doubled, LARGEST_LOSS_SCALE), LARGEST_LOSS_SCALE, doubled);
  const next = native.select(skips, native.multiply(scale, 0.5), native.select(grows, grown, scale));
  const nextGood = native.select(skips, 0, native.select(grows, 0, good));
  const columns = [next, nextGood].map((values) => native.reshape(values, [lanes, 1]));
  buffers.set(lossScale.state, native.concatenate(columns, 1));
  const one = native.cast(skips, TYPE.float);
  buffers.set(skipped, native.add(buffers.get(skipped, [1]), native.reshape(one, [lanes, 1])));
  step.report(LOSS_SCALE, scale);
  step.report(SKIP, one);
  step.skips = skips;
}
