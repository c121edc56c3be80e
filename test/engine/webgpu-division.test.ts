// Division by WGSL on integers against JavaScript's, bit for bit: scales are made of it.
import { afterAll, describe, expect, test } from 'vitest';
import {
  eachElement,
  elementGroups,
  kernel,
  type Port,
} from '../../src-main/engine/devices/webgpu/kernel.ts';
import { DIVIDE } from '../../src-main/engine/devices/webgpu/kernels/scaling.ts';
import { bitsOf, valueOf } from '../../src-main/formats/round.ts';
import { random32 } from '../../src-main/engine/random.ts';
import { gpuOfTests, runKernel } from './webgpu-support.ts';

const gpu = await gpuOfTests();
afterAll(() => gpu?.close());

const port = (buffer: string, access: Port['access']): Port => {
  return { buffer, life: 'shared', length: 0, access, type: 'u32' };
};

describe.skipIf(!gpu)('webgpu', () => {
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
