// Scaling kinds by hand-computed cases.
import { describe, expect, test } from 'vitest';
import { parseFormat } from '../../src-main/formats/format.ts';
import type { Precision } from '../../src-main/formats/precision.ts';
import { quantize, tensorAmax, type QuantizeCounts } from '../../src-main/formats/quantize.ts';
import { delayedScale, mxExponent, nvfp4BlockScale, tensorScale } from '../../src-main/formats/scales.ts';
import {
  blockGrid,
  fitsItsValues,
  isUnscaled,
  layoutOf,
  ownScale,
  type Scaling,
} from '../../src-main/formats/scaling.ts';

function to(name: string, scaling: Scaling): Precision {
  return {
    cast: { format: parseFormat(name), rounding: 'nearest-even', overflow: 'saturate', subnormals: 'keep' },
    scaling,
  };
}

function rounded(
  values: number[],
  columns: number,
  contraction: 'rows' | 'columns',
  precision: Precision,
  scale = 1,
) {
  const counts: QuantizeCounts = { nonzero: 0, underflow: 0, overflow: 0 };
  const matrix = Float32Array.from(values);
  const rows = matrix.length / columns;
  return {
    values: [...quantize(matrix, rows, columns, contraction, precision, scale, null, counts)],
    counts,
  };
}

const e4m3fn = parseFormat('e4m3fn');

/** Of E4M3, where the scale before was 9. */
function delayedScaleUnder(scaling: Scaling, history: number[]): number {
  const { most, history: layout } = layoutOf(to('e4m3fn', scaling)).tensor!;
  return delayedScale(Float32Array.from(history), 9, most, layout!);
}

describe('scales', () => {
  test('a tensor scale takes the largest magnitude to the largest value of the format', () => {
    const scaleOf = (amax: number, powerOfTwo = false) =>
      tensorScale(amax, layoutOf(to('e4m3fn', { kind: 'tensor', powerOfTwo })).tensor!);
    expect(scaleOf(3.5)).toBe(128);
    expect(scaleOf(3)).toBe(Math.fround(448 / 3));
    expect(scaleOf(3, true)).toBe(128);
    expect(scaleOf(0)).toBe(Math.fround(448 / Math.fround(1e-12)));
  });

  test('a delayed scale uses the largest, or the newest, of the history and keeps the old one for 0, NaN and Inf', () => {
    const scaleOf = (history: number[], algorithm: 'max' | 'most-recent', margin = 0) =>
      delayedScaleUnder({ kind: 'delayed', history: 3, algorithm, margin }, history);
    expect(scaleOf([1.75, 3.5, 0], 'max')).toBe(128);
    expect(scaleOf([1.75, 3.5, 0], 'most-recent')).toBe(256);
    expect(scaleOf([1.75, 3.5, 0], 'max', 2)).toBe(32);
    expect(scaleOf([0, 0, 0], 'max')).toBe(9);
    expect(scaleOf([Infinity, 1, 0], 'max')).toBe(9);
    expect(scaleOf([NaN, 1, 0], 'most-recent')).toBe(9);
  });

  test('a delayed scale of a tiny amax is the largest float32, and zeros stay zeros under it', () => {
    const delayed = { kind: 'delayed', history: 1, algorithm: 'max', margin: 1 } as const;
    const scale = delayedScaleUnder(delayed, [1e-37]);
    expect(scale).toBe((2 - 2 ** -23) * 2 ** 127);
    const { values } = rounded([0, 1e-37, 1], 3, 'columns', to('e4m3fn', delayed), scale);
    // 1e-37 x 3.4e38 = 34.03, between 32 and 36.
    expect(values).toEqual([0, 36, 448]);
  });

  test('an MX exponent rounded up never overflows, the OCP floor may', () => {
    // 448 = 1.75 x 2^8, so amax 500 needs 2^1 rounded up; floor gives floor(log2 500) - 8 = 0.
    expect(mxExponent(500, e4m3fn, 'up')).toBe(1);
    expect(mxExponent(500, e4m3fn, 'floor')).toBe(0);
    expect(mxExponent(448, e4m3fn, 'up')).toBe(0);
    expect(mxExponent(1, e4m3fn, 'up')).toBe(-8);
    expect(mxExponent(0, e4m3fn, 'up')).toBe(-48);
  });

  test('NVFP4 stores an E4M3 scale a block, relative to one of the tensor', () => {
    const { tensor } = layoutOf(to('e2m1', { kind: 'nvfp4', block: 16, across: 1 }));
    expect(tensorScale(6, tensor!)).toBe(448);
    expect(nvfp4BlockScale(6, 448)).toEqual({ stored: 448, encode: 1 });
    expect(nvfp4BlockScale(3, 448)).toEqual({ stored: 224, encode: 2 });
    expect(nvfp4BlockScale(0, 448)).toEqual({ stored: 0, encode: 0 });
  });
});

