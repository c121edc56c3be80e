// Every way of scaling on the webgpu device against the reference device, bit for bit: casts in place, operands of products
// with blocks along either axis, and the counts of what was lost and what was too large.
import { afterAll, describe, expect, test } from 'vitest';
import { ProgramBuilder } from '../../src-main/engine/builder.ts';
import type { Device, Session } from '../../src-main/engine/device.ts';
import { createReferenceDevice } from '../../src-main/engine/devices/reference/device.ts';
import { webgpuDevice } from '../../src-main/engine/devices/webgpu/device.ts';
import type { StepProgram } from '../../src-main/engine/program.ts';
import { randomNormal, randomUnit } from '../../src-main/engine/random.ts';
import { parseFormat } from '../../src-main/formats/format.ts';
import type { Precision } from '../../src-main/formats/precision.ts';
import type { Scaling } from '../../src-main/formats/scaling.ts';
import { gpuOfTests, programOf } from './webgpu-support.ts';

const gpu = await gpuOfTests();
afterAll(() => gpu?.close());

const [ROWS, COLUMNS] = [70, 150];

const SCALINGS: Readonly<Record<string, Scaling>> = {
  none: { kind: 'none' },
  tensor: { kind: 'tensor', powerOfTwo: false },
  'power-of-two': { kind: 'tensor', powerOfTwo: true },
  delayed: { kind: 'delayed', history: 300, algorithm: 'max', margin: 1 },
  recent: { kind: 'delayed', history: 1, algorithm: 'most-recent', margin: 0 },
  row: { kind: 'row' },
  'block-1x128': { kind: 'block', along: 128, across: 1 },
  'block-128x128': { kind: 'block', along: 128, across: 128 },
  'mx-up': { kind: 'mx', block: 32, exponent: 'up' },
  'mx-floor': { kind: 'mx', block: 32, exponent: 'floor' },
  nvfp4: { kind: 'nvfp4', block: 16 },
};

function precisions(): [string, Precision][] {
  return Object.entries(SCALINGS).flatMap(([name, scaling]) =>
    (['nearest-even', 'stochastic'] as const).map((rounding): [string, Precision] => {
      const format = parseFormat(name === 'nvfp4' ? 'e2m1' : name === 'row' ? 'e5m2' : 'e4m3fn');
      return [
        `${name} ${rounding}`,
        { cast: { format, rounding, overflow: 'saturate', subnormals: 'keep' }, scaling },
      ];
    }),
  );
}

/** Magnitudes over nine decades, and zeros. */
function values(seed: number, length: number): Float32Array {
  return Float32Array.from({ length }, (_, i) =>
    i % 11 === 0 ? 0 : randomNormal(seed, i) * 10 ** (9 * randomUnit(seed + 1, i) - 6),
  );
}

async function outcome(
  device: Device,
  program: StepProgram,
  steps: number,
  inputs: Readonly<Record<string, Float32Array>>,
  results: readonly string[],
) {
  const session: Session = await device.open({ programs: [program], corpus: new Uint16Array(4), seeds: [5] });
  for (const [name, given] of Object.entries(inputs)) await session.write(0, name, given);
  const { sites } = await session.run({
    program: 0,
    lanes: [0],
    fromStep: 0,
    steps,
    offsets: new Int32Array(steps),
    learningRates: new Float64Array(steps),
    statisticsEvery: 1,
  });
  const buffers = await Promise.all(
    results.map(async (name) => [name, await session.read(0, name)] as const),
  );
  await session.close();
  return { sites, buffers: Object.fromEntries(buffers) };
}

function identity(size: number): Float32Array {
  return Float32Array.from({ length: size * size }, (_, i) => (i % (size + 1) === 0 ? 1 : 0));
}

describe.skipIf(!gpu)('on webgpu', () => {
  test('casts in place are those of the oracle under every scaling', async () => {
    const build = new ProgramBuilder(null);
    const names = precisions().map(([name, precision]) => {
      build.state(name, [ROWS, COLUMNS]);
      build.round(name, ROWS, COLUMNS, precision, name, name);
      return name;
    });
    const given = Object.fromEntries(names.map((name, i) => [name, values(100 + i, ROWS * COLUMNS)]));
    const program = programOf(build);
    const expected = await outcome(await createReferenceDevice(), program, 4, given, names);
    const found = await outcome(webgpuDevice(gpu!), program, 4, given, names);
    for (const name of names) expect([name, found.buffers[name]]).toEqual([name, expected.buffers[name]]);
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
    const build = new ProgramBuilder(null);
    const unit = { buffer: build.state('identity', [ROWS, ROWS]), precision: null, scale: null, site: '' };
    const inputs: Record<string, Float32Array> = { identity: identity(ROWS) };
    const outputs: string[] = [];
    for (const [name, precision] of precisions()) {
      // A tensor-wide scale divides the sum, which no GPU does to the last bit.
      if (['tensor', 'delayed', 'nvfp4'].includes(precision.scaling.kind)) continue;
      inputs[build.state(name, [ROWS, COLUMNS])] = values(100, ROWS * COLUMNS);
      const operand = build.operand(name, precision, name, name);
      const [left, right] = [`${name} left`, `${name} right`];
      build.workspace(left, [COLUMNS, ROWS]);
      build.matmul(left, operand, unit, left, { m: COLUMNS, n: ROWS, k: ROWS }, { a: true });
      build.workspace(right, [ROWS, COLUMNS]);
      build.matmul(right, unit, operand, right, { m: ROWS, n: COLUMNS, k: ROWS });
      outputs.push(left, right);
    }
    const program = programOf(build);
    const expected = await outcome(await createReferenceDevice(), program, 1, inputs, outputs);
    const found = await outcome(webgpuDevice(gpu!), program, 1, inputs, outputs);
    for (const name of outputs) expect([name, found.buffers[name]]).toEqual([name, expected.buffers[name]]);
    expect(found.sites).toEqual(expected.sites);
  });
});
