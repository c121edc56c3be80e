// Rounding by WGSL against formats/round.ts, bit for bit, over the vectors of the wasm device: every format, rounding,
// overflow and treatment of subnormals; division against JavaScript's.
import { afterAll, describe, expect, test } from 'vitest';
import {
  eachElement,
  elementGroups,
  kernel,
  type Port,
} from '../../src-main/engine/devices/webgpu/kernel.ts';
import { RANDOM, roundingFunction } from '../../src-main/engine/devices/webgpu/kernels/rounding.ts';
import { DIVIDE } from '../../src-main/engine/devices/webgpu/kernels/scaling.ts';
import type { Cast } from '../../src-main/formats/cast.ts';
import { parseFormat } from '../../src-main/formats/format.ts';
import { bitsOf, rounder, valueOf } from '../../src-main/formats/round.ts';
import { random32 } from '../../src-main/engine/random.ts';
import { ROUNDED_FORMATS, roundingInputs } from './support.ts';
import { gpuOfTests, runKernel } from './webgpu-support.ts';

const gpu = await gpuOfTests();
afterAll(() => gpu?.close());

const KEY = 12345;
const port = (buffer: string, access: Port['access']): Port => {
  return { buffer, life: 'shared', length: 0, access, type: 'u32' };
};

const CASTS = (['nearest-even', 'toward-zero', 'stochastic'] as const).flatMap((rounding) =>
  (['saturate', 'format'] as const).flatMap((overflow) =>
    (['keep', 'flush'] as const).map((subnormals) => ({ rounding, overflow, subnormals })),
  ),
);

describe.skipIf(!gpu)('webgpu', () => {
  test.each(ROUNDED_FORMATS)('rounds to %s as the oracle does', async (name) => {
    const casts: Cast[] = CASTS.map((cast) => ({ ...cast, format: parseFormat(name) }));
    const bits = new Uint32Array(roundingInputs(casts[0]!).buffer);
    const length = bits.length;
    const functions = casts.map((cast, index) => roundingFunction(`round${index}`, cast));
    const made = kernel({
      label: name,
      ports: { x: port('x', 'read'), y: port('y', 'write') },
      numbers: Object.assign({ length }, ...functions.map(({ numbers }) => numbers)),
      parts: [RANDOM, ...functions.flatMap(({ parts }) => parts)],
      threads: 256,
      groups: elementGroups(length),
      body: eachElement(
        casts
          .map((_, index) => `y[${index}u * own.length + i] = round${index}(x[i], random32(${KEY}u, i));`)
          .join('\n'),
      ),
    });
    const found = await runKernel(gpu!, made, [bits, new Uint32Array(casts.length * length)]);
    casts.forEach((cast, index) => {
      const round = rounder(cast);
      const wrong = [...bits.keys()].filter((i) => {
        const expected = valueOf(round(bits[i]!, random32(KEY, i)));
        return !Object.is(expected, valueOf(found[index * length + i]!));
      });
      const example = wrong
        .slice(0, 3)
        .map((i) => `${valueOf(bits[i]!)} became ${valueOf(found[index * length + i]!)}`);
      expect({ cast: CASTS[index], wrong: wrong.length, example }).toEqual({
        cast: CASTS[index],
        wrong: 0,
        example: [],
      });
    });
  });

  test('divides as IEEE 754 does, subnormals and special values included', async () => {
    const special = [
      0,
      -0,
      1,
      -1,
      3,
      Infinity,
      -Infinity,
      NaN,
      2 ** -149,
      2 ** -126,
      3.4e38,
      448,
      57344,
      1e-12,
    ];
    const pairs = special.flatMap((a) => special.map((b) => [bitsOf(a), bitsOf(b)] as const));
    for (let i = 0; i < 20_000; i++) {
      const near = (random32(3, i) & 0x807fffff) | 0x3f800000;
      pairs.push(i % 2 === 0 ? [random32(1, i), random32(2, i)] : [near >>> 0, random32(4, i)]);
    }
    const length = pairs.length;
    const made = kernel({
      label: 'divide',
      ports: { x: port('x', 'read'), y: port('y', 'write') },
      numbers: { length },
      parts: [DIVIDE],
      threads: 256,
      groups: elementGroups(length),
      body: eachElement('y[i] = divide(x[2u * i], x[2u * i + 1u]);'),
    });
    const found = await runKernel(gpu!, made, [Uint32Array.from(pairs.flat()), new Uint32Array(length)]);
    const wrong = pairs.flatMap(([a, b], i) => {
      const expected = Math.fround(valueOf(a) / valueOf(b));
      return Object.is(expected, valueOf(found[i]!)) ? [] : [[valueOf(a), valueOf(b), valueOf(found[i]!)]];
    });
    expect(wrong).toEqual([]);
  });
});
