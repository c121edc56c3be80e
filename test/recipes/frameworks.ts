// One linear layer under a preset, on a device, against what test/oracle/recipes.py makes of the framework's own definition.
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { inflateSync } from 'node:zlib';
import { StepBuilder } from '../../src-main/engine/builder.ts';
import type { Device } from '../../src-main/engine/device.ts';
import type { StepProgram } from '../../src-main/engine/program.ts';
import type { Precision } from '../../src-main/formats/precision.ts';
import { recipeByName } from '../../src-main/recipes/presets.ts';
import type { LinearPrecision, Recipe } from '../../src-main/recipes/recipe.ts';
import { programOf } from '../engine/webgpu-support.ts';

interface GoldenRecipe {
  readonly name: string;
  readonly inner: number;
  /** What x and dy are multiplied by in each step; the numbers are those of the last. */
  readonly stepSizes: readonly number[];
  /** Operands of y = x w, dx = dy w', dw = x' dy with the contraction last, every scale undone. */
  readonly operands: readonly string[];
  /** y, dx, dw before they are rounded. */
  readonly products: readonly string[];
  /** dw as it is stored, where that is scaled. */
  readonly storedGradient?: string;
}

interface Golden {
  readonly rows: number;
  readonly columns: number;
  /** x, w and dy of each inner extent. */
  readonly given: Readonly<Record<string, readonly string[]>>;
  readonly recipes: readonly GoldenRecipe[];
}

const FILE = path.join(import.meta.dirname, '../oracle/golden/recipes.json');
const golden = JSON.parse(readFileSync(FILE, 'utf8')) as Golden;

export const FRAMEWORKS: readonly string[] = golden.recipes.map(({ name }) => name);

export const PARTS = [
  'x in y',
  'w in y',
  'dy in dx',
  'w in dx',
  'x in dw',
  'dy in dw',
  'y',
  'dx',
  'dw',
] as const;
export const STORED = 'dw stored';
export type Part = (typeof PARTS)[number] | typeof STORED;

function unpacked(text: string): Float32Array {
  const { buffer, byteOffset, length } = Uint8Array.from(inflateSync(Buffer.from(text, 'base64')));
  return new Float32Array(buffer, byteOffset, length / Float32Array.BYTES_PER_ELEMENT);
}

/** Draws are no definition: what is rounded stochastically is held to nearest. */
function toNearest(precision: Precision | null): Precision | null {
  return precision && { ...precision, cast: { ...precision.cast, rounding: 'nearest-even' } };
}

function withoutDraws({ forward, inputGradient, weightGradient }: LinearPrecision): LinearPrecision {
  return {
    forward: { activation: toNearest(forward.activation), weight: toNearest(forward.weight) },
    inputGradient: {
      outputGradient: toNearest(inputGradient.outputGradient),
      weight: toNearest(inputGradient.weight),
    },
    weightGradient: {
      activation: toNearest(weightGradient.activation),
      outputGradient: toNearest(weightGradient.outputGradient),
    },
    output: null,
  };
}

