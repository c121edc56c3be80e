// The wasm device: SIMD kernels in WebAssembly, lanes spread over worker threads. A lane is always computed by one thread
// in a fixed order, so its numbers do not depend on how many threads, lanes or memories there are.
import { cpus } from 'node:os';
import type {
  Device,
  BufferPart,
  Sequences,
  Session,
  SessionOptions,
  StepInputs,
  StepResults,
} from '../../device.ts';
import { recordArrays, recordPlan, resultsOf } from '../kit/recorder.ts';
import { compileKernels } from './kernels.ts';
import { planSession, type SessionLayout } from './layout.ts';
import { Memories } from './memories.ts';
import type { Blas, Lanes } from './messages.ts';
import { Places } from './places.ts';
import { WorkerPool } from './pool.ts';
import { Snapshots } from './snapshots.ts';

/** More lanes at once do not train faster; these fill the threads evenly near the end of a batch. */
const LANES_PER_THREAD = 6;

function sharedFloats(length: number): Float32Array<SharedArrayBuffer> {
  return new Float32Array(new SharedArrayBuffer(4 * length));
}

/** What all threads read without a copy for each. */
function shared({ tokens, offsets }: Sequences): Sequences {
  const to = new Uint32Array(new SharedArrayBuffer(4 * tokens.length));
  to.set(tokens);
  return { tokens: to, offsets };
}

class WasmSession implements Session {
  readonly #options: SessionOptions;
  readonly #pool: WorkerPool;
  readonly #layout: SessionLayout;
  readonly #memories: Memories;
  readonly #places: Places;
  readonly #snapshots: Snapshots;
  #isOpen = true;

  private constructor(options: SessionOptions, pool: WorkerPool, memories: Memories, layout: SessionLayout) {
    this.#options = options;
    this.#pool = pool;
    this.#layout = layout;
    this.#memories = memories;
    const sizes = layout.memories.map(({ totalBytes }) => totalBytes);
    const { seeds, snapshots = 0 } = options;
    const { stateBytes } = layout.memories[0]!;
    const taken = memories.take(sizes, seeds.length, seeds.length * snapshots * stateBytes);
    this.#places = new Places(layout, taken, seeds);
    this.#snapshots = new Snapshots(seeds.length, snapshots, stateBytes);
  }

  /** @throws OutOfMemoryError. */
  static async open(options: SessionOptions, pool: WorkerPool, memories: Memories): Promise<WasmSession> {
    const { programs, seeds } = options;
    const layout = planSession({ programs, lanes: seeds.length }, pool.threads, memories.largest);
    const session = new WasmSession(options, pool, memories, layout);
    const own = session.#places.memories;
    await pool.ask(layout.threads, (thread) => ({ kind: 'open', thread, layout, memories: own, programs }));
    return session;
  }

  async run(inputs: StepInputs): Promise<StepResults> {
    const { program, learningRates } = inputs;
    const plan = recordPlan(this.#options.programs[program]!, inputs);
    const arrays = recordArrays(plan, sharedFloats);
    const lanes = this.#lanesOf(program, inputs.lanes, inputs);
    const ended = await this.#pool.ask(this.#layout.threads, () => ({
      kind: 'run',
      ...lanes,
      learningRates,
      plan,
      arrays,
    }));
    const own = {
      series: Float32Array.from(arrays.series),
      sites: Float32Array.from(arrays.sites),
      activations: Float32Array.from(arrays.activations),
    };
    return resultsOf(plan, own, ended);
  }

  async evaluate(program: number, indices: readonly number[], batches: number, sequences: Sequences) {
    const losses = new Float64Array(new SharedArrayBuffer(8 * indices.length));
    const lanes = this.#lanesOf(program, indices, sequences);
    await this.#pool.ask(this.#layout.threads, () => ({ kind: 'evaluate', ...lanes, batches, losses }));
    return Float64Array.from(losses);
  }

  async read(
    lane: number,
    buffer: string,
    { from = 0, length, snapshot }: BufferPart = {},
  ): Promise<Float32Array> {
    const values = this.#view(lane, buffer, snapshot);
    return Float32Array.from(values.subarray(from, length === undefined ? undefined : from + length));
  }

  async write(
    lane: number,
    buffer: string,
    values: Float32Array | Float64Array,
    { from = 0, snapshot }: BufferPart = {},
  ): Promise<void> {
    this.#view(lane, buffer, snapshot).set(values, from);
  }

  async keep(lane: number, snapshot: number): Promise<void> {
    this.#snapshots.of(lane, snapshot).set(this.#places.state(lane));
  }

  async restore(lane: number, snapshot: number): Promise<void> {
    this.#places.state(lane).set(this.#snapshots.of(lane, snapshot));
  }

  async compact(keep: readonly number[]): Promise<void> {
    this.#places.compact(keep);
    this.#snapshots.compact(keep);
  }

  async close(): Promise<void> {
    // A second time it would give away what may be another session's by then.
    if (!this.#isOpen) return;
    this.#isOpen = false;
    await this.#pool.ask(this.#layout.threads, () => ({ kind: 'close' }));
    this.#memories.giveBack(this.#places.memories);
    this.#snapshots.compact([]);
  }

  #view(lane: number, buffer: string, snapshot: number | undefined): Float32Array {
    if (snapshot === undefined) return this.#places.view(lane, buffer);
    const { stateOffsets, lengths } = this.#layout.memories[0]!;
    const at = stateOffsets[buffer]! / 4;
    return this.#snapshots.of(lane, snapshot).subarray(at, at + lengths[buffer]!);
  }

  #lanesOf(program: number, indices: readonly number[], sequences: Sequences): Lanes {
    const next = new Int32Array(new SharedArrayBuffer(4));
    return { program, ...this.#places.turns(indices), sequences: shared(sequences), next };
  }
}

export interface WasmSettings {
  readonly threads: number;
  /** Bytes that a session may have; absent: as many as the machine gives. */
  readonly memory?: number;
  /** Bytes that each of its memories may have; absent: as many as there are addresses. */
  readonly largestMemory?: number;
}

/** @throws Error when the kernels are missing or cannot run here. */
export async function createWasmDevice(
  { threads, memory = Infinity, largestMemory }: WasmSettings,
  blas: Blas | null = null,
): Promise<Device> {
  const pool = new WorkerPool({ module: await compileKernels(), blas }, threads);
  const memories = new Memories(memory, largestMemory);
  return {
    describe: () => ({
      name: 'wasm',
      summary: `WebAssembly SIMD, ${threads} ${threads === 1 ? 'thread' : 'threads'}, ${cpus()[0]?.model.trim() ?? 'unknown processor'}`,
      threads,
      lanes: LANES_PER_THREAD * threads,
      together: false,
      clock: 'processor',
      memory: { session: memories.most, tensor: Infinity, lane: memories.largest },
    }),
    open: (options) => WasmSession.open(options, pool, memories),
    close: () => pool.close(),
  };
}
