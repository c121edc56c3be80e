// Matrix units of the webgpu device. By number theory: what is given to them is exact in float16. By Dawn's own validation, on
// its device without hardware: the texts are WGSL. On a GPU that has units (scripts/lavapipe.sh makes one of software):
// products and training agree with the reference device.
import { afterAll, describe, expect, test } from 'vitest';
import { StepBuilder } from '../../src-main/engine/builder.ts';
import { createReferenceDevice } from '../../src-main/engine/devices/reference/device.ts';
import { compile } from '../../src-main/engine/devices/webgpu/compile.ts';
import { webgpuDevice } from '../../src-main/engine/devices/webgpu/device.ts';
import {
  halfOperand,
  tilesFor,
  unitsOf,
  type MatrixUnits,
} from '../../src-main/engine/devices/webgpu/matrix-units.ts';
import { SessionBindings } from '../../src-main/engine/devices/webgpu/bindings.ts';
import { checkedUnits } from '../../src-main/engine/devices/webgpu/units-check.ts';
import type { Device } from '../../src-main/engine/device.ts';
import { randomNormal } from '../../src-main/engine/random.ts';
import { jobPrograms, train } from '../../src-main/engine/train.ts';
import { FORMAT_NAMES, parseFormat, type Format } from '../../src-main/formats/format.ts';
import { codeCount, decode } from '../formats/codes.ts';
import type { Scaling } from '../../src-main/formats/scaling.ts';
import { RECIPE_NAMES, recipeByName } from '../../src-main/recipes/presets.ts';
import { CORPUS, jobOf, MODEL, toleranceOf } from './support.ts';
import { outcome } from './conformance/outcome.ts';
import { gpuOfTests, nullDevice, programOf } from './webgpu-support.ts';

const UNITS: MatrixUnits = { size: 16, threads: 32, subnormals: true };
const NONE: Scaling = { kind: 'none' };

function rounded(format: Format, scaling = NONE, subnormals: 'keep' | 'flush' = 'keep') {
  const cast = { format, rounding: 'nearest-even', overflow: 'saturate', subnormals } as const;
  return { precision: { cast, scaling }, site: '', stream: '', scale: null };
}

function finiteValues(format: Format): number[] {
  return Array.from({ length: codeCount(format) }, (_, code) => decode(format, code)).filter(Number.isFinite);
}

const isHalf = (value: number) => Math.f16round(value) === value;

