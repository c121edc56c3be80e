// Turns the names of a step program into addresses of one thread: buffers, sites, casts, rotary tables.
import type { Cast } from '../../../formats/cast.ts';
import type { Precision } from '../../../formats/precision.ts';
import { ownScale } from '../../../formats/scaling.ts';
import type { BufferName, LaneScale, OperationOf, Site, StepProgram } from '../../program.ts';
import { keyFrom, streamKey } from '../../random.ts';
import { CAST_BYTES, castWords } from './cast-table.ts';
import type { LaneStep } from './lane-step.ts';
import { Heap } from './heap.ts';
import { COUNT_BYTES, rotaryBytes, rotaryKey, type Layout } from './layout.ts';

export type Address = (laneStep: LaneStep) => number;

export class Addresses {
  readonly heap: Heap;
  /** Of the micro-batch: context + 1 for each sequence. */
  readonly tokens: number;
  readonly sums: number;
  readonly counts: number;
  readonly scratch: number;
  readonly kept: number;
  readonly #layout: Layout;
  readonly #sites: readonly Site[];
  readonly #workspace: number;
  readonly #casts = new Map<string, number>();
  readonly #rotaryTables = new Map<string, number>();
  #free: number;

  constructor(
    layout: Layout,
    programs: readonly StepProgram[],
    index: number,
    memory: WebAssembly.Memory,
    thread: number,
  ) {
    this.#layout = layout;
    this.#sites = programs[index]!.sites;
    this.heap = new Heap(memory);
    this.#workspace = layout.workspaces + thread * layout.workspaceBytes;
    this.tokens = this.#workspace + layout.tokens;
    this.sums = this.#workspace + layout.sums;
    this.counts = this.#workspace + layout.counts;
    this.scratch = this.#workspace + layout.scratch;
    this.kept = this.#workspace + layout.kept;
    this.#free = this.#workspace + layout.tables[index]!;
  }

  /** Address of a value of a buffer, `offset` values from its start. */
  of(buffer: BufferName, offset = 0): Address {
    const state = this.#layout.stateOffsets[buffer];
    if (state !== undefined) return (laneStep) => laneStep.state + state + 4 * offset;
    const fixed = this.#workspace + this.#layout.workspaceOffsets[buffer]! + 4 * offset;
    return () => fixed;
  }

  length(buffer: BufferName): number {
    return this.#layout.lengths[buffer]!;
  }

  /** The value of a one-element buffer; 1 where there is none. */
  scale(buffer: BufferName | null): (laneStep: LaneStep) => number {
    if (buffer === null) return () => 1;
    const at = this.of(buffer);
    return (laneStep) => this.heap.float(at(laneStep));
  }

  /** The loss scale of a lane in its next step. */
  lossScale({ state, initial }: LaneScale): (laneStep: LaneStep) => number {
    const at = this.of(state);
    return (laneStep) => this.heap.float(at(laneStep)) || initial;
  }

  /** Where rounding at a site is counted in this step; 0: nowhere. */
  countsOf(site: Site): Address {
    const at = this.counts + COUNT_BYTES * this.#sites.indexOf(site);
    return (laneStep) => (laneStep.counting ? at : 0);
  }

  cast(cast: Cast): number {
    const key = JSON.stringify(cast);
    let at = this.#casts.get(key);
    if (at === undefined) {
      at = this.#allocate(CAST_BYTES);
      this.heap.setWords(at, castWords(cast));
      this.#casts.set(key, at);
    }
    return at;
  }

  /** How attention rounds the operands of a site (`HeadRounding` in kernels/attention.ts), brought up to this step. */
  headRounding(precision: Precision | null, site: Site): Address {
    if (!precision) return () => 0;
    const { cast } = precision;
    const own = ownScale(precision);
    const { heap } = this;
    const at = this.#allocate(16);
    heap.setWord(at, this.cast(cast));
    heap.setWord(at + 4, !own ? 0 : own.powerOfTwo ? 2 : 1);
    const key = drawKey(cast, site);
    const counts = this.countsOf(site);
    return (laneStep) => {
      heap.setWord(at + 8, key(laneStep));
      heap.setWord(at + 12, counts(laneStep));
      return at;
    };
  }

  rotaryTable(op: OperationOf<'rotary'>): number {
    const key = rotaryKey(op);
    const known = this.#rotaryTables.get(key);
    if (known !== undefined) return known;
    const { context, base, x } = op;
    const half = x.width / 2;
    const at = this.#allocate(rotaryBytes(op));
    const sines = at + 4 * context * half;
    for (let position = 0; position < context; position++) {
      for (let i = 0; i < half; i++) {
        const angle = position * base ** ((-2 * i) / x.width);
        const offset = 4 * (position * half + i);
        this.heap.setFloat(at + offset, Math.cos(angle));
        this.heap.setFloat(sines + offset, Math.sin(angle));
      }
    }
    this.#rotaryTables.set(key, at);
    return at;
  }

  #allocate(bytes: number): number {
    const at = this.#free;
    this.#free += bytes;
    return at;
  }
}

/**
 * Key of the draws of stochastic rounding in this step, of which earlier micro-batches have taken so many each; 0 for other
 * roundings.
 */
export function drawKey(cast: Cast, purpose: string, perMicroBatch = 0): (laneStep: LaneStep) => number {
  if (cast.rounding !== 'stochastic') return () => 0;
  return ({ seed, step, microBatch }) => keyFrom(streamKey(seed, purpose, step), microBatch * perMicroBatch);
}
