// The gradient of every kind of operation on the reference device against central differences in float64, element by element.
// The loss is a fixed random sum of what the operation gives.
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { StepBuilder } from '../../src-main/engine/builder.ts';
import type { Device, Session } from '../../src-main/engine/device.ts';
import { createReferenceDevice } from '../../src-main/engine/devices/reference/device.ts';
import type { Operation, RowView, StepProgram } from '../../src-main/engine/program.ts';
import { randomNormal } from '../../src-main/engine/random.ts';

/** Two sequences of four tokens; several tokens occur more than once. */
const [BATCH, CONTEXT, VOCABULARY] = [2, 4, 6];
const TOKENS = BATCH * CONTEXT;
const TEXT = Uint16Array.of(3, 1, 3, 5, 0, 2, 3, 3, 1, 4, 0);
const OFFSETS = Int32Array.of(0, 5);

interface Case {
  readonly name: string;
  readonly shapes: Readonly<Record<string, readonly number[]>>;
  readonly forward: readonly Operation[];
  readonly backward: readonly Operation[];
  readonly out: string;
  readonly dOut: string;
  /** Input and the buffer of its gradient. */
  readonly gradients: Readonly<Record<string, string>>;
  /** Gradients that are added to what stands in their buffer. */
  readonly added?: readonly string[];
}

/** Rows of two heads that stand apart in a wider matrix. */
function heads(buffer: string): RowView {
  return { buffer, offset: 2, outer: 3, stride: 14, inner: 2, width: 5 };
}

function norms(): Case[] {
  return (['layernorm', 'rmsnorm'] as const).flatMap((norm) =>
    [false, true].map((add): Case => {
      const shared = { norm, gain: 'gain', statistics: 'statistics', epsilon: 1e-5 } as const;
      const [x, dx] = [heads('x'), heads('dx')];
      const forward = { phase: 'forward', label: 'y', kind: 'norm', x, y: heads('y'), ...shared } as const;
      const backward = { phase: 'backward', label: 'dx', kind: 'norm-gradient', x, dy: heads('dy') } as const;
      return {
        name: `${norm}${add ? ', added to what is there' : ''}`,
        shapes: {
          x: [3, 14],
          y: [3, 14],
          dy: [3, 14],
          dx: [3, 14],
          gain: [5],
          dGain: [5],
          statistics: [6, 2],
        },
        forward: [forward],
        backward: [{ ...backward, dx, add, gainGradient: 'dGain', accumulateGain: add, ...shared }],
        out: 'y',
        dOut: 'dy',
        gradients: { x: 'dx', gain: 'dGain' },
        added: add ? ['dx', 'dGain'] : [],
      };
    }),
  );
}

function embeddings(): Case[] {
  const shared = { context: CONTEXT, width: 3 };
  return [false, true].map((accumulate): Case => ({
    name: `embedding${accumulate ? ', added to the gradient of a tied head' : ''}`,
    shapes: { table: [6, 3], places: [4, 3], out: [8, 3], dOut: [8, 3], dTable: [6, 3], dPlaces: [4, 3] },
    forward: [
      {
        phase: 'forward',
        label: 'e',
        kind: 'embedding',
        table: 'table',
        positions: 'places',
        out: 'out',
        ...shared,
      },
    ],
    backward: [
      {
        phase: 'backward',
        label: 'e',
        kind: 'embedding-gradient',
        dOut: 'dOut',
        tableGradient: 'dTable',
        positionsGradient: 'dPlaces',
        vocabulary: VOCABULARY,
        accumulate,
        accumulatePositions: accumulate,
        ...shared,
      },
    ],
    out: 'out',
    dOut: 'dOut',
    gradients: { table: 'dTable', places: 'dPlaces' },
    added: accumulate ? ['dTable', 'dPlaces'] : [],
  }));
}

/** The three products of a linear layer, as the builder emits them. */
function linears(): Case[] {
  return [false, true].map((tied): Case => {
    const build = new StepBuilder(null);
    const [rows, inner, columns] = [4, 3, 5];
    const products = { activation: null, weight: null, outputGradient: null };
    const precision = { forward: products, inputGradient: products, weightGradient: products, output: null };
    const weight = build.weight('w', 'hidden', tied ? [columns, inner] : [inner, columns], 1);
    const shape = { rows, inner, columns };
    const layer = { label: 'l', site: 'l', precision, weight, tied, factor: 0.75, hadamard: null, ...shape };
    build.workspace('y', [rows, columns]);
    build.workspace('dx', [rows, inner]);
    build.linear(layer, 'x', 'y');
    build.linearGradient(layer, 'x', 'dy', 'dx', null);
    return {
      name: `linear layer${tied ? ', tied' : ''}`,
      shapes: {
        x: [rows, inner],
        w: [inner, columns],
        y: [rows, columns],
        dy: [rows, columns],
        dx: [rows, inner],
        'w/gradient': [inner, columns],
      },
      // Each product with its multiplier.
      forward: build.operations.slice(0, 2),
      backward: build.operations.slice(2),
      out: 'y',
      dOut: 'dy',
      gradients: { x: 'dx', w: 'w/gradient' },
    };
  });
}