describe('what matrix units are given', () => {
  const SMALL = [...FORMAT_NAMES.filter((name) => name !== 'fp32'), 'e5m7', 'e5m10', 'e4m10', 'e6m2', 'e2m0'];

  test.each(SMALL)('%s: taken if, and only if, every value of the format is one of float16', (name) => {
    const format = parseFormat(name);
    const values = finiteValues(format);
    expect(halfOperand(rounded(format), UNITS)).toBe(values.every(isHalf) ? 'cast' : null);
    const normal = values.filter((value) => value === 0 || Math.abs(value) >= 2 ** -14);
    const without = { ...UNITS, subnormals: false };
    const all = values.every(isHalf) && normal.length === values.length;
    expect(halfOperand(rounded(format), without)).toBe(all ? 'cast' : null);
  });

  test('all FP8 formats are taken, bfloat16, TF32 and float32 are not', () => {
    const taken = (name: string) => halfOperand(rounded(parseFormat(name)), UNITS);
    for (const name of ['e4m3fn', 'e5m2', 'e4m3', 'e3m4', 'e4m3fnuz', 'e5m2fnuz', 'e2m1']) {
      expect([name, taken(name)]).toEqual([name, 'cast']);
    }
    for (const name of ['bf16', 'tf32', 'fp32']) expect([name, taken(name)]).toEqual([name, null]);
  });

  test('values of NVFP4 with the scale of their block undone are values of float16', () => {
    const e2m1 = parseFormat('e2m1');
    const scales = finiteValues(parseFormat('e4m3fn'));
    expect(finiteValues(e2m1).every((value) => scales.every((scale) => isHalf(value * scale)))).toBe(true);
    expect(halfOperand(rounded(e2m1, { kind: 'nvfp4', block: 16, across: 1 }), UNITS)).toBe('block');
  });

  test('the power of two of a line is left to the result, that of a block is not to be left out', () => {
    const e4m3 = parseFormat('e4m3fn');
    expect(halfOperand(rounded(e4m3, { kind: 'row', powerOfTwo: true }), UNITS)).toBe('line');
    expect(halfOperand(rounded(e4m3, { kind: 'mx', block: 32, exponent: 'up' }), UNITS)).toBeNull();
    expect(halfOperand(rounded(e4m3, { kind: 'block', along: 128, across: 1 }), UNITS)).toBeNull();
    expect(halfOperand(null, UNITS)).toBeNull();
  });

  test('where subnormal values are flushed to zero, E5M2 needs none of them', () => {
    const flushing = { ...UNITS, subnormals: false };
    const e5m2 = parseFormat('e5m2');
    expect(halfOperand(rounded(e5m2), flushing)).toBeNull();
    expect(halfOperand(rounded(e5m2, NONE, 'flush'), flushing)).toBe('cast');
  });

  test.each([
    [16, 32],
    [8, 32],
    [8, 8],
    [16, 16],
    [16, 64],
  ])('units of %i with %i threads: subgroups cover the tile once', (size, threads) => {
    for (const [m, edge] of [
      [512, 128],
      [64, 64],
    ]) {
      const tiles = tilesFor({ size, threads, subnormals: true }, { m: m!, n: 128, k: 64 });
      expect(tiles!.lines).toBe(edge);
      expect(tiles!.down * tiles!.across * threads).toBe(256);
      expect([tiles!.down * tiles!.rows * size, tiles!.across * tiles!.columns * size]).toEqual([edge, edge]);
    }
  });

  test('an adapter is taken at its word for cubes of float16 summed in float32 and for subgroups of one size', () => {
    const info = (sizes: readonly [number, number], shapes: readonly (readonly number[])[]) =>
      ({
        subgroupMinSize: sizes[0],
        subgroupMaxSize: sizes[1],
        subgroupMatrixConfigs: shapes.map(([M, N, K, result]) => {
          return { componentType: 'f16', resultComponentType: result === 16 ? 'f16' : 'f32', M, N, K };
        }),
      }) as unknown as Parameters<typeof unitsOf>[0];
    expect(
      unitsOf(
        info(
          [32, 32],
          [
            [16, 8, 16],
            [8, 8, 8],
            [16, 16, 16],
          ],
        ),
      ),
    ).toMatchObject({ size: 16, threads: 32 });
    expect(unitsOf(info([32, 32], [[16, 16, 16, 16]]))).toBeNull();
    expect(unitsOf(info([8, 32], [[16, 16, 16]]))).toBeNull();
    expect(unitsOf(info([32, 32], []))).toBeNull();
  });
});

const RECIPES = RECIPE_NAMES.filter((name) => {
  const {
    linear: { forward },
    accumulation,
  } = recipeByName(name);
  // Units add up in float32.
  if (accumulation) return false;
  return [forward.activation, forward.weight].every(
    (precision) => precision && halfOperand({ ...rounded(precision.cast.format, precision.scaling) }, UNITS),
  );
});
/** Wide enough for units: 96 tokens, products of 96 x 192 x 64 and more; a recipe may keep the last layer in BF16. */
const model = { ...MODEL, layers: 2, width: 64, hidden: 96, context: 32 };
const SHAPES: readonly (readonly [string, MatrixUnits])[] = [
  ['16 and 32 threads', UNITS],
  ['8 and 8 threads', { size: 8, threads: 8, subnormals: true }],
];

const dawn = await nullDevice();

describe('kernels for matrix units', () => {
  test('are not taken where sums are narrow', () => {
    const [program] = jobPrograms(jobOf(recipeByName('tensorwise-hopper'), { model }), CORPUS.vocabularySize);
    const { operations } = compile(program!, new SessionBindings([program!], UNITS));
    const codes = operations.flatMap(({ kernels }) => kernels.map(({ code }) => code));
    expect(codes.filter((code) => code.includes('subgroup_matrix'))).toEqual([]);
  });

  test.each(RECIPES)('under %s are WGSL that Dawn accepts', async (name) => {
    const [program] = jobPrograms(jobOf(recipeByName(name), { model }), CORPUS.vocabularySize);
    for (const [, units] of SHAPES) {
      const { operations } = compile(program!, new SessionBindings([program!], units));
      const codes = operations.flatMap(({ kernels }) => kernels.map(({ code }) => code));
      const own = new Set(codes.filter((code) => code.includes('subgroup_matrix')));
      expect(own.size).toBeGreaterThan(0);
      for (const code of own) {
        dawn.pushErrorScope('validation');
        const module = dawn.createShaderModule({ code });
        dawn.createComputePipeline({ layout: 'auto', compute: { module, entryPoint: 'main' } });
        // It is checked last, and this device offers less memory than any that has units.
        const refused = (await dawn.popErrorScope())?.message ?? '';
        expect(refused).toMatch(/^$|^The total use of workgroup storage /);
        expect((await module.getCompilationInfo()).messages).toHaveLength(0);
      }
    }
  });
});

