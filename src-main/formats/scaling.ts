// How a tensor is scaled into the range of its format before it is cast: data, and the arithmetic of scales.
// A scale s multiplies the tensor before the cast and 1/s undoes it afterwards.

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