/** Leaves every part of the layer in a buffer of its name. */
function layerProgram(recipe: Recipe, inner: number): StepProgram {
  const { linear, weights, weightGradient, accumulation, hadamard } = recipe;
  const { rows, columns } = golden;
  const build = new StepBuilder(accumulation);
  const precision = withoutDraws(linear);
  build.state('x', [rows, inner]);
  build.state('w', [inner, columns]);
  build.state('dy', [rows, columns]);
  build.round('w', inner, columns, weights, 'weights', 'at rest');
  const layer = {
    label: 'layer',
    site: 'linear',
    precision,
    weight: 'w',
    tied: false,
    hadamard,
    factor: 1,
    rows,
    inner,
    columns,
  };
  build.linear(layer, 'x', build.state('y', [rows, columns]));
  build.linearGradient(layer, 'x', 'dy', build.state('dx', [rows, inner]), null);

  const units = new Map<number, string>();
  const operand = (
    name: Part,
    buffer: string,
    own: Precision | null,
    extents: number[],
    along: 'a' | 'b',
  ) => {
    const [height, width] = extents as [number, number];
    const [m, k] = along === 'a' ? [width, height] : [height, width];
    if (!units.has(k)) units.set(k, build.state(`identity ${k}`, [k, k]));
    const unit = { buffer: units.get(k)!, precision: null, scale: null, site: '' };
    const rounded = build.operand(buffer, own, name, name);
    build.matmul(name, rounded, unit, build.state(name, [m, k]), { m, n: k, k }, { a: along === 'a' });
  };
  operand('x in y', 'x', precision.forward.activation, [rows, inner], 'b');
  operand('w in y', 'w', precision.forward.weight, [inner, columns], 'a');
  operand('dy in dx', 'dy', precision.inputGradient.outputGradient, [rows, columns], 'b');
  operand('w in dx', 'w', precision.inputGradient.weight, [inner, columns], 'b');
  const [xInDw, dyInDw] = transformsOf(build) ?? ['x', 'dy'];
  operand('x in dw', xInDw, precision.weightGradient.activation, [rows, inner], 'a');
  operand('dy in dw', dyInDw, precision.weightGradient.outputGradient, [rows, columns], 'a');

  const unit = { buffer: units.get(columns)!, precision: null, scale: null, site: '' };
  const gradient = { buffer: build.gradientOf('w'), precision: null, scale: null, site: '' };
  // Where sums are narrow, so is this copy; no such recipe stores a scaled gradient.
  build.matmul('copy', gradient, unit, build.state(STORED, [inner, columns]), {
    m: inner,
    n: columns,
    k: columns,
  });
  build.round(STORED, inner, columns, weightGradient, 'weight-gradient', STORED);
  return programOf(build);
}

/** The buffers in which x and dy stand transformed; null: the recipe does not transform them. */
function transformsOf(build: StepBuilder): [string, string] | null {
  const made = build.operations.flatMap((op) => (op.kind === 'hadamard' ? [op] : []));
  const out = (source: string) => made.find(({ x }) => x === source)!.out;
  return made.length === 0 ? null : [out('x'), out('dy')];
}

function identity(size: number): Float32Array {
  return Float32Array.from({ length: size * size }, (_, i) => (i % (size + 1) === 0 ? 1 : 0));
}

/** Of every part of the layer, the largest difference from the framework, over the largest magnitude of the framework's. */
export async function differences(device: Device, name: string): Promise<Map<Part, number>> {
  const { inner, stepSizes, operands, products, storedGradient } = golden.recipes.find(
    (recipe) => recipe.name === name,
  )!;
  const [x, w, dy] = golden.given[inner]!.map(unpacked) as [Float32Array, Float32Array, Float32Array];
  const program = layerProgram(recipeByName(name), inner);
  const session = await device.open({ programs: [program], seeds: [1] });
  for (const { name: buffer, shape } of program.buffers) {
    if (buffer.startsWith('identity')) await session.write(0, buffer, identity(shape[0]!));
  }
  await session.write(0, 'w', w);
  for (const [step, size] of stepSizes.entries()) {
    await session.write(
      0,
      'x',
      x.map((value) => value * size),
    );
    await session.write(
      0,
      'dy',
      dy.map((value) => value * size),
    );
    await session.run({
      program: 0,
      lanes: [0],
      fromStep: step,
      steps: 1,
      tokens: new Uint16Array(4),
      offsets: new Int32Array(1),
      learningRates: new Float64Array(1),
      statisticsEvery: 100,
    });
  }
  const expected: [Part, string][] = [...operands, ...products].map((text, index) => [PARTS[index]!, text]);
  if (storedGradient !== undefined) expected.push([STORED, storedGradient]);
  const found = new Map<Part, number>();
  for (const [part, text] of expected) {
    const buffer = part === 'dw' ? 'w/gradient' : part;
    found.set(part, largestDifference(await session.read(0, buffer), unpacked(text)));
  }
  await session.close();
  return found;
}

/** NaN where a value is missing or NaN. */
function largestDifference(values: ArrayLike<number>, expected: Float32Array): number {
  if (values.length !== expected.length) return NaN;
  const most = expected.reduce((amax, value) => Math.max(amax, Math.abs(value)), 0);
  return expected.reduce((apart, value, i) => Math.max(apart, Math.abs(values[i]! - value)), 0) / most;
}
