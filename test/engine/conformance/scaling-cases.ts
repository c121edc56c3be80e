// Every way of scaling, as programs that a device and the reference device run: casts in place, and operands of products with
// blocks along either axis.
import { StepBuilder } from '../../../src-main/engine/builder.ts';
import type { StepProgram } from '../../../src-main/engine/program.ts';
import { randomNormal, randomUnit } from '../../../src-main/engine/random.ts';
import { parseFormat } from '../../../src-main/formats/format.ts';
import type { Precision } from '../../../src-main/formats/precision.ts';
import type { Scaling } from '../../../src-main/formats/scaling.ts';
import { programOf } from '../webgpu-support.ts';

const [ROWS, COLUMNS] = [70, 150];

const SCALINGS: Readonly<Record<string, Scaling>> = {
  none: { kind: 'none' },
  tensor: { kind: 'tensor', powerOfTwo: false },
  'power-of-two': { kind: 'tensor', powerOfTwo: true },
  delayed: { kind: 'delayed', history: 300, algorithm: 'max', margin: 1 },
  recent: { kind: 'delayed', history: 1, algorithm: 'most-recent', margin: 0 },
  row: { kind: 'row', powerOfTwo: true },
  'block-1x128': { kind: 'block', along: 128, across: 1 },
  'block-128x128': { kind: 'block', along: 128, across: 128 },
  'mx-up': { kind: 'mx', block: 32, exponent: 'up' },
  'mx-floor': { kind: 'mx', block: 32, exponent: 'floor' },
  'row-exact': { kind: 'row', powerOfTwo: false },
  nvfp4: { kind: 'nvfp4', block: 16, across: 1 },
  'nvfp4-16x16': { kind: 'nvfp4', block: 16, across: 16 },
};

function precisions(): [string, Precision][] {
  return Object.entries(SCALINGS).flatMap(([name, scaling]) =>
    (['nearest-even', 'stochastic'] as const).map((rounding): [string, Precision] => {
      const format = parseFormat(scaling.kind === 'nvfp4' ? 'e2m1' : name === 'row' ? 'e5m2' : 'e4m3fn');
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

function identity(size: number): Float32Array {
  return Float32Array.from({ length: size * size }, (_, i) => (i % (size + 1) === 0 ? 1 : 0));
}

export interface ScalingCase {
  readonly program: StepProgram;
  readonly given: Readonly<Record<string, Float32Array>>;
  /** Buffers to be compared. */
  readonly results: readonly string[];
}

export function castsInPlace(): ScalingCase {
  const build = new StepBuilder(null);
  const results = precisions().map(([name, precision]) => {
    build.state(name, [ROWS, COLUMNS]);
    build.round(name, ROWS, COLUMNS, precision, name, name);
    return name;
  });
  const given = Object.fromEntries(results.map((name, i) => [name, values(100 + i, ROWS * COLUMNS)]));
  for (const [name, precision] of precisions()) {
    if (precision.scaling.kind !== 'delayed') continue;
    const tiny = `${name}, tiny`;
    // Largest value / amax is beyond float32.
    given[build.state(tiny, [1, 4])] = Float32Array.of(1e-36, 0, -1e-37, 1e-37);
    build.round(tiny, 1, 4, precision, tiny, tiny);
    results.push(tiny);
  }
  return { program: programOf(build), given, results };
}

/** NaN near the beginning of one row and near the end of the next, under every scaling. */
export function castsOfNan(): ScalingCase {
  const build = new StepBuilder(null);
  const row = [1000, NaN, 1, 2, 3, 4, 5, 6];
  const given: Record<string, Float32Array> = {};
  for (const format of ['e4m3fn', 'e2m1']) {
    for (const [name, scaling] of Object.entries(SCALINGS)) {
      const buffer = build.state(`${name} ${format}`, [2, row.length]);
      const cast = { format: parseFormat(format), rounding: 'nearest-even', overflow: 'saturate' } as const;
      const precision: Precision = { cast: { ...cast, subnormals: 'keep' }, scaling };
      build.round(buffer, 2, row.length, precision, buffer, buffer);
      given[buffer] = Float32Array.from([...row, ...row.toReversed()]);
    }
  }
  return { program: programOf(build), given, results: Object.keys(given) };
}

/** Each times the identity, from the left and the right. */
export function operandsOfProducts(): ScalingCase {
  const build = new StepBuilder(null);
  const unit = { buffer: build.state('identity', [ROWS, ROWS]), precision: null, scale: null, site: '' };
  const given: Record<string, Float32Array> = { identity: identity(ROWS) };
  const results: string[] = [];
  for (const [name, precision] of precisions()) {
    // A tensor-wide scale divides the sum, which not every device does to the last bit.
    if (['tensor', 'delayed', 'nvfp4'].includes(precision.scaling.kind)) continue;
    given[build.state(name, [ROWS, COLUMNS])] = values(100, ROWS * COLUMNS);
    const operand = build.operand(name, precision, name, name);
    const [left, right] = [`${name} left`, `${name} right`];
    build.state(left, [COLUMNS, ROWS]);
    build.matmul(left, operand, unit, left, { m: COLUMNS, n: ROWS, k: ROWS }, { a: true });
    build.state(right, [ROWS, COLUMNS]);
    build.matmul(right, unit, operand, right, { m: ROWS, n: COLUMNS, k: ROWS });
    results.push(left, right);
  }
  return { program: programOf(build), given, results };
}

/** Fewer rows than are transformed together, as many, and some left over; columns that fill no vector; NaN and Inf in one of them. */
export function hadamardTransforms(): ScalingCase {
  const build = new StepBuilder(null);
  const shapes = [
    [5, 4],
    [16, 3],
    [ROWS, COLUMNS],
  ] as const;
  const given: Record<string, Float32Array> = {};
  const results = shapes.map(([rows, columns], seed) => {
    const [x, out] = [`x ${rows}`, `out ${rows}`];
    given[build.state(x, [rows, columns])] = values(200 + seed, rows * columns);
    build.state(out, [rows, columns]);
    build.emit({ phase: 'forward', label: x, kind: 'hadamard', x, out, rows, columns }, out);
    return out;
  });
  given[`x ${ROWS}`]!.set([NaN, Infinity]);
  return { program: programOf(build), given, results };
}
