// How a tensor is scaled into the range of its format before it is cast: data, and the arithmetic of scales.
// A scale s multiplies the tensor before the cast and 1/s undoes it afterwards.
import { parseFormat, type Format } from './format.ts';
import { bitsOf, roundValue, valueOf } from './round.ts';

/**
 * - `none`: s = 1.
 * - `tensor`: one scale from this tensor's own largest magnitude (amax); `powerOfTwo` rounds it down to one.
 * - `delayed`: one scale from a history of amax of earlier steps. The first step uses s = 1.
 * - `row`: one scale per row along the contraction, rounded down to a power of two.
 * - `block`: one float32 scale per block of `along` values along the contraction by `across` rows.
 * - `mx`: one power-of-two scale per 32 values along the contraction (OCP MX); `exponent` says how it is rounded.
 * - `nvfp4`: one E4M3 scale per 16 values along the contraction, times one float32 scale of the tensor.
 */
export type Scaling =
  | { readonly kind: 'none' }
  | { readonly kind: 'tensor'; readonly powerOfTwo: boolean }
  | {
      readonly kind: 'delayed';
      readonly history: number;
      readonly algorithm: 'max' | 'most-recent';
      readonly margin: number;
    }
  | { readonly kind: 'row' }
  | { readonly kind: 'block'; readonly along: number; readonly across: number }
  | { readonly kind: 'mx'; readonly block: number; readonly exponent: 'up' | 'floor' }
  | { readonly kind: 'nvfp4'; readonly block: number };

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

/** s = largest finite value / amax, in float32. */
export function tensorScale(amax: number, format: Format, powerOfTwo: boolean): number {
  const scale = fround(format.maxFinite / clamped(amax));
  return powerOfTwo ? powerBelow(scale) : scale;
}

/** The scale from amax of earlier steps, newest first; where that is 0 or not finite, `previous` stays. */
export function delayedScale(
  history: Float32Array,
  previous: number,
  format: Format,
  scaling: Extract<Scaling, { kind: 'delayed' }>,
): number {
  const amax = scaling.algorithm === 'max' ? history.reduce((a, b) => Math.max(a, b), 0) : history[0]!;
  return delayedScaleOf(amax, previous, format, scaling.margin);
}

/** The same from the amax of the history that counts. Infinity would make NaN of zeros: as Transformer Engine, it stays below. */
export function delayedScaleOf(amax: number, previous: number, format: Format, margin: number): number {
  if (!(amax > 0 && amax < Infinity)) return previous;
  return Math.min(fround(fround(format.maxFinite / amax) / 2 ** margin), LARGEST_SCALE);
}

/** One scale per row: a power of two, rounded down. */
export function rowScale(amax: number, format: Format): number {
  return tensorScale(amax, format, true);
}

/** Scale and descale of a float32-scaled block. */
export function blockScale(
  amax: number,
  format: Format,
): { readonly scale: number; readonly descale: number } {
  return { scale: tensorScale(amax, format, false), descale: fround(clamped(amax) / format.maxFinite) };
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

const E2M1_MAX = 6;
const BLOCK_SCALE_CAST = {
  format: parseFormat('e4m3fn'),
  rounding: 'nearest-even',
  overflow: 'saturate',
  subnormals: 'keep',
} as const;

/** NVFP4's tensor-wide scale: the largest block scale just fits E4M3 (Transformer Engine). */
export function nvfp4TensorScale(amax: number): number {
  return fround((BLOCK_SCALE_CAST.format.maxFinite * E2M1_MAX) / clamped(amax));
}

/** An NVFP4 block's stored scale (an E4M3 value), and the factor that its values are multiplied by before the cast. */
export function nvfp4BlockScale(
  amax: number,
  tensor: number,
): { readonly stored: number; readonly encode: number } {
  const stored = roundValue(fround(fround(amax / E2M1_MAX) * tensor), BLOCK_SCALE_CAST);
  return { stored, encode: stored === 0 ? 0 : fround(tensor / stored) };
}
