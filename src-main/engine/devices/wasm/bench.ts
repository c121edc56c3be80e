// Times the wasm device on one thread: the product kernel with and without rounding, and a training step by operation.
import { parseFormat } from '../../../formats/format.ts';
import type { OperationKind, StepProgram } from '../../program.ts';
import { initialWeights } from '../../train.ts';
import { castWords } from './cast-table.ts';
import { compileKernels, instantiateKernels } from './kernels.ts';
import { EDGE_BYTES, panels, planLayout, room } from './layout.ts';
import { Stepper } from './stepper.ts';

const PAGE = 65536;

/** Repeats for about `seconds` after a warm-up and returns the best time of one call in milliseconds. */
function bestTime(call: () => void, seconds: number): number {
  call();
  const end = performance.now() + 1000 * seconds;
  let best = Infinity;
  do {
    const start = performance.now();
    call();
    best = Math.min(best, performance.now() - start);
  } while (performance.now() < end);
  return best;
}

function memoryOf(bytes: number): WebAssembly.Memory {
  return new WebAssembly.Memory({ initial: Math.ceil(bytes / PAGE), maximum: 65536, shared: true });
}

export interface ProductSpeed {
  readonly m: number;
  readonly n: number;
  readonly k: number;
  /** GFLOP/s of one thread, packing included: float32, and with the left operand rounded to E4M3. */
  readonly float32: number;
  readonly rounded: number;
}

/** out [m, n] = a [m, k] b [k, n]. */
export async function timeProduct(m: number, n: number, k: number, seconds: number): Promise<ProductSpeed> {
  const [cast, a] = [PAGE, PAGE + 64];
  const b = a + room(m * k);
  const packed = b + room(k * n);
  const out = packed + room(k * panels(n));
  const scratch = out + room(m * n);
  const memory = memoryOf(scratch + room(m * k) + PAGE);
  const kernels = instantiateKernels(await compileKernels(), memory);
  const e4m3 = { format: parseFormat('e4m3fn'), rounding: 'nearest-even', overflow: 'saturate' } as const;
  new Int32Array(memory.buffer).set(castWords({ ...e4m3, subnormals: 'keep' }), cast >> 2);
  const values = new Float32Array(memory.buffer);
  for (let i = a >> 2; i < packed >> 2; i++) values[i] = Math.sin(i);
  const speed = (rounding: number) => {
    const milliseconds = bestTime(() => {
      kernels.packB(packed, b, 4 * n, k, n);
      kernels.gemmRows(m, n, k, a, packed, out, 1, 0, rounding, 1, 0, 0, scratch + EDGE_BYTES, 0, scratch);
    }, seconds);
    return (2 * m * n * k) / milliseconds / 1e6;
  };
  return { m, n, k, float32: speed(0), rounded: speed(cast) };
}

export interface StepTimes {
  readonly milliseconds: number;
  readonly byKind: Readonly<Partial<Record<OperationKind, number>>>;
}

/** One training step of one lane on one thread: the whole, and the share of each kind of operation. */
export async function timeStep(
  program: StepProgram,
  corpus: Uint16Array,
  seconds: number,
): Promise<StepTimes> {
  const layout = planLayout({ programs: [program], corpus, seeds: [0] }, 1);
  const memory = memoryOf(layout.totalBytes);
  new Uint16Array(memory.buffer, layout.corpus, corpus.length).set(corpus);
  for (const spec of program.weights) {
    const at = layout.states + layout.stateOffsets[spec.name]!;
    new Float32Array(memory.buffer, at, layout.lengths[spec.name]!).set(initialWeights(spec, 0));
  }
  const kernels = instantiateKernels(await compileKernels(), memory);
  const stepper = new Stepper([program], 0, layout, memory, 0, kernels);
  const offsets = Int32Array.from({ length: program.batchSize }, (_, b) => b * program.context);
  stepper.select(0, 0);
  stepper.load(offsets, 0);
  const milliseconds = bestTime(() => stepper.train(1, 1e-4, false), seconds);
  return { milliseconds, byKind: timesByKind(stepper, seconds) };
}

/** The best time of each operation as it runs within a step, after the operations before it, added up by kind. */
function timesByKind({ operations, frame }: Stepper, seconds: number): StepTimes['byKind'] {
  const best = new Float64Array(operations.length).fill(Infinity);
  const end = performance.now() + 1000 * seconds;
  do {
    frame.begin();
    let start = performance.now();
    for (const [index, { call }] of operations.entries()) {
      call(frame);
      const now = performance.now();
      best[index] = Math.min(best[index]!, now - start);
      start = now;
    }
  } while (performance.now() < end);
  const byKind: Partial<Record<OperationKind, number>> = {};
  for (const [index, { operation }] of operations.entries()) {
    byKind[operation.kind] = (byKind[operation.kind] ?? 0) + best[index]!;
  }
  return byKind;
}
