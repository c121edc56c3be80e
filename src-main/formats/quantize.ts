// Brings a matrix to low precision as a matrix product sees it: scaled, cast, and every scale undone but the tensor-wide
// one, which the product divides its sum by. Bit for bit what every device must do.
import type { Format } from './format.ts';
import type { Precision } from './precision.ts';
import { bitsOf, rounder, valueOf } from './round.ts';
import { blockScale, mxExponent, nvfp4BlockScale, rowScale } from './scales.ts';
import { blockGrid, layoutOf, type BlockFormula } from './scaling.ts';

/** `underflow`: non-zero values that became zero; `overflow`: values above the largest finite one after scaling. */
export interface QuantizeCounts {
  nonzero: number;
  underflow: number;
  overflow: number;
}

/** Largest magnitude; NaN if any value is NaN. */
export function tensorAmax(values: Float32Array): number {
  let amax = 0;
  for (const value of values) {
    const magnitude = Math.abs(value);
    if (!(magnitude <= amax)) amax = magnitude;
    if (Number.isNaN(amax)) return NaN;
  }
  return amax;
}

/** What a block does to its values: multiply by `encode`, cast, multiply by `decode`. */
interface BlockFactors {
  readonly encode: number;
  readonly decode: number;
}

function blockFactors(
  formula: BlockFormula,
  format: Format,
  amax: number,
  tensorScale: number,
): BlockFactors {
  switch (formula) {
    case 'row': {
      const scale = rowScale(amax, format);
      return { encode: scale, decode: 1 / scale };
    }
    case 'block': {
      const { scale, descale } = blockScale(amax, format);
      return { encode: scale, decode: descale };
    }
    case 'mx-up':
    case 'mx-floor': {
      const exponent = mxExponent(amax, format, formula === 'mx-up' ? 'up' : 'floor');
      return { encode: 2 ** -exponent, decode: 2 ** exponent };
    }
    case 'nvfp4': {
      const { stored, encode } = nvfp4BlockScale(amax, tensorScale);
      return { encode, decode: stored };
    }
  }
}

/**
 * Rounds a row-major [rows, columns] matrix. `contraction` is the axis along which blocks and rows run; `draw` gives the
 * random bits of a row-major index; `counts` is added to. NaN makes the amax of its row or block NaN, and the scale that
 * comes of it NaN, infinite (row) or the smallest there is (MX): the other values of the block are lost with it.
 */
export function quantize(
  values: Float32Array,
  rows: number,
  columns: number,
  contraction: 'rows' | 'columns',
  precision: Precision,
  tensorScale: number,
  draw: ((index: number) => number) | null,
  counts: QuantizeCounts | null,
): Float32Array {
  const result = new Float32Array(values.length);
  const round = rounder(precision.cast);
  const { format } = precision.cast;
  const [lines, length] = contraction === 'columns' ? [rows, columns] : [columns, rows];
  const [lineStride, stride] = contraction === 'columns' ? [columns, 1] : [1, columns];
  const { blocks } = layoutOf(precision);
  const { along, across } = blocks ? blockGrid(blocks, lines, length) : { along: length, across: lines };
  for (let line = 0; line < lines; line += across) {
    for (let start = 0; start < length; start += along) {
      const lineEnd = Math.min(line + across, lines);
      const end = Math.min(start + along, length);
      let amax = 0;
      if (blocks) {
        for (let i = line; i < lineEnd; i++) {
          for (let j = start; j < end; j++) {
            // Math.max keeps NaN.
            amax = Math.max(amax, Math.abs(values[i * lineStride + j * stride]!));
          }
        }
      }
      const { encode, decode } = blocks
        ? blockFactors(blocks.formula, format, amax, tensorScale)
        : { encode: tensorScale, decode: 1 };
      for (let i = line; i < lineEnd; i++) {
        for (let j = start; j < end; j++) {
          const index = i * lineStride + j * stride;
          const scaled = Math.fround(values[index]! * encode);
          const rounded = valueOf(round(bitsOf(scaled), draw ? draw(index) : 0));
          result[index] = rounded * decode;
          if (counts) {
            if (values[index] !== 0) counts.nonzero++;
            if (values[index] !== 0 && rounded === 0) counts.underflow++;
            if (Math.abs(scaled) > format.maxFinite) counts.overflow++;
          }
        }
      }
    }
  }
  return result;
}
