// Runs steps of one program for one lane at a time on one thread.
import type { Sequences } from '../../device.ts';
import { microBatchesOf, stepParts, type StepParts } from '../../micro-batches.ts';
import type { StepProgram, Site } from '../../program.ts';
import { LaneStep } from './lane-step.ts';
import type { Code } from './products.ts';
import { COUNT_BYTES, type Layout } from './layout.ts';
import { compile, type CompiledOperation } from './operations.ts';
import { Addresses } from './addresses.ts';

export class Stepper {
  readonly laneStep: LaneStep;
  readonly operations: readonly CompiledOperation[];
  readonly #parts: StepParts<CompiledOperation>;
  readonly #program: StepProgram;
  readonly #addresses: Addresses;
  readonly #layout: Layout;
  /** Sites whose values are rounded and counted once for two products. */
  readonly #twice: ReadonlySet<Site>;

  constructor(
    programs: readonly StepProgram[],
    index: number,
    layout: Layout,
    memory: WebAssembly.Memory,
    thread: number,
    code: Code,
  ) {
    const program = programs[index]!;
    this.#program = program;
    this.#layout = layout;
    this.#twice = new Set(
      program.operations.flatMap((op) => (op.kind === 'attention-gradient' ? [op.sites.gradient] : [])),
    );
    this.#addresses = new Addresses(layout, programs, index, memory, thread);
    this.laneStep = new LaneStep(program);
    this.operations = compile(program, this.#addresses, code);
    this.#parts = stepParts(this.operations, ({ operation }) => operation);
  }

  /** Makes `slot` the lane whose steps follow. */
  select(slot: number, seed: number): void {
    this.laneStep.state = this.#layout.states + slot * this.#layout.stateBytes;
    this.laneStep.seed = seed;
  }

  /** Trains on batch number `index` of the sequences. */
  train(sequences: Sequences, index: number, step: number, learningRate: number, counting: boolean): void {
    const { laneStep } = this;
    const addresses = this.#addresses;
    laneStep.step = step;
    laneStep.learningRate = learningRate;
    laneStep.training = true;
    laneStep.counting = counting;
    if (counting) addresses.heap.zeroWords(addresses.counts, (COUNT_BYTES / 4) * this.#program.sites.length);
    this.#carryOut(sequences, index, this.#parts.each);
    for (const { call } of this.#parts.update) {
      call(laneStep);
      if (laneStep.skipping) break;
    }
    if (counting) this.#collectCounts();
  }

  /** Mean cross-entropy of batch number `index` of the sequences. */
  evaluate(sequences: Sequences, index: number): number {
    const { laneStep } = this;
    laneStep.training = false;
    laneStep.counting = false;
    this.#carryOut(sequences, index, this.#parts.forward);
    return laneStep.report.value('loss');
  }

  /** Reads a micro-batch of batch number `index` of the sequences. */
  load({ tokens, offsets }: Sequences, index: number, microBatch: number): void {
    const { heap, tokens: to } = this.#addresses;
    const { batchSize, microBatch: sequences, context } = this.#program;
    const length = context + 1;
    this.laneStep.microBatch = microBatch;
    for (let b = 0; b < sequences; b++) {
      const start = offsets[index * batchSize + microBatch * sequences + b]!;
      heap.setWords(to + 4 * b * length, tokens.subarray(start, start + length));
    }
  }

  #carryOut(sequences: Sequences, index: number, each: readonly CompiledOperation[]): void {
    const { laneStep } = this;
    laneStep.begin();
    for (const { call } of this.#parts.begin) call(laneStep);
    for (let microBatch = 0; microBatch < microBatchesOf(this.#program); microBatch++) {
      this.load(sequences, index, microBatch);
      for (const { call } of each) call(laneStep);
      // One micro-batch after the other: all of a large batch are more than 32 bits count.
      if (laneStep.counting) this.#collectCounts();
    }
  }

  /** Adds what was counted since the last time. */
  #collectCounts(): void {
    const { heap, counts } = this.#addresses;
    let at = counts;
    for (const [name, site] of this.laneStep.report.sites) {
      const products = this.#twice.has(name) ? 2 : 1;
      site.nonzero += products * heap.word(at);
      site.underflow += products * heap.word(at + 4);
      site.overflow += products * heap.word(at + 8);
      at += COUNT_BYTES;
    }
    heap.zeroWords(counts, (COUNT_BYTES / 4) * this.#program.sites.length);
  }
}
