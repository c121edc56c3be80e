// Tensors of TensorFlow itself, and what makes them, without the layer of tfjs above them. A tensor lives until the scope it
// was made in ends, or, if it was kept, until it is freed. What made a tensor can be recorded, to be made a graph of.
import type { Attribute, Binding, MadeTensor } from './binding.ts';
import type { Origin, Recording } from './graph.ts';
import type { NodeAttribute } from './saved-model.ts';

/** TensorFlow's numbers of its types. */
export const TYPE = {
  float: 1,
  double: 2,
  int: 3,
  bool: 10,
  bfloat: 14,
  unsigned: 22,
} as const;

export interface Tensor {
  readonly id: number;
  readonly shape: readonly number[];
  readonly type: number;
}

export type Attributes = Readonly<Record<string, number | boolean>>;

export class Tensors {
  readonly binding: Binding;
  /** Of constants and what they were made of. */
  readonly #origins = new Map<number, Origin>();
  #recording: Recording | null = null;
  #after: number | null = null;
  /** Constants that are being made. */
  #making = 0;
  readonly #constants = new Map<string, Tensor>();
  readonly #constantsById = new Map<number, Tensor>();
  readonly #attributes = new Map<string, Attribute & NodeAttribute>();
  readonly #kept = new Set<number>();
  /** Made in each of the scopes that are open, and neither kept nor freed since. */
  readonly #scopes: Set<number>[] = [];

  constructor(binding: Binding) {
    this.binding = binding;
  }

  /** Frees what `body` makes and does not keep. */
  scope<T>(body: () => T): T {
    const made = new Set<number>();
    this.#scopes.push(made);
    try {
      return body();
    } finally {
      this.#scopes.pop();
      for (const id of made) this.binding.deleteTensor(id);
    }
  }

  /** The same values under a handle that outlives the scope; to be freed by its owner. */
  keep(tensor: Tensor): Tensor {
    const own = this.#kept.has(tensor.id) ? this.run('Identity', [tensor], {}, { T: tensor.type }) : tensor;
    this.#kept.add(own.id);
    for (const made of this.#scopes) made.delete(own.id);
    return own;
  }

  free(tensor: Tensor): void {
    this.#kept.delete(tensor.id);
    this.binding.deleteTensor(tensor.id);
  }

  /** Frees the constants. */
  close(): void {
    for (const tensor of this.#constants.values()) this.free(tensor);
    this.#constants.clear();
    this.#constantsById.clear();
    this.#origins.clear();
  }

  floats(values: Float32Array, shape: readonly number[]): Tensor {
    return this.#create(values, shape, TYPE.float);
  }

  integers(values: Int32Array, shape: readonly number[]): Tensor {
    return this.#create(values, shape, TYPE.int);
  }

  /** A tensor made once and kept as long as the device. */
  constant(key: string, make: () => Tensor): Tensor {
    let tensor = this.#constants.get(key);
    if (!tensor) {
      this.#making++;
      tensor = this.keep(make());
      this.#making--;
      this.#constants.set(key, tensor);
      this.#constantsById.set(tensor.id, tensor);
    }
    return tensor;
  }

  constantOf(id: number): Tensor | undefined {
    return this.#constantsById.get(id);
  }

  /** Records what makes the tensors of `body`, besides the constants. */
  record<T>(recording: Recording, body: () => T): T {
    this.#recording = recording;
    try {
      return body();
    } finally {
      this.#recording = null;
    }
  }

  /**
   * What `body` makes, a graph makes when `tensor` is there and not before: it would do so as early as it can, or take what it
   * has made of the same inputs already, and hold it until it is needed.
   */
  after<T>(tensor: Tensor, body: () => T): T {
    const before = this.#after;
    this.#after = tensor.id;
    try {
      return body();
    } finally {
      this.#after = before;
    }
  }

  /** What made a constant, or a tensor that one was made of. */
  originOf(id: number): Origin {
    const origin = this.#origins.get(id);
    if (!origin) throw new Error(`A step on TensorFlow used tensor ${id}, which was made before it.`);
    return origin;
  }

  /** Values that are others in every step. */
  given(values: Float32Array | Int32Array, shape: readonly number[]): Tensor {
    return this.adopt({
      id: this.binding.createTensor(shape, values instanceof Float32Array ? TYPE.float : TYPE.int, values),
      shape,
      dtype: values instanceof Float32Array ? TYPE.float : TYPE.int,
    });
  }

  /** A tensor that came about outside `run`. */
  adopt({ id, shape, dtype }: MadeTensor): Tensor {
    this.#created(id);
    return { id, shape, type: dtype };
  }

  read(tensor: Tensor): Float32Array | Int32Array {
    return this.binding.tensorDataSync(tensor.id);
  }

  run(
    name: string,
    inputs: readonly Tensor[],
    settings: Attributes,
    types: Readonly<Record<string, number>>,
  ): Tensor {
    const attributes: (Attribute & NodeAttribute)[] = [];
    for (const key in types) attributes.push(this.#attribute(key, types[key]!, true));
    for (const key in settings) attributes.push(this.#attribute(key, settings[key]!, false));
    const ids = inputs.map(({ id }) => id);
    const [made] = this.binding.executeOp(name, attributes, ids, 1);
    const { id, shape, dtype } = made!;
    const after = this.#making > 0 ? null : this.#after;
    this.#created(id, { op: name, attributes, inputs: ids, type: dtype, after });
    return { id, shape, type: dtype };
  }

  /** Tensors made outside all scopes are to be kept or freed by whoever makes them. */
  #created(id: number, origin?: Origin): void {
    this.#scopes.at(-1)?.add(id);
    if (!origin) return;
    if (this.#making > 0) this.#origins.set(id, origin);
    else this.#recording?.origins.set(id, origin);
  }

  #create(values: Float32Array | Int32Array, shape: readonly number[], type: number): Tensor {
    if (this.#recording && this.#making === 0) {
      throw new Error('The values of a step on TensorFlow are constants or given to it.');
    }
    const id = this.binding.createTensor(shape, type, values);
    this.#created(id, { shape, values });
    return { id, shape, type };
  }

  #attribute(name: string, value: number | boolean, isType: boolean): Attribute & NodeAttribute {
    const key = `${name}:${value}`;
    let attribute = this.#attributes.get(key);
    if (!attribute) {
      const { TF_ATTR_TYPE, TF_ATTR_BOOL, TF_ATTR_INT } = this.binding;
      const kind = isType ? 'type' : typeof value === 'boolean' ? 'boolean' : 'integer';
      const type = { type: TF_ATTR_TYPE, boolean: TF_ATTR_BOOL, integer: TF_ATTR_INT }[kind];
      attribute = { name, kind, type, value };
      this.#attributes.set(key, attribute);
    }
    return attribute;
  }
}
