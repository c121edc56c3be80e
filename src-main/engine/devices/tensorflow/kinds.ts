// Steps of one kind (program, number of lanes, training or not, counting or not), or parts of such steps, after the first: carried
// out as a graph. And // the facts that a step reports, in one tensor.
import type { BufferName } from '../../program.ts';
import type { Fact } from '../kit/facts.ts';
import type { Buffers } from './buffers.ts';
import { StepGraph, type Recording } from './graph.ts';
import type { Native } from './native.ts';
import { TYPE, type Tensor } from './tensors.ts';
import type { Given, Step, StepSettings } from './step.ts';

/** A fact with its number for each lane of the group. */
export interface Known {
  readonly fact: Fact;
  readonly values: Float64Array;
}

/** The kinds that sessions of one device have met: one batch of lanes is like the next. */
export class Kinds {
  readonly #known = new Map<string, StepKind>();
  #most: number;

  /** At most so many are kept, as each holds some memory; without any, every step is taken operation by operation. */
  constructor(most: number) {
    this.#most = most;
  }

  /** One whose graph is ready. A library that takes no graph is asked once, and warned of. */
  get(kind: string): StepKind | undefined {
    const known = this.#known.get(kind);
    if (!known) return undefined;
    try {
      known.prepare();
    } catch (error) {
      this.close();
      this.#most = 0;
      process.emitWarning(
        `TensorFlow takes no step as a graph, so each is taken operation by operation, which is slower: ${(error as Error).message}`,
      );
      return undefined;
    }
    // The one used last stands last.
    this.#known.delete(kind);
    this.#known.set(kind, known);
    return known;
  }

  add(kind: string, made: StepKind): void {
    this.#known.set(kind, made);
    if (this.#known.size <= this.#most) return;
    const [oldest] = this.#known.keys();
    this.#known.get(oldest!)!.close();
    this.#known.delete(oldest!);
  }

  close(): void {
    for (const kind of this.#known.values()) kind.close();
    this.#known.clear();
  }
}

export class StepKind {
  readonly #native: Native;
  readonly #make: () => StepGraph;
  #graph: StepGraph | null = null;
  readonly #given: readonly Given[];
  readonly #lasting: readonly BufferName[];
  readonly #written: readonly BufferName[];
  readonly #facts: readonly Fact[];

  /** `before` are the lasting buffers with which the recorded part of a step began, `bits` its facts. */
  constructor(
    native: Native,
    recording: Recording,
    step: Step,
    before: ReadonlyMap<BufferName, Tensor>,
    bits: Tensor | null,
  ) {
    this.#native = native;
    const after = step.buffers.lasting;
    const given = step.given.map(({ tensor }) => tensor);
    this.#given = step.given.map((each) => each.given);
    this.#lasting = [...before.keys()];
    this.#written = [...after.keys()].filter((name) => before.get(name)?.id !== after.get(name)!.id);
    this.#facts = inReadingOrder(step.facts).map(({ fact }) => fact);
    const wanted = [...this.#written.map((name) => after.get(name)!), ...(bits ? [bits] : [])];
    this.#make = () => new StepGraph(native, recording, [...given, ...before.values()], wanted);
  }

  /** @throws Error where the library does not take the graph. */
  prepare(): void {
    this.#graph ??= this.#make();
  }

  run(settings: StepSettings, buffers: Buffers): Known[] {
    const native = this.#native;
    return native.scope(() => {
      const given = this.#given.map(({ shape, values }) => native.given(values(settings), shape));
      const lasting = buffers.lasting;
      const before = this.#lasting.map((name) => lasting.get(name)!);
      const made = this.#graph!.run([...given, ...before]);
      this.#written.forEach((name, i) => buffers.set(name, made[i]!));
      buffers.clearWorkspace();
      const bits = made[this.#written.length];
      return bits ? withValues(this.#facts, buffers.lanes, native.read(bits)) : [];
    });
  }

  close(): void {
    this.#graph?.close();
  }
}

/** float32 facts before those of float64. A loss is float32, so that it stays before gradients and weights. */
function inReadingOrder(facts: Step['facts']): Step['facts'] {
  return [TYPE.float, TYPE.double].flatMap((type) => facts.filter(({ values }) => values.type === type));
}

/** All facts as float64, whose bits the binding can read as integers; null where there are none. */
export function factBits(native: Native, facts: Step['facts']): Tensor | null {
  if (facts.length === 0) return null;
  const joined = [TYPE.float, TYPE.double].flatMap((type) => {
    const own = facts.flatMap(({ values }) => (values.type === type ? [values] : []));
    return own.length === 0 ? [] : [native.cast(native.concatenate(own, 0), TYPE.double)];
  });
  return native.bitcast(native.concatenate(joined, 0), TYPE.int);
}

/** The facts of `factBits`, whose tensor was read. */
export function knownFacts(facts: Step['facts'], lanes: number, bits: Float32Array | Int32Array): Known[] {
  return withValues(
    inReadingOrder(facts).map(({ fact }) => fact),
    lanes,
    bits,
  );
}

function withValues(facts: readonly Fact[], lanes: number, bits: Float32Array | Int32Array): Known[] {
  const values = new Float64Array(bits.buffer, bits.byteOffset, bits.length / 2);
  return facts.map((fact, i) => ({ fact, values: values.subarray(i * lanes, (i + 1) * lanes) }));
}
