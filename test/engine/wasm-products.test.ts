// Products on the wasm device against the reference device, of many shapes, so that the edges of tiles, panels and passes are
// all met.
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { StepBuilder } from '../../src-main/engine/builder.ts';
import type { Device } from '../../src-main/engine/device.ts';
import { createReferenceDevice } from '../../src-main/engine/devices/reference/device.ts';
import { createWasmDevice } from '../../src-main/engine/devices/wasm/device.ts';
import { random32, randomNormal } from '../../src-main/engine/random.ts';
import { parseFormat } from '../../src-main/formats/format.ts';
import type { Precision } from '../../src-main/formats/precision.ts';
import { outcome } from './conformance/outcome.ts';
import { programOf } from './webgpu-support.ts';

let reference: Device;
let wasm: Device;
beforeAll(async () => {
  [reference, wasm] = [await createReferenceDevice(), await createWasmDevice({ threads: 1 })];
});
afterAll(async () => {
  await reference.close();
  await wasm.close();
});

/** Tiles are 6 x 16, passes 96 rows and 256 terms (kernels/gemm.ts); these stand at, below and above all of them. */
const EXTENTS = [1, 2, 5, 6, 7, 12, 15, 16, 17, 31, 33, 48, 95, 97, 130, 255, 257, 300, 520];
const PRECISIONS: readonly (Precision | null)[] = [
  null,
  precisionOf('bf16', { kind: 'none' }),
  precisionOf('e4m3fn', { kind: 'tensor', powerOfTwo: false }),
  precisionOf('e5m2', { kind: 'row', powerOfTwo: true }),
  precisionOf('e4m3fn', { kind: 'mx', block: 32, exponent: 'up' }),
];
const CASES_OF_EACH = 25;

function precisionOf(format: string, scaling: Precision['scaling']): Precision {
  const overflow = format === 'bf16' ? 'format' : 'saturate';
  return {
    cast: { format: parseFormat(format), rounding: 'nearest-even', overflow, subnormals: 'keep' },
    scaling,
  };
}

function normal(seed: number, length: number): Float32Array {
  return Float32Array.from({ length }, (_, i) => randomNormal(seed, i));
}

describe.each([
  ['a b', { a: false, b: false }],
  ["a b'", { a: false, b: true }],
  ["a' b", { a: true, b: false }],
])('%s', (_, transposed) => {
  test.each([
    ['in float32', null],
    ['in sums of 14 bits', { bits: 14, promoteEvery: 32 }],
  ])('%s is the float64 sum of the rounded operands, of any shape', async (_, accumulation) => {
    const build = new StepBuilder(accumulation);
    const given: Record<string, Float32Array> = {};
    const bounds = new Map<string, number>();
    const pick = <T>(list: readonly T[], draw: number) =>
      list[random32(transposed.a ? 1 : transposed.b ? 2 : 3, draw) % list.length]!;
    for (let i = 0; i < CASES_OF_EACH; i++) {
      const [m, n, k] = [0, 1, 2].map((axis) => pick(EXTENTS, 4 * i + axis)) as [number, number, number];
      const operand = (name: string, rows: number, columns: number) => {
        const buffer = build.state(`${name}${i}`, [rows, columns]);
        given[buffer] = normal(i, rows * columns);
        return build.operand(buffer, pick(PRECISIONS, 4 * i + 3), buffer, buffer);
      };
      const a = transposed.a ? operand('a', k, m) : operand('a', m, k);
      const b = transposed.b ? operand('b', n, k) : operand('b', k, n);
      const out = build.state(`${m} x ${n} x ${k}, number ${i}`, [m, n]);
      build.matmul(out, a, b, out, { m, n, k }, transposed);
      // k additions err by at most k/2 units of the sum of magnitudes, which is about 0.64 k. Sums of 14 bits are cut in the
      // same places on both devices; what differs is the last step, by a unit or two.
      bounds.set(out, accumulation ? 2 ** -22 * (k + 20) : 2 ** -24 * (k + 2) * (k + 20));
    }
    const program = programOf(build);
    const results = [...bounds.keys()];
    const expected = await outcome(reference, program, given, results);
    const found = await outcome(wasm, program, given, results);
    for (const [name, bound] of bounds) {
      const own = found.buffers[name]!;
      const worst = expected.buffers[name]!.reduce((most, x, i) => Math.max(most, Math.abs(x - own[i]!)), 0);
      expect(worst, name).toBeLessThan(bound);
    }
  });
});
