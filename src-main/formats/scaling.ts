// How a tensor is scaled into the range of its format before it is cast, as data: the kinds of scaling, and how each is laid
// out. A device reads the layout and asks for no kind. The arithmetic of scales stands in scales.ts.
// A scale s multiplies the tensor before the cast and 1/s undoes it afterwards.
import { parseFormat, type Format } from './format.ts';
import type { Precision } from './precision.ts';

/**
 * - `none`: s = 1.
 * - `tensor`: one scale from this tensor's own largest magnitude (amax); `powerOfTwo` rounds it down to one.
 * - `delayed`: one scale from a history of amax of earlier steps. The first step uses s = 1.
 * - `row`: one scale per row along the contraction; `powerOfTwo` rounds it down to one.
 * - `block`: one float32 scale per block of `along` values along the contraction by `across` rows.
 * - `mx`: one power-of-two scale per `block` values along the contraction (OCP MX: 32); `exponent` says how it is rounded.
 * - `nvfp4`: one E4M3 scale per block of `block` (16) values along the contraction by `across` rows, times one float32 scale of the
 *   tensor.
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
  | { readonly kind: 'row'; readonly powerOfTwo: boolean }
  | { readonly kind: 'block'; readonly along: number; readonly across: number }
  | { readonly kind: 'mx'; readonly block: number; readonly exponent: 'up' | 'floor' }
  | { readonly kind: 'nvfp4'; readonly block: number; readonly across: number };

/** One scale for the whole tensor, which a product divides its sum by: `most` / amax, rounded down to a power of two or not. */
export interface TensorScale {
  readonly most: number;
  readonly powerOfTwo: boolean;
  /** Null: amax is the tensor's own of this step. Else a lane keeps the scale and this history between steps. */
  readonly history: AmaxHistory | null;
}

/** Amaxes of the `length` steps before, newest first. The largest of the first `considered` counts; 2^`margin` divides the scale. */
export interface AmaxHistory {
  readonly length: number;
  readonly considered: number;
  readonly margin: number;
}

/** Scales of blocks, which are undone on the values themselves. */
export interface BlockScales {
  /** Values along the contraction; null: the whole line. */
  readonly along: number | null;
  /** Lines. */
  readonly across: number;
  /** What computes a block's scale from its amax: scales.ts, and each device's own arithmetic, have one for every formula. */
  readonly formula: BlockFormula;
  /** Format of a block's scale. */
  readonly format: Format;
}

export const BLOCK_FORMULAS = ['row', 'block', 'mx-up', 'mx-floor', 'nvfp4'] as const;
export type BlockFormula = (typeof BLOCK_FORMULAS)[number];

/** Either, both or neither. */
export interface ScalingLayout {
  readonly tensor: TensorScale | null;
  readonly blocks: BlockScales | null;
}

const FLOAT32 = parseFormat('fp32');
const POWERS_OF_TWO = parseFormat('e8m0');
/** Of NVFP4, whose values are E2M1 numbers. */
export const NVFP4_SCALES = parseFormat('e4m3fn');
export const E2M1_MAX = parseFormat('e2m1').maxFinite;

export function layoutOf({ scaling, cast: { format } }: Precision): ScalingLayout {
  const tensor = { most: format.maxFinite, powerOfTwo: false, history: null };
  switch (scaling.kind) {
    case 'none':
      return { tensor: null, blocks: null };
    case 'tensor':
      return { tensor: { ...tensor, powerOfTwo: scaling.powerOfTwo }, blocks: null };
    case 'delayed': {
      const { history: length, algorithm, margin } = scaling;
      const history = { length, considered: algorithm === 'max' ? length : 1, margin };
      return { tensor: { ...tensor, history }, blocks: null };
    }
    case 'row': {
      const line = { along: null, across: 1 };
      return {
        tensor: null,
        blocks: scaling.powerOfTwo
          ? { ...line, formula: 'row', format: POWERS_OF_TWO }
          : { ...line, formula: 'block', format: FLOAT32 },
      };
    }
    case 'block': {
      const { along, across } = scaling;
      return { tensor: null, blocks: { along, across, formula: 'block', format: FLOAT32 } };
    }
    case 'mx': {
      const formula = scaling.exponent === 'up' ? 'mx-up' : 'mx-floor';
      return { tensor: null, blocks: { along: scaling.block, across: 1, formula, format: POWERS_OF_TWO } };
    }
    case 'nvfp4':
      return {
        // The largest block scale just fits E4M3 (Transformer Engine).
        tensor: { ...tensor, most: NVFP4_SCALES.maxFinite * E2M1_MAX },
        blocks: { along: scaling.block, across: scaling.across, formula: 'nvfp4', format: NVFP4_SCALES },
      };
  }
}

/** Values are cast as they are. */
export function isUnscaled(precision: Precision): boolean {
  const { tensor, blocks } = layoutOf(precision);
  return tensor === null && blocks === null;
}

/**
 * The scale of a tensor that stands by itself: a head of attention, or weights before the first step. Null where the scaling
 * has none of this step: such a tensor is not scaled by a number of its own.
 */
export function ownScale(precision: Precision): TensorScale | null {
  const { tensor } = layoutOf(precision);
  return tensor?.history === null ? tensor : null;
}

/** Whether scales are made of the very values that they multiply, which then cannot outgrow them. */
export function fitsItsValues(precision: Precision): boolean {
  const { tensor, blocks } = layoutOf(precision);
  return blocks !== null || tensor?.history === null;
}

/** The blocks of a matrix of `lines` of `length` values along the contraction. */
export interface BlockGrid {
  readonly along: number;
  readonly across: number;
  /** Blocks of one line. */
  readonly perLine: number;
  readonly count: number;
}

export function blockGrid({ along, across }: BlockScales, lines: number, length: number): BlockGrid {
  const wide = along ?? length;
  const perLine = Math.ceil(length / wide);
  return { along: wide, across, perLine, count: perLine * Math.ceil(lines / across) };
}
