// Activations, sums, copies and rotary positions on TensorFlow.
import { areThere } from '../../../outliers.ts';
import type { OperationOf } from '../../../program.ts';
import { laneScale } from '../loss-scale.ts';
import { momentFacts } from '../../kit/facts.ts';
import type { Native } from '../native.ts';
import { TYPE, type Tensor } from '../tensors.ts';
import type { Step } from '../step.ts';

const GELU_SLOPE = Math.sqrt(2 / Math.PI);
const GELU_CUBIC = 0.044715;

/** gelu(x) = x s, s the logistic function of 2 slope (x + cubic x^3), which is (1 + tanh of the half) / 2. */
function geluGate(native: Native, x: Tensor, square: Tensor): Tensor {
  const inner = native.add(native.multiply(square, 2 * GELU_SLOPE * GELU_CUBIC), 2 * GELU_SLOPE);
  return native.sigmoid(native.multiply(inner, x));
}

/** The halves of swiglu's input, [lanes, rows, width] each. */
function halves(step: Step, x: Tensor, rows: number, width: number): readonly [Tensor, Tensor] {
  const part = (from: number) => step.native.slice(x, [0, 0, from], [step.lanes, rows, width]);
  return [part(0), part(width)];
}

export function activation(op: OperationOf<'activation'>, step: Step): void {
  const { native, buffers } = step;
  const { rows, width } = op;
  if (op.activation === 'gelu') {
    const x = buffers.get(op.x, [rows, width]);
    buffers.set(op.y, native.multiply(x, geluGate(native, x, native.square(x))));
    return;
  }
  const [gate, up] = halves(step, buffers.get(op.x, [rows, 2 * width]), rows, width);
  buffers.set(op.y, native.multiply(native.multiply(gate, native.sigmoid(gate)), up));
}

export function activationGradient(op: OperationOf<'activation-gradient'>, step: Step): void {
  const { native, buffers } = step;
  const { rows, width } = op;
  const d = buffers.get(op.dy, [rows, width]);
  if (op.activation === 'gelu') {
    const x = buffers.get(op.x, [rows, width]);
    const square = native.square(x);
    const open = geluGate(native, x, square);
    const slope = native.add(native.multiply(square, 6 * GELU_SLOPE * GELU_CUBIC), 2 * GELU_SLOPE);
    const bend = native.sigmoidGradient(open, native.multiply(x, slope));
    buffers.set(op.dx, native.multiply(d, native.add(open, bend)));
    return;
  }
  const [gate, up] = halves(step, buffers.get(op.x, [rows, 2 * width]), rows, width);
  const open = native.sigmoid(gate);
  const bend = native.sigmoidGradient(open, gate);
  const dGate = native.multiply(native.multiply(d, up), native.add(open, bend));
  const dUp = native.multiply(d, native.multiply(gate, open));
  buffers.set(op.dx, native.concatenate([dGate, dUp], 2));
}

export function copy(op: OperationOf<'copy'>, { buffers }: Step): void {
  buffers.setRows(op.y, buffers.rows(op.x));
}

/** In float64, as the fourth power of a float32 may leave its range. */
export function moments(op: OperationOf<'moments'>, step: Step): void {
  if (!step.counting) return;
  const { native, buffers } = step;
  const { powers, largest } = momentFacts(op);
  const values = buffers.get(op.x, [op.length]);
  const x = native.cast(values, TYPE.double);
  const square = native.square(x);
  const raised = [x, square, native.multiply(square, x), native.square(square)];
  for (const [i, fact] of powers.entries()) step.report(fact, native.sum(raised[i]!, [1]));
  step.report(largest, native.largest(native.absolute(values), [1]));
}

export function outliers(op: OperationOf<'outliers'>, step: Step): void {
  const { native, buffers, lanes } = step;
  const { rows, width, columns, factor, fromStep, every } = op;
  const { training } = step.settings;
  const x = buffers.get(op.x, [rows, width]);
  const part = (from: number, to: number) => native.slice(x, [0, 0, from], [lanes, rows, to - from]);
  const own = step.scalar(`outliers:${factor}:${fromStep}:${every}`, (number) =>
    areThere(op, number, training) ? factor : 1,
  );
  const parts = [native.multiply(part(0, columns), own), part(columns, width)];
  buffers.set(op.x, native.concatenate(parts, 2));
}

export function clear(op: OperationOf<'clear'>, { native, buffers, lanes }: Step): void {
  buffers.set(op.x, native.zeros([lanes, op.length]));
}

export function multiply(op: OperationOf<'multiply'>, { native, buffers }: Step): void {
  buffers.set(op.x, native.multiply(buffers.get(op.x, [op.length]), op.factor));
}

export function unscale(op: OperationOf<'unscale'>, step: Step): void {
  const { native, buffers } = step;
  const factor = native.divide(1, step.perLane(laneScale(step, op.lossScale), 2));
  buffers.set(op.x, native.multiply(buffers.get(op.x, [op.length]), factor));
}

export function add(op: OperationOf<'add'>, { native, buffers }: Step): void {
  const [a, b] = [buffers.get(op.a, [op.length]), buffers.get(op.b, [op.length])];
  buffers.set(op.out, native.add(a, b));
}

export function rotary(op: OperationOf<'rotary'>, step: Step): void {
  const { native, buffers, lanes } = step;
  const { context, base, inverse } = op;
  const { outer, inner, width } = op.x;
  const half = width / 2;
  const table = (name: 'cos' | 'sin') =>
    native.constant(`${name}:${context}:${width}:${base}`, () =>
      native.floats(
        Float32Array.from({ length: context * half }, (_, index) => {
          const angle = Math.floor(index / half) * base ** ((-2 * (index % half)) / width);
          return Math[name](angle);
        }),
        [1, context, 1, half],
      ),
    );
  const cos = table('cos');
  const sin = inverse ? native.negate(table('sin')) : table('sin');
  const shape = [(lanes * outer) / context, context, inner, width];
  const x = native.reshape(buffers.rows(op.x), shape);
  const part = (from: number) => native.slice(x, [0, 0, 0, from], [...shape.slice(0, 3), half]);
  const [first, second] = [part(0), part(half)];
  const turned = native.concatenate(
    [
      native.subtract(native.multiply(first, cos), native.multiply(second, sin)),
      native.add(native.multiply(first, sin), native.multiply(second, cos)),
    ],
    3,
  );
  buffers.setRows(op.x, native.reshape(turned, [lanes, outer * inner, width]));
}
