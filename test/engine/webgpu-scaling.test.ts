// Every way of scaling on the webgpu device against the reference device, bit for bit: casts in place, operands of products
// with blocks along either axis, and the counts of what was lost and what was too large.
import { afterAll, describe, expect, test } from 'vitest';
import { ProgramBuilder } from '../../src-main/engine/builder.ts';
import { createReferenceDevice } from '../../src-main/engine/devices/reference/device.ts';
import { webgpuDevice } from '../../src-main/engine/devices/webgpu/device.ts';
import { randomNormal } from '../../src-main/engine/random.ts';
import { castsInPlace, operandsOfProducts, outcome } from './scaling-support.ts';
import { gpuOfTests, programOf } from './webgpu-support.ts';

const gpu = await gpuOfTests();
afterAll(() => gpu?.close());

describe.skipIf(!gpu)('on webgpu', () => {
  test('casts in place are those of the oracle under every scaling', async () => {
    const { program, given, results } = castsInPlace();
    const expected = await outcome(await createReferenceDevice(), program, 4, given, results);
    const found = await outcome(webgpuDevice(gpu!), program, 4, given, results);
    for (const name of results) expect([name, found.buffers[name]]).toEqual([name, expected.buffers[name]]);
    expect(found.sites).toEqual(expected.sites);
  });

  test('large products, in tiles of 128, agree with float64 sums', async () => {
    const build = new ProgramBuilder(null);
    const operand = (buffer: string) => ({ buffer, precision: null, scale: null, site: '' });
    const [m, n, k] = [519, 131, 21];
    const [a, b] = [operand(build.state('a', [m, k])), operand(build.state('b', [k, n]))];
    build.workspace('plain', [m, n]);
    build.matmul('plain', a, b, 'plain', { m, n, k });
    build.workspace('turned', [m, n]);
    build.matmul('turned', a, b, 'turned', { m, n, k }, { a: true, b: true });
    const program = programOf(build);
    const normal = (seed: number, length: number) =>
      Float32Array.from({ length }, (_, i) => randomNormal(seed, i));
    const given = { a: normal(1, m * k), b: normal(2, k * n) };
    const [expected, found] = [
      await outcome(await createReferenceDevice(), program, 1, given, ['plain', 'turned']),
      await outcome(webgpuDevice(gpu!), program, 1, given, ['plain', 'turned']),
    ];
    for (const name of ['plain', 'turned']) {
      const worst = expected.buffers[name]!.map((value, i) => Math.abs(value - found.buffers[name]![i]!));
      expect(Math.max(...worst)).toBeLessThan(1e-5);
    }
  });

  test('operands of products are rounded as the oracle does, with blocks along either axis', async () => {
    const { program, given, results } = operandsOfProducts();
    const expected = await outcome(await createReferenceDevice(), program, 1, given, results);
    const found = await outcome(webgpuDevice(gpu!), program, 1, given, results);
    for (const name of results) expect([name, found.buffers[name]]).toEqual([name, expected.buffers[name]]);
    expect(found.sites).toEqual(expected.sites);
  });
});
