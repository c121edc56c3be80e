// The arithmetic of scales, bit for bit what every device must do. How they are laid out stands in scaling.ts.
import type { Cast } from './cast.ts';
import type { Format } from './format.ts';
import { bitsOf, roundValue, valueOf } from './round.ts';
import { E2M1_MAX, NVFP4_SCALES, type AmaxHistory, type TensorScale } from './scaling.ts';

/** Smallest amax a scale is computed from, as torchao and Transformer Engine do. */
export const AMAX_FLOOR = 1e-12;

/** The largest finite float32. */
export const LARGEST_SCALE = valueOf(0x7f7fffff);

const fround = Math.fround;

function clamped(amax: number): number {
  return fround(Math.max(amax, AMAX_FLOOR));
}

/** The largest power of two not above a positive float32. */
function powerBelow(value: number): number {
  return valueOf(bitsOf(value) & 0x7f800000);
}

/** s = most / amax, in float32. */
export function tensorScale(amax: number, { most, powerOfTwo }: Omit<TensorScale, 'history'>): number {
  const scale = fround(most / clamped(amax));
  return powerOfTwo ? powerBelow(scale) : scale;
}

/** The scale from amax of earlier steps, newest first; where that is 0 or not finite, `previous` stays. */
export function delayedScale(
  history: Float32Array,
  previous: number,
  most: number,
  { considered, margin }: Omit<AmaxHistory, 'length'>,
): number {
  const amax = history.subarray(0, considered).reduce((a, b) => Math.max(a, b), 0);
  return delayedScaleOf(amax, previous, most, margin);
}

/** The same from the amax of the history that counts. Infinity would make NaN of zeros: as Transformer Engine, it stays below. */
export function delayedScaleOf(amax: number, previous: number, most: number, margin: number): number {
  if (!(amax > 0 && amax < Infinity)) return previous;
  return Math.min(fround(fround(most / amax) / 2 ** margin), LARGEST_SCALE);
}

/** One scale per row: a power of two, rounded down. */
export function rowScale(amax: number, format: Format): number {
  return tensorScale(amax, { most: format.maxFinite, powerOfTwo: true });
}

/** Scale and descale of a float32-scaled block. */
export function blockScale(
  amax: number,
  { maxFinite }: Format,
): { readonly scale: number; readonly descale: number } {
  const scale = tensorScale(amax, { most: maxFinite, powerOfTwo: false });
  return { scale, descale: fround(clamped(amax) / maxFinite) };
}

/** The shared exponent e of an MX block, whose values are stored as x / 2^e. */
export function mxExponent(amax: number, format: Format, rounding: 'up' | 'floor'): number {
  const floorLog2 = (value: number) => (bitsOf(value) >>> 23) - 127;
  let exponent: number;
  if (rounding === 'floor') {
    exponent = floorLog2(clamped(amax)) - floorLog2(format.maxFinite);
  } else {
    const ratio = fround(clamped(amax) / format.maxFinite);
    exponent = floorLog2(ratio) + ((bitsOf(ratio) & 0x7fffff) === 0 ? 0 : 1);
  }
  return Math.max(-127, Math.min(127, exponent));
}

/** How the scale of an NVFP4 block is stored. */
export const NVFP4_SCALE_CAST: Cast = {
  format: NVFP4_SCALES,
  rounding: 'nearest-even',
  overflow: 'saturate',
  subnormals: 'keep',
};

/** An NVFP4 block's stored scale (an E4M3 value), and the factor that its values are multiplied by before the cast. */
export function nvfp4BlockScale(
  amax: number,
  tensor: number,
): { readonly stored: number; readonly encode: number } {
  const stored = roundValue(fround(fround(amax / E2M1_MAX) * tensor), NVFP4_SCALE_CAST);
  return { stored, encode: stored === 0 ? 0 : fround(tensor / stored) };
}
