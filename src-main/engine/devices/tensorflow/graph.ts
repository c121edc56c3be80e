// A step as one graph: what the first step of its kind did, operation by operation, carried out from then on by TensorFlow's
// own graph executor, which works in place where it can and takes no turn through JavaScript between operations.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { Native } from './native.ts';
import { TYPE, type Tensor } from './tensors.ts';
import { savedModel, TAG, type GraphNode, type NodeAttribute } from './saved-model.ts';

/** What made a tensor. */
export type Origin =
  | {
      readonly op: string;
      readonly attributes: readonly NodeAttribute[];
      readonly inputs: readonly number[];
      readonly type: number;
      /** A tensor that has to be there before, though it is no input; null: none. */
      readonly after: number | null;
    }
  | { readonly shape: readonly number[]; readonly values: Float32Array | Int32Array };

/** The origins of the tensors of one step, by their ids. */
export class Recording {
  readonly origins = new Map<number, Origin>();
}

export class StepGraph {
  readonly #native: Native;
  readonly #model: number;
  readonly #feeds: string;
  readonly #fetches: string;
  readonly #constants: readonly Tensor[];

  /**
   * `given` are the tensors which every run is given anew, `wanted` those which it gives back. Constants are given too, unless
   * they are integers: TensorFlow would work them into others, which rounds in other places than the step does.
   */
  constructor(native: Native, { origins }: Recording, given: readonly Tensor[], wanted: readonly Tensor[]) {
    this.#native = native;
    const nodes = new Map<number, GraphNode>();
    const feeds: string[] = [];
    const feed = ({ id, shape, type }: Tensor): string => {
      const name = `given${feeds.length}`;
      nodes.set(id, { op: 'Placeholder', name, shape, type });
      feeds.push(`${name}:0`);
      return name;
    };
    given.forEach(feed);
    const constants: Tensor[] = [];
    const visit = (id: number): string => {
      const known = nodes.get(id);
      if (known) return known.name;
      const constant = native.constantOf(id);
      if (constant && constant.type !== TYPE.int) {
        constants.push(constant);
        return feed(constant);
      }
      const origin = origins.get(id) ?? native.originOf(id);
      const name = `n${id}`;
      if ('values' in origin) {
        nodes.set(id, { op: 'Const', name, ...origin });
      } else {
        const { op, attributes, after } = origin;
        const inputs = [...origin.inputs.map(visit), ...(after === null ? [] : [`^${visit(after)}`])];
        nodes.set(id, { op, name, inputs, attributes });
      }
      return name;
    };
    const results = wanted.map(({ id, type }, i): GraphNode => {
      const attributes: NodeAttribute[] = [{ name: 'T', kind: 'type', value: type }];
      return { op: 'Identity', name: `wanted${i}`, inputs: [visit(id)], attributes };
    });
    this.#feeds = feeds.join();
    this.#constants = constants;
    this.#fetches = wanted.map((_, i) => `wanted${i}:0`).join();
    const folder = mkdtempSync(path.join(tmpdir(), 'precipice-graph-'));
    try {
      writeFileSync(path.join(folder, 'saved_model.pb'), savedModel([...nodes.values(), ...results]));
      this.#model = native.binding.loadSavedModel(folder, TAG);
    } finally {
      rmSync(folder, { recursive: true });
    }
  }

  run(given: readonly Tensor[]): Tensor[] {
    const ids = [...given, ...this.#constants].map(({ id }) => id);
    const made = this.#native.binding.runSavedModel(this.#model, ids, this.#feeds, this.#fetches);
    return made.map((tensor) => this.#native.adopt(tensor));
  }

  close(): void {
    this.#native.binding.deleteSavedModel(this.#model);
  }
}
