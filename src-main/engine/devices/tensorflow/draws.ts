// The random numbers of engine/random.ts as tensors: draw number i of each lane's stream.
import type { Native } from './native.ts';
import { TYPE, type Tensor } from './tensors.ts';

/** [lanes, length], unsigned: the draws of the streams whose keys, [lanes, 1], are given as integers. */
export function draws(native: Native, keys: Tensor, length: number): Tensor {
  const offsets = native.constant(`draws:${length}`, () => {
    const indices = Int32Array.from({ length }, (_, index) => Math.imul(index, 0x9e3779b9));
    return native.bitcast(native.integers(indices, [1, length]), TYPE.unsigned);
  });
  return mixed(native, native.add(offsets, native.bitcast(keys, TYPE.unsigned)));
}

/** `mix32` of each value. */
function mixed(native: Native, values: Tensor): Tensor {
  const folded = (x: Tensor, shift: number) => native.xor(x, native.shiftRight(x, shift));
  const first = native.multiply(folded(values, 16), 0x7feb352d);
  return folded(native.multiply(folded(first, 15), 0x846ca68b), 16);
}
