// Runs steps of one program for one lane at a time on one thread.
import type { Sequences } from '../../device.ts';
import type { StepProgram } from '../../program.ts';
import { Frame } from './frame.ts';
import type { Kernels } from './kernels.ts';
import { COUNT_BYTES, type Layout } from './layout.ts';
import { compile, type CompiledOperation } from './operations.ts';
import { Places } from './places.ts';

export class Stepper {
  readonly frame: Frame;
  readonly operations: readonly CompiledOperation[];
  readonly #forward: readonly CompiledOperation[];
  readonly #program: StepProgram;
  readonly #places: Places;
  readonly #layout: Layout;

  constructor(
    programs: readonly StepProgram[],
    index: number,
    layout: Layout,
    memory: WebAssembly.Memory,
    thread: number,
    kernels: Kernels,
  ) {
    const program = programs[index]!;
    this.#program = program;
    this.#layout = layout;
    this.#places = new Places(layout, programs, index, memory, thread);
    this.frame = new Frame(program);
    this.operations = compile(program, this.#places, kernels);
    this.#forward = this.operations.filter(({ operation }) => operation.phase === 'forward');
  }

  /** Makes `slot` the lane whose steps follow. */
  select(slot: number, seed: number): void {
    this.frame.state = this.#layout.states + slot * this.#layout.stateBytes;
    this.frame.seed = seed;
  }

  /** Reads batch number `index` of the sequences. */
  load({ tokens, offsets }: Sequences, index: number): void {
    const { heap, tokens: to } = this.#places;
    const { batchSize, context } = this.#program;
    const length = context + 1;
    for (let b = 0; b < batchSize; b++) {
      const start = offsets[index * batchSize + b]!;
      heap.setWords(to + 4 * b * length, tokens.subarray(start, start + length));
    }
  }

  train(step: number, learningRate: number, counting: boolean): void {
    const { frame, operations } = this;
    const places = this.#places;
    frame.begin();
    frame.step = step;
    frame.learningRate = learningRate;
    frame.training = true;
    frame.counting = counting;
    if (counting) places.heap.zeroWords(places.counts, (COUNT_BYTES / 4) * this.#program.sites.length);
    for (const { call } of operations) call(frame);
    if (counting) this.#collectCounts();
  }

  /** Mean cross-entropy of the batch just loaded. */
  evaluate(): number {
    const { frame } = this;
    frame.begin();
    frame.training = false;
    frame.counting = false;
    for (const { call } of this.#forward) call(frame);
    return frame.report.value('loss');
  }

  #collectCounts(): void {
    const { heap, counts } = this.#places;
    let at = counts;
    for (const site of this.frame.report.sites.values()) {
      site.nonzero = heap.word(at);
      site.underflow = heap.word(at + 4);
      site.overflow = heap.word(at + 8);
      at += COUNT_BYTES;
    }
  }
}