const gpu = await gpuOfTests();
afterAll(() => gpu?.close());
const units = gpu?.units ? await checkedUnits(gpu.units) : null;
if (gpu && !units) process.stderr.write('Skipped: products on matrix units, because this GPU has none.\n');

/** Products of each orientation, of no whole tiles, rounded in each way; the last one's result is rounded as well. */
function products() {
  const [m, n, k] = [519, 131, 77];
  const build = new StepBuilder(null);
  const ways: readonly (readonly [string, string, Scaling])[] = [
    ['unscaled', 'e5m2', NONE],
    ['tensor', 'e4m3fn', { kind: 'tensor', powerOfTwo: false }],
    ['row', 'e4m3fn', { kind: 'row', powerOfTwo: true }],
    ['nvfp4', 'e2m1', { kind: 'nvfp4', block: 16, across: 1 }],
  ];
  const results: string[] = [];
  const given: Record<string, Float32Array> = {};
  const matrix = (name: string, rows: number, columns: number, seed: number) => {
    build.state(name, [rows, columns]);
    given[name] = Float32Array.from({ length: rows * columns }, (_, i) => randomNormal(seed, i));
    return name;
  };
  for (const turnedA of [false, true]) {
    for (const turnedB of [false, true]) {
      const side = `${turnedA ? 'T' : 'N'}${turnedB ? 'T' : 'N'}`;
      const a = matrix(`a${side}`, turnedA ? k : m, turnedA ? m : k, 1);
      const b = matrix(`b${side}`, turnedB ? n : k, turnedB ? k : n, 2);
      for (const [way, name, scaling] of ways) {
        // Compiling is slow in software.
        if (way !== 'unscaled' && turnedA !== turnedB) continue;
        const { precision } = rounded(parseFormat(name), scaling);
        const label = `${way} ${side}`;
        const left = build.operand(a, precision, way, `${label} a`);
        const right = build.operand(b, precision, way, `${label} b`);
        const out = build.workspace(label, [m, n]);
        build.matmul(label, left, right, out, { m, n, k }, { a: turnedA, b: turnedB });
        if (way === 'row') build.round(out, m, n, rounded(parseFormat('bf16')).precision, way, label);
        results.push(out);
      }
    }
  }
  return { program: programOf(build), given, results };
}

describe.skipIf(!units)('on matrix units', () => {
  const device = (): Device => webgpuDevice(gpu!, { units });

  test('products agree with float64 sums of the same rounded values, and so do the counts', async () => {
    const { program, given, results } = products();
    const expected = await outcome(await createReferenceDevice(), program, given, results);
    const found = await outcome(device(), program, given, results);
    expect(found.sites).toEqual(expected.sites);
    for (const name of results) {
      const values = expected.buffers[name]!;
      const most = values.reduce((sum, value) => Math.max(sum, Math.abs(value)), 0);
      const worst = values.reduce(
        (sum, value, i) => Math.max(sum, Math.abs(found.buffers[name]![i]! - value)),
        0,
      );
      // A float32 sum by the ordinary kernel is as far off; one that is then rounded to bfloat16 may fall to the other side.
      const tolerance = name.startsWith('row') ? 2 ** -8 : 1e-6;
      expect([name, worst <= tolerance * most]).toEqual([name, true]);
    }
  });

  test.each(RECIPES)('20 steps agree with the reference device under %s', async (name) => {
    const job = jobOf(recipeByName(name), { model, steps: 20, lanes: [{ seed: 1, learningRate: 0.003 }] });
    const [expected] = await train(await createReferenceDevice(), job, CORPUS);
    const [found] = await train(device(), job, CORPUS);
    const { loss } = expected!.series;
    const worst = loss.reduce(
      (most, value, i) => Math.max(most, Math.abs(found!.series.loss[i]! / value - 1)),
      0,
    );
    expect(worst).toBeLessThan(toleranceOf(name));
  });

  test('a lane has the same numbers alone and beside others', async () => {
    const recipe = recipeByName('tensorwise');
    const lanes = [1, 2].map((seed) => ({ seed, learningRate: 0.003 }));
    const both = await train(device(), jobOf(recipe, { model, steps: 2, lanes }), CORPUS);
    const [alone] = await train(device(), jobOf(recipe, { model, steps: 2, lanes: [lanes[1]!] }), CORPUS);
    expect(both[1]!.series).toEqual(alone!.series);
  });
});