describe('the layout of a scaling', () => {
  const layout = (scaling: Scaling) => layoutOf(to('e4m3fn', scaling));

  test('has blocks that cover a matrix whose extents they do not divide', () => {
    const grid = (scaling: Scaling) => blockGrid(layout(scaling).blocks!, 70, 150);
    expect(grid({ kind: 'row', powerOfTwo: true })).toEqual({ along: 150, across: 1, perLine: 1, count: 70 });
    expect(grid({ kind: 'block', along: 128, across: 64 })).toEqual({
      along: 128,
      across: 64,
      perLine: 2,
      count: 4,
    });
    expect(grid({ kind: 'mx', block: 32, exponent: 'up' })).toMatchObject({ perLine: 5, count: 350 });
    expect(grid({ kind: 'nvfp4', block: 16, across: 1 })).toMatchObject({ perLine: 10, count: 700 });
  });

  test('tells what a tensor alone is scaled by, and what its values can outgrow', () => {
    const scalings: Record<string, Scaling> = {
      none: { kind: 'none' },
      tensor: { kind: 'tensor', powerOfTwo: true },
      delayed: { kind: 'delayed', history: 3, algorithm: 'max', margin: 1 },
      row: { kind: 'row', powerOfTwo: true },
      mx: { kind: 'mx', block: 32, exponent: 'floor' },
      nvfp4: { kind: 'nvfp4', block: 16, across: 1 },
    };
    const those = (test: (precision: Precision) => boolean) =>
      Object.keys(scalings).filter((name) => test(to('e4m3fn', scalings[name]!)));
    expect(those(isUnscaled)).toEqual(['none']);
    expect(those((precision) => ownScale(precision) !== null)).toEqual(['tensor', 'nvfp4']);
    expect(those((precision) => !fitsItsValues(precision))).toEqual(['none', 'delayed']);
    expect(layout(scalings.delayed!).tensor).toMatchObject({
      history: { length: 3, considered: 3, margin: 1 },
    });
  });
});

