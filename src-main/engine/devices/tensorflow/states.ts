// What lanes keep between steps, as tensors: each lane's by itself, or stacked with those of the lanes it trains beside.
// They are stacked when a group first trains together and taken apart when it changes.
import type { BufferName } from '../../program.ts';
import { sizeOf, type Shapes } from './buffers.ts';
import type { Native } from './native.ts';
import type { Tensor } from './tensors.ts';

type Named = Map<BufferName, Tensor>;

/** A place for a state that is kept, of one lane; null: none has been yet. */
type Snapshots = (Named | null)[];

interface Group {
  readonly lanes: readonly number[];
  /** [lanes, length] each. */
  readonly buffers: Named;
}

export class States {
  readonly #native: Native;
  readonly #shapes: Shapes;
  #groups: Group[];
  /** Of each lane. */
  #snapshots: readonly Snapshots[];

  constructor(native: Native, shapes: Shapes, lanes: number, snapshots: number) {
    this.#native = native;
    this.#shapes = shapes;
    this.#snapshots = Array.from({ length: lanes }, () => new Array<Named | null>(snapshots).fill(null));
    this.#groups = Array.from({ length: lanes }, (_, lane) => ({
      lanes: [lane],
      buffers: native.scope(() => this.#each((length) => native.zeros([1, length]))),
    }));
  }

  /** Buffers of these lanes stacked in this order, to be read and replaced; valid until another call. */
  stacked(lanes: readonly number[]): Named {
    const known = this.#groups.find((group) => String(group.lanes) === String(lanes));
    if (known) return known.buffers;
    const alone = lanes.map((lane) => this.alone(lane));
    const native = this.#native;
    const buffers = native.scope(() =>
      this.#each((length, name) =>
        native.concatenate(
          alone.map((of) => native.reshape(of.get(name)!, [1, length])),
          0,
        ),
      ),
    );
    this.#groups = this.#groups.filter((group) => !lanes.includes(group.lanes[0]!));
    this.#groups.push({ lanes, buffers });
    for (const of of alone) this.#free(of);
    return buffers;
  }

  /** Buffers of one lane, [1, length] each. */
  alone(lane: number): Named {
    const native = this.#native;
    const at = this.#groups.findIndex((group) => group.lanes.includes(lane));
    const group = this.#groups[at]!;
    if (group.lanes.length === 1) return group.buffers;
    const parts = group.lanes.map((own, row) => ({
      lanes: [own],
      buffers: native.scope(() =>
        this.#each((length, name) => {
          const whole = native.reshape(group.buffers.get(name)!, [group.lanes.length, length]);
          return native.slice(whole, [row, 0], [1, length]);
        }),
      ),
    }));
    this.#groups.splice(at, 1, ...parts);
    this.#free(group.buffers);
    return parts.find(({ lanes }) => lanes[0] === lane)!.buffers;
  }

  /** Values of one lane; its group stays as it is. To be read within a scope. */
  part(lane: number, name: BufferName, from: number, length: number, snapshot?: number): Tensor {
    const native = this.#native;
    const group = this.#groupOf(lane);
    const [of, rows, row] =
      snapshot === undefined
        ? [group.buffers, group.lanes.length, group.lanes.indexOf(lane)]
        : [this.#snapshot(lane, snapshot), 1, 0];
    const whole = native.reshape(of.get(name)!, [rows, sizeOf(this.#shapes.get(name)!)]);
    return native.slice(whole, [row, from], [1, length]);
  }

  /** Where there are others after or before them, `values` take the place of what was there. */
  setPart(lane: number, name: BufferName, from: number, values: Tensor, snapshot?: number): void {
    const native = this.#native;
    const end = from + sizeOf(values.shape);
    const length = sizeOf(this.#shapes.get(name)!);
    const buffers = snapshot === undefined ? this.alone(lane) : this.#snapshot(lane, snapshot);
    const old = buffers.get(name)!;
    native.scope(() => {
      const flat = native.reshape(old, [1, length]);
      const rest = (at: number, to: number) => (to > at ? [native.slice(flat, [0, at], [1, to - at])] : []);
      const parts = [...rest(0, from), native.reshape(values, [1, end - from]), ...rest(end, length)];
      const whole = parts.length === 1 ? parts[0]! : native.concatenate(parts, 1);
      buffers.set(name, native.keep(native.reshape(whole, old.shape)));
    });
    native.free(old);
  }

  keep(lane: number, snapshot: number): void {
    const native = this.#native;
    const isAlone = this.#groupOf(lane).lanes.length === 1;
    const kept = native.scope(() =>
      this.#each((length, name) => {
        const own = this.part(lane, name, 0, length);
        return isAlone ? own : native.copy(own);
      }),
    );
    const old = this.#snapshots[lane]![snapshot];
    if (old) this.#free(old);
    this.#snapshots[lane]![snapshot] = kept;
  }

  restore(lane: number, snapshot: number): void {
    const native = this.#native;
    const kept = this.#snapshot(lane, snapshot);
    const buffers = this.alone(lane);
    for (const [name, tensor] of kept) {
      const old = buffers.get(name)!;
      native.scope(() => buffers.set(name, native.keep(native.reshape(tensor, old.shape))));
      native.free(old);
    }
  }

  /** One that was never kept is all zeros. */
  #snapshot(lane: number, snapshot: number): Named {
    const of = this.#snapshots[lane]!;
    return (of[snapshot] ??= this.#native.scope(() =>
      this.#each((length) => this.#native.zeros([1, length])),
    ));
  }

  #groupOf(lane: number): Group {
    return this.#groups.find((group) => group.lanes.includes(lane))!;
  }

  /** Keeps these lanes, in this order. */
  compact(keep: readonly number[]): void {
    for (const [lane, snapshots] of this.#snapshots.entries()) {
      if (!keep.includes(lane)) this.#freeAll(snapshots);
    }
    this.#snapshots = keep.map((lane) => this.#snapshots[lane]!);
    const kept = keep.map((lane, index) => ({ lanes: [index], buffers: this.alone(lane) }));
    const still = new Set(kept.map(({ buffers }) => buffers));
    for (const { buffers } of this.#groups) if (!still.has(buffers)) this.#free(buffers);
    this.#groups = kept;
  }

  close(): void {
    for (const { buffers } of this.#groups) this.#free(buffers);
    this.#groups = [];
    for (const snapshots of this.#snapshots) this.#freeAll(snapshots);
    this.#snapshots = [];
  }

  #each(make: (length: number, name: BufferName) => Tensor): Named {
    return new Map(
      [...this.#shapes].map(([name, shape]) => [name, this.#native.keep(make(sizeOf(shape), name))]),
    );
  }

  #freeAll(snapshots: Snapshots): void {
    for (const buffers of snapshots) if (buffers) this.#free(buffers);
  }

  #free(buffers: Named): void {
    for (const tensor of buffers.values()) this.#native.free(tensor);
  }
}
