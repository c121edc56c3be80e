// Runs steps of one program for one lane at a time on one thread.
import type { Sequences } from '../../device.ts';
import type { StepProgram } from '../../program.ts';
import { LaneStep } from './lane-step.ts';
import type { Kernels } from './kernels.ts';
import { COUNT_BYTES, type Layout } from './layout.ts';
import { compile, type CompiledOperation } from './operations.ts';
import { Addresses } from './addresses.ts';

export class Stepper {
  readonly laneStep: LaneStep;
  readonly operations: readonly CompiledOperation[];
  readonly #forward: readonly CompiledOperation[];
  readonly #program: StepProgram;
  readonly #addresses: Addresses;
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
    this.#addresses = new Addresses(layout, programs, index, memory, thread);
    this.laneStep = new LaneStep(program);
    this.operations = compile(program, this.#addresses, kernels);
    this.#forward = this.operations.filter(({ operation }) => operation.phase === 'forward');
  }

  /** Makes `slot` the lane whose steps follow. */
  select(slot: number, seed: number): void {
    this.laneStep.state = this.#layout.states + slot * this.#layout.stateBytes;
    this.laneStep.seed = seed;
  }

  /** Reads batch number `index` of the sequences. */
  load({ tokens, offsets }: Sequences, index: number): void {
    const { heap, tokens: to } = this.#addresses;
    const { batchSize, context } = this.#program;
    const length = context + 1;
    for (let b = 0; b < batchSize; b++) {
      const start = offsets[index * batchSize + b]!;
      heap.setWords(to + 4 * b * length, tokens.subarray(start, start + length));
    }
  }

  train(step: number, learningRate: number, counting: boolean): void {
    const { laneStep, operations } = this;
    const addresses = this.#addresses;
    laneStep.begin();
    laneStep.step = step;
    laneStep.learningRate = learningRate;
    laneStep.training = true;
    laneStep.counting = counting;
    if (counting) addresses.heap.zeroWords(addresses.counts, (COUNT_BYTES / 4) * this.#program.sites.length);
    for (const { call } of operations) call(laneStep);
    if (counting) this.#collectCounts();
  }

  /** Mean cross-entropy of the batch just loaded. */
  evaluate(): number {
    const { laneStep } = this;
    laneStep.begin();
    laneStep.training = false;
    laneStep.counting = false;
    for (const { call } of this.#forward) call(laneStep);
    return laneStep.report.value('loss');
  }

  #collectCounts(): void {
    const { heap, counts } = this.#addresses;
    let at = counts;
    for (const site of this.laneStep.report.sites.values()) {
      site.nonzero = heap.word(at);
      site.underflow = heap.word(at + 4);
      site.overflow = heap.word(at + 8);
      at += COUNT_BYTES;
    }
  }
}
