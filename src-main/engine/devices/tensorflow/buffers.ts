// The buffers of a step program as tensors of a group of lanes, lanes first, and what was derived from them: it stays good
// until the buffer is written.
import type { BufferName, RowView, StepProgram } from '../../program.ts';
import { sessionBuffers } from '../../session-buffers.ts';
import type { Native } from './native.ts';
import type { Tensor } from './tensors.ts';

export type Shapes = ReadonlyMap<BufferName, readonly number[]>;

/** Shapes of one lane's buffers by what they live as long as. */
export function shapesOf(programs: readonly StepProgram[], life: 'state' | 'workspace'): Shapes {
  const buffers = [...sessionBuffers(programs).values()].filter((spec) => spec.life === life);
  return new Map(buffers.map(({ name, shape }) => [name, shape]));
}

export function sizeOf(shape: readonly number[]): number {
  return shape.reduce((product, extent) => product * extent, 1);
}

export class Buffers {
  readonly lanes: number;
  readonly #native: Native;
  #states = new Map<BufferName, Tensor>();
  readonly #workspace = new Map<BufferName, Tensor>();
  readonly #shapes: Shapes;
  /** Parts of the workspace that a step keeps from one micro-batch to the next. */
  readonly #carried: ReadonlySet<BufferName>;
  readonly #derived = new Map<BufferName, Map<string, Tensor>>();
  /** Lanes whose states are not written in the rest of the step, [lanes]; null: all are. */
  #held: Tensor | null = null;
  /** The cast that a buffer's values have been through, as JSON. */
  readonly #casts = new Map<BufferName, string>();

  /** `shapes` are those of the workspace. */
  constructor(native: Native, shapes: Shapes, carried: ReadonlySet<BufferName>, lanes: number) {
    this.#native = native;
    this.#shapes = shapes;
    this.#carried = carried;
    this.lanes = lanes;
  }

  get states(): ReadonlyMap<BufferName, Tensor> {
    return this.#states;
  }

  /** States, and what is carried from one micro-batch to the next as far as it is there. */
  get lasting(): ReadonlyMap<BufferName, Tensor> {
    const carried = [...this.#workspace].filter(([name]) => this.#carried.has(name));
    return new Map([...this.#states, ...carried]);
  }

  /** Goes on with the states of another group of as many lanes, which are changed in place. */
  enter(states: Map<BufferName, Tensor>): void {
    if (states === this.#states) return;
    this.statesChanged();
    this.#states = states;
  }

  /** States were replaced by others: what was known of them is not known any more. */
  statesChanged(): void {
    this.endStep();
    this.#casts.clear();
  }

  /** [lanes, ...shape]; zeros where nothing was written yet. */
  get(name: BufferName, shape: readonly number[]): Tensor {
    return this.#native.reshape(this.whole(name), [this.lanes, ...shape]);
  }

  /** In the shape in which it was written. */
  whole(name: BufferName): Tensor {
    let tensor = this.#states.get(name) ?? this.#workspace.get(name);
    if (!tensor) {
      tensor = this.#native.keep(this.#native.zeros([this.lanes, ...this.#shapes.get(name)!]));
      this.#workspace.set(name, tensor);
    }
    return tensor;
  }

  set(name: BufferName, values: Tensor): void {
    const isState = this.#states.has(name);
    const home = isState ? this.#states : this.#workspace;
    const old = home.get(name);
    // What lasts keeps its shape: the graph of a step relies on it.
    const lasts = isState || this.#carried.has(name);
    const shaped = lasts && old ? this.#native.reshape(values, old.shape) : values;
    home.set(name, this.#native.keep(isState && old ? this.#unlessHeld(old, shaped) : shaped));
    if (old) this.#native.free(old);
    this.#forget(name);
    this.#casts.delete(name);
  }

  /** These lanes, [lanes], keep their states until the step ends. */
  hold(lanes: Tensor): void {
    this.#held = lanes;
  }

  /** What `make` gives for a buffer, made once as long as the buffer stays as it is. */
  derive(name: BufferName, key: string, make: () => Tensor): Tensor {
    let of = this.#derived.get(name);
    if (!of) this.#derived.set(name, (of = new Map()));
    let tensor = of.get(key);
    if (!tensor) of.set(key, (tensor = this.#native.keep(make())));
    return tensor;
  }

  /** Says that the buffer holds values as this cast leaves them. */
  markCast(name: BufferName, cast: string): void {
    this.#casts.set(name, cast);
  }

  isCast(name: BufferName, cast: string): boolean {
    return this.#casts.get(name) === cast;
  }

  /** [lanes, rows, width]. */
  rows({ buffer, offset, outer, stride, inner, width }: RowView): Tensor {
    const rows = [this.lanes, outer * inner, width];
    if (stride === inner * width) return this.get(buffer, rows.slice(1));
    const whole = this.get(buffer, [outer, stride]);
    const part = this.#native.slice(whole, [0, 0, offset], [this.lanes, outer, inner * width]);
    return this.#native.reshape(part, rows);
  }

  setRows({ buffer, offset, outer, stride, inner, width }: RowView, values: Tensor): void {
    const used = inner * width;
    if (stride === used) return this.set(buffer, values);
    const whole = this.get(buffer, [outer, stride]);
    const columns = (from: number, to: number) =>
      to > from ? [this.#native.slice(whole, [0, 0, from], [this.lanes, outer, to - from])] : [];
    const part = this.#native.reshape(values, [this.lanes, outer, used]);
    const parts = [...columns(0, offset), part, ...columns(offset + used, stride)];
    this.set(buffer, this.#native.concatenate(parts, 2));
  }

  /** Forgets what the last micro-batch left but for what the next one goes on with. */
  clearWorkspace(): void {
    for (const [name, tensor] of this.#workspace) {
      if (this.#carried.has(name)) continue;
      this.#native.free(tensor);
      this.#workspace.delete(name);
    }
    this.#casts.clear();
  }

  /** Frees what was derived. */
  endStep(): void {
    this.#held = null;
    for (const name of [...this.#derived.keys()]) this.#forget(name);
  }

  close(): void {
    this.endStep();
    for (const tensor of this.#workspace.values()) this.#native.free(tensor);
    this.#workspace.clear();
  }

  #unlessHeld(old: Tensor, values: Tensor): Tensor {
    if (!this.#held) return values;
    const axes = values.shape.map((_, axis) => (axis === 0 ? this.lanes : 1));
    return this.#native.select(this.#native.reshape(this.#held, axes), old, values);
  }

  #forget(name: BufferName): void {
    for (const tensor of this.#derived.get(name)?.values() ?? []) this.#native.free(tensor);
    this.#derived.delete(name);
  }
}