function attention(): Case {
  const shared = {
    qkv: 'qkv',
    batch: 2,
    heads: 2,
    context: 4,
    width: 6,
    squaredDivisor: 4.5,
    qk: null,
    pv: null,
  };
  const sites = { qk: '', pv: '', gradient: '' };
  return {
    name: 'attention',
    shapes: { qkv: [8, 18], out: [8, 6], dOut: [8, 6], dQkv: [8, 18] },
    forward: [{ phase: 'forward', label: 'a', kind: 'attention', layer: 0, out: 'out', sites, ...shared }],
    backward: [
      {
        phase: 'backward',
        label: 'a',
        kind: 'attention-gradient',
        dOut: 'dOut',
        dQkv: 'dQkv',
        gradient: null,
        sites,
        ...shared,
      },
    ],
    out: 'out',
    dOut: 'dOut',
    gradients: { qkv: 'dQkv' },
  };
}

function activations(): Case[] {
  return (['gelu', 'swiglu'] as const).map((activation): Case => {
    const columns = activation === 'swiglu' ? 10 : 5;
    const shared = { activation, x: 'x', rows: 3, width: 5 };
    return {
      name: activation,
      shapes: { x: [3, columns], y: [3, 5], dy: [3, 5], dx: [3, columns] },
      forward: [{ phase: 'forward', label: 'y', kind: 'activation', y: 'y', ...shared }],
      backward: [
        { phase: 'backward', label: 'dx', kind: 'activation-gradient', dy: 'dy', dx: 'dx', ...shared },
      ],
      out: 'y',
      dOut: 'dy',
      gradients: { x: 'dx' },
    };
  });
}

/** In place; the gradient is turned back in place. */
function rotary(): Case {
  const view = (buffer: string): RowView => ({ buffer, offset: 0, outer: 8, stride: 12, inner: 2, width: 4 });
  const shared = { kind: 'rotary', label: 'r', context: CONTEXT, base: 10 } as const;
  return {
    name: 'rotary positions',
    shapes: { x: [8, 12], dx: [8, 12] },
    forward: [{ phase: 'forward', x: view('x'), inverse: false, ...shared }],
    backward: [{ phase: 'backward', x: view('dx'), inverse: true, ...shared }],
    out: 'x',
    dOut: 'dx',
    gradients: { x: 'dx' },
  };
}

function addAndCopy(): Case {
  const view = (buffer: string): RowView => ({ buffer, offset: 1, outer: 2, stride: 5, inner: 1, width: 3 });
  return {
    name: 'add and copy',
    shapes: { a: [10], b: [10], sum: [10], y: [10], dy: [10], dSum: [10] },
    forward: [
      { phase: 'forward', label: 'add', kind: 'add', a: 'a', b: 'b', out: 'sum', length: 10 },
      { phase: 'forward', label: 'copy', kind: 'copy', x: view('sum'), y: view('y') },
    ],
    backward: [{ phase: 'backward', label: 'copy', kind: 'copy', x: view('dy'), y: view('dSum') }],
    out: 'y',
    dOut: 'dy',
    gradients: { a: 'dSum', b: 'dSum' },
  };
}

const CASES = [
  ...embeddings(),
  ...norms(),
  ...linears(),
  attention(),
  ...activations(),
  rotary(),
  addAndCopy(),
];

function lengthOf(shape: readonly number[]): number {
  return shape.reduce((product, extent) => product * extent, 1);
}

function values(name: string, length: number): Float64Array {
  const seed = [...name].reduce((sum, letter) => 31 * sum + letter.charCodeAt(0), 7);
  return Float64Array.from({ length }, (_, i) => randomNormal(seed, i));
}

function programOf(shapes: Case['shapes'], operations: readonly Operation[]): StepProgram {
  const buffers = Object.entries(shapes).map(([name, shape]) => ({ name, shape, life: 'state' }) as const);
  const extents = { batchSize: BATCH, microBatch: BATCH, context: CONTEXT, vocabulary: VOCABULARY };
  return { name: 'case', ...extents, buffers, weights: [], operations, sites: [] };
}

/** Slope at 0 of a function, by Richardson extrapolation of two central differences. */
async function slopeOf(f: (by: number) => Promise<number>): Promise<number> {
  const central = async (step: number) => ((await f(step)) - (await f(-step))) / (2 * step);
  return (4 * (await central(1e-3)) - (await central(2e-3))) / 3;
}

