// Where the lanes of a session stand: each in one of its memories. Lanes that leave make room, and where one memory has kept
// two lanes more than another, one moves: the threads go on with about as much to do each.
import type { Layout, SessionLayout } from './layout.ts';
import type { Lanes, Place } from './messages.ts';

export class Places {
  readonly memories: readonly WebAssembly.Memory[];
  readonly #layouts: readonly Layout[];
  #lanes: readonly Place[];

  constructor(layout: SessionLayout, memories: readonly WebAssembly.Memory[], seeds: readonly number[]) {
    this.memories = memories;
    this.#layouts = layout.memories;
    // Neighbours, which often differ in learning rate alone and end together, stand in different memories.
    const free = this.#layouts.flatMap(({ lanes }, memory) =>
      Array.from({ length: lanes }, (_, slot) => ({ memory, slot })),
    );
    free.sort((a, b) => a.slot - b.slot || a.memory - b.memory);
    this.#lanes = seeds.map((seed, index) => ({ ...free[index]!, seed }));
  }

  /** Any thread may take any lane of one memory; of several, each memory's lanes are one thread's. */
  turns(indices: readonly number[]): Pick<Lanes, 'lanes' | 'turns'> {
    const lanes = indices.map((index) => this.#lanes[index]!);
    if (this.memories.length === 1) return { lanes, turns: lanes.map((_, position) => [position]) };
    const byMemory = Map.groupBy(lanes.keys(), (position) => lanes[position]!.memory);
    // Those that take longest first.
    return { lanes, turns: [...byMemory.values()].sort((a, b) => b.length - a.length) };
  }

  view(lane: number, buffer: string): Float32Array {
    const { memory, slot } = this.#lanes[lane]!;
    const { stateOffsets, workspaceOffsets, states, stateBytes, workspaces, lengths } =
      this.#layouts[memory]!;
    const state = stateOffsets[buffer];
    const at =
      state === undefined ? workspaces + workspaceOffsets[buffer]! : states + slot * stateBytes + state;
    return new Float32Array(this.memories[memory]!.buffer, at, lengths[buffer]!);
  }

  /** All that a lane keeps. */
  state(lane: number): Float32Array {
    return this.#state(this.#lanes[lane]!);
  }

  compact(keep: readonly number[]): void {
    const lanes = keep.map((index) => this.#lanes[index]!);
    const of = (memory: number) => lanes.filter((lane) => lane.memory === memory);
    for (;;) {
      const counts = this.memories.map((_, memory) => of(memory).length);
      const [most, fewest] = [Math.max(...counts), Math.min(...counts)];
      if (most - fewest < 2) break;
      const from = of(counts.indexOf(most)).at(-1)!;
      const memory = counts.indexOf(fewest);
      const taken = of(memory).map(({ slot }) => slot);
      // There is one: memories differ by one lane at most in how many they hold.
      const slot = Array.from({ length: fewest + 1 }, (_, index) => index).find((at) => !taken.includes(at))!;
      const to = { ...from, memory, slot };
      this.#state(to).set(this.#state(from));
      lanes[lanes.indexOf(from)] = to;
    }
    this.#lanes = lanes;
  }

  #state({ memory, slot }: Place): Float32Array {
    const { states, stateBytes } = this.#layouts[memory]!;
    return new Float32Array(this.memories[memory]!.buffer, states + slot * stateBytes, stateBytes / 4);
  }
}
