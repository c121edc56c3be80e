// Operations by themselves as step programs: a product of two matrices, a rounding.
import { StepBuilder } from '../../src-main/engine/builder.ts';
import type { Device, Session } from '../../src-main/engine/device.ts';
import type { StepProgram } from '../../src-main/engine/program.ts';
import { randomNormal } from '../../src-main/engine/random.ts';
import type { Precision } from '../../src-main/formats/precision.ts';

/** out [m, n] = a [m, k] b [k, n], both operands rounded. */
export function productProgram(
  [m, n, k]: readonly [number, number, number],
  precision: Precision | null,
): StepProgram {
  const build = new StepBuilder(null);
  const operand = (name: string, shape: readonly [number, number]) =>
    build.operand(build.state(name, shape), precision, 'product', name);
  const [a, b] = [operand('a', [m, k]), operand('b', [k, n])];
  build.matmul('product', a, b, build.workspace('out', [m, n]), { m, n, k });
  return programOf(build);
}

/** A program of nothing but these operations. */
export function programOf(build: StepBuilder): StepProgram {
  const { operations, weights, sites } = build;
  return {
    name: 'product',
    batchSize: 1,
    microBatch: 1,
    context: 1,
    vocabulary: 2,
    buffers: [...build.buffers.values()],
    weights,
    operations,
    sites,
  };
}

export function normalValues(key: number, length: number): Float32Array {
  return Float32Array.from({ length }, (_, i) => randomNormal(key, i));
}

/** Carries a program without tokens out so many times. */
export async function runSteps(session: Session, steps: number): Promise<void> {
  await session.run({
    program: 0,
    lanes: [0],
    fromStep: 1,
    steps,
    tokens: new Uint16Array(2),
    offsets: new Int32Array(steps),
    learningRates: new Float64Array(steps),
    statisticsEvery: Infinity,
  });
}

export async function runOnce(
  device: Device,
  program: StepProgram,
  given: Readonly<Record<string, Float32Array>>,
  result = 'out',
): Promise<Float32Array> {
  const session = await device.open({ programs: [program], seeds: [0] });
  for (const [name, values] of Object.entries(given)) await session.write(0, name, values);
  await runSteps(session, 1);
  const out = Float32Array.from(await session.read(0, result));
  await session.close();
  return out;
}