describe('the gradient of', () => {
  let device: Device;
  beforeAll(async () => {
    device = await createReferenceDevice();
  });
  afterAll(() => device.close());

  async function open(shapes: Case['shapes'], ...operations: (readonly Operation[])[]): Promise<Session> {
    const programs = operations.map((list) => programOf(shapes, list));
    return device.open({ programs, seeds: [1] });
  }

  async function run(session: Session, program: number) {
    const inputs = { program, lanes: [0], fromStep: 0, steps: 1, statisticsEvery: 1 };
    const sequences = { tokens: TEXT, offsets: OFFSETS };
    return session.run({ ...inputs, ...sequences, learningRates: Float64Array.of(0) });
  }

  test.each(CASES)('$name', async ({ shapes, forward, backward, out, dOut, gradients, added = [] }) => {
    const session = await open(shapes, forward, backward);
    const given = new Map(
      Object.entries(shapes).map(([name, shape]) => [name, values(name, lengthOf(shape))] as const),
    );
    const weights = given.get(dOut)!;
    const write = async () => {
      for (const [name, numbers] of given) await session.write(0, name, numbers);
    };
    const loss = async (input: string, index: number, by: number) => {
      await write();
      await session.write(0, input, given.get(input)!.with(index, given.get(input)![index]! + by));
      await run(session, 0);
      const results = (await session.read(0, out)) as Float64Array;
      return results.reduce((sum, value, i) => sum + value * weights[i]!, 0);
    };
    await write();
    await run(session, 0);
    await session.write(0, dOut, weights);
    await run(session, 1);
    const found = new Map<string, Float64Array>();
    for (const buffer of Object.values(gradients)) {
      found.set(buffer, (await session.read(0, buffer)) as Float64Array);
    }
    for (const [input, buffer] of Object.entries(gradients)) {
      const length = lengthOf(shapes[input]!);
      for (let index = 0; index < length; index++) {
        const slope = await slopeOf((by) => loss(input, index, by));
        const held = given.get(buffer)![index]!;
        const result = found.get(buffer)![index]!;
        // What the operation does not read may keep what stood there.
        if (slope === 0 && result === held) continue;
        const expected = slope + (added.includes(buffer) ? held : 0);
        expect(Math.abs(result - expected), `${buffer}[${index}]`).toBeLessThan(
          1e-9 * (1 + Math.abs(expected)),
        );
      }
    }
    await session.close();
  });

  test('cross-entropy with z-loss, and its loss, log Z and sharpness from their definitions', async () => {
    const [zLoss, lossScale, sharpnessEpsilon] = [0.3, 8, 0.05];
    const shapes = { logits: [TOKENS, VOCABULARY], dLogits: [TOKENS, VOCABULARY] };
    const session = await open(shapes, [
      {
        phase: 'forward',
        label: 'loss',
        kind: 'cross-entropy',
        logits: 'logits',
        dLogits: 'dLogits',
        tokens: TOKENS,
        batchTokens: TOKENS,
        context: CONTEXT,
        vocabulary: VOCABULARY,
        zLoss,
        lossScale,
        sharpnessEpsilon,
      },
    ]);
    const logits = values('logits', TOKENS * VOCABULARY);
    await session.write(0, 'logits', logits);
    const { series } = await run(session, 0);
    const dLogits = await session.read(0, 'dLogits');
    const targets = [...OFFSETS].flatMap((start) => [...TEXT.slice(start + 1, start + 1 + CONTEXT)]);
    const rowOf = (z: Float64Array, t: number) => [...z.slice(t * VOCABULARY, (t + 1) * VOCABULARY)];
    const logZ = (row: readonly number[]) => Math.log(row.reduce((sum, z) => sum + Math.exp(z), 0));
    const mean = (of: (t: number) => number) => targets.reduce((sum, _, t) => sum + of(t), 0) / TOKENS;
    const total = (z: Float64Array) =>
      mean((t) => logZ(rowOf(z, t)) - rowOf(z, t)[targets[t]!]! + zLoss * logZ(rowOf(z, t)) ** 2);
    for (let index = 0; index < logits.length; index++) {
      const expected = await slopeOf(async (by) => total(logits.with(index, logits[index]! + by)));
      expect(Math.abs(dLogits[index]! - lossScale * expected)).toBeLessThan(1e-9);
    }
    const lossOf = (row: readonly number[], t: number) => logZ(row) - row[targets[t]!]!;
    /** The largest loss over all corners of the box, not only the one that is known to be it. */
    const sharpness = (t: number) => {
      const row = rowOf(logits, t);
      const corners = Array.from({ length: 2 ** VOCABULARY }, (_, corner) =>
        row.map((z, j) => z + ((corner >> j) & 1 ? 1 : -1) * sharpnessEpsilon * (Math.abs(z) + 1)),
      );
      const most = Math.max(...corners.map((corner) => lossOf(corner, t)));
      return (100 * (most - lossOf(row, t))) / (1 + lossOf(row, t));
    };
    const last = [CONTEXT - 1, TOKENS - 1].reduce((sum, t) => sum + sharpness(t), 0) / BATCH;
    expect(series.loss[0]).toBeCloseTo(
      mean((t) => lossOf(rowOf(logits, t), t)),
      6,
    );
    expect(series.logZ[0]).toBeCloseTo(
      mean((t) => logZ(rowOf(logits, t))),
      6,
    );
    expect(series.sharpness[0]).toBeCloseTo(mean(sharpness), 5);
    expect(series.sharpnessLast[0]).toBeCloseTo(last, 5);
    await session.close();
  });
});