describe('quantize', () => {
  test('leaves a tensor scale applied, for the product to divide by', () => {
    const { values, counts } = rounded(
      [3.5, 1, -0.01, 0],
      2,
      'columns',
      to('e4m3fn', { kind: 'tensor', powerOfTwo: false }),
      128,
    );
    // -0.01 x 128 = -1.28, between -1.25 and -1.375.
    expect(values).toEqual([448, 128, -1.25, 0]);
    expect(counts).toEqual({ nonzero: 3, underflow: 0, overflow: 0 });
  });

  test('counts what vanishes and what saturates', () => {
    const { values, counts } = rounded([500, 2 ** -11, 0, 1], 4, 'columns', to('e4m3fn', { kind: 'none' }));
    expect(values).toEqual([448, 0, 0, 1]);
    expect(counts).toEqual({ nonzero: 3, underflow: 1, overflow: 1 });
  });

  test('scales each row along the contraction by its own power of two, undone', () => {
    const row: Scaling = { kind: 'row', powerOfTwo: true };
    // Row (1000, 1): 448 / 1000 rounded down is 1/4; 250 -> 256, 0.25 stays.
    expect(rounded([1000, 1, 1e-4, 0], 2, 'columns', to('e4m3fn', row)).values.slice(0, 2)).toEqual([
      1024, 1,
    ]);
    // Along the other axis 1e-4 shares its scale with 1000 and vanishes.
    expect(rounded([1000, 1, 1e-4, 0], 2, 'rows', to('e4m3fn', row)).values[2]).toBe(0);
  });

  test('scales blocks along the contraction, the last one shorter', () => {
    const block: Scaling = { kind: 'block', along: 2, across: 1 };
    const { values } = rounded([448, 0.0005, 0.0005], 3, 'columns', to('e4m3fn', block));
    // 0.0005 beside 448 is less than half the smallest subnormal value, 2^-9, and vanishes; alone it fills the range, and comes back to float32 rounding.
    expect(values[0]).toBe(448);
    expect(values[1]).toBe(0);
    expect(values[2]).toBeCloseTo(0.0005, 9);
  });

  test('rounds MX blocks by exact powers of two', () => {
    const mx: Scaling = { kind: 'mx', block: 2, exponent: 'up' };
    // Block (500, 3): exponent 1: 250 -> 256, 1.5 stays. Block (1, 0.3): exponent -8: 76.8 -> 80.
    expect(rounded([500, 3, 1, 0.3], 4, 'columns', to('e4m3fn', mx)).values).toEqual([512, 3, 1, 80 / 256]);
  });

  test('rounds NVFP4 blocks to E2M1 times their stored scale', () => {
    const nvfp4: Scaling = { kind: 'nvfp4', block: 2, across: 1 };
    // Tensor scale 448; block (6, 1.3): stored 448; block (3, 0.8): stored 224, 1.6 -> 1.5.
    expect(rounded([6, 1.3, 3, 0.8], 4, 'columns', to('e2m1', nvfp4), 448).values).toEqual([
      6 * 448,
      1.5 * 448,
      6 * 224,
      1.5 * 224,
    ]);
  });

  test('the largest magnitude keeps NaN and infinities visible', () => {
    expect(tensorAmax(Float32Array.of(1, -3, 2))).toBe(3);
    expect(tensorAmax(Float32Array.of(1, -Infinity))).toBe(Infinity);
    expect(tensorAmax(Float32Array.of(NaN, 5))).toBeNaN();
  });

  test('NaN is the largest magnitude of its block, wherever it stands', () => {
    const nan = [1000, NaN, 1, 2, 3, 4, 5, 6];
    const mx: Scaling = { kind: 'mx', block: 8, exponent: 'up' };
    for (const values of [nan, nan.toReversed()]) {
      const lost = values.map((value) => (Number.isNaN(value) ? NaN : 0));
      expect(rounded(values, 8, 'columns', to('e4m3fn', { kind: 'row', powerOfTwo: true })).values).toEqual(
        lost,
      );
      expect(rounded(values, 8, 'columns', to('e4m3fn', mx)).values).toEqual(lost);
      // E2M1 has no NaN, and takes it for a zero of either sign.
      expect(rounded(values, 8, 'columns', to('e2m1', mx)).values.map(Math.abs)).toEqual(Array(8).fill(0));
    }
  });
});

test('three mantissa bits kept by truncation shrink normal values by 4.4 %, to nearest by under 0.1 %', async () => {
  const { randomNormal } = await import('../../src-main/engine/random.ts');
  const { roundValue } = await import('../../src-main/formats/round.ts');
  const shrinkage = (rounding: 'toward-zero' | 'nearest-even') => {
    const cast = { ...to('e8m3', { kind: 'none' }).cast, rounding };
    let [before, after] = [0, 0];
    for (let i = 0; i < 200_000; i++) {
      const x = randomNormal(1, i);
      before += Math.abs(x);
      after += Math.abs(roundValue(x, cast));
    }
    return 1 - after / before;
  };
  expect(shrinkage('toward-zero')).toBeCloseTo(0.044, 3);
  expect(Math.abs(shrinkage('nearest-even'))).toBeLessThan(0.001);
});
