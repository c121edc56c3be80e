// Scales of tensors and blocks by TensorFlow's operations: what formats/scales.ts does, bit for bit.
import type { Format } from '../../../formats/format.ts';
import { bitsOf } from '../../../formats/round.ts';
import { AMAX_FLOOR, LARGEST_SCALE, NVFP4_SCALE_CAST } from '../../../formats/scales.ts';
import { E2M1_MAX, type AmaxHistory, type BlockFormula, type TensorScale } from '../../../formats/scaling.ts';
import type { Native } from './native.ts';
import { TYPE, type Tensor } from './tensors.ts';
import type { Rounding } from './rounding.ts';

const EXPONENT_MASK = 0x7f800000;

/** Largest magnitude over some axes, which stay with extent 1; NaN if any value is. */
export function amaxOf(native: Native, x: Tensor, axes: readonly number[]): Tensor {
  const [high, low] = [native.largest(x, axes, true), native.smallest(x, axes, true)];
  return native.absolute(native.maximum(high, native.negate(low)));
}

function clamped(native: Native, amax: Tensor): Tensor {
  return native.maximum(amax, Math.fround(AMAX_FLOOR));
}

function powerBelow(native: Native, x: Tensor): Tensor {
  return native.bitcast(native.and(native.bitcast(x, TYPE.int), EXPONENT_MASK), TYPE.float);
}

export function tensorScale(
  native: Native,
  amax: Tensor,
  { most, powerOfTwo }: Omit<TensorScale, 'history'>,
): Tensor {
  const scale = native.divide(most, clamped(native, amax));
  return powerOfTwo ? powerBelow(native, scale) : scale;
}

/** From the history [lanes, entries] and the previous scale [lanes, 1]. */
export function delayedScale(
  native: Native,
  history: Tensor,
  previous: Tensor,
  most: number,
  { length, considered, margin }: AmaxHistory,
): Tensor {
  const lanes = history.shape[0]!;
  const recent = considered === length ? history : native.slice(history, [0, 0], [lanes, considered]);
  const amax = considered === 1 ? recent : native.largest(recent, [1], true);
  const known = native.both(native.greater(amax, 0), native.less(amax, Infinity));
  const before = native.select(native.equal(previous, 0), 1, previous);
  const scale = native.divide(native.divide(most, amax), 2 ** margin);
  return native.select(known, native.minimum(scale, LARGEST_SCALE), before);
}

/** What blocks do to their values: multiply by `encode`, cast, multiply by `decode`. Shapes are amax's. */
export interface BlockFactors {
  readonly encode: Tensor;
  readonly decode: Tensor;
}

/** amax is [lanes, blocks]; `tensorScale`, [lanes, 1], is used by NVFP4. */
export function blockFactors(
  native: Native,
  rounding: Rounding,
  formula: BlockFormula,
  format: Format,
  amax: Tensor,
  tensorWide: Tensor | null,
): BlockFactors {
  const most = format.maxFinite;
  switch (formula) {
    case 'row': {
      const scale = tensorScale(native, amax, { most, powerOfTwo: true });
      return { encode: scale, decode: native.divide(1, scale) };
    }
    case 'block':
      return {
        encode: tensorScale(native, amax, { most, powerOfTwo: false }),
        decode: native.divide(clamped(native, amax), most),
      };
    case 'mx-up':
    case 'mx-floor': {
      const exponent = mxExponent(native, amax, most, formula === 'mx-up' ? 'up' : 'floor');
      return {
        encode: powerOfTwo(native, native.negate(exponent)),
        decode: powerOfTwo(native, exponent),
      };
    }
    case 'nvfp4': {
      const ratio = native.multiply(native.divide(amax, E2M1_MAX), tensorWide!);
      const stored = rounding.cast(ratio, NVFP4_SCALE_CAST, null);
      const encode = native.select(native.equal(stored, 0), 0, native.divide(tensorWide!, stored));
      return { encode, decode: stored };
    }
  }
}

function mxExponent(native: Native, amax: Tensor, most: number, rounding: 'up' | 'floor'): Tensor {
  const bits = (x: Tensor) => native.bitcast(x, TYPE.int);
  const floorLog2 = (x: Tensor) => native.subtract(native.shiftRight(bits(x), 23), 127);
  let exponent: Tensor;
  if (rounding === 'floor') {
    const ofMax = (bitsOf(most) >>> 23) - 127;
    exponent = native.subtract(floorLog2(clamped(native, amax)), ofMax);
  } else {
    const ratio = native.divide(clamped(native, amax), most);
    const between = native.minimum(native.and(bits(ratio), 0x7fffff), 1);
    exponent = native.add(floorLog2(ratio), between);
  }
  return native.clip(exponent, -127, 127);
}

/** 2^exponent for -127 to 127; the smallest is a subnormal number. */
function powerOfTwo(native: Native, exponent: Tensor): Tensor {
  const bits = native.shiftLeft(native.add(exponent, 127), 23);
  return native.bitcast(native.maximum(bits, 0x400000), TYPE.float);
}
