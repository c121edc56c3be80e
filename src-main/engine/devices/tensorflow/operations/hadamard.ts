// The random Hadamard transform along the rows of a matrix on TensorFlow, as formats/hadamard.ts has it.
import { HADAMARD_FACTOR, HADAMARD_POINTS, HADAMARD_SIGNS } from '../../../../formats/hadamard.ts';
import type { OperationOf } from '../../../program.ts';
import type { Step } from '../step.ts';

/** Each pass pairs neighbours along an axis of two; what lies between them, rows and columns, is the axis after it. */
export function hadamard({ x, out, rows, columns }: OperationOf<'hadamard'>, step: Step): void {
  const { native, buffers, lanes } = step;
  const given = buffers.get(x, [rows, columns]);
  const whole = rows - (rows % HADAMARD_POINTS);
  const part = (from: number, to: number) =>
    to > from ? [native.slice(given, [0, from, 0], [lanes, to - from, columns])] : [];
  const transformed = part(0, whole).map((values) => {
    const factors = native.constant('hadamard', () =>
      native.floats(
        Float32Array.from(HADAMARD_SIGNS, (sign) => sign * HADAMARD_FACTOR),
        [1, HADAMARD_POINTS, 1],
      ),
    );
    const groups = (lanes * whole) / HADAMARD_POINTS;
    let tensor = native.multiply(native.reshape(values, [groups, HADAMARD_POINTS, columns]), factors);
    for (let distance = 1; distance < HADAMARD_POINTS; distance *= 2) {
      const pairs = (lanes * whole) / (2 * distance);
      const shape = [pairs, 2, distance * columns];
      const paired = native.reshape(tensor, shape);
      const [a, b] = [0, 1].map((side) => native.slice(paired, [0, side, 0], [pairs, 1, shape[2]!])) as [
        typeof paired,
        typeof paired,
      ];
      tensor = native.concatenate([native.add(a, b), native.subtract(a, b)], 1);
    }
    return native.reshape(tensor, [lanes, whole, columns]);
  });
  buffers.set(out, native.concatenate([...transformed, ...part(whole, rows)], 1));
}
