// What lanes keep between steps, as tensors: each lane's by itself, or stacked with those of the lanes it trains beside.
// They are stacked when a group first trains together and taken apart when it changes.
import type { BufferName } from '../../program.ts';
import { sizeOf, type Shapes } from './buffers.ts';
import type { Native } from './native.ts';
import type { Tensor } from './tensors.ts';

type Named = Map<BufferName, Tensor>;

interface Group {
  readonly lanes: readonly number[];
  /** [lanes, length] each. */
  readonly buffers: Named;
}

export class States {
  readonly #native: Native;
  readonly #shapes: Shapes;
  #groups: Group[];

  constructor(native: Native, shapes: Shapes, lanes: number) {
    this.#native = native;
    this.#shapes = shapes;
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

  /** Keeps these lanes, in this order. */
  compact(keep: readonly number[]): void {
    const kept = keep.map((lane, index) => ({ lanes: [index], buffers: this.alone(lane) }));
    const still = new Set(kept.map(({ buffers }) => buffers));
    for (const { buffers } of this.#groups) if (!still.has(buffers)) this.#free(buffers);
    this.#groups = kept;
  }

  close(): void {
    for (const { buffers } of this.#groups) this.#free(buffers);
    this.#groups = [];
  }

  #each(make: (length: number, name: BufferName) => Tensor): Named {
    return new Map(
      [...this.#shapes].map(([name, shape]) => [name, this.#native.keep(make(sizeOf(shape), name))]),
    );
  }

  #free(buffers: Named): void {
    for (const tensor of buffers.values()) this.#native.free(tensor);
  }
}
