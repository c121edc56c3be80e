// Runs steps of one program for one lane at a time on one thread.
import { SITE_STATISTICS } from '../../device.ts';
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
    this.frame = new Frame(program.sites);
    this.operations = compile(program, this.#places, kernels);
    this.#forward = this.operations.filter(({ operation }) => operation.phase === 'forward');
  }

  /** Makes `slot` the lane whose steps follow. */
  select(slot: number, seed: number): void {
    this.frame.state = this.#layout.states + slot * this.#layout.stateBytes;
    this.frame.seed = seed;
  }

  /** Reads where each sequence of the next batch starts: batchSize values of `offsets` from `at`. */
  load(offsets: Int32Array, at: number): void {
    const { heap, starts } = this.#places;
    for (let b = 0; b < this.#program.batchSize; b++) heap.setWord(starts + 4 * b, offsets[at + b]!);
  }

  train(step: number, learningRate: number, counting: boolean): void {
    const { frame, operations } = this;
    const places = this.#places;
    frame.begin();
    frame.step = step;
    frame.learningRate = learningRate;
    frame.training = true;
    frame.counting = counting;
    if (counting) places.heap.zeroWords(places.counts, (COUNT_BYTES / 4) * frame.scales.length);
    for (const { call } of operations) call(frame);
  }

  /** Mean cross-entropy of the batch just loaded. */
  evaluate(): number {
    const { frame } = this;
    frame.begin();
    frame.training = false;
    frame.counting = false;
    for (const { call } of this.#forward) call(frame);
    return frame.loss;
  }

  /** [sites, SITE_STATISTICS] of the step just trained, written to `to` from `at`. */
  writeSites(to: Float32Array, at: number): void {
    const { frame } = this;
    const { heap, counts } = this.#places;
    for (let site = 0; site < frame.scales.length; site++) {
      const first = counts + COUNT_BYTES * site;
      const total = heap.word(first);
      const nonzero = heap.word(first + 4);
      const underflow = heap.word(first + 8);
      const overflow = heap.word(first + 12);
      const scales = frame.scales[site]!;
      const row = at + site * SITE_STATISTICS.length;
      to[row] = nonzero > 0 ? underflow / nonzero : 0;
      to[row + 1] = total > 0 ? overflow / total : 0;
      to[row + 2] = scales > 0 ? Math.exp(frame.logScales[site]! / scales) : 1;
    }
  }
}
