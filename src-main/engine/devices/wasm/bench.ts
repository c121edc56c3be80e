// Times the wasm device on one thread: the product kernel with and without rounding, and training steps by operation. Times
// are the processor's, not the clock's, and what is compared takes turns, so that other work on the machine weighs little.
import { parseFormat } from '../../../formats/format.ts';
import type { Sequences } from '../../device.ts';
import { timesOf } from '../../micro-batches.ts';
import type { OperationKind, StepProgram } from '../../program.ts';
import { initialWeights } from '../../train.ts';
import { castWords } from './cast-table.ts';
import { compileKernels, instantiateKernels } from './kernels.ts';
import { Heap } from './heap.ts';
import { EDGE_BYTES, panels, planLayout, room } from './layout.ts';
import { findBlas, loadSgemm } from '../blas/library.ts';
import { SMALLEST_SIDE } from '../blas/shapes.ts';
import { Stepper } from './stepper.ts';

const PAGE = 65536;
const WARM_UP_STEPS = 3;
const WARM_UP_MILLISECONDS = 2000;

/** Processor time of this process in milliseconds. */
function clock(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1000;
}

function timeOf(call: () => void): number {
  const start = clock();
  call();
  return clock() - start;
}

function median(times: readonly number[]): number {
  return times.toSorted((a, b) => a - b)[Math.floor(times.length / 2)]!;
}

/** Calls all in turn, over and over for `seconds`, after one call of each; the median time of each. */
function medians(calls: readonly (() => void)[], seconds: number): number[] {
  for (const call of calls) call();
  const times = calls.map((): number[] => []);
  const end = performance.now() + 1000 * seconds;
  do calls.forEach((call, index) => times[index]!.push(timeOf(call)));
  while (performance.now() < end);
  return times.map(median);
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
  const edge = out + room(m * n);
  const rounded = edge + EDGE_BYTES;
  const memory = memoryOf(rounded + room(m * k) + PAGE);
  const kernels = instantiateKernels(await compileKernels(), memory);
  const e4m3 = { format: parseFormat('e4m3fn'), rounding: 'nearest-even', overflow: 'saturate' } as const;
  const heap = new Heap(memory);
  heap.setWords(cast, castWords({ ...e4m3, subnormals: 'keep' }));
  for (let at = a; at < packed; at += 4) heap.setFloat(at, Math.sin(at / 4));
  const product = (rounding: number) => () => {
    kernels.packB(packed, b, 4 * n, k, n);
    kernels.gemmRows(m, n, k, a, packed, out, 1, 0, rounding, 1, 0, 0, rounded, 0, edge);
  };
  const [plain, narrow] = medians([product(0), product(cast)], seconds) as [number, number];
  const speed = (milliseconds: number) => (2 * m * n * k) / milliseconds / 1e6;
  return { m, n, k, float32: speed(plain), rounded: speed(narrow) };
}

export interface StepTimes {
  readonly milliseconds: number;
  readonly byKind: Readonly<Partial<Record<OperationKind, number>>>;
  /** Floating-point operations of its products. */
  readonly operations: number;
  /** Milliseconds of its products, each called again and again by itself. */
  readonly productsAlone: number;
}

/** A step, and what multiplies its large matrices. */
export interface StepCase {
  readonly program: StepProgram;
  readonly on: 'wasm' | 'native';
}

/**
 * One training step of one lane on one thread in each case, in turns, and the share of each kind of operation. All share one
 * memory, so that a large model has room. @throws Error where a case is `native` and there is no library.
 */
export async function timeSteps(
  cases: readonly StepCase[],
  tokens: Uint16Array,
  seconds: number,
): Promise<StepTimes[]> {
  const steppers = await steppersOf(cases, tokens);
  const step =
    ({ stepper, batch }: Loaded) =>
    () =>
      stepper.train(batch, 0, 1, 1e-4, false);
  for (const stepper of steppers) warmUp(step(stepper));
  const times = medians(steppers.map(step), seconds);
  return steppers.map((loaded, index) => ({
    milliseconds: times[index]!,
    byKind: timesByKind(loaded, seconds / steppers.length),
    operations: operationsOf(loaded.program),
    productsAlone: timeAlone(loaded, seconds / steppers.length),
  }));
}

function warmUp(step: () => void): void {
  const start = performance.now();
  for (let i = 0; i < WARM_UP_STEPS && performance.now() - start < WARM_UP_MILLISECONDS; i++) step();
}

interface Loaded {
  readonly program: StepProgram;
  readonly stepper: Stepper;
  readonly batch: Sequences;
}

async function steppersOf(cases: readonly StepCase[], tokens: Uint16Array): Promise<Loaded[]> {
  const programs = cases.map(({ program }) => program);
  const layout = planLayout({ programs, lanes: 1 }, 1);
  const memory = memoryOf(layout.totalBytes);
  for (const spec of programs[0]!.weights) {
    const at = layout.states + layout.stateOffsets[spec.name]!;
    new Float32Array(memory.buffer, at, layout.lengths[spec.name]!).set(initialWeights(spec, 0));
  }
  const kernels = instantiateKernels(await compileKernels(), memory);
  return cases.map(({ program, on }, index) => {
    const blas =
      on === 'wasm' ? null : { sgemm: loadSgemm(findBlas(), memory.buffer), smallestSide: SMALLEST_SIDE };
    const stepper = new Stepper(programs, index, layout, memory, 0, { kernels, blas });
    stepper.select(0, 0);
    const offsets = Int32Array.from({ length: program.batchSize }, (_, b) => b * program.context);
    return { program, stepper, batch: { tokens, offsets } };
  });
}

/**
 * The median time of each operation as it runs within a step, after the operations before it, added up by kind. All micro-batches
 * are taken to be like the first.
 */
function timesByKind({ program, stepper, batch }: Loaded, seconds: number): StepTimes['byKind'] {
  const { operations, laneStep } = stepper;
  const times = operations.map((): number[] => []);
  const end = performance.now() + 1000 * seconds;
  do {
    laneStep.begin();
    stepper.load(batch, 0, 0);
    operations.forEach(({ call }, index) => times[index]!.push(timeOf(() => call(laneStep))));
  } while (performance.now() < end);
  const byKind: Partial<Record<OperationKind, number>> = {};
  for (const [index, { operation }] of operations.entries()) {
    const milliseconds = timesOf(operation, program) * median(times[index]!);
    byKind[operation.kind] = (byKind[operation.kind] ?? 0) + milliseconds;
  }
  return byKind;
}

/** The median time of each product by itself, its operands in the caches as far as they fit, added up. */
function timeAlone({ program, stepper }: Loaded, seconds: number): number {
  const { operations, laneStep } = stepper;
  const products = operations.filter(({ operation }) => operation.kind === 'matmul');
  return products.reduce((sum, { operation, call }) => {
    const [time] = medians([() => call(laneStep)], seconds / products.length);
    return sum + timesOf(operation, program) * time!;
  }, 0);
}

function operationsOf(program: StepProgram): number {
  return program.operations.reduce(
    (sum, op) => sum + (op.kind === 'matmul' ? timesOf(op, program) * 2 * op.m * op.n * op.k : 0),
    0,
  );
}
