// Products of the webgpu device that are too large for the conformance tests: in tiles of 128.
import { afterAll, expect, test } from 'vitest';
import { StepBuilder } from '../../src-main/engine/builder.ts';
import { createReferenceDevice } from '../../src-main/engine/devices/reference/device.ts';
import { webgpuDevice } from '../../src-main/engine/devices/webgpu/device.ts';
import { randomNormal } from '../../src-main/engine/random.ts';
import { outcome } from './conformance/outcome.ts';
import { gpuOfTests, programOf } from './webgpu-support.ts';

const gpu = await gpuOfTests();
afterAll(() => gpu?.close());

test.skipIf(!gpu)('large products, in tiles of 128, agree with float64 sums', async () => {
  const build = new StepBuilder(null);
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
    await outcome(await createReferenceDevice(), program, given, ['plain', 'turned']),
    await outcome(webgpuDevice(gpu!), program, given, ['plain', 'turned']),
  ];
  for (const name of ['plain', 'turned']) {
    const worst = expected.buffers[name]!.map((value, i) => Math.abs(value - found.buffers[name]![i]!));
    expect(Math.max(...worst)).toBeLessThan(1e-5);
  }
});
