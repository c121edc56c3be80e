// The wasm device: SIMD kernels in WebAssembly, lanes spread over worker threads. A lane is always computed by one thread
// in a fixed order, so its numbers do not depend on how many threads or lanes there are.
import { cpus } from 'node:os';
import type { Device, Sequences, Session, SessionOptions, StepInputs, StepResults } from '../../device.ts';
import { recordArrays, recordPlan, resultsOf } from '../kit/recorder.ts';
import { compileKernels } from './kernels.ts';
import { planLayout, type Layout } from './layout.ts';
import { Memories } from './memories.ts';
import { WorkerPool } from './pool.ts';

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
  readonly #layout: Layout;
  readonly #memories: Memories;
  readonly #memory: WebAssembly.Memory;
  /** Where each of the session's current lanes stands in memory. */
  #slots: readonly number[];
  #isOpen = true;

  private constructor(options: SessionOptions, pool: WorkerPool, memories: Memories, layout: Layout) {
    this.#options = options;
    this.#pool = pool;
    this.#layout = layout;
    this.#memories = memories;
    this.#memory = memories.take(layout.totalBytes, options.seeds.length);
    this.#slots = options.seeds.map((_, index) => index);
  }

  /** @throws OutOfMemoryError. */
  static async open(options: SessionOptions, pool: WorkerPool, memories: Memories): Promise<WasmSession> {
    const { programs, seeds } = options;
    const layout = planLayout({ programs, lanes: seeds.length }, pool.threads);
    const session = new WasmSession(options, pool, memories, layout);
    const memory = session.#memory;
    await pool.ask(layout.threads, (thread) => ({ kind: 'open', thread, layout, memory, programs }));
    return session;
  }

  async run(inputs: StepInputs): Promise<StepResults> {
    const { program, learningRates } = inputs;
    const plan = recordPlan(this.#options.programs[program]!, inputs);
    const arrays = recordArrays(plan, sharedFloats);
    const sequences = shared(inputs);
    const ended = await this.#pool.ask(
      this.#layout.threads,
      this.#forLanes(inputs.lanes, (common) => ({
        kind: 'run',
        ...common,
        program,
        sequences,
        learningRates,
        plan,
        arrays,
      })),
    );
    const own = { series: Float32Array.from(arrays.series), sites: Float32Array.from(arrays.sites) };
    return resultsOf(plan, own, ended);
  }

  async evaluate(program: number, lanes: readonly number[], batches: number, given: Sequences) {
    const sequences = shared(given);
    const losses = new Float64Array(new SharedArrayBuffer(8 * lanes.length));
    await this.#pool.ask(
      this.#layout.threads,
      this.#forLanes(lanes, (common) => ({
        kind: 'evaluate',
        ...common,
        program,
        sequences,
        batches,
        losses,
      })),
    );
    return Float64Array.from(losses);
  }

  async read(lane: number, buffer: string): Promise<Float32Array> {
    return Float32Array.from(this.#view(lane, buffer));
  }

  async write(lane: number, buffer: string, values: Float32Array | Float64Array): Promise<void> {
    this.#view(lane, buffer).set(values);
  }

  async compact(keep: readonly number[]): Promise<void> {
    this.#slots = keep.map((index) => this.#slots[index]!);
  }

  async close(): Promise<void> {
    // A second time it would give away what may be another session's by then.
    if (!this.#isOpen) return;
    this.#isOpen = false;
    await this.#pool.ask(this.#layout.threads, () => ({ kind: 'close' }));
    this.#memories.giveBack(this.#memory);
  }

  /** What every request about lanes holds; one counter for all threads. */
  #forLanes<T>(
    lanes: readonly number[],
    request: (common: { slots: readonly number[]; seeds: readonly number[]; next: Int32Array }) => T,
  ): () => T {
    const slots = lanes.map((index) => this.#slots[index]!);
    const seeds = slots.map((slot) => this.#options.seeds[slot]!);
    const next = new Int32Array(new SharedArrayBuffer(4));
    return () => request({ slots, seeds, next });
  }

  #view(lane: number, buffer: string): Float32Array {
    const { stateOffsets, workspaceOffsets, states, stateBytes, workspaces, lengths } = this.#layout;
    const state = stateOffsets[buffer];
    const at =
      state === undefined
        ? workspaces + workspaceOffsets[buffer]!
        : states + this.#slots[lane]! * stateBytes + state;
    return new Float32Array(this.#memory.buffer, at, lengths[buffer]!);
  }
}

export interface WasmSettings {
  readonly threads: number;
  /** Bytes that a session may have; absent: as many as there are addresses. */
  readonly memory?: number;
}

/** @throws Error when the kernels are missing or cannot run here. */
export async function createWasmDevice({ threads, memory = Infinity }: WasmSettings): Promise<Device> {
  const pool = new WorkerPool(await compileKernels(), threads);
  const memories = new Memories(memory);
  return {
    describe: () => ({
      name: 'wasm',
      summary: `WebAssembly SIMD, ${threads} ${threads === 1 ? 'thread' : 'threads'}, ${cpus()[0]?.model.trim() ?? 'unknown processor'}`,
      threads,
      lanes: LANES_PER_THREAD * threads,
      together: false,
      clock: 'processor',
      memory: { session: memories.most, tensor: Infinity },
    }),
    open: (options) => WasmSession.open(options, pool, memories),
    close: () => pool.close(),
  };
}
