// A cast as the kernels read it from memory: 16 words that cast-table.ts writes. No arithmetic here.

/** Which code rounds. */
export const BY_BITS: i32 = 0;
export const WIDE_NEAREST: i32 = 1;
export const NARROW_NEAREST: i32 = 2;
export const WIDE_TRUNCATED: i32 = 3;
export const GENERAL: i32 = 4;

export const NEAREST: i32 = 0;
export const TOWARD_ZERO: i32 = 1;
export const STOCHASTIC: i32 = 2;

/** Encodings of NaN: with either sign, only negative (fnuz), none. */
export const NAN_SIGNED: i32 = 0;
export const NAN_NEGATIVE: i32 = 1;
export const NAN_NONE: i32 = 2;

@unmanaged
export class Cast {
  path: i32;
  mantissaBits: i32;
  /** Bits of the smallest normal value that is also a normal float32. */
  minNormal: i32;
  maxFinite: i32;
  /** Bits of what stands for everything above the largest finite value. */
  aboveMax: i32;
  rounding: i32;
  /** 1 if the format has all 8 exponent bits. */
  wide: i32;
  nan: i32;
  flush: i32;
  minExponent: i32;
  bias: i32;
  signed: i32;
  saturate: i32;
}

/** Sums of one site in one step; the three words stand together in memory. */
@unmanaged
export class Counts {
  nonzero: u32;
  underflow: u32;
  overflow: u32;
}
